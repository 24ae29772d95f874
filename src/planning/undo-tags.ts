import type { Tag } from '../model/asset.ts'
import { ownerOf, STATE_TAG, stateOf, tagsFor } from './state-tag.ts'
import { ourTags } from './undo-entries.ts'

/** Tags to write, and the keys of those to take away. */
export type TagsBack = { write: Tag[]; remove: string[] }

const withObserved = (before: readonly Tag[], observed: string): Tag[] => {
  const [owner, state] = [ownerOf(before), stateOf(before)]
  if (owner === undefined || !state) return [...before]
  const renewed = tagsFor(owner, { ...state, observed })
  return before.map((tag) => (tag.key === STATE_TAG ? (renewed.find(({ key }) => key === STATE_TAG) ?? tag) : tag))
}

/**
 * The tags as they were before, so that a plan says what git still asks for; but with what is live now as what was seen,
 * so that it is no drift.
 */
export const tagsBack = (
  before: readonly Tag[],
  { tags, observed }: { tags: readonly Tag[]; observed: string },
): TagsBack => ({
  write: withObserved(before, observed),
  remove: ourTags(tags)
    .map(({ key }) => key)
    .filter((key) => !before.some((tag) => tag.key === key)),
})
