import type { FacetChange } from '../../model/facet.ts'
import type { Shared } from './shared.ts'
import { lostTagWords, tagWords, untagWords } from './words.ts'

const heldValue = ({ live }: Shared, key: string): string | undefined => live.tags.find((tag) => tag.key === key)?.value

const tagged = (shared: Shared): FacetChange[] => {
  const { asset, asked, before } = shared
  return [...asked.tags].flatMap(([key, value]): FacetChange[] => {
    if (heldValue(shared, key) === value) return []
    const drifted = before?.tags.get(key) === value ? { drifted: lostTagWords(asset, key, value) } : {}
    return [{ what: 'tag', asset, key, value, words: tagWords(asset, key, value), ...drifted }]
  })
}

/** A tag that somebody gave another value since is theirs, and stays. */
const untagged = (shared: Shared): FacetChange[] => {
  const { asset, asked, before } = shared
  return [...(before?.tags ?? [])].flatMap(([key, value]): FacetChange[] =>
    asked.tags.has(key) || heldValue(shared, key) !== value
      ? []
      : [{ what: 'untag', asset, key, words: untagWords(asset, key) }],
  )
}

/** Tags that are asked for and not there, and those that are no longer asked for and still as they were given. */
export const tagChanges = (shared: Shared): FacetChange[] => [...tagged(shared), ...untagged(shared)]
