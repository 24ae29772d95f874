import { refKey } from '../../model/asset.ts'
import type { Sent } from '../../planning/parts.ts'
import { OWNER_TAG, STATE_TAG } from '../../planning/state-tag.ts'
import type { PlanWork } from '../make-plan.ts'
import { arnOf } from './prove.ts'
import type { SettledPlan } from './settle.ts'
import { isJobOf, type Writing } from './write.ts'

/** Our two tags as one text. */
export const ours = (tags: readonly { key: string; value: string }[]): string =>
  [OWNER_TAG, STATE_TAG].map((key) => tags.find((tag) => tag.key === key)?.value ?? '').join(' ')

const updatesMoved = async (
  units: readonly Sent[],
  work: Pick<PlanWork, 'live' | 'target'>,
  { quickSight, connection }: Writing,
): Promise<boolean> => {
  const moved = await Promise.all(
    units.map(async (unit) => {
      const then = work.live.units.get(refKey(unit))?.tags ?? []
      return ours(await quickSight.readTags(connection, arnOf(work.target, unit))) !== ours(then)
    }),
  )
  return moved.includes(true)
}

const createsMoved = async (units: readonly Sent[], { quickSight, connection }: Writing): Promise<boolean> => {
  if (units.length === 0) return false
  const { rows } = await quickSight.listAssets(connection)
  const keys = new Set(rows.map(refKey))
  return units.some((unit) => keys.has(refKey(unit)))
}

/** Import jobs of ours that were neither there before nor made by this run: another deploy is at work. */
export const otherJobs = async (
  known: ReadonlyMap<string, number>,
  { quickSight, connection, environment }: Pick<Writing, 'quickSight' | 'connection' | 'environment'>,
): Promise<boolean> => {
  const jobs = (await quickSight.listImports(connection)).filter(isJobOf(environment.name))
  return jobs.some(({ id, created }) => known.get(id) !== created)
}

/** Looked at once more at the last moment, by jobs, lists and tags: another deploy may have been quicker. */
export const movedSince = async (
  units: readonly Sent[],
  { work, jobs }: { work: Pick<PlanWork, 'live' | 'target'>; jobs: SettledPlan['jobs'] },
  writing: Writing,
): Promise<boolean> => {
  const [creates, updates] = [units.filter(({ isNew }) => isNew), units.filter(({ isNew }) => !isNew)]
  return (
    (await otherJobs(jobs, writing)) ||
    (await createsMoved(creates, writing)) ||
    (await updatesMoved(updates, work, writing))
  )
}
