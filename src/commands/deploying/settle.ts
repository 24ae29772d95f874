import type { ImportJob } from '../../io/quicksight/index.ts'
import { describeAsset, refKey } from '../../model/asset.ts'
import type { RefreshMode } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { stepsWith } from '../../planning/left-out.ts'
import type { Context } from '../context.ts'
import { makePlan, type PlanInput, type PlanWork } from '../make-plan.ts'
import { isJobOf } from './write.ts'

/** How often a deploy looks again after it waited for another run, a restore or a change in progress. */
export const MOST_ROUNDS = 8
export const WAIT = 5_000

/** One deploy: what is asked for, where, by whom, from which commit, and which data is loaded afterwards. */
export type Deploy = PlanInput & { commit: string; refresh: RefreshMode }

/** A plan of an environment at rest. `jobs`: our import jobs as they then were, job id → when it was made. */
export type SettledPlan = { work: PlanWork; jobs: ReadonlyMap<string, number> }

/** How long to wait for imports that are none of ours, in looks of `WAIT` each: ten minutes. */
const MOST_LOOKS = 120

/**
 * Imports by other programs, or by deploys to other environments, may be at work on the same assets: wait until none is. Our
 * own jobs as they then are.
 */
const awaitForeign = async (
  { quickSight, connection, environment }: Pick<Deploy, 'quickSight' | 'connection' | 'environment'>,
  context: Context,
): Promise<ImportJob[]> => {
  const isOurs = isJobOf(environment.name)
  for (let look = 1; ; look += 1) {
    const jobs = await quickSight.listImports(connection)
    const job = jobs.find((one) => one.running && !isOurs(one))
    if (!job) return jobs.filter(isOurs)
    if (look > MOST_LOOKS) {
      throw new UserError(
        `The import job ${job.id}, which is not one of a deploy to ${environment.name}, has been running in account ${connection.account} (${connection.region}) for more than ${(MOST_LOOKS * WAIT) / 60_000} minutes, and may be changing the same assets. Nothing was written; deploy again when it is over`,
      )
    }
    if (look === 1)
      context.log.info(`Another import into ${environment.name} is under way (job ${job.id}); waiting for it`)
    await context.sleep(WAIT)
  }
}

/** Wait for other deploys to this environment; our import jobs as they are when none is running any more. */
export const awaitOthers = async (
  deploy: Pick<Deploy, 'quickSight' | 'connection' | 'environment'>,
  context: Context,
): Promise<ReadonlyMap<string, number>> => {
  const { quickSight, connection, environment } = deploy
  const jobs = await awaitForeign(deploy, context)
  const running = jobs.filter((job) => job.running)
  for (const { id } of running) {
    context.log.info(`Another run that writes to ${environment.name} is under way (job ${id}); waiting for it`)
    await quickSight.awaitImport(connection, id, 1)
  }
  return running.length > 0 ? awaitOthers(deploy, context) : new Map(jobs.map(({ id, created }) => [id, created]))
}

/** Restore what git wants and was deleted, give changes in progress time. True when it is worth looking again. */
const settle = async (work: PlanWork, { quickSight, connection }: Deploy, context: Context): Promise<boolean> => {
  const restores = stepsWith(work.plan.steps, 'restore')
  const waits = stepsWith(work.plan.steps, 'wait').filter((step) => work.desired.has(refKey(step)))
  if (work.plan.blocks.length > waits.length || restores.length + waits.length === 0) return false
  for (const step of restores) {
    context.log.info(`Restoring ${describeAsset(step)}, which was deleted in the environment`)
    await quickSight.restoreAnalysis(connection, step.id)
  }
  await context.sleep(WAIT)
  return true
}

/** Adds the reasons why a plan may not be carried out; called for each plan before anything is restored or written. */
export type Guard = (work: PlanWork, round: number) => Promise<void>

/** A plan of an environment at rest: other deploys, restores and changes in progress have been waited for. */
export const settledPlan = async (deploy: Deploy, guard: Guard, context: Context): Promise<SettledPlan> => {
  for (let round = 1; ; round += 1) {
    const jobs = await awaitOthers(deploy, context)
    const work = await makePlan(deploy, context)
    await guard(work, round)
    if (round === MOST_ROUNDS || !(await settle(work, deploy, context))) return { work, jobs }
  }
}
