import { type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import type { DesiredUnit, LiveUnit, Step, Unit } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import type { UndoEntry, UndoRecord, UndoStep } from '../model/undo.ts'
import { decideDeletions, type PruneInput } from './prune.ts'
import { ownerOf, stateOf } from './state-tag.ts'
import { type Decided, decideEntry } from './undo-steps.ts'

/** `before`: what the bundle holds, by key. `overwrite`: whether what was edited since is taken back all the same. */
export type UndoInput = Pick<PruneInput, 'unread' | 'pruning'> & {
  record: UndoRecord
  before: ReadonlyMap<string, DesiredUnit>
  live: ReadonlyMap<string, LiveUnit>
  overwrite: boolean
  /** Of these it is not known whether they are live, so that nothing is decided of them. */
  isUnseen: (ref: AssetRef) => boolean
}

/** What an undo does, and why it may do nothing. */
export type UndoPlan = { record: UndoRecord; steps: UndoStep[]; blocks: Problem[] }

const WRITES: readonly UndoStep['action'][] = ['back', 'again', 'restore']

export const isUndoWrite = ({ action }: UndoStep): boolean => WRITES.includes(action)

/**
 * Assets of ours that the run did not touch and that a deploy after it did. A restore reads only what it restores, so that its
 * record does not know the commits of the others; what it touched itself is held against its tags all the same.
 */
const touchedLater = ({ record, live }: UndoInput): LiveUnit[] => {
  if (record.run === 'restore') return []
  const known = new Set(record.entries.map(refKey))
  const isLater = (unit: LiveUnit): boolean => {
    const commit = ownerOf(unit.tags) === record.owner ? stateOf(unit.tags)?.commit : undefined
    return commit !== undefined && !record.commits.includes(commit) && !known.has(refKey(unit))
  }
  return [...live.values()].filter(isLater)
}

const laterDeploy = (record: UndoRecord, units: readonly (Unit | UndoEntry)[]): Problem[] => {
  const [first] = units
  if (!first) return []
  const others = units.length > 1 ? ` and ${units.length - 1} more` : ''
  return [
    {
      severity: 'error',
      message: `Another run wrote to ${record.environment} after the one of ${record.time}: ${describeAsset(first)}${others}. Take that one back first, or go back by reverting in git and deploying`,
      ref: { kind: first.kind, id: first.id },
    },
  ]
}

/** What the environment will hold but for the assets that the run made. */
const willHold = (steps: readonly UndoStep[], { before, live }: UndoInput): Map<string, Unit> => {
  const held = new Map<string, Unit>(live)
  for (const step of steps) {
    const unit = before.get(refKey(step))
    if (step.action === 'delete') held.delete(refKey(step))
    else if (isUndoWrite(step) && unit) held.set(refKey(step), unit)
  }
  return held
}

const asPruning = (step: UndoStep): Step => ({ ...step, action: step.action === 'delete' ? 'prune' : 'update' })

/** What the run made goes only as a deploy would delete it: within `prune`, not protected, and used by nothing that stays. */
const withDeletions = (steps: readonly UndoStep[], input: UndoInput): UndoStep[] => {
  const desired = willHold(steps, input)
  const stays = (step: UndoStep, reason: string): UndoStep => ({ ...step, action: 'stays', reason })
  if (desired.size === 0)
    return steps.map((step) => (step.action === 'delete' ? stays(step, 'nothing at all would be left here') : step))
  const planned = steps.filter((step) => step.action === 'delete' || isUndoWrite(step)).map(asPruning)
  const decided = new Map(decideDeletions(planned, { ...input, desired }).map((step) => [refKey(step), step]))
  return steps.map((step) => {
    const found = decided.get(refKey(step))
    return step.action === 'delete' && found?.action === 'prune' ? stays(step, found.reason) : step
  })
}

/** Decide what taking a run back does to each asset it touched. Nothing may be done when there is a block. */
export const planUndo = (input: UndoInput): UndoPlan => {
  const { record } = input
  const seen = record.entries.filter((entry) => !input.isUnseen(entry))
  const decided = seen.map((entry): [UndoEntry, Decided] => [entry, decideEntry(entry, input)])
  const later = decided.flatMap(([entry, what]) => (what === 'later' ? [entry] : []))
  const steps = decided.flatMap(([, what]) => (what !== 'later' && 'action' in what ? [what] : []))
  const stopped = decided.flatMap(([, what]) => (what !== 'later' && 'severity' in what ? [what] : []))
  return {
    record,
    steps: withDeletions(steps, input),
    blocks: [...laterDeploy(record, [...later, ...touchedLater(input)]), ...stopped],
  }
}

const staysProblem = (step: UndoStep): Problem => ({
  severity: 'error',
  message: `${describeAsset(step)} was made by the run that is taken back, and stays: ${step.reason}. Delete it in QuickSight, or leave it`,
  ref: { kind: step.kind, id: step.id },
})

/** What the run made and that is left, although the undo should have deleted it: errors, because not all is as it was. */
export const staying = ({ steps }: UndoPlan): Problem[] =>
  steps.filter(({ action }) => action === 'stays').map(staysProblem)
