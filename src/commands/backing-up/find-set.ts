import { MANIFEST, START } from '../../backup/manifest.ts'
import { type BackupSet, keyIn, setsOf, startOfSet } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import type { BackupManifest } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import { manifestIn, startIn } from './read-set.ts'

/**
 * A set that was found. `keys`: of all its objects, from its folder on. `history`: when the finished sets there were begun, the
 * newest first, in milliseconds.
 */
export type FoundSet = {
  set: BackupSet
  manifest: BackupManifest
  keys: readonly string[]
  history: readonly number[]
  problems: Problem[]
}

const nothing = (store: Store, unfinished: readonly BackupSet[], at: number | undefined): UserError => {
  const [newest] = unfinished
  const then = at === undefined ? '' : ` begun by ${new Date(at).toISOString()}`
  const cut = newest ? ` ${store.name(newest.folder)} was cut off; finish it with backup --resume.` : ''
  return new UserError(`${store.name('')} holds no finished backup${then}.${cut} A set has a ${MANIFEST}`)
}

/** @throws UserError for a set of another account or region than the environment's. */
export const refuseOther = (
  store: Pick<Store, 'name'>,
  { set, manifest }: FoundSet,
  environment: Environment,
): void => {
  const { account, region } = manifest
  if (account === environment.account && region === environment.region) return
  throw new UserError(
    `${store.name(keyIn(set, MANIFEST))} is of account ${account} in ${region}, and ${environment.name} is account ${environment.account} in ${environment.region}. Name the place of its own backups`,
  )
}

/** A manifest that was put into the set of another run. */
const refuseStrange = async (store: Store, set: BackupSet, manifest: BackupManifest): Promise<void> => {
  const start = await startIn(store, set)
  if (start === undefined) return
  const name = store.name(keyIn(set, START))
  const other = (['account', 'region', 'startedAt', 'mode'] as const).find((key) => start[key] !== manifest[key])
  if (other === undefined) return
  throw new UserError(
    `${store.name(keyIn(set, MANIFEST))} is not of this set: its ${other} is ${manifest[other]}, and ${name} says ${start[other]}. Take another set`,
  )
}

/**
 * The newest finished set of a place. `at`: of those begun by then, in milliseconds. @throws UserError where there is none,
 * and for a manifest that is not as it was written or of another set.
 */
export const findSet = async (store: Store, at?: number): Promise<FoundSet> => {
  const keys = await store.keys()
  const sets = setsOf(keys).filter((set) => at === undefined || (startOfSet(set) ?? at) <= at)
  const set = sets.find(({ isFinished }) => isFinished)
  const newer = set ? sets.slice(0, sets.indexOf(set)) : sets
  if (set === undefined) throw nothing(store, newer, at)
  const manifest = await manifestIn(store, set)
  await refuseStrange(store, set, manifest)
  const start = keyIn(set, '')
  return {
    set,
    manifest,
    keys: keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length)),
    history: sets.filter(({ isFinished }) => isFinished).flatMap((one) => startOfSet(one) ?? []),
    problems: newer.map(({ folder }) => ({
      severity: 'warning',
      message: `${store.name(folder)} is newer, but was cut off and is no backup. Finish it with backup --resume`,
    })),
  }
}
