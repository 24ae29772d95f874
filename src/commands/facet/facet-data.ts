import type { FacetChange } from '../../model/facet.ts'
import type { Json } from '../../model/json.ts'

/** Changes of permissions, tags and folders for --json. */
export const facetData = (changes: readonly FacetChange[] = []): Json[] =>
  changes.map(({ what, asset: { kind, id, name }, words, drifted }) => ({
    what,
    kind,
    id,
    name,
    words,
    ...(drifted === undefined ? {} : { drifted }),
  }))
