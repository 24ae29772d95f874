import { describeAsset } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import type { UndoStep } from '../../model/undo.ts'
import type { Context } from '../context.ts'
import type { Writing } from '../deploying/write.ts'

const LOOKS = 10
const BETWEEN_LOOKS = 1_000

const isThereSoon = async (
  step: UndoStep,
  { quickSight, connection }: Writing,
  { sleep }: Context,
): Promise<boolean> => {
  for (let look = 1; look <= LOOKS; look += 1) {
    if (!(await quickSight.isGone(connection, step))) return true
    if (look < LOOKS) await sleep(BETWEEN_LOOKS)
  }
  return false
}

const stillDeleted = (step: UndoStep, reason: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(step)} could not be restored: ${reason}. Run undo again in a few minutes`,
  ref: { kind: step.kind, id: step.id },
})

/** Bring deleted analyses back within their recovery window, with the permissions and the history they had. Those that stay deleted are told. */
export const restoreAnalyses = async (
  steps: readonly UndoStep[],
  writing: Writing,
  context: Context,
): Promise<Problem[]> => {
  const problems: Problem[] = []
  for (const step of steps) {
    context.log.info(`Restoring ${describeAsset(step)}`)
    try {
      await writing.quickSight.restoreAnalysis(writing.connection, step.id)
      if (!(await isThereSoon(step, writing, context)))
        problems.push(stillDeleted(step, 'QuickSight still shows it as deleted'))
    } catch (thrown) {
      problems.push(stillDeleted(step, messageOf(thrown)))
    }
  }
  return problems
}
