import { refKey } from '../model/asset.ts'
import type { Step } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { DELETED_SINCE, type PlanWork } from './make-plan.ts'
import { onceOurs } from './once-ours.ts'

/** The steps that say: the environment is not as it was left. */
const DRIFTED: readonly Step['action'][] = ['drift', 'conflict', 'edited', 'restore']

/** What a list does not tell because it could not be read is not deleted for that. */
const isDrift = (step: Step, { live }: PlanWork): boolean =>
  DRIFTED.includes(step.action) ||
  (step.action === 'create' && step.reason === DELETED_SINCE && !live.unlisted.includes(step.kind))

/** All of a plan that is not as the last deploy left it. */
export const driftOf = async (work: PlanWork, context: Context): Promise<Step[]> => [
  ...work.plan.steps.filter((step) => isDrift(step, work)),
  ...(await onceOurs(work, context)),
]

/** What could not be read, so that it is not known whether it drifted. */
export const unreadIn = ({ plan }: PlanWork, drifted: readonly Step[]): Problem[] => {
  const told = new Set(drifted.map(refKey))
  return plan.blocks
    .filter((block) => isError(block) && !(block.ref && told.has(refKey(block.ref))))
    .filter(({ message }) => /cannot be read/.test(message))
}
