import { markdown, plain } from '../model/escape.ts'
import type { FacetChange } from '../model/facet.ts'

const TITLE = 'Permissions, tags and folders'

/** A change as a sentence, and that git did not change where that is so. */
const facetSentence = ({ words, drifted }: FacetChange): string =>
  drifted ? `${words} (again: it was changed in the environment)` : words

/** Changes of permissions, tags and folders for a terminal; empty where there are none. */
export const facetText = (changes: readonly FacetChange[] = []): string =>
  changes.length === 0 ? '' : `${TITLE}\n${changes.map((change) => `  ${plain(facetSentence(change))}\n`).join('')}`

/** The same for a job summary or a comment. */
export const facetMarkdown = (changes: readonly FacetChange[] = []): string =>
  changes.length === 0
    ? ''
    : `**${TITLE}**\n\n${changes.map((change) => `- ${markdown(facetSentence(change))}\n`).join('')}\n`
