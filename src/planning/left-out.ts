import { describeAsset, refKey } from '../model/asset.ts'
import type { Action, Step } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'

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
const GONE =
  'is no longer in git but still live. This version deletes nothing: delete it in QuickSight, or put it back into git'
const ADDED = 'has more in the environment than git asks for; nothing that git asks for differs'
const DRIFTED = 'was edited in the environment and is left as it is; bring the edit into git, or deploy with --take git'

/** What a deploy leaves as it is although git says otherwise: errors, because the environment is then not what git says. */
export const leftOut = (steps: readonly Step[], sent: ReadonlySet<string>): Problem[] => [
  ...stepsWith(steps, 'conflict', 'create', 'update')
    .filter((step) => !sent.has(refKey(step)))
    .map((step) => problem(step, 'error', SKIPPED)),
  ...stepsWith(steps, 'prune').map((step) => problem(step, 'error', GONE)),
]

/** Edits in the environment that a deploy neither writes nor builds on. */
export const driftWarnings = (steps: readonly Step[]): Problem[] =>
  stepsWith(steps, 'drift').map((step) => problem(step, 'warning', step.addedOnly ? ADDED : DRIFTED))
