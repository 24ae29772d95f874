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

const taken = ({ addedOnly: _, gained: __, ...step }: Step): Step => ({
  ...step,
  action: 'update',
  reason: `${step.reason}, git's version taken`,
})

/** The steps after the choices: a collision or drift that git's version is taken for becomes an update. */
export const applyChoices = (steps: readonly Step[], { take, onConflict }: Choices): Step[] =>
  steps.map((step) => {
    if (take === 'git' && ['collision', 'drift', 'conflict'].includes(step.action)) return taken(step)
    return step.action === 'conflict' && onConflict === 'overwrite' ? taken(step) : step
  })

const EXPLAIN: Partial<Record<Action, string>> = {
  wait: 'is being changed in QuickSight at this moment. Run again when that is over',
  foreign:
    'belongs to another repository or environment (its gitops:owner tag says so). Take it out of this environment with `select`, or, if the other one has given it up, take it over with adopt --from OWNER',
  collision:
    'is live, differs from git and belongs to nobody yet. Run deploy with --take git to replace the live version, or make the same change in the source environment and export that',
  drift:
    'was edited in the environment since the last deploy, and this deploy builds on it. Bring the edit into git with export --env and the name of this environment, or run deploy with --take git to replace it',
  conflict:
    'was edited in the environment since the last deploy, and changed in git too. Bring the edit into git first with export --env and the name of this environment, or run deploy with --on-conflict overwrite (git wins) or --on-conflict skip (leave it and what needs it alone)',
  edited:
    'is no longer part of this environment in git (its file is gone or `select` leaves it out), but was edited in the environment since the last deploy. Put it back, delete it in QuickSight, or give it up by removing its gitops: tags there',
}

const FAILED: Partial<Record<Action, string>> = {
  drift:
    'did not take its last change: that failed in QuickSight, and this deploy builds on it. Look at it there, or run deploy with --take git to send what git has once more',
  conflict:
    "did not take its last change: that failed in QuickSight, and git changed too. Look at it there, then run deploy with --on-conflict overwrite to send git's version, or --on-conflict skip to leave it and what needs it alone",
}

/** Adopting only writes tags: what live has more stays, so it is named. */
const adoptable = ({ added }: Step): string => {
  const more = added ? ` (and more: ${added.join(', ')})` : ''
  return `is live, has everything git asks for${more}, and belongs to nobody yet. Run adopt, or deploy with --adopt, to take it over as it is; nothing in it changes`
}

const grown = ({ added = [] }: Step): string =>
  `has more in the environment than git asked for (${added.join(', ')}), and git changed too. If QuickSight added that by itself, run drift --accept first; else bring the edit into git with export --env NAME, or run deploy with --on-conflict overwrite (git wins)`

const explain = (step: Step): string => {
  if (step.action === 'conflict' && step.addedOnly) return grown(step)
  if (step.action === 'adopt') return adoptable(step)
  return (step.failed ? FAILED[step.action] : undefined) ?? EXPLAIN[step.action] ?? step.reason
}

const blockFor = (step: Step): Problem => ({
  severity: 'error',
  message: `${describeAsset(step)} ${explain(step)}.`,
  ref: { kind: step.kind, id: step.id },
})

type Surroundings = { choices: Choices; needed: ReadonlySet<string>; desired: ReadonlyMap<string, DesiredUnit> }

const blocks = (step: Step, { choices, needed, desired }: Surroundings): boolean => {
  if (step.action === 'wait') return desired.has(refKey(step))
  if (step.action === 'adopt') return !choices.adopt && choices.take !== 'git'
  if (step.action === 'conflict') return choices.onConflict === 'stop'
  if (step.action === 'drift') return !step.addedOnly && needed.has(refKey(step))
  return ['foreign', 'collision', 'edited'].includes(step.action)
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
  return steps.filter((step) => blocks(step, { choices, needed, desired })).map(blockFor)
}

/** Units left out by `--on-conflict skip`: those in conflict, and those that need one of them. */
export const skippedBy = (steps: readonly Step[], desired: ReadonlyMap<string, DesiredUnit>): Set<string> => {
  const conflicts = new Set(steps.filter(({ action }) => action === 'conflict').map(refKey))
  const touches = (unit: DesiredUnit): boolean => [...closureOf([unit], desired)].some((key) => conflicts.has(key))
  return new Set([...desired].filter(([, unit]) => conflicts.size > 0 && touches(unit)).map(([key]) => key))
}
