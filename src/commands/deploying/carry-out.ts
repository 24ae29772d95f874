import { refKey, type Tag } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { UndoRecord } from '../../model/undo.ts'
import { driftWarnings, leftOut } from '../../planning/left-out.ts'
import type { Sent } from '../../planning/parts.ts'
import { needsNoImport } from '../../planning/table.ts'
import { sharedThen } from '../../planning/undo-sharing.ts'
import type { Deployed } from '../../report/deploy.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { tagOnly, toDelete, toSend, touchedBy } from './chosen-units.ts'
import { type Deletions, deleteUnits, keepAll } from './deletions.ts'
import { dropSchedules } from './drop-schedules.ts'
import { newerThan, readSecrets } from './guards.ts'
import { beginUndo, endUndo, forgetUndo, recordFile, undoFile } from './keep-undo.ts'
import { movedSince, otherJobs } from './moved-since.ts'
import { principalsOf } from './owners.ts'
import { type Proof, prove } from './prove.ts'
import { recordTags, type ToRecord } from './record.ts'
import { recordAndRefresh } from './record-and-refresh.ts'
import { remember, type Stamps, stampsOf } from './remember.ts'
import { type Deploy, type Guard, MOST_ROUNDS, type SettledPlan, settledPlan, WAIT } from './settle.ts'
import { doneChanges, shareAndList } from './share.ts'
import { type Writing, type Written, writeUnits } from './write.ts'

type Done = { written: Written; proof: Proof; problems: Problem[]; stamps: Stamps; undo: UndoRecord | undefined }

/** Import, delete schedules, prove. Nothing is recorded yet. */
const writeAndProve = async (
  units: readonly Sent[],
  settled: SettledPlan,
  { writing, commit }: { writing: Writing; commit: string },
  context: Context,
): Promise<Done | 'moved'> => {
  const { work } = settled
  const spared = new Set(work.plan.steps.filter(needsNoImport).map(refKey))
  if (units.length > 0 && (await movedSince(units, settled, writing))) return 'moved'
  const noted = { commit, shared: sharedThen(work.facet.changes) }
  const undo = await beginUndo(touchedBy(units, work), work, { noted, writing }, context)
  const written = await writeUnits(
    units.filter((unit) => !spared.has(refKey(unit))),
    writing,
    context,
  )
  if (written.moved) {
    if (written.done.length === 0) await forgetUndo(writing, context)
    return 'moved'
  }
  const touched = [...written.done, ...units.filter((unit) => spared.has(refKey(unit)))]
  const problems = await dropSchedules(touched, work, writing)
  const stamps = await stampsOf(touched, writing, context)
  return { written, proof: await prove(touched, work, writing, context), problems, stamps, undo }
}

const writingOf = async (
  units: readonly Sent[],
  undoBundle: string,
  work: PlanWork,
  deploy: Deploy,
  context: Context,
): Promise<Writing> => {
  const { environment, quickSight, connection, owner } = deploy
  const creates = units.some(({ isNew }) => isNew)
  return {
    run: 'deploy',
    environment,
    quickSight,
    connection,
    owner,
    owners: creates ? await principalsOf(environment, quickSight, connection) : [],
    secrets: readSecrets(work, new Set(units.map(refKey)), environment, context),
    undoBundle,
    desired: work.desired,
  }
}

/** Deletions come last, and only where all that was written arrived: what failed may still use what is to go. */
const deleteLast = async (
  soFar: readonly Problem[],
  known: ReadonlyMap<string, number>,
  { work, writing }: { work: PlanWork; writing: Writing },
  context: Context,
): Promise<Deletions | 'moved'> => {
  const units = toDelete(work)
  if (soFar.some(isError))
    return keepAll(units, 'this deploy is incomplete. It is deleted once all else has arrived', 'deploy')
  if (units.length > 0 && (await otherJobs(known, writing))) return 'moved'
  return deleteUnits(units, work, writing, context)
}

const tagsOf = (list: readonly ToRecord[], { owner, commit }: Deploy): Map<string, Tag[]> =>
  new Map(list.map((item) => [refKey(item.unit), recordTags(item, owner, commit)]))

