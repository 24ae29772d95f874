import { describeAsset, refKey } from '../model/asset.ts'
import type { Action, DesiredUnit, Step } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { closureOf } from './order.ts'

/** What the user allowed on the command line. */
export type Choices = {
  adopt: boolean
  take: 'none' | 'git'
  onConflict: 'stop' | 'skip' | 'overwrite'
}

const WRITES: readonly Action[] = ['create', 'update', 'restore']

export const isWrite = ({ action }: Step): boolean => WRITES.includes(action)

const taken = (step: Step): Step => ({ ...step, action: 'update', reason: `${step.reason}, git's version taken` })

/** The steps after the choices: a collision or drift that git's version is taken for becomes an update. */
export const applyChoices = (steps: readonly Step[], { take, onConflict }: Choices): Step[] =>
  steps.map((step) => {
    if (take === 'git' && ['collision', 'drift', 'conflict'].includes(step.action) && !step.addedOnly)
      return taken(step)
    return step.action === 'conflict' && onConflict === 'overwrite' ? taken(step) : step
  })

const EXPLAIN: Partial<Record<Action, string>> = {
  wait: 'is being changed in QuickSight at this moment. Run again when that is over',
  foreign:
    'belongs to another repository or environment (its gitops:owner tag says so). Take it out of this environment with `select`, or remove that tag in QuickSight if the other one has given it up',
  adopt:
    'is live, is the same as in git, and belongs to nobody yet. Run deploy with --adopt to take it over; nothing in it changes',
  collision:
    'is live, differs from git and belongs to nobody yet. Run deploy with --take git to replace the live version, or export it first and commit that version',
  drift:
    'was edited in the environment since the last deploy, and this deploy builds on it. Bring the edit into git, or run deploy with --take git to replace it',
  conflict:
    'was edited in the environment since the last deploy, and changed in git too. Bring the edit into git first, or run deploy with --on-conflict overwrite (git wins) or --on-conflict skip (leave it and what needs it alone)',
  edited:
    'is no longer in git, but was edited in the environment since the last deploy, so it is not deleted. Put it back into git, or delete it in QuickSight',
}

const blockFor = (step: Step): Problem => ({
  severity: 'error',
  message: `${describeAsset(step)} ${EXPLAIN[step.action] ?? step.reason}.`,
  ref: { kind: step.kind, id: step.id },
})

const blocks = (step: Step, choices: Choices, needed: ReadonlySet<string>): boolean => {
  if (step.action === 'adopt') return !choices.adopt && choices.take !== 'git'
  if (step.action === 'conflict') return choices.onConflict === 'stop'
  if (step.action === 'drift') return !step.addedOnly && needed.has(refKey(step))
  return ['wait', 'foreign', 'collision', 'edited'].includes(step.action)
}

/**
 * The reasons why nothing of this plan may be written, each with what to do next.
 * Drift stops a deploy only when something that is written needs the drifted unit.
 */
export const blocksOf = (
  steps: readonly Step[],
  desired: ReadonlyMap<string, DesiredUnit>,
  choices: Choices,
): Problem[] => {
  const written = steps.filter(isWrite).flatMap((step) => desired.get(refKey(step)) ?? [])
  const needed = closureOf(written, desired)
  return steps.filter((step) => blocks(step, choices, needed)).map(blockFor)
}

/** Units left out by `--on-conflict skip`: those in conflict, and those that need one of them. */
export const skippedBy = (steps: readonly Step[], desired: ReadonlyMap<string, DesiredUnit>): Set<string> => {
  const conflicts = new Set(steps.filter(({ action }) => action === 'conflict').map(refKey))
  const touches = (unit: DesiredUnit): boolean => [...closureOf([unit], desired)].some((key) => conflicts.has(key))
  return new Set([...desired].filter(([, unit]) => conflicts.size > 0 && touches(unit)).map(([key]) => key))
}
