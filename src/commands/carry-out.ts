import path from 'node:path'
import { describeAsset, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { messageOf, UserError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import { type Choices, skippedBy } from '../planning/blocks.ts'
import { driftWarnings, leftOut, stepsWith } from '../planning/left-out.ts'
import type { Sent } from '../planning/parts.ts'
import { OWNER_TAG, STATE_TAG } from '../planning/state-tag.ts'
import { ONLY_SCHEDULES } from '../planning/table.ts'
import type { Deployed } from '../report/deploy.ts'
import type { Context } from './context.ts'
import { newerThan, readSecrets } from './guards.ts'
import type { PlanWork } from './make-plan.ts'
import { principalsOf } from './owners.ts'
import { arnOf, type Proof, prove, removedSchedules } from './prove.ts'
import { record, type ToRecord } from './record.ts'
import { type Deploy, type Guard, MOST_ROUNDS, type SettledPlan, settledPlan, WAIT } from './settle.ts'
import { jobPrefix, type Writing, type Written, writeUnits } from './write.ts'

const ours = (tags: readonly { key: string; value: string }[]): string =>
  [OWNER_TAG, STATE_TAG].map((key) => tags.find((tag) => tag.key === key)?.value ?? '').join(' ')

const updatesMoved = async (
  units: readonly Sent[],
  work: PlanWork,
  { quickSight, connection }: Writing,
): Promise<boolean> => {
  const moved = await Promise.all(
    units.map(async (unit) => {
      const then = work.live.units.get(refKey(unit))?.tags ?? []
      return ours(await quickSight.readTags(connection, arnOf(work.target, unit))) !== ours(then)
    }),
  )
  return moved.includes(true)
}

const createsMoved = async (units: readonly Sent[], { quickSight, connection }: Writing): Promise<boolean> => {
  if (units.length === 0) return false
  const { rows } = await quickSight.listAssets(connection)
  const keys = new Set(rows.map(refKey))
  return units.some((unit) => keys.has(refKey(unit)))
}

/** Import jobs of ours that were neither there before nor made by this run: another deploy is at work. */
const otherJobs = async (
  known: ReadonlyMap<string, number>,
  { quickSight, connection, environment }: Writing,
): Promise<boolean> => {
  const jobs = await quickSight.listImports(connection, jobPrefix(environment.name))
  return jobs.some(({ id, created }) => known.get(id) !== created)
}

/** Looked at once more at the last moment, by jobs, lists and tags: another deploy may have been quicker. */
const movedSince = async (units: readonly Sent[], { work, jobs }: SettledPlan, writing: Writing): Promise<boolean> => {
  const [creates, updates] = [units.filter(({ isNew }) => isNew), units.filter(({ isNew }) => !isNew)]
  return (
    (await otherJobs(jobs, writing)) ||
    (await createsMoved(creates, writing)) ||
    (await updatesMoved(updates, work, writing))
  )
}

const toSend = (work: PlanWork, choices: Choices): Sent[] => {
  const skipped = choices.onConflict === 'skip' ? skippedBy(work.plan.steps, work.desired) : new Set<string>()
  return stepsWith(work.plan.steps, 'create', 'update')
    .filter((step) => !skipped.has(refKey(step)))
    .flatMap((step): Sent[] => {
      const unit = work.desired.get(refKey(step))
      return unit ? [{ ...unit, isNew: step.action === 'create' }] : []
    })
}

const keepUndo = async (
  units: readonly Sent[],
  work: PlanWork,
  { quickSight, undoBundle }: Writing,
  { workspace }: Context,
): Promise<void> => {
  const before = units.flatMap((unit) => work.live.units.get(refKey(unit))?.assets ?? [])
  if (before.length > 0) await workspace.writeBytes(undoBundle, quickSight.writeBundle(before))
}

const undoFile = async (environment: Environment, { git, now, variables }: Context): Promise<string> => {
  const inGit = (await git.root()) !== undefined
  const folder = inGit
    ? await git.privateFolder()
    : path.join(variables.RUNNER_TEMP ?? variables.TMPDIR ?? '/tmp', 'quicksight-gitops')
  return path.join(folder, 'undo', `${environment.name}-${now().toISOString().replaceAll(':', '')}.qs`)
}

const tagOnly = (work: PlanWork): ToRecord[] =>
  stepsWith(work.plan.steps, 'record', 'adopt').flatMap((step) => {
    const [unit, live] = [work.desired.get(refKey(step)), work.live.units.get(refKey(step))]
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

const needsNoImport = (work: PlanWork): Set<string> =>
  new Set(work.plan.steps.filter(({ reason }) => reason === ONLY_SCHEDULES).map(refKey))

type Done = { written: Written; proof: Proof; problems: Problem[] }

/** Import, delete schedules, prove. Nothing is recorded yet. */
const writeAndProve = async (
  units: readonly Sent[],
  settled: SettledPlan,
  writing: Writing,
  context: Context,
): Promise<Done | 'moved'> => {
  const { work } = settled
  const spared = needsNoImport(work)
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
  return { written, proof: await prove(touched, work, writing, context), problems }
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

const write = async (settled: SettledPlan, deploy: Deploy, context: Context): Promise<Deployed | 'moved'> => {
  const { work, jobs } = settled
  const units = toSend(work, deploy.choices)
  const undoBundle = await undoFile(deploy.environment, context)
  const writing = await writingOf(units, undoBundle, work, deploy, context)
  const done = await writeAndProve(units, settled, writing, context)
  if (done === 'moved') return 'moved'
  const { written, proof, problems } = done
  const list = [...proof.proven, ...tagOnly(work)]
  if (list.length > 0 && (await otherJobs(new Map([...jobs, ...written.jobs]), writing))) return 'moved'
  const recordProblems = await record(list, work, writing, deploy.commit, context)
  const updates = proof.proven.filter(({ unit }) => !unit.isNew).map(({ unit }) => unit)
  return {
    plan: work.plan,
    created: proof.proven.filter(({ unit }) => unit.isNew).map(({ unit }) => unit),
    updated: updates,
    recorded: tagOnly(work).map(({ unit }) => unit),
    problems: [
      ...work.problems,
      ...driftWarnings(work.plan.steps),
      ...written.problems,
      ...problems,
      ...proof.problems,
      ...recordProblems,
      ...leftOut(work.plan.steps, new Set(units.map(refKey))),
    ],
    undoBundle: units.some(({ isNew }) => !isNew) ? undoBundle : undefined,
  }
}

const refused = (work: PlanWork): Deployed => ({
  plan: work.plan,
  created: [],
  updated: [],
  recorded: [],
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
