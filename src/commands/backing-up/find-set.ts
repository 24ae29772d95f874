import { MANIFEST } from '../../backup/manifest.ts'
import { type BackupSet, keyIn, setsOf } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import type { BackupManifest } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import { manifestIn } from './read-set.ts'

/** The set that is checked. `keys`: of all its objects, from its folder on. */
export type FoundSet = { set: BackupSet; manifest: BackupManifest; keys: readonly string[]; problems: Problem[] }

const nothing = (store: Store, unfinished: readonly BackupSet[]): UserError => {
  const [newest] = unfinished
  const cut = newest ? ` ${store.name(newest.folder)} was cut off; finish it with backup --resume.` : ''
  return new UserError(`${store.name('')} holds no finished backup.${cut} A set has a ${MANIFEST}`)
}

const refuseOther = (name: string, manifest: BackupManifest, environment: Environment | undefined): void => {
  if (environment === undefined) return
  const { account, region } = manifest
  if (account === environment.account && region === environment.region) return
  throw new UserError(
    `${name} is of account ${account} in ${region}, and ${environment.name} is account ${environment.account} in ${environment.region}. Name the place of its own backups`,
  )
}

/** The newest finished set of a place. @throws UserError where there is none, and for one of another environment. */
export const findSet = async (store: Store, environment: Environment | undefined): Promise<FoundSet> => {
  const keys = await store.keys()
  const sets = setsOf(keys)
  const set = sets.find(({ isFinished }) => isFinished)
  const newer = set ? sets.slice(0, sets.indexOf(set)) : sets
  if (set === undefined) throw nothing(store, newer)
  const manifest = await manifestIn(store, set)
  refuseOther(store.name(keyIn(set, MANIFEST)), manifest, environment)
  const start = keyIn(set, '')
  return {
    set,
    manifest,
    keys: keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length)),
    problems: newer.map(({ folder }) => ({
      severity: 'warning',
      message: `${store.name(folder)} is newer, but was cut off and is no backup. Finish it with backup --resume`,
    })),
  }
}
