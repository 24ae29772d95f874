import { refKey, type Tag } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'
import { unitRead } from '../../model/plan.ts'
import { stateOf } from '../../planning/state-tag.ts'
import type { PlanWork } from '../make-plan.ts'
import type { ToRecord } from './record.ts'

/** Tags that the environment file asks for, to be written together with ours: set, and taken away by key. */
export type FacetTags = { set: readonly Tag[]; remove: readonly string[] }

/** Assets that a deploy leaves as they are, and whose permissions, tags and folders it sees to all the same. */
const untouched = ({ plan }: PlanWork): Set<string> =>
  new Set(plan.steps.filter(({ action }) => action === 'unchanged' || action === 'drift').map(refKey))

/** The changes of assets that are live as this deploy leaves them; `live` are keys of those that it wrote or found. */
export const changesNow = (work: PlanWork, live: ReadonlySet<string>): FacetChange[] => {
  const still = untouched(work)
  return work.facet.changes.filter(({ asset }) => live.has(refKey(asset)) || still.has(refKey(asset)))
}

const tagsFor = (changes: readonly FacetChange[]): Map<string, FacetTags> => {
  const tags = new Map<string, { set: Tag[]; remove: string[] }>()
  for (const change of changes) {
    if (change.what !== 'tag' && change.what !== 'untag') continue
    const own = tags.get(refKey(change.asset)) ?? { set: [], remove: [] }
    tags.set(refKey(change.asset), own)
    if (change.what === 'tag') own.set.push({ key: change.key, value: change.value })
    else own.remove.push(change.key)
  }
  return tags
}

const withTags = (item: ToRecord, tags: FacetTags | undefined): ToRecord => (tags ? { ...item, tags } : item)

/** What was seen last stays recorded as it is: an edit in the environment is not forgotten because a tag is written. */
const kept = (key: string, { desired, live }: PlanWork): ToRecord[] => {
  const unit = desired.get(key)
  const is = unit && unitRead(live.units, unit)
  const observed = stateOf(is?.tags ?? [])?.observed
  return unit && is && observed !== undefined ? [{ unit, live: is, observed }] : []
}

/**
 * All that is recorded: `list`, with the tags that are asked for, and assets that the deploy leaves as they are where a tag is
 * missing or something else is asked of them than at their recorded commit. Without those in `unrecorded`.
 */
export const withFacetRecords = (
  list: readonly ToRecord[],
  { changes, unrecorded }: { changes: readonly FacetChange[]; unrecorded: ReadonlySet<string> },
  work: PlanWork,
): ToRecord[] => {
  const tags = tagsFor(changes)
  const listed = new Set(list.map(({ unit }) => refKey(unit)))
  const still = [...untouched(work)].filter((key) => !listed.has(key) && (work.facet.moved.has(key) || tags.has(key)))
  return [...list, ...still.flatMap((key) => kept(key, work))]
    .filter(({ unit }) => !unrecorded.has(refKey(unit)))
    .map((item) => withTags(item, tags.get(refKey(item.unit))))
}
