import { UserError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import type { Context } from '../context.ts'
import { makePlan, type PlanInput, type PlanWork } from '../make-plan.ts'
import { otherJobs } from './moved-since.ts'
import { record, type ToRecord } from './record.ts'
import { awaitOthers } from './settle.ts'

/** A plan of an environment in which no other run is at work, and our import jobs as they then were. */
export type Rest = { work: PlanWork; jobs: ReadonlyMap<string, number> }

/** Wait for other runs, then plan; nothing is restored and nothing else is waited for, since only tags are to be written. */
export const planAtRest = async (input: PlanInput, context: Context): Promise<Rest> => {
  const jobs = await awaitOthers(input, context)
  return { work: await makePlan(input, context), jobs }
}

export type Noting = PlanInput & {
  /** What to say that is to be run again. */
  verb: string
  jobs: Rest['jobs']
}

/**
 * Record assets that are live as git asks, as of a commit, in their tags: no import, no version.
 * @throws UserError when another run wrote since the plan was made.
 */
export const recordOnly = async (
  list: readonly ToRecord[],
  work: PlanWork,
  { commit, noting }: { commit: string; noting: Noting },
  context: Context,
): Promise<Problem[]> => {
  if (list.length === 0) return []
  const { environment, verb, jobs } = noting
  if (await otherJobs(jobs, noting))
    throw new UserError(`Another run writes to ${environment.name} at this moment. Run ${verb} again when it is over`)
  return record(list, work, { writing: { ...noting, again: verb, jobs: new Map(jobs) }, commit }, context)
}
