import type { Store } from '../../io/store/index.ts'
import { refKey } from '../../model/asset.ts'
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
import { checkSet } from '../backing-up/check-set.ts'
import { type FoundSet, findSet, refuseOther } from '../backing-up/find-set.ts'
import type { Options, Result } from '../command.ts'
import type { Context } from '../context.ts'
import { checkBranch, readSecrets } from '../deploying/guards.ts'
import { undoFile } from '../deploying/keep-undo.ts'
import type { Writing } from '../deploying/write.ts'
import { ownerName } from '../make-plan.ts'
import { openEnvironment } from '../open.ts'
import { environmentName } from '../plan.ts'
import { loadEnvironment } from '../project.ts'
import { type AskedRestore, askedOf } from './asked.ts'
import { carryOut, toImport } from './carry-out.ts'
import { chosenAssets } from './chosen-assets.ts'
import { runDrill } from './drill.ts'
import { planRestore, type RestoreInput, type RestoreWork } from './plan-restore.ts'
import type { Opened } from './read-target.ts'
import { type SavedSet, savedSet } from './saved-set.ts'
import { type Settled, settle } from './settle.ts'
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

const unusable = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was restored: the file of the environment has errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

const openSet = async (asked: AskedRestore, environment: Environment, context: Context) => {
  const store = await context.openStore(asked.from, environment.region)
  const found = await findSet(store, asked.at)
  await checkSource(store, found, environment, context)
  return { set: savedSet(store, found), told: found.problems, verify: () => checkSet(store, found) }
}

const write = async (
  { work, jobs }: Settled,
  { opened, environment, asked }: RestoreInput,
  set: RestoreSource,
  context: Context,
): Promise<Restored> => {
  for (const line of restorePlanText({ plan: work.plan, set }).trimEnd().split('\n')) context.log.info(line)
  const writing = await writingOf(work, opened, environment, context)
  return { ...(await carryOut({ work, writing, jobs, asked }, context)), set }
}

const restoreNow = async (
  input: RestoreInput,
  set: RestoreSource,
  before: readonly Problem[],
  context: Context,
): Promise<Result> => {
  const settled = await settle(input, context)
  if (settled.work.plan.blocks.length > 0) return planned(settled.work, set, before)
  return resultOf(await write(settled, input, set, context), before)
}

/** The `restore` verb. @throws UserError for options that make no sense and for a set that may not be used. */
export const runRestore = async (options: Options, context: Context): Promise<Result> => {
  const asked = askedOf(options)
  const { environment, problems } = await loadEnvironment(environmentName(options), context)
  if (!environment || problems.some(isError)) return unusable(problems)
  await checkBranch(environment, context)
  const { set, told, verify } = await openSet(asked, environment, context)
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
  if (!asked.drill) return restoreNow(input, source, before, context)
  const parts = {
    ...{ set: source, verify },
    plan: () => settle(input, context),
    carryOut: (settled: Settled) => write(settled, input, source, context),
  }
  return runDrill(input, parts, before, context)
}
