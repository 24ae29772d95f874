import { bundleFaults, byteFault, closureFaults, unlistedObjects } from '../../backup/check.ts'
import { MANIFEST } from '../../backup/manifest.ts'
import { keyIn } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import { type Asset, refKey } from '../../model/asset.ts'
import { type BackupManifest, hasBundles, type SavedAsset } from '../../model/backup.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import { groupBy } from '../../model/groups.ts'
import { isObject, type JsonObject } from '../../model/json.ts'
import { parseJson } from '../../model/json-text.ts'
import { chunks } from '../../model/lists.ts'
import { assetsIn } from '../backing-up/assets-in.ts'
import type { FoundSet } from '../backing-up/find-set.ts'

const AT_ONCE = 4

/** A set that is restored from. Everything read from it was compared with the manifest first. */
export type SavedSet = {
  /** How people call it. */
  place: string
  manifest: BackupManifest
  assets: (saved: readonly SavedAsset[]) => Promise<Asset[]>
  /** The records of one sort; undefined where the set was made without them. */
  records: (what: string) => Promise<JsonObject[] | undefined>
}

const refused = (name: string, fault: string): UserError =>
  new UserError(`${name} ${fault}. Nothing is restored from a set that is not as it was saved: take another one (--at)`)

/** Bytes exactly as they were saved. */
const readSaved = async (store: Store, { set, manifest }: FoundSet, key: string): Promise<Uint8Array> => {
  const name = store.name(keyIn(set, key))
  const object = manifest.objects.find((one) => one.key === key)
  if (object === undefined) throw refused(name, `is used by the manifest, which has no checksum of it`)
  const bytes = await store.read(keyIn(set, key), object.version)
  const fault = byteFault(object, bytes)
  if (bytes === undefined || fault !== undefined) throw refused(name, fault ?? 'is missing')
  return bytes
}

const opened = (bytes: Uint8Array, name: string): Asset[] => {
  try {
    const { assets, faults } = assetsIn(bytes)
    if (faults.length > 0) throw new UserError(faults.join('; '))
    return assets
  } catch (thrown) {
    throw refused(name, `cannot be read whole: ${messageOf(thrown)}`)
  }
}

const linesOf = (bytes: Uint8Array, name: string): JsonObject[] =>
  Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value = parseJson(line, name)
      if (!isObject(value)) throw refused(name, 'holds something that is no record')
      return value
    })

const checkManifest = (store: Store, { set, manifest }: FoundSet): void => {
  const [key] = unlistedObjects(manifest)
  if (key !== undefined)
    throw refused(store.name(keyIn(set, key)), 'is used by the manifest, which has no checksum of it')
  if (!hasBundles(manifest))
    throw new UserError(
      `${store.name(keyIn(set, MANIFEST))} is of CloudFormation templates alone, which CloudFormation deploys and restore cannot. Take another set with --at, made with --format quicksight-json or both`,
    )
  const [fault] = closureFaults(manifest)
  if (fault !== undefined) throw refused(store.name(keyIn(set, MANIFEST)), `is not complete: ${fault}`)
}

/** Open a set to restore from. @throws UserError naming the object that is missing or not as it was saved. */
export const savedSet = (store: Store, found: FoundSet): SavedSet => {
  const { set, manifest } = found
  checkManifest(store, found)
  const bundle = async (key: string, expected: readonly SavedAsset[]): Promise<Asset[]> => {
    const name = store.name(keyIn(set, key))
    const held = opened(await readSaved(store, found, key), name)
    const [fault] = bundleFaults(key, held, expected)
    if (fault !== undefined) throw refused(name, fault)
    const wanted = new Set(expected.map(refKey))
    return held.filter((asset) => wanted.has(refKey(asset)))
  }
  const assets = async (saved: readonly SavedAsset[]): Promise<Asset[]> => {
    const read: Asset[] = []
    for (const some of chunks([...groupBy(saved, ({ bundle: key }) => key)], AT_ONCE))
      read.push(...(await Promise.all(some.map(([key, expected]) => bundle(key, expected)))).flat())
    return read
  }
  const records = async (what: string): Promise<JsonObject[] | undefined> => {
    const key = manifest.records[what]
    return key === undefined ? undefined : linesOf(await readSaved(store, found, key), store.name(keyIn(set, key)))
  }
  return { place: store.name(set.folder), manifest, assets, records }
}
