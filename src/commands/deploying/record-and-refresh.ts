import { refKey } from '../../model/asset.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { otherJobs } from './moved-since.ts'
import { record, type ToRecord } from './record.ts'
import { type Refreshed, refreshUnits, toRefresh } from './refresh.ts'
import type { Deploy } from './settle.ts'
import type { Writing } from './write.ts'

/** `recorded`: what really was, and so is known by its tags. */
export type Finished = { refreshed: Refreshed; recorded: ToRecord[]; problems: Problem[] }

/**
 * Record what was proven or found as asked. SPICE datasets whose data is to be loaded come last, and only where that worked:
 * what holds no data yet is not recorded, so that the next deploy loads it.
 */
export const recordAndRefresh = async (
  list: readonly ToRecord[],
  known: Map<string, number>,
  { work, writing, deploy }: { work: PlanWork; writing: Writing; deploy: Deploy },
  context: Context,
): Promise<Finished | 'moved'> => {
  const asked = toRefresh(work, new Set(list.map(({ unit }) => refKey(unit))), deploy.refresh)
  const waiting = new Set(asked.map(refKey))
  const recordAll = async (some: readonly ToRecord[]): Promise<Problem[] | 'moved'> => {
    if (some.length > 0 && (await otherJobs(known, writing))) return 'moved'
    return record(some, work, { writing: { ...writing, again: 'deploy', jobs: known }, commit: deploy.commit }, context)
  }
  const atOnce = await recordAll(list.filter(({ unit }) => !waiting.has(refKey(unit))))
  if (atOnce === 'moved') return 'moved'
  const refreshed = await refreshUnits(asked, writing, context)
  const isLoaded = ({ unit }: ToRecord): boolean => waiting.has(refKey(unit)) && !refreshed.failed.has(refKey(unit))
  const loaded = await recordAll(list.filter(isLoaded))
  if (loaded === 'moved') return 'moved'
  const problems = [...atOnce, ...loaded, ...refreshed.problems]
  const failed = new Set(problems.filter(isError).flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  return { refreshed, recorded: list.filter(({ unit }) => !failed.has(refKey(unit))), problems }
}
