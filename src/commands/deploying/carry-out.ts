import path from 'node:path'
import { describeAsset, refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import { type LiveUnit, unitRead } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { type Choices, skippedBy } from '../../planning/blocks.ts'
import { driftWarnings, leftOut, stepsWith } from '../../planning/left-out.ts'
import type { Sent } from '../../planning/parts.ts'
import { deletionOrder } from '../../planning/prune.ts'
import { needsNoImport } from '../../planning/table.ts'
import type { Deployed } from '../../report/deploy.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { privateFolder } from '../private-folder.ts'
import { type Deletions, deleteUnits, keepAll } from './deletions.ts'
import { newerThan, readSecrets } from './guards.ts'
import { movedSince, otherJobs } from './moved-since.ts'
import { principalsOf } from './owners.ts'
import { type Proof, prove, removedSchedules } from './prove.ts'
import { record, type ToRecord } from './record.ts'
import { type Refreshed, refreshUnits, toRefresh } from './refresh.ts'
import { remember, type Stamps, stampsOf } from './remember.ts'
import { type Deploy, type Guard, MOST_ROUNDS, type SettledPlan, settledPlan, WAIT } from './settle.ts'
import { doneChanges, shareAndList } from './share.ts'
import { type Writing, type Written, writeUnits } from './write.ts'

const toSend = (work: PlanWork, choices: Choices): Sent[] => {
  const skipped = choices.onConflict === 'skip' ? skippedBy(work.plan.steps, work.desired) : new Set<string>()
  return stepsWith(work.plan.steps, 'create', 'update')
    .filter((step) => !skipped.has(refKey(step)))
    .flatMap((step): Sent[] => {
      const unit = work.desired.get(refKey(step))
      return unit ? [{ ...unit, isNew: step.action === 'create' }] : []
    })
}

const deletionsOf = ({ plan, live }: PlanWork): LiveUnit[] => deletionOrder(plan.steps, live.units)

const keepUndo = async (
  units: readonly Sent[],
  work: PlanWork,
  { quickSight, undoBundle }: Writing,
  { workspace }: Context,
): Promise<void> => {
  const before = [...units, ...deletionsOf(work)].flatMap((unit) => unitRead(work.live.units, unit)?.assets ?? [])
  if (before.length > 0) await workspace.writeBytes(undoBundle, quickSight.writeBundle(before))
}

const undoFile = async ({ name }: Environment, context: Context): Promise<string> =>
  path.join(await privateFolder(context), 'undo', `${name}-${context.now().toISOString().replaceAll(':', '')}.qs`)

const tagOnly = (work: PlanWork): ToRecord[] =>
  stepsWith(work.plan.steps, 'record', 'adopt').flatMap((step) => {
    const [unit, live] = [work.desired.get(refKey(step)), unitRead(work.live.units, step)]
    return unit && live ? [{ unit, live }] : []
  })

/** Delete the refresh schedules that git no longer has; an import cannot. Those that stay are told, and not recorded as gone. */
const dropSchedules = async (
  units: readonly Sent[],
  work: PlanWork,
  { quickSight, connection }: Writing,
): Promise<Problem[]> => {
  const problems: Problem[] = []
  for (const unit of units) {
    for (const id of removedSchedules(unit, work)) {
      try {
        await quickSight.deleteSchedule(connection, unit.id, id)
      } catch (thrown) {
        const message = `The refresh schedule ${id} of ${describeAsset(unit)} is no longer in git, and could not be deleted: ${messageOf(thrown)}`
        problems.push({ severity: 'error', message, ref: { kind: unit.kind, id: unit.id } })
      }
    }
  }
  return problems
}

type Done = { written: Written; proof: Proof; problems: Problem[]; stamps: Stamps }

/** Import, delete schedules, prove. Nothing is recorded yet. */
const writeAndProve = async (
  units: readonly Sent[],
  settled: SettledPlan,
  writing: Writing,
  context: Context,
): Promise<Done | 'moved'> => {
  const { work } = settled
  const spared = new Set(work.plan.steps.filter(needsNoImport).map(refKey))
  if (units.length > 0 && (await movedSince(units, settled, writing))) return 'moved'
  await keepUndo(units, work, writing, context)
  const written = await writeUnits(
    units.filter((unit) => !spared.has(refKey(unit))),
    writing,
    context,
  )
  if (written.moved) return 'moved'
  const touched = [...written.done, ...units.filter((unit) => spared.has(refKey(unit)))]
  const problems = await dropSchedules(touched, work, writing)
  const stamps = await stampsOf(touched, writing, context)
  return { written, proof: await prove(touched, work, writing, context), problems, stamps }
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

type Finished = { refreshed: Refreshed; problems: Problem[] }

/**
 * Record what was proven or found as asked. SPICE datasets whose data is to be loaded come last, and only where that worked:
 * what holds no data yet is not recorded, so that the next deploy loads it.
 */
const recordAndRefresh = async (
  list: readonly ToRecord[],
  known: ReadonlyMap<string, number>,
  { work, writing, deploy }: { work: PlanWork; writing: Writing; deploy: Deploy },
  context: Context,
): Promise<Finished | 'moved'> => {
  const asked = toRefresh(work, new Set(list.map(({ unit }) => refKey(unit))), deploy.refresh)
  const waiting = new Set(asked.map(refKey))
  const recordAll = async (some: readonly ToRecord[]): Promise<Problem[] | 'moved'> => {
    if (some.length > 0 && (await otherJobs(known, writing))) return 'moved'
    return record(some, work, writing, deploy.commit, context)
  }
  const atOnce = await recordAll(list.filter(({ unit }) => !waiting.has(refKey(unit))))
  if (atOnce === 'moved') return 'moved'
  const refreshed = await refreshUnits(asked, writing, context)
  const isLoaded = ({ unit }: ToRecord): boolean => waiting.has(refKey(unit)) && !refreshed.failed.has(refKey(unit))
  const loaded = await recordAll(list.filter(isLoaded))
  if (loaded === 'moved') return 'moved'
  return { refreshed, problems: [...atOnce, ...loaded, ...refreshed.problems] }
}

/** Deletions come last, and only where all that was written arrived: what failed may still use what is to go. */
const deleteLast = async (
  soFar: readonly Problem[],
  known: ReadonlyMap<string, number>,
  { work, writing }: { work: PlanWork; writing: Writing },
  context: Context,
): Promise<Deletions | 'moved'> => {
  const units = deletionsOf(work)
  if (soFar.some(isError)) return keepAll(units, 'this deploy is incomplete. It is deleted once all else has arrived')
  if (units.length > 0 && (await otherJobs(known, writing))) return 'moved'
  return deleteUnits(units, work, writing, context)
}

const write = async (settled: SettledPlan, deploy: Deploy, context: Context): Promise<Deployed | 'moved'> => {
  const { work, jobs } = settled
  const units = toSend(work, deploy.choices)
  const undoBundle = await undoFile(deploy.environment, context)
  const writing = await writingOf(units, undoBundle, work, deploy, context)
  const done = await writeAndProve(units, settled, writing, context)
  if (done === 'moved') return 'moved'
  const { written, proof, problems, stamps } = done
  const found = tagOnly(work)
  const known = new Map([...jobs, ...written.jobs])
  const shared = await shareAndList([...proof.proven, ...found], work, writing, context)
  const finished = await recordAndRefresh(shared.list, known, { work, writing, deploy }, context)
  if (finished === 'moved') return 'moved'
  const { refreshed } = finished
  await remember({ proven: proof.proven, found, failed: finished.problems, stamps }, work, deploy, context)
  const soFar = [...written.problems, ...problems, ...proof.problems, ...shared.problems, ...finished.problems]
  const deleted = await deleteLast(soFar, known, { work, writing }, context)
  if (deleted === 'moved') return 'moved'
  return {
    plan: work.plan,
    created: proof.proven.filter(({ unit }) => unit.isNew).map(({ unit }) => unit),
    updated: proof.proven.filter(({ unit }) => !unit.isNew).map(({ unit }) => unit),
    recorded: found
      .filter((item) => shared.list.some(({ unit }) => unit === item.unit) && !refreshed.failed.has(refKey(item.unit)))
      .map(({ unit }) => unit),
    refreshed: refreshed.done,
    deleted: deleted.done,
    facet: doneChanges(shared, finished.problems),
    problems: [
      ...work.problems,
      ...driftWarnings(work.plan.steps),
      ...soFar,
      ...deleted.problems,
      ...leftOut(work.plan.steps, new Set(units.map(refKey))),
    ],
    undoBundle: units.some(({ isNew }) => !isNew) || deletionsOf(work).length > 0 ? undoBundle : undefined,
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
})

const checkDigest = (work: PlanWork, expected: string | undefined): void => {
  if (expected === undefined || expected === work.plan.digest) return
  throw new UserError(
    `The plan is not the one that was expected: its digest is ${work.plan.digest}, not ${expected}. Git or the environment moved since; look at the plan again`,
  )
}

/** What the user says of one run: the digest the plan must have, and whether an older commit may be deployed. */
export type Terms = { expect: string | undefined; allowOlder: boolean }

/** Plan, write, prove, record; when another deploy got in between, look again. */
export const carryOut = async (deploy: Deploy, { expect, allowOlder }: Terms, context: Context): Promise<Deployed> => {
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const guard: Guard = async (work, look) => {
      // What is restored or waited for changes the plan, so only the first one is held against the digest.
      if (look === 1) checkDigest(work, expect)
      if (!allowOlder) work.plan.blocks.push(...(await newerThan(deploy.commit, work, context)))
    }
    const settled = await settledPlan(deploy, guard, context)
    if (settled.work.plan.blocks.length > 0) return refused(settled.work)
    const deployed = await write(settled, deploy, context)
    if (deployed !== 'moved') return deployed
    context.log.info(`Another deploy to ${deploy.environment.name} is at work; looking again in ${WAIT / 1000} seconds`)
    await context.sleep(WAIT)
  }
  throw new UserError(
    `Other deploys to ${deploy.environment.name} keep getting in between; run again when they are over`,
  )
}
