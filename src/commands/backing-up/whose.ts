import { MANIFEST } from '../../backup/manifest.ts'
import { keyIn } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import type { BackupStart } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { isError } from '../../model/problem.ts'
import type { Context } from '../context.ts'
import { loadEnvironment } from '../project.ts'
import { type FoundSet, findSet, type Wish } from './find-set.ts'

type Place = Pick<BackupStart, 'account' | 'region'>

/** Whether two are of one account and region. */
export const isOf = (start: Place, place: Place): boolean =>
  start.account === place.account && start.region === place.region

/** The environment whose backups may be restored into another one too, as that one's file says. */
const sourceOf = async (environment: Environment, context: Context): Promise<Place | undefined> => {
  const { from } = environment.restore
  if (from === undefined) return undefined
  const source = await loadEnvironment(from, context)
  const [fault] = source.problems.filter(isError)
  if (source.environment && !fault) return source.environment
  throw new UserError(`\`restore.from\` of ${environment.file}: ${fault?.message ?? from}`)
}

const ofAnother = (store: Pick<Store, 'name'>, { set, manifest }: FoundSet, environment: Environment): UserError => {
  const { account, region } = manifest
  const { file, name } = environment
  return new UserError(
    `${store.name(keyIn(set, MANIFEST))} is of account ${account} in ${region}, and ${name} is account ${environment.account} in ${environment.region}. Name the place of the backups of ${name}; or, if these are to be restored there on purpose, say so in ${file}: restore: { from: NAME }, the environment that they are of`,
  )
}

/**
 * The set that suits best among those that may be restored into an environment: its own, and those of the environment that its
 * file names. @throws UserError where there is none.
 */
export const findSetFor = async (
  store: Store,
  environment: Environment,
  { at, rank = () => 0 }: Wish,
  context: Context,
): Promise<FoundSet> => {
  const source = await sourceOf(environment, context)
  const isAllowed = (start: BackupStart): boolean =>
    isOf(start, environment) || (source !== undefined && isOf(start, source))
  try {
    return await findSet(store, { at, rank: (start) => (isAllowed(start) ? rank(start) : undefined) })
  } catch (thrown) {
    // What is there in spite of that says best why it is of no use.
    const newest = await findSet(store, { at })
    throw isAllowed(newest.manifest) ? thrown : ofAnother(store, newest, environment)
  }
}
