import { describeAsset } from '../../model/asset.ts'
import type { Step } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import type { Choices } from '../blocks.ts'
import { SHARED } from './steps.ts'
import type { Unmet } from './unmet.ts'

const problem = (step: Pick<Step, 'kind' | 'id' | 'name'>, severity: Problem['severity'], what: string): Problem => ({
  severity,
  message: `${describeAsset(step)} ${what}`,
  ref: { kind: step.kind, id: step.id },
})

const WAYS =
  'Restore it with --on-conflict overwrite (what is live now is kept, and undo brings it back), or leave it alone with --on-conflict skip'

const differs = ({ reason, failed }: Step): string => {
  if (failed) return 'did not take its last change: that failed in QuickSight'
  return reason === SHARED ? 'is shared or tagged differently than when it was saved' : 'was changed since the backup'
}

/** The reasons why nothing may be written. What is being changed is waited for before. */
export const restoreBlocks = (steps: readonly Step[], onConflict: Choices['onConflict']): Problem[] =>
  steps.flatMap((step) => {
    if (step.action === 'wait')
      return [problem(step, 'error', 'is being changed in QuickSight at this moment. Run again when that is over')]
    if (step.action !== 'conflict' || onConflict !== 'stop') return []
    return [problem(step, 'error', `${differs(step)}. ${WAYS}`)]
  })

/** What is left as it is although it is not as it was saved: the user said so, and the report does too. */
export const restoreLeftOut = (steps: readonly Step[], onConflict: Choices['onConflict']): Problem[] =>
  onConflict === 'skip'
    ? steps
        .filter(({ action }) => action === 'conflict')
        .map((step) => problem(step, 'warning', `${differs(step)}, and was left alone (--on-conflict skip)`))
    : []

export const unmetProblems = (list: readonly Unmet[]): Problem[] =>
  list.map(({ unit, reason }) => problem(unit, 'error', `cannot be restored: ${reason}`))

/** A data source that would be made again without the login that it needs. */
export const loginProblem = (unit: Pick<Step, 'kind' | 'id' | 'name'>, file: string, id: string): Problem =>
  problem(
    unit,
    'error',
    `needs a login, and a backup never holds one. Say where it is in ${file}: overlay.datasource.${id}.secret, or credentialsEnv`,
  )
