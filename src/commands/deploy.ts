import path from 'node:path'
import { writeBundle } from '../bundle/entries.ts'
import type { Connection } from '../io/quicksight/index.ts'
import { describeAsset, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { UserError } from '../model/errors.ts'
import type { Action } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import { type Choices, skippedBy } from '../planning/blocks.ts'
import type { Sent } from '../planning/parts.ts'
import { OWNER_TAG, STATE_TAG } from '../planning/state-tag.ts'
import { type Deployed, deployMarkdown, deployText } from '../report/deploy.ts'
import { type Command, flagOption, type Options, type Result, textOption } from './command.ts'
import type { Context, QuickSight } from './context.ts'
import type { Wanted } from './desired.ts'
import { commitToDeploy, newerThan, readSecrets } from './guards.ts'
import { makePlan, ownerName, type PlanWork } from './make-plan.ts'
import { openEnvironment, prepareEnvironment } from './open.ts'
import { principalsOf } from './owners.ts'
import { CHOICE_OPTIONS, choicesOf, ENV_OPTION, environmentName, planOutputs } from './plan.ts'
import { arnOf, type Proven, prove, removedSchedules } from './prove.ts'
import { record, type ToRecord } from './record.ts'
import { jobPrefix, type Writing, writeUnits } from './write.ts'

/** How often a deploy looks again after it waited for another run, a restore or a change in progress. */
const MOST_ROUNDS = 8
const WAIT = 5_000

type Deploy = {
  environment: Environment
  wanted: Wanted
  connection: Connection
  quickSight: QuickSight
  choices: Choices
  owner: string
  commit: string
}

const awaitOthers = async ({ quickSight, connection, environment }: Deploy, context: Context): Promise<void> => {
  for (const jobId of await quickSight.runningImports(connection, jobPrefix(environment.name))) {
    context.log.info(`Another deploy to ${environment.name} is under way (job ${jobId}); waiting for it`)
    await quickSight.awaitImport(connection, jobId, 1)
  }
}

const stepsOf = ({ plan }: PlanWork, ...actions: Action[]) =>
  plan.steps.filter(({ action }) => actions.includes(action))

/** Restore what git wants and was deleted, give changes in progress time. True when it is worth looking again. */
const settle = async (work: PlanWork, { quickSight, connection }: Deploy, context: Context): Promise<boolean> => {
  const restores = stepsOf(work, 'restore')
  const waits = stepsOf(work, 'wait').filter((step) => work.desired.has(refKey(step)))
  const onlyWaiting = work.plan.blocks.length === waits.length
  if (!onlyWaiting || (restores.length === 0 && waits.length === 0)) return false
  for (const step of restores) {
    context.log.info(`Restoring ${describeAsset(step)}, which was deleted in the environment`)
    await quickSight.restoreAnalysis(connection, step.id)
  }
  await context.sleep(waits.length > 0 ? WAIT : 0)
  return true
}

const settledPlan = async (deploy: Deploy, context: Context): Promise<PlanWork> => {
  for (let round = 1; ; round += 1) {
    await awaitOthers(deploy, context)
    const work = await makePlan(deploy, context)
    if (round === MOST_ROUNDS || !(await settle(work, deploy, context))) return work
  }
}

const ours = (tags: readonly { key: string; value: string }[]): string =>
  [OWNER_TAG, STATE_TAG].map((key) => tags.find((tag) => tag.key === key)?.value ?? '').join(' ')

/** The state tags are read once more at the last moment: another deploy may have been quicker. */
const movedSince = async (
  units: readonly Sent[],
  work: PlanWork,
  { quickSight, connection }: Writing,
): Promise<boolean> => {
  const moved = await Promise.all(
    units.map(async (unit) => {
      const then = work.live.units.get(refKey(unit))
      if (unit.isNew || !then) return false
      return ours(await quickSight.readTags(connection, arnOf(work.target, unit))) !== ours(then.tags)
    }),
  )
  return moved.includes(true)
}

const toSend = (work: PlanWork, choices: Choices): Sent[] => {
  const skipped = choices.onConflict === 'skip' ? skippedBy(work.plan.steps, work.desired) : new Set<string>()
  return stepsOf(work, 'create', 'update')
    .filter((step) => !skipped.has(refKey(step)))
    .flatMap((step): Sent[] => {
      const unit = work.desired.get(refKey(step))
      return unit ? [{ ...unit, isNew: step.action === 'create' }] : []
    })
}

const keepUndo = async (
  units: readonly Sent[],
  work: PlanWork,
  file: string,
  { workspace }: Context,
): Promise<void> => {
  const before = units.flatMap((unit) => work.live.units.get(refKey(unit))?.assets ?? [])
  if (before.length > 0) await workspace.writeBytes(file, writeBundle(before))
}

const undoFile = async (environment: Environment, { git, now, variables }: Context): Promise<string> => {
  const inGit = (await git.root()) !== undefined
  const folder = inGit
    ? await git.privateFolder()
    : path.join(variables.RUNNER_TEMP ?? variables.TMPDIR ?? '/tmp', 'quicksight-gitops')
  return path.join(folder, 'undo', `${environment.name}-${now().toISOString().replaceAll(':', '')}.qs`)
}

const tagOnly = (work: PlanWork): ToRecord[] =>
  stepsOf(work, 'record', 'adopt').flatMap((step) => {
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

const leftOut = (work: PlanWork, sent: readonly Sent[]): Problem[] => {
  const keys = new Set(sent.map(refKey))
  const skipped = stepsOf(work, 'conflict', 'create', 'update').filter((step) => !keys.has(refKey(step)))
  const gone = stepsOf(work, 'prune')
  const problem = (step: (typeof gone)[number], why: string): Problem => ({
    severity: 'error',
    message: `${describeAsset(step)} ${why}`,
    ref: { kind: step.kind, id: step.id },
  })
  return [
    ...skipped.map((step) =>
      problem(
        step,
        'was left alone, because it or something it needs was edited in the environment and changed in git (--on-conflict skip)',
      ),
    ),
    ...gone.map((step) =>
      problem(
        step,
        'is no longer in git but still live. This version deletes nothing: delete it in QuickSight, or put it back into git',
      ),
    ),
  ]
}

const driftWarnings = (work: PlanWork): Problem[] =>
  stepsOf(work, 'drift').map((step) => ({
    severity: 'warning',
    message: step.addedOnly
      ? `${describeAsset(step)} has more in the environment than git asks for; nothing that git asks for differs`
      : `${describeAsset(step)} was edited in the environment and is left as it is; bring the edit into git, or deploy with --take git`,
    ref: { kind: step.kind, id: step.id },
  }))

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
  await keepUndo(units, work, undoBundle, context)
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
      ...driftWarnings(work),
      ...written.problems,
      ...proof.problems,
      ...recordProblems,
      ...leftOut(work, units),
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

const carryOut = async (deploy: Deploy, options: Options, context: Context): Promise<Deployed> => {
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const work = await settledPlan(deploy, context)
    checkDigest(work, textOption(options, 'expect'))
    if (!flagOption(options, 'allow-older')) work.plan.blocks.push(...(await newerThan(deploy.commit, work, context)))
    if (work.plan.blocks.length > 0) return refused(work)
    const deployed = await write(work, deploy, context)
    if (deployed !== 'moved') return deployed
    context.log.info('Another deploy was quicker; looking again')
  }
  throw new UserError(
    `Other deploys to ${deploy.environment.name} keep getting in between; run again when they are over`,
  )
}

const filesOnly = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was deployed: the files have errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

const resultOf = (deployed: Deployed, earlier: readonly Problem[]): Result => ({
  problems: [...earlier, ...deployed.problems],
  text: deployText(deployed),
  markdown: deployMarkdown(deployed),
  data: {
    environment: deployed.plan.environment,
    digest: deployed.plan.digest,
    created: deployed.created.map(refKey),
    updated: deployed.updated.map(refKey),
    recorded: deployed.recorded.map(refKey),
    problems: deployed.problems.map(({ severity, message }) => ({ severity, message })),
  },
  outputs: {
    ...planOutputs({ plan: deployed.plan } as PlanWork),
    created: deployed.created.length,
    updated: deployed.updated.length,
  },
})

const run = async (options: Options, context: Context): Promise<Result> => {
  const { environment, wanted, problems } = await prepareEnvironment(environmentName(options), context)
  if (!environment || !wanted || problems.some(isError)) return filesOnly(problems)
  const commit = await commitToDeploy(context, flagOption(options, 'allow-dirty'))
  const choices = choicesOf(options)
  const { quickSight, connection } = await openEnvironment(environment, 'write', context)
  const owner = await ownerName(environment, context)
  const deployed = await carryOut(
    { environment, wanted, connection, quickSight, choices, owner, commit },
    options,
    context,
  )
  return resultOf(deployed, problems)
}

export const deploy: Command = {
  summary: 'bring an environment to what git says: only what changed, proven afterwards',
  options: {
    env: ENV_OPTION,
    ...CHOICE_OPTIONS,
    expect: { type: 'text', value: 'DIGEST', summary: 'refuse unless the plan still has this digest' },
    'allow-dirty': { type: 'flag', summary: 'deploy uncommitted changes' },
    'allow-older': { type: 'flag', summary: 'deploy a commit that does not build on the one deployed last' },
  },
  inAction: true,
  run,
}
