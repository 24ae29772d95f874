import { savedAsset, savedObject } from '../../backup/entries.ts'
import { keyIn } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import { type Asset, refKey } from '../../model/asset.ts'
import type { BackupStart, SavedAsset, SavedObject } from '../../model/backup.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import { assetsIn } from './assets-in.ts'

/** A set that is being written. */
export type SetWriter = {
  folder: string
  start: BackupStart
  objects: Map<string, SavedObject>
  assets: Map<string, SavedAsset>
  /** Write an object; of the same name and other contents than one that is there, under the next name. */
  write: (name: string, ending: string, bytes: Uint8Array) => Promise<string>
  saveBundle: (bytes: Uint8Array, assets: readonly Asset[]) => Promise<void>
  /** Write an object under exactly this key. */
  put: (key: string, bytes: Uint8Array) => Promise<void>
}

const isSame = (object: SavedObject | undefined, bytes: Uint8Array): boolean =>
  object !== undefined && object.sha256 === savedObject(object.key, bytes).sha256

export const setWriter = (store: Store, folder: string, start: BackupStart): SetWriter => {
  const objects = new Map<string, SavedObject>()
  const assets = new Map<string, SavedAsset>()
  let bundles = 0
  const put = async (key: string, bytes: Uint8Array): Promise<void> => {
    const { version } = await store.create(keyIn({ folder }, key), bytes)
    objects.set(key, savedObject(key, bytes, version))
  }
  const write = async (name: string, ending: string, bytes: Uint8Array): Promise<string> => {
    for (let number = 1; ; number += 1) {
      const key = number === 1 ? `${name}${ending}` : `${name}-${number}${ending}`
      if (!isSame(objects.get(key), bytes)) {
        if (objects.has(key)) continue
        await put(key, bytes)
      }
      return key
    }
  }
  const bundleKey = (): string => {
    do bundles += 1
    while (objects.has(`bundles/${String(bundles).padStart(4, '0')}.zip`))
    return `bundles/${String(bundles).padStart(4, '0')}.zip`
  }
  const saveBundle = async (bytes: Uint8Array, held: readonly Asset[]): Promise<void> => {
    const key = bundleKey()
    await put(key, bytes)
    for (const asset of held) assets.set(refKey(asset), savedAsset(asset, key))
  }
  return { folder, start, objects, assets, write, saveBundle, put }
}

const takeBundle = (writer: SetWriter, key: string, bytes: Uint8Array, name: string): void => {
  try {
    for (const asset of assetsIn(bytes).assets) writer.assets.set(refKey(asset), savedAsset(asset, key))
  } catch (cause) {
    throw new UserError(`${name} of the unfinished set is damaged: ${messageOf(cause)}. Run without --resume`, {
      cause,
    })
  }
}

/** Take over what an unfinished set holds already. `keys`: of its objects, from its folder on. */
export const takeOver = async (writer: SetWriter, store: Store, keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    const at = keyIn(writer, key)
    const bytes = await store.read(at)
    if (bytes === undefined) throw new UserError(`${store.name(at)} was listed and is gone. Run without --resume`)
    if (key.startsWith('bundles/')) takeBundle(writer, key, bytes, store.name(at))
    writer.objects.set(key, savedObject(key, bytes))
  }
}
