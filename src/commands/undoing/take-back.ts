import { refKey, type Tag } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import type { Step, Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { UndoEntry, UndoStep } from '../../model/undo.ts'
import { carryingGrants, type Sent } from '../../planning/parts.ts'
import { deletionOrder } from '../../planning/prune.ts'
import { isSpice } from '../../planning/refresh.ts'
import type { Touched } from '../../planning/undo-entries.ts'
import { staying, type UndoPlan } from '../../planning/undo-plan.ts'
import { sharingLeft } from '../../planning/undo-sharing.ts'
import type { TakenBack } from '../../report/undo.ts'
import type { Context } from '../context.ts'
import { type Deletions, deleteUnits, keepAll } from '../deploying/deletions.ts'
import { dropSchedules } from '../deploying/drop-schedules.ts'
import { beginUndo, endUndo, type Noted, recordFile } from '../deploying/keep-undo.ts'
import { movedSince, otherJobs } from '../deploying/moved-since.ts'
import { type Proof, prove } from '../deploying/prove.ts'
import { refreshUnits } from '../deploying/refresh.ts'
import { type Writing, type Written, writeUnits } from '../deploying/write.ts'
import { putTagsBack, type Retag } from './put-tags-back.ts'
import { restoreAnalyses } from './restore-analyses.ts'
import type { UndoWork } from './undo-work.ts'

const withAction = ({ steps }: UndoPlan, ...actions: UndoStep['action'][]): UndoStep[] =>
  steps.filter(({ action }) => actions.includes(action))

const withGrants = (unit: Sent, { before, permissions }: UndoEntry): Sent =>
  unit.isNew && permissions && permissions.length > 0 ? carryingGrants(unit, permissions, before?.tags ?? []) : unit

/** What is imported, in the form it had. */
export const toSendBack = (plan: UndoPlan, before: UndoWork['before']): Sent[] =>
  withAction(plan, 'back', 'again', 'restore').flatMap((step) => {
    const unit = before.get(refKey(step))
    const entry = plan.record.entries.find((one) => refKey(one) === refKey(step))
    return unit && entry ? [withGrants({ ...unit, isNew: step.action === 'again' }, entry)] : []
  })

const touchedBy = (units: readonly Sent[], { plan, live }: UndoWork): Touched => {
  const restored = new Set(withAction(plan, 'restore').map(refKey))
  return {
    written: units.map((unit) => ({ ...unit, isNew: unit.isNew || restored.has(refKey(unit)) })),
    tagged: withAction(plan, 'tags').flatMap((step) => live.units.get(refKey(step)) ?? []),
    deleted: toDelete({ plan, live }),
  }
}

const toDelete = ({ plan, live }: Pick<UndoWork, 'plan' | 'live'>) => {
  const steps = withAction(plan, 'delete').map((step): Step => ({ ...step, action: 'delete' }))
  return deletionOrder(steps, live.units)
}

const atWork = (name: string): UserError =>
  new UserError(
    `Another run writes to ${name} at this moment. Run undo again when it is over; what is done is not done twice`,
  )

/** What is live now counts as what was recorded: whatever of it was not there before must be gone afterwards. */
const provable = ({ live, target }: UndoWork) => {
  const recorded = new Map([...live.units].map(([key, { value }]) => [key, value]))
  return { live, target, recorded }
}

type Done = { written: Written; proof: Proof; problems: Problem[] }

const sendBack = async (units: readonly Sent[], work: UndoWork, writing: Writing, context: Context): Promise<Done> => {
  const restored = await restoreAnalyses(withAction(work.plan, 'restore'), writing, context)
  const missing = new Set(restored.flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  const sent = units.filter((unit) => !missing.has(refKey(unit)))
  const written = await writeUnits(sent, writing, context)
  if (written.moved) throw atWork(writing.environment.name)
  const before = provable(work)
  const dropped = await dropSchedules(written.done, before, writing)
  const proof = await prove(written.done, before, writing, context)
  return { written, proof, problems: [...restored, ...written.problems, ...dropped, ...proof.problems] }
}

/** The tags to put back: of what is proven to be as it was, and of what only its tags were written. */
const toRetag = ({ plan, live }: UndoWork, { proven }: Proof): Retag[] => {
  const entries = new Map(plan.record.entries.map((entry) => [refKey(entry), entry]))
  const tagsBefore = (unit: Unit) => entries.get(refKey(unit))?.before?.tags ?? []
  const onlyTags = withAction(plan, 'tags').flatMap((step): Retag[] => {
    const [found, entry] = [live.units.get(refKey(step)), entries.get(refKey(step))]
    // An edit since then stays one: what the run saw counts, not what is live now.
    const observed = entry?.did === 'recorded' ? entry.after?.observed : undefined
    return found ? [{ live: found, before: tagsBefore(found), observed: observed ?? found.observed }] : []
  })
  return [
    ...proven.map((one): Retag => ({ live: one.live, before: tagsBefore(one.unit), observed: one.live.observed })),
    ...onlyTags,
  ]
}

const deleteLast = async (
  soFar: readonly Problem[],
  work: UndoWork,
  { writing, known }: { writing: Writing; known: ReadonlyMap<string, number> },
  context: Context,
): Promise<Deletions> => {
  const units = toDelete(work)
  if (soFar.some(isError)) return keepAll(units, 'this undo is incomplete. Mend that and run undo again', 'undo')
  if (units.length > 0 && (await otherJobs(known, writing))) throw atWork(writing.environment.name)
  return deleteUnits(units, work, writing, context)
}

type After = {
  tags: ReadonlyMap<string, readonly Tag[]>
  refreshed: readonly Unit[]
  deleted: readonly Unit[]
  problems: Problem[]
}

/** Once the bodies are back: tags, data, and last of all what the run had made. */
const settleRest = async (
  { written, proof, problems }: Done,
  work: UndoWork,
  writing: Writing,
  context: Context,
): Promise<After> => {
  const known = new Map([...work.jobs, ...written.jobs])
  const place = { target: work.target, writing, jobs: known }
  const retagged = await putTagsBack(toRetag(work, proof), place, context)
  const spice = proof.proven.map(({ unit }) => unit).filter(isSpice)
  const refreshed = await refreshUnits(work.refresh === 'none' ? [] : spice, writing, context)
  const soFar = [...problems, ...retagged.problems, ...refreshed.problems]
  const deleted = await deleteLast(soFar, work, { writing, known }, context)
  return {
    tags: retagged.tags,
    refreshed: refreshed.done,
    deleted: deleted.done,
    problems: [...soFar, ...deleted.problems],
  }
}

const summary = ({ plan }: UndoWork, { proven }: Proof, after: After): Omit<TakenBack, 'undoRecord'> => {
  const units = proven.map(({ unit }) => unit)
  return {
    plan,
    back: units.filter(({ isNew }) => !isNew),
    again: units.filter(({ isNew }) => isNew),
    tagged: withAction(plan, 'tags').filter((step) => after.tags.has(refKey(step))),
    deleted: after.deleted,
    refreshed: after.refreshed,
    problems: [...after.problems, ...staying(plan), ...sharingLeft(plan)],
  }
}

/** Looked at once more at the last moment; what is restored only gets its tags back with that. */
const refuseMoved = async (units: readonly Sent[], work: UndoWork, writing: Writing): Promise<void> => {
  const restored = new Set(withAction(work.plan, 'restore').map(refKey))
  const present = units.filter((unit) => !restored.has(refKey(unit)))
  if (await movedSince(present, { work, jobs: work.jobs }, writing)) throw atWork(writing.environment.name)
}

/** Carry out a plan that nothing blocks: restore, import, prove, put tags back, load data, delete. */
export const takeBack = async (
  work: UndoWork,
  writing: Writing,
  noted: Noted,
  context: Context,
): Promise<TakenBack> => {
  const units = toSendBack(work.plan, work.before)
  await refuseMoved(units, work, writing)
  const undo = await beginUndo(touchedBy(units, work), work, { noted, writing }, context)
  const done = await sendBack(units, work, writing, context)
  const after = await settleRest(done, work, writing, context)
  const came = { seen: done.proof.seen, tags: after.tags, deleted: new Set(after.deleted.map(refKey)) }
  await endUndo(undo, { ...came, complete: !after.problems.some(isError) }, writing, context)
  return { ...summary(work, done.proof, after), undoRecord: undo && recordFile(writing.undoBundle) }
}
