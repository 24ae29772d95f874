import type { Store } from '../../io/store/index.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { checkSet } from '../backing-up/check-set.ts'
import { type FoundSet, findSet, refuseOther } from '../backing-up/find-set.ts'
import type { Context } from '../context.ts'
import { loadEnvironment } from '../project.ts'
import type { AskedRestore } from './asked.ts'
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

/** A set to restore from. `verify`: everything that is wrong with it, every object read. */
export type OpenedSource = { set: SavedSet; told: Problem[]; verify: () => Promise<Problem[]> }

/** Find the set that was asked for. @throws UserError where there is none, or it may not be restored into this environment. */
export const openSource = async (
  asked: AskedRestore,
  environment: Environment,
  context: Context,
): Promise<OpenedSource> => {
  const store = await context.openStore(asked.from, environment.region)
  const found = await findSet(store, asked.at)
  await checkSource(store, found, environment, context)
  return { set: savedSet(store, found), told: found.problems, verify: () => checkSet(store, found) }
}
