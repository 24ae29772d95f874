import type { Tag } from '../model/asset.ts'
import type { RecordedState } from '../model/plan.ts'

export const OWNER_TAG = 'gitops:owner'
export const STATE_TAG = 'gitops:state'

const VERSION = '1'
const STATE = /^1\.([0-9a-f]{16})\.([0-9a-f]{16})\.([0-9a-f]{40}|none)$/

const tagValue = (tags: readonly Tag[], key: string): string | undefined => tags.find((tag) => tag.key === key)?.value

export const ownerOf = (tags: readonly Tag[]): string | undefined => tagValue(tags, OWNER_TAG)

/** The recorded state, or undefined when there is none or a later version of this program wrote it in another form. */
export const stateOf = (tags: readonly Tag[]): RecordedState | undefined => {
  const [, desired, observed, commit] = STATE.exec(tagValue(tags, STATE_TAG) ?? '') ?? []
  return desired && observed && commit ? { desired, observed, commit } : undefined
}

/** The two tags of a unit. A tag value holds at most 256 of `[A-Za-z0-9 +-=._:/@]`, which both stay within. */
export const tagsFor = (owner: string, state: RecordedState): Tag[] => [
  { key: OWNER_TAG, value: owner },
  { key: STATE_TAG, value: [VERSION, state.desired, state.observed, state.commit].join('.') },
]

/** All tags a unit should carry: what it has, with ours put in place of older ones of ours. */
export const mergeTags = (existing: readonly Tag[], ours: readonly Tag[]): Tag[] => [
  ...existing.filter((tag) => !ours.some(({ key }) => key === tag.key)),
  ...ours,
]
