import { describeAsset, refKey } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'
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
  'Restore with --on-conflict overwrite (the contents that are live now are kept, and undo brings them back; permissions, tags and folders it only names), or leave it alone with --on-conflict skip'

const differs = ({ reason, failed }: Step): string => {
  if (failed) return 'did not take its last change: that failed in QuickSight'
  return reason === SHARED ? 'is shared or tagged differently than when it was saved' : 'was changed since the backup'
}

const MOST_ALONE = 5

/** One sentence for each, or one for all where they are many: the plan lists them. */
const conflictBlocks = (steps: readonly Step[]): Problem[] => {
  const [first] = steps
  if (!first || steps.length <= MOST_ALONE)
    return steps.map((step) => problem(step, 'error', `${differs(step)}. ${WAYS}`))
  const named = steps.slice(0, MOST_ALONE).map(describeAsset)
  const message = `${steps.length} assets are not as they were saved: ${named.join(', ')} and ${steps.length - MOST_ALONE} more. ${WAYS}`
  return [{ severity: 'error', message }]
}

/** The reasons why nothing may be written. What is being changed is waited for before. */
export const restoreBlocks = (steps: readonly Step[], onConflict: Choices['onConflict']): Problem[] => [
  ...steps
    .filter(({ action }) => action === 'wait')
    .map((step) =>
      problem(step, 'error', 'is being changed in QuickSight at this moment. Run again when that is over'),
    ),
  ...(onConflict === 'stop' ? conflictBlocks(steps.filter(({ action }) => action === 'conflict')) : []),
]

/** What was taken out of a folder since stays out, unless that is overwritten; so does all of a folder that was changed. */
export const placedAgain = (
  { again, taken }: { again: readonly FacetChange[]; taken: readonly FacetChange[] },
  steps: readonly Step[],
  onConflict: Choices['onConflict'],
): { changes: FacetChange[]; problems: Problem[] } => {
  const conflicts = new Set(steps.filter(({ action }) => action === 'conflict').map(refKey))
  const isLeft = (change: FacetChange): boolean =>
    conflicts.has(refKey(change.asset)) ||
    (change.what === 'join' && conflicts.has(refKey({ kind: 'folder', id: change.folder })))
  if (onConflict === 'overwrite') return { changes: [...again, ...taken], problems: [] }
  const left = [...again.filter(isLeft), ...taken]
  const told = (change: FacetChange): Problem =>
    onConflict === 'stop' && !isLeft(change)
      ? problem(change.asset, 'error', `was taken out of a folder since, in which it lay when it was saved. ${WAYS}`)
      : problem(change.asset, 'warning', `is left outside a folder in which it lay when it was saved`)
  return { changes: again.filter((change) => !isLeft(change)), problems: left.map(told) }
}

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
