import { describeAsset, refKey } from '../model/asset.ts'
import type { Action, Step } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { canBeOwned, NO_OWNERS } from './overrides.ts'

/** The steps with one of the given actions. */
export const stepsWith = (steps: readonly Step[], ...actions: readonly Action[]): Step[] =>
  steps.filter(({ action }) => actions.includes(action))

const problem = (step: Step, severity: Problem['severity'], what: string): Problem => ({
  severity,
  message: `${describeAsset(step)} ${what}`,
  ref: { kind: step.kind, id: step.id },
})

const SKIPPED =
  'was left alone, because it or something it needs was edited in the environment and changed in git (--on-conflict skip)'
const STILL_DELETED =
  'is deleted in the environment, and QuickSight does not show it as restored yet. Run deploy again in a few minutes'
const gone = ({ reason }: Step): string =>
  `is no longer part of this environment in git (its file is gone or \`select\` leaves it out) but still live, and was not deleted: ${reason}. Mend that, delete it in QuickSight, give it up by removing its gitops: tags there, or put it back`
const DRIFTED = 'was edited in the environment and is left as it is; bring the edit into git, or deploy with --take git'
const FAILED =
  'did not take its last change: that failed in QuickSight. Look at it there, or deploy with --take git to send what git has once more'

const drifted = ({ addedOnly, added, failed }: Step): string => {
  if (failed) return FAILED
  const more = added ? `: ${added.join(', ')}` : ''
  if (addedOnly) return `has more in the environment than git asks for${more}; nothing that git asks for differs`
  return added ? `${DRIFTED}. It has more than git asks for${more}` : DRIFTED
}

/** What a deploy leaves as it is although git says otherwise: errors, because the environment is then not what git says. */
export const leftOut = (steps: readonly Step[], sent: ReadonlySet<string>): Problem[] => [
  ...stepsWith(steps, 'conflict', 'create', 'update')
    .filter((step) => !sent.has(refKey(step)))
    .map((step) => problem(step, 'error', SKIPPED)),
  ...stepsWith(steps, 'restore').map((step) => problem(step, 'error', STILL_DELETED)),
  ...stepsWith(steps, 'prune').map((step) => problem(step, 'error', gone(step))),
]

/** Edits in the environment that a deploy neither writes nor builds on, and new assets that no import can give owners. */
export const driftWarnings = (steps: readonly Step[]): Problem[] => [
  ...stepsWith(steps, 'drift').map((step) => problem(step, 'warning', drifted(step))),
  ...stepsWith(steps, 'create')
    .filter(({ kind }) => !canBeOwned(kind))
    .map((step) => problem(step, 'warning', `is new, and ${NO_OWNERS}`)),
]
