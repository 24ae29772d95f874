import path from 'node:path'
import { refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { UserError } from '../model/errors.ts'
import { type Choices, skippedBy } from '../planning/blocks.ts'
import { driftWarnings, leftOut, stepsWith } from '../planning/left-out.ts'
import type { Sent } from '../planning/parts.ts'
import { OWNER_TAG, STATE_TAG } from '../planning/state-tag.ts'
import type { Deployed } from '../report/deploy.ts'
import type { Context } from './context.ts'
import { newerThan, readSecrets } from './guards.ts'
import type { PlanWork } from './make-plan.ts'
import { principalsOf } from './owners.ts'
import { arnOf, type Proven, prove, removedSchedules } from './prove.ts'
import { record, type ToRecord } from './record.ts'
import { type Deploy, MOST_ROUNDS, settledPlan } from './settle.ts'
import { type Writing, writeUnits } from './write.ts'

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

/** Looked at once more at the last moment, by tags and by lists: another deploy may have been quicker. */
const movedSince = async (units: readonly Sent[], work: PlanWork, writing: Writing): Promise<boolean> =>
  (await createsMoved(
    units.filter(({ isNew }) => isNew),
    writing,
  )) ||
  (await updatesMoved(
    units.filter(({ isNew }) => !isNew),
    work,
    writing,
  ))

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

const dropSchedules = async (
  proven: readonly Sent[],
  work: PlanWork,
  { quickSight, connection }: Writing,
): Promise<void> => {
  for (const unit of proven) {
    for (const id of removedSchedules(unit, work)) await quickSight.deleteSchedule(connection, unit.id, id)
  }
}

const write = async (work: PlanWork, deploy: Deploy, context: Context): Promise<Deployed | 'moved'> => {
  const { environment, quickSight, connection, owner, choices, commit } = deploy
  const units = toSend(work, choices)
  const creates = units.some(({ isNew }) => isNew)
  const undoBundle = await undoFile(environment, context)
  const writing: Writing = {
    environment,
    quickSight,
    connection,
    owner,
    owners: creates ? await principalsOf(environment, quickSight, connection) : [],
    secrets: readSecrets(work, new Set(units.map(refKey)), environment, context),
    undoBundle,
  }
  if (await movedSince(units, work, writing)) return 'moved'
  await keepUndo(units, work, writing, context)
  const written = await writeUnits(units, writing, context)
  if (written.moved) return 'moved'
  await dropSchedules(written.done, work, writing)
  const proof = await prove(written.done, work, writing, context)
  const list = [...proof.proven.map(({ unit, live }: Proven) => ({ unit, live })), ...tagOnly(work)]
  const recordProblems = await record(list, work, writing, commit, context)
  return {
    plan: work.plan,
    created: proof.proven.filter(({ unit }) => unit.isNew).map(({ unit }) => unit),
    updated: proof.proven.filter(({ unit }) => !unit.isNew).map(({ unit }) => unit),
    recorded: tagOnly(work).map(({ unit }) => unit),
    problems: [
      ...work.problems,
      ...driftWarnings(work.plan.steps),
      ...written.problems,
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
    const work = await settledPlan(deploy, context)
    checkDigest(work, expect)
    if (!allowOlder) work.plan.blocks.push(...(await newerThan(deploy.commit, work, context)))
    if (work.plan.blocks.length > 0) return refused(work)
    const deployed = await write(work, deploy, context)
    if (deployed !== 'moved') return deployed
    context.log.info('Another deploy was quicker; looking again')
  }
  throw new UserError(
    `Other deploys to ${deploy.environment.name} keep getting in between; run again when they are over`,
  )
}
