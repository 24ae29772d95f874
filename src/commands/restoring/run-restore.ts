import type { Store } from '../../io/store/index.ts'
import { type AssetRef, refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import type { Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import {
  type Restored,
  type RestoreSource,
  restoredMarkdown,
  restoredText,
  restorePlanMarkdown,
  restorePlanText,
  restoresAnything,
} from '../../report/restore.ts'
import { type FoundSet, findSet, refuseOther } from '../backing-up/find-set.ts'
import type { Options, Result } from '../command.ts'
import type { Context } from '../context.ts'
import { checkBranch, readSecrets } from '../deploying/guards.ts'
import { undoFile } from '../deploying/keep-undo.ts'
import { awaitOthers, MOST_ROUNDS, WAIT } from '../deploying/settle.ts'
import type { Writing } from '../deploying/write.ts'
import { ownerName } from '../make-plan.ts'
import { openEnvironment } from '../open.ts'
import { environmentName } from '../plan.ts'
import { loadEnvironment } from '../project.ts'
import { type AskedRestore, askedOf } from './asked.ts'
import { carryOut, toImport } from './carry-out.ts'
import { chosenAssets } from './chosen-assets.ts'
import { planRestore, type RestoreInput, type RestoreWork } from './plan-restore.ts'
import type { Opened } from './read-target.ts'
import { type SavedSet, savedSet } from './saved-set.ts'
import { isInPlace } from './wanted-here.ts'

/** The environments whose backups may be restored into one: itself, and the one that its file names. */
const checkSource = async (
  store: Pick<Store, 'name'>,
  found: FoundSet,
  environment: Environment,
  context: Context,
): Promise<void> => {
  const { manifest } = found
  if (isInPlace(manifest, environment)) return
  const { from } = environment.restore
  if (from === undefined) {
    throw new UserError(
      `${store.name(found.set.folder)} is of account ${manifest.account} in ${manifest.region}, and ${environment.name} is account ${environment.account} in ${environment.region}. To restore it there on purpose, say in ${environment.file} whose backups may be: restore: { from: NAME }`,
    )
  }
  const source = await loadEnvironment(from, context)
  const [fault] = source.problems.filter(isError)
  if (!source.environment || fault)
    throw new UserError(`\`restore.from\` of ${environment.file}: ${fault?.message ?? from}`)
  refuseOther(store, found, source.environment)
}

const sourceOf = ({ place, manifest }: SavedSet): RestoreSource => {
  const { account, region, startedAt } = manifest
  return { place, account, region, startedAt }
}

const planData = (plan: RestoreWork['plan'], set: RestoreSource): Record<string, Json> =>
  JSON.parse(
    JSON.stringify({
      environment: plan.environment,
      set: set.place,
      savedAt: set.startedAt,
      digest: plan.digest,
      steps: plan.steps,
      facet: (plan.facet ?? []).map(({ words }) => words),
      blocks: plan.blocks.map(({ message }) => message),
    }),
  ) as Record<string, Json>

const planOutputs = (
  { steps, digest }: RestoreWork['plan'],
  { place }: RestoreSource,
): Record<string, string | number> => {
  const of = (...actions: string[]): number => steps.filter(({ action }) => actions.includes(action)).length
  return { set: place, digest, created: of('create'), updated: of('update', 'restore') }
}

const planned = ({ plan, problems }: RestoreWork, set: RestoreSource, told: readonly Problem[]): Result => ({
  problems: [...told, ...problems, ...plan.blocks],
  text: restorePlanText({ plan, set }),
  markdown: restorePlanMarkdown({ plan, set }),
  data: planData(plan, set),
  outputs: { ...planOutputs(plan, set), blocked: plan.blocks.length },
  pending: plan.blocks.length > 0 || restoresAnything(plan),
})

const resultOf = (restored: Restored, told: readonly Problem[]): Result => ({
  problems: [...told, ...restored.problems],
  text: restoredText(restored),
  markdown: restoredMarkdown(restored),
  data: {
    ...planData(restored.plan, restored.set),
    created: restored.created.map(refKey),
    updated: restored.updated.map(refKey),
    refreshed: restored.refreshed.map(refKey),
    problems: restored.problems.map(({ severity, message }) => ({ severity, message })),
  },
  outputs: {
    ...planOutputs(restored.plan, restored.set),
    created: restored.created.length,
    updated: restored.updated.length,
    refreshed: restored.refreshed.length,
    ...(restored.undoRecord === undefined ? {} : { 'undo-bundle': restored.undoRecord }),
  },
})

const writingOf = async (
  work: RestoreWork,
  { quickSight, connection }: Opened,
  environment: Environment,
  context: Context,
): Promise<Writing> => {
  const sent = toImport(work)
  const desired = new Map<string, Unit>([...work.live.units, ...work.desired])
  return {
    run: 'restore',
    ...{ environment, connection, quickSight },
    owner: await ownerName(environment, context),
    owners: [],
    secrets: readSecrets({ desired: new Map(work.desired) }, new Set(sent.map(refKey)), environment, context),
    undoBundle: await undoFile(environment, context),
    desired,
  }
}

const identityRegionOf = async (
  { identityRegion }: Environment,
  { manifest }: SavedSet,
  inPlace: boolean,
  { quickSight, connection }: Opened,
): Promise<string | undefined> =>
  identityRegion ?? (inPlace ? manifest.identityRegion : undefined) ?? (await quickSight.findIdentityRegion(connection))

const checkDigest = (plan: RestoreWork['plan'], expected: string | undefined): void => {
  if (expected === undefined || expected === plan.digest) return
  throw new UserError(
    `The plan is not the one that was expected: its digest is ${plan.digest}, not ${expected}. The backup or the environment moved since; look at the plan again`,
  )
}

/** Bring analyses back from their recovery window, with the permissions and the history that they had. */
const bringBack = async (
  refs: readonly AssetRef[],
  { quickSight, connection }: Opened,
  context: Context,
): Promise<void> => {
  for (const { id } of refs) {
    context.log.info(`Restoring analysis ${id}, which was deleted in the environment`)
    await quickSight.restoreAnalysis(connection, id)
  }
  await context.sleep(WAIT)
}

type Settled = { work: RestoreWork; jobs: ReadonlyMap<string, number> }

/** A plan of a target at rest: other runs were waited for, and analyses brought back. */
const settle = async (input: RestoreInput, context: Context): Promise<Settled> => {
  const { environment, opened, asked } = input
  const broughtBack = new Set<string>()
  for (let round = 1; ; round += 1) {
    const jobs = await awaitOthers({ ...opened, environment }, context)
    const work = await planRestore({ ...input, broughtBack }, context)
    // What is brought back or waited for changes the plan, so only the first one is held against the digest.
    if (round === 1) checkDigest(work.plan, asked.expect)
    const restores = work.plan.steps.filter(({ action }) => action === 'restore')
    const waits = work.plan.steps.filter(({ action }) => action === 'wait')
    const isBlocked = work.plan.blocks.length > waits.length
    if (round === MOST_ROUNDS || isBlocked || restores.length + waits.length === 0) return { work, jobs }
    await bringBack(restores, opened, context)
    for (const step of restores) broughtBack.add(refKey(step))
  }
}

const unusable = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was restored: the file of the environment has errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

const openSet = async (asked: AskedRestore, environment: Environment, context: Context) => {
  const store = await context.openStore(asked.from, environment.region)
  const found = await findSet(store, asked.at)
  await checkSource(store, found, environment, context)
  return { set: savedSet(store, found), told: found.problems }
}

/** The `restore` verb. @throws UserError for options that make no sense and for a set that may not be used. */
export const runRestore = async (options: Options, context: Context): Promise<Result> => {
  const asked = askedOf(options)
  const { environment, problems } = await loadEnvironment(environmentName(options), context)
  if (!environment || problems.some(isError)) return unusable(problems)
  await checkBranch(environment, context)
  const { set, told } = await openSet(asked, environment, context)
  const chosen = await chosenAssets(asked, set)
  const opened = await openEnvironment(environment, asked.dryRun ? 'read' : 'write', context)
  const inPlace = isInPlace(set.manifest, environment)
  const identityRegion = await identityRegionOf(environment, set, inPlace, opened)
  const input: RestoreInput = {
    ...{ asked, environment, set, chosen, opened, identityRegion },
    people: undefined,
    broughtBack: new Set(),
  }
  const source = sourceOf(set)
  const before = [...problems, ...told]
  if (asked.dryRun) return planned(await planRestore(input, context), source, before)
  const { work, jobs } = await settle(input, context)
  if (work.plan.blocks.length > 0) return planned(work, source, before)
  for (const line of restorePlanText({ plan: work.plan, set: source }).trimEnd().split('\n')) context.log.info(line)
  const writing = await writingOf(work, opened, environment, context)
  const done = await carryOut({ work, writing, jobs, asked }, context)
  return resultOf({ ...done, set: source }, before)
}
