import { refKey } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { type Shared, shareAssets } from './facet.ts'
import { changesNow, withFacetRecords } from './facet-records.ts'
import type { ToRecord } from './record.ts'
import type { Writing } from './write.ts'

/** Assets shared and moved, and what there is to record then; the tags that are asked for are written with the record. */
export type ShareStep = Shared & { changes: readonly FacetChange[]; list: readonly ToRecord[] }

/** See to permissions, links and folders of all that is live as it should be. `listed`: what the deploy wrote or found as asked. */
export const shareAndList = async (
  listed: readonly ToRecord[],
  work: PlanWork,
  writing: Writing,
  context: Context,
): Promise<ShareStep> => {
  const changes = changesNow(work, new Set(listed.map(({ unit }) => refKey(unit))))
  const shared = await shareAssets(changes, writing, context)
  return { ...shared, changes, list: withFacetRecords(listed, { changes, unrecorded: shared.unrecorded }, work) }
}

/** The changes that are done once everything is recorded: those that were proven, and tags of what could be recorded. */
export const doneChanges = ({ changes, done, list }: ShareStep, recording: readonly Problem[]): FacetChange[] => {
  const failed = new Set(recording.filter(isError).flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  const recorded = new Set(list.map(({ unit }) => refKey(unit)).filter((key) => !failed.has(key)))
  const isTag = ({ what }: FacetChange): boolean => ['tag', 'untag', 'record'].includes(what)
  return changes.filter((change) => (isTag(change) ? recorded.has(refKey(change.asset)) : done.includes(change)))
}
