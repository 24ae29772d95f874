import { type AssetRef, refKey } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import type { Context } from '../context.ts'
import { awaitOthers, MOST_ROUNDS, WAIT } from '../deploying/settle.ts'
import { planRestore, type RestoreInput, type RestoreWork } from './plan-restore.ts'
import type { Opened } from './read-target.ts'

const checkDigest = (plan: RestoreWork['plan'], expected: string | undefined): void => {
  if (expected === undefined || expected === plan.digest) return
  throw new UserError(
    `The plan is not the one that was expected: its digest is ${plan.digest}, not ${expected}. The backup or the environment moved since; look at the plan again`,
  )
}

/** Bring analyses back from their recovery window, with the permissions and the history that they had. */
const bringBack = async (
  refs: readonly AssetRef[],
  { quickSight, connection }: Opened,
  context: Context,
): Promise<void> => {
  for (const { id } of refs) {
    context.log.info(`Restoring analysis ${id}, which was deleted in the environment`)
    await quickSight.restoreAnalysis(connection, id)
  }
  await context.sleep(WAIT)
}

/** A plan of a target at rest. `jobs`: our import jobs as they then were, job id → when it was made. `broughtBack`: see `RestoreInput`. */
export type Settled = { work: RestoreWork; jobs: ReadonlyMap<string, number>; broughtBack: ReadonlySet<string> }

/** A plan of a target at rest: other runs were waited for, and analyses brought back. */
export const settle = async (input: RestoreInput, context: Context): Promise<Settled> => {
  const { environment, opened, asked } = input
  const broughtBack = new Set(input.broughtBack)
  for (let round = 1; ; round += 1) {
    const jobs = asked.mode === 'users-only' ? new Map() : await awaitOthers({ ...opened, environment }, context)
    const work = await planRestore({ ...input, broughtBack }, context)
    // What is brought back or waited for changes the plan, so only the first one is held against the digest.
    if (round === 1) checkDigest(work.plan, asked.expect)
    const restores = work.plan.steps.filter(({ action }) => action === 'restore')
    const waits = work.plan.steps.filter(({ action }) => action === 'wait')
    const isBlocked = work.plan.blocks.length > waits.length
    if (round === MOST_ROUNDS || isBlocked || restores.length + waits.length === 0) return { work, jobs, broughtBack }
    await bringBack(restores, opened, context)
    for (const step of restores) broughtBack.add(refKey(step))
  }
}
