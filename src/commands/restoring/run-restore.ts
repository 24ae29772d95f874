import type { Environment } from '../../model/environment.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { RestoreSource } from '../../report/restore.ts'
import { count } from '../../report/words.ts'
import type { Options, Result } from '../command.ts'
import type { Context } from '../context.ts'
import { checkBranch } from '../deploying/guards.ts'
import { openEnvironment } from '../open.ts'
import { environmentName } from '../plan.ts'
import { loadEnvironment } from '../project.ts'
import { askedOf } from './asked.ts'
import { begunBefore } from './begun-before.ts'
import { type ChosenAssets, chosenAssets } from './chosen-assets.ts'
import { runDrill } from './drill.ts'
import { openSource } from './open-source.ts'
import { regionUnknown } from './people-plan.ts'
import { planRestore, type RestoreInput } from './plan-restore.ts'
import type { Opened } from './read-target.ts'
import { restoreNow, writeAssets } from './restore-now.ts'
import { planned } from './results.ts'
import type { SavedSet } from './saved-set.ts'
import { type Settled, settle } from './settle.ts'
import { isInPlace } from './wanted-here.ts'

const sourceOf = ({ place, manifest }: SavedSet): RestoreSource => {
  const { account, region, startedAt } = manifest
  return { place, account, region, startedAt }
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

const copiesLeft = ({ copies }: ChosenAssets): Problem[] => {
  const message = `${count(copies, 'asset')} of the backup ${copies === 1 ? 'is a copy' : 'are copies'} of a drill that was at work then, and left out`
  return copies === 0 ? [] : [{ severity: 'warning', message }]
}

/** The `restore` verb. @throws UserError for options that make no sense and for a set that may not be used. */
export const runRestore = async (options: Options, context: Context): Promise<Result> => {
  const asked = askedOf(options)
  const { environment, problems } = await loadEnvironment(environmentName(options), context)
  if (!environment || problems.some(isError)) return unusable(problems)
  await checkBranch(environment, context)
  const { set, told, verify, times } = await openSource(asked, environment, context)
  const chosen = await chosenAssets(asked, set)
  const opened = await openEnvironment(environment, asked.dryRun ? 'read' : 'write', context)
  const inPlace = isInPlace(set.manifest, environment)
  const identityRegion = await identityRegionOf(environment, set, inPlace, opened)
  if (identityRegion === undefined && set.manifest.account !== environment.account) throw regionUnknown(environment)
  const input: RestoreInput = {
    ...{ asked, environment, set, chosen, opened, identityRegion },
    arePeopleBack: false,
    begun: await begunBefore(environment, context),
    broughtBack: new Set(),
  }
  const source = sourceOf(set)
  const before = [...problems, ...told, ...copiesLeft(chosen)]
  if (asked.dryRun) return planned(await planRestore(input, context), source, before)
  if (!asked.drill) return restoreNow(input, source, before, context)
  const parts = {
    ...{ set: source, verify, times },
    plan: () => settle(input, context),
    carryOut: (settled: Settled) => writeAssets(settled, input, source, context),
  }
  return runDrill(input, parts, before, context)
}
