import { describeAsset, refKey, type Tag } from '../model/asset.ts'
import type { DesiredUnit, LiveUnit } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import type { UndoAction, UndoEntry, UndoRecord, UndoStep } from '../model/undo.ts'
import { isBack } from './decide.ts'
import { ownerOf, STATE_TAG, stateOf } from './state-tag.ts'

/** A step; a reason to do nothing at all; or that a later run touched the asset. */
export type Decided = UndoStep | Problem | 'later'

type Known = {
  record: UndoRecord
  before: ReadonlyMap<string, DesiredUnit>
  live: ReadonlyMap<string, LiveUnit>
  overwrite: boolean
}

const step = ({ kind, id, name }: UndoEntry, action: UndoAction, reason = ''): UndoStep => {
  return { kind, id, name, action, reason }
}

const block = (entry: UndoEntry, what: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(entry)} ${what}`,
  ref: { kind: entry.kind, id: entry.id },
})

const stateText = (tags: readonly Tag[]): string | undefined => tags.find(({ key }) => key === STATE_TAG)?.value

const sameTags = (one: readonly Tag[], other: readonly Tag[]): boolean =>
  ownerOf(one) === ownerOf(other) && stateText(one) === stateText(other)

/** Ours as they were before, but for what was seen: an undo that was cut off has put them back. */
const asBefore = (now: readonly Tag[], before: readonly Tag[]): boolean => {
  const [is, was] = [stateOf(now), stateOf(before)]
  const sameState =
    is && was ? is.desired === was.desired && is.commit === was.commit : stateText(now) === stateText(before)
  return ownerOf(now) === ownerOf(before) && sameState
}

/** Whose tags a live asset carries: those of the run, those from before it, none any more, or of a run after it. */
const tagsAre = ({ before, after }: UndoEntry, { tags }: LiveUnit, { commit }: UndoRecord) => {
  if (after && sameTags(tags, after.tags)) return 'after'
  if (before && asBefore(tags, before.tags)) return 'before'
  if (ownerOf(tags) === undefined) return 'none'
  // A run that was cut off did not come to note the tags that it wrote.
  return !after && stateOf(tags)?.commit === commit ? 'after' : 'other'
}

const OVERWRITE = 'Nothing was written. Keep the edit and leave it, or run undo with --on-conflict overwrite to lose it'
const GONE =
  'was deleted in the environment since. Nothing was written. Leave it, or run undo with --on-conflict overwrite to make it again'
const FOREIGN = 'belongs to another repository or environment now (its gitops:owner tag says so). Nothing was written'
const LACKING = 'is not in the undo bundle, although its record names it. Take both files as they were kept'

const absent = (live: LiveUnit | undefined): boolean => live === undefined || live.status === 'deleted'

const comeBack = (entry: UndoEntry, live: LiveUnit | undefined, reason: string): UndoStep =>
  step(entry, live ? 'restore' : 'again', reason)

const edited = (entry: UndoEntry, { observed }: LiveUnit): string | undefined => {
  if (entry.after?.observed === undefined)
    return `is not as it was before, and that run was cut off, so it is not known whether somebody edited it since. ${OVERWRITE}`
  return observed === entry.after.observed ? undefined : `was edited in the environment since. ${OVERWRITE}`
}

const decideUpdated = (entry: UndoEntry, known: Known): Decided => {
  const [unit, live] = [known.before.get(refKey(entry)), known.live.get(refKey(entry))]
  if (!unit) return block(entry, LACKING)
  if (!live || absent(live)) return known.overwrite ? comeBack(entry, live, 'deleted since') : block(entry, GONE)
  const tags = tagsAre(entry, live, known.record)
  if (tags === 'other') return 'later'
  // Of a login nothing can be seen, so a data source goes back in any case while it carries the run's tags.
  const isDone = isBack(live, unit) && (entry.kind !== 'datasource' || tags === 'before')
  if (isDone) return step(entry, tags === 'before' ? 'nothing' : 'tags', 'it already is as it was')
  const why = edited(entry, live) ?? (tags === 'none' ? `no longer carries our tags. ${OVERWRITE}` : undefined)
  return why === undefined || known.overwrite ? step(entry, 'back') : block(entry, why)
}

const decideDeleted = (entry: UndoEntry, known: Known): Decided => {
  const [unit, live] = [known.before.get(refKey(entry)), known.live.get(refKey(entry))]
  if (!unit) return block(entry, LACKING)
  if (!live || absent(live)) return comeBack(entry, live, 'deleted by that run')
  const tags = tagsAre(entry, live, known.record)
  if (tags === 'before' && isBack(live, unit)) return step(entry, 'nothing', 'it is there again')
  if (ownerOf(live.tags) === known.record.owner)
    return known.overwrite && tags === 'before' ? step(entry, 'back') : 'later'
  return block(entry, 'was deleted by that run, and somebody made another one with this id since. Nothing was written')
}

const decideCreated = (entry: UndoEntry, { live: all, record }: Known): Decided => {
  const live = all.get(refKey(entry))
  if (!live || absent(live)) return step(entry, 'nothing', 'it is gone already')
  if (ownerOf(live.tags) !== record.owner) return step(entry, 'stays', 'it is not ours any more')
  if (!entry.after) return step(entry, 'stays', 'that run was cut off, so it is not known whether it was edited since')
  if (!sameTags(live.tags, entry.after.tags)) return 'later'
  if (live.observed !== entry.after.observed) return step(entry, 'stays', 'it was edited since')
  return step(entry, 'delete')
}

const decideRecorded = (entry: UndoEntry, known: Known): Decided => {
  const live = known.live.get(refKey(entry))
  if (!live || absent(live)) return step(entry, 'nothing', 'it is gone')
  const tags = tagsAre(entry, live, known.record)
  if (tags === 'other') return 'later'
  return step(entry, tags === 'after' ? 'tags' : 'nothing')
}

const DECIDE = { updated: decideUpdated, deleted: decideDeleted, created: decideCreated, recorded: decideRecorded }

/** What taking a run back does to one asset. */
export const decideEntry = (entry: UndoEntry, known: Known): Decided => {
  const live = known.live.get(refKey(entry))
  const owner = live && ownerOf(live.tags)
  if (owner !== undefined && owner !== known.record.owner && entry.did !== 'created') return block(entry, FOREIGN)
  if (live?.status === 'busy')
    return block(entry, 'is being changed in QuickSight at this moment. Run undo again when that is over')
  return DECIDE[entry.did](entry, known)
}
