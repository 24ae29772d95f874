import { savedAsset, savedObject } from '../../backup/entries.ts'
import { keyIn } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import { type Asset, type AssetRef, refKey } from '../../model/asset.ts'
import type { BackupStart, SavedAsset, SavedObject, SavedTemplate } from '../../model/backup.ts'
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
  templates: SavedTemplate[]
  saveTemplate: (bytes: Uint8Array, assets: readonly AssetRef[]) => Promise<void>
  /** Write an object under exactly this key. */
  put: (key: string, bytes: Uint8Array) => Promise<void>
}

const isSame = (object: SavedObject | undefined, bytes: Uint8Array): boolean =>
  object !== undefined && object.sha256 === savedObject(object.key, bytes).sha256

/** The next key of a folder that is not taken: those of an attempt before stay. */
const numbered = (folder: string, ending: string, taken: ReadonlyMap<string, unknown>): (() => string) => {
  let number = 0
  return () => {
    for (;;) {
      number += 1
      const key = `${folder}/${String(number).padStart(4, '0')}${ending}`
      if (!taken.has(key)) return key
    }
  }
}

export const setWriter = (store: Store, folder: string, start: BackupStart): SetWriter => {
  const objects = new Map<string, SavedObject>()
  const assets = new Map<string, SavedAsset>()
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
  const bundleKey = numbered('bundles', '.zip', objects)
  const templateKey = numbered('cloudformation', '.json', objects)
  const saveBundle = async (bytes: Uint8Array, held: readonly Asset[]): Promise<void> => {
    const key = bundleKey()
    await put(key, bytes)
    for (const asset of held) assets.set(refKey(asset), savedAsset(asset, key))
  }
  const templates: SavedTemplate[] = []
  const saveTemplate = async (bytes: Uint8Array, held: readonly AssetRef[]): Promise<void> => {
    const key = templateKey()
    await put(key, bytes)
    templates.push({ key, assets: held.map(refKey).sort() })
  }
  return { folder, start, objects, assets, write, saveBundle, templates, saveTemplate, put }
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
