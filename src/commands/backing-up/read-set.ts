import { MANIFEST, readManifest, readStart, START } from '../../backup/manifest.ts'
import { type BackupSet, keyIn } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import type { BackupManifest, BackupStart } from '../../model/backup.ts'
import { UserError } from '../../model/errors.ts'

/** The manifest of a finished set. @throws UserError for one that cannot be read */
export const manifestIn = async (store: Store, set: BackupSet): Promise<BackupManifest> => {
  const key = keyIn(set, MANIFEST)
  const bytes = await store.read(key)
  if (bytes === undefined) throw new UserError(`${store.name(key)} was listed and is gone. Run again`)
  return readManifest(Buffer.from(bytes).toString('utf8'), store.name(key))
}

/** What a set was begun with, or undefined where nothing says it. @throws UserError for what cannot be read */
export const startIn = async (store: Store, set: BackupSet): Promise<BackupStart | undefined> => {
  const key = keyIn(set, START)
  const bytes = await store.read(key)
  return bytes && readStart(Buffer.from(bytes).toString('utf8'), store.name(key))
}