const write = async (
  settled: SettledPlan,
  undoBundle: string,
  deploy: Deploy,
  context: Context,
): Promise<Deployed | 'moved'> => {
  const { work, jobs } = settled
  const units = toSend(work, deploy.choices)
  const writing = await writingOf(units, undoBundle, work, deploy, context)
  const done = await writeAndProve(units, settled, { writing, commit: deploy.commit }, context)
  if (done === 'moved') return 'moved'
  const { written, proof, problems, stamps, undo } = done
  const found = tagOnly(work)
  const known = new Map([...jobs, ...written.jobs])
  const shared = await shareAndList([...proof.proven, ...found], work, writing, context)
  const finished = await recordAndRefresh(shared.list, known, { work, writing, deploy }, context)
  if (finished === 'moved') return 'moved'
  const { refreshed } = finished
  const proven = new Set(proof.proven.map(({ unit }) => refKey(unit)))
  await remember(
    { recorded: finished.recorded, written: proven, failed: [...finished.problems, ...shared.problems], stamps },
    work,
    deploy,
    context,
  )
  const soFar = [...written.problems, ...problems, ...proof.problems, ...shared.problems, ...finished.problems]
  const deleted = await deleteLast(soFar, known, { work, writing }, context)
  if (deleted === 'moved') return 'moved'
  const came = { seen: proof.seen, tags: tagsOf(finished.recorded, deploy), deleted: new Set(deleted.done.map(refKey)) }
  const complete = ![...soFar, ...deleted.problems].some(isError)
  const facet = doneChanges(shared, finished.problems)
  await endUndo(undo, { ...came, complete, shared: sharedThen(facet) }, writing, context)
  return {
    plan: work.plan,
    created: proof.proven.filter(({ unit }) => unit.isNew).map(({ unit }) => unit),
    updated: proof.proven.filter(({ unit }) => !unit.isNew).map(({ unit }) => unit),
    recorded: found
      .filter((item) => shared.list.some(({ unit }) => unit === item.unit) && !refreshed.failed.has(refKey(item.unit)))
      .map(({ unit }) => unit),
    refreshed: refreshed.done,
    deleted: deleted.done,
    facet,
    problems: [
      ...work.problems,
      ...driftWarnings(work.plan.steps),
      ...soFar,
      ...deleted.problems,
      ...leftOut(work.plan.steps, new Set(units.map(refKey))),
    ],
    undoBundle: undo?.bundle === undefined ? undefined : undoBundle,
    undoRecord: undo && recordFile(undoBundle),
    undoable: (undo?.entries ?? []).length > 0,
  }
}

const refused = (work: PlanWork): Deployed => ({
  plan: work.plan,
  created: [],
  updated: [],
  recorded: [],
  refreshed: [],
  deleted: [],
  facet: [],
  problems: [...work.problems, ...work.plan.blocks],
  undoBundle: undefined,
  undoRecord: undefined,
  undoable: false,
})

const withProblems = (deployed: Deployed, more: readonly Problem[]): Deployed => ({
  ...deployed,
  problems: [...deployed.problems, ...more],
})

const checkDigest = (work: PlanWork, expected: string | undefined): void => {
  if (expected === undefined || expected === work.plan.digest) return
  throw new UserError(
    `The plan is not the one that was expected: its digest is ${work.plan.digest}, not ${expected}. Git or the environment moved since; look at the plan again`,
  )
}

/** What the user says of one run: the digest the plan must have, and whether an older commit may be deployed. */
export type Terms = { expect: string | undefined; allowOlder: boolean }

/** The note of an attempt that may have written already when another deploy got in between; the last one's note has nothing of it. */
const begunAnew = async (undoBundle: string, { name }: Environment, { workspace }: Context): Promise<Problem[]> => {
  const note = recordFile(undoBundle)
  if ((await workspace.readBytes(note)) === undefined) return []
  const message = `Another run wrote to ${name} while this deploy did, so that it began anew. What was live before that is kept apart: undo takes back only what came after, and then undo --env ${name} --from ${note} the rest`
  return [{ severity: 'warning', message }]
}

/** Plan, write, prove, record; when another deploy got in between, look again. */
export const carryOut = async (deploy: Deploy, { expect, allowOlder }: Terms, context: Context): Promise<Deployed> => {
  const earlier: Problem[] = []
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const guard: Guard = async (work, look) => {
      // What is restored or waited for changes the plan, so only the first one is held against the digest.
      if (look === 1) checkDigest(work, expect)
      if (!allowOlder) work.plan.blocks.push(...(await newerThan(deploy.commit, work, context)))
    }
    const settled = await settledPlan(deploy, guard, context)
    if (settled.work.plan.blocks.length > 0) return withProblems(refused(settled.work), earlier)
    const undoBundle = await undoFile(deploy.environment, context)
    const deployed = await write(settled, undoBundle, deploy, context)
    if (deployed !== 'moved') return withProblems(deployed, earlier)
    earlier.push(...(await begunAnew(undoBundle, deploy.environment, context)))
    context.log.info(`Another deploy to ${deploy.environment.name} is at work; looking again in ${WAIT / 1000} seconds`)
    await context.sleep(WAIT)
  }
  throw new UserError(
    `Other deploys to ${deploy.environment.name} keep getting in between; run again when they are over`,
  )
}
