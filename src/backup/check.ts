import { type Asset, type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import type { BackupManifest, SavedAsset, SavedObject } from '../model/backup.ts'
import { messageOf } from '../model/errors.ts'
import { fileDigest } from '../model/fingerprint.ts'
import { isObject } from '../model/json.ts'
import { parseJson } from '../model/json-text.ts'
import { savedAsset } from './entries.ts'
import { openNeeds } from './needs.ts'

/** What is wrong with the bytes of an object, as the rest of a sentence that begins with its name; none when they are as saved. */
export const byteFault = ({ size, sha256 }: SavedObject, bytes: Uint8Array | undefined): string | undefined => {
  if (bytes === undefined) return 'is missing'
  if (bytes.length !== size) return `has ${bytes.length} bytes, and ${size} were saved`
  return fileDigest(bytes) === sha256 ? undefined : 'has other bytes than were saved: its SHA-256 differs'
}

/** What of a bundle is not as the manifest says. `expected`: the assets that it is said to hold. */
export const bundleFaults = (key: string, held: readonly Asset[], expected: readonly SavedAsset[]): string[] => {
  const found = new Map(held.map((asset) => [refKey(asset), savedAsset(asset, key).fingerprint]))
  return expected.flatMap((asset) => {
    const own = found.get(refKey(asset))
    if (own === undefined) return [`does not hold ${describeAsset(asset)}`]
    return own === asset.fingerprint ? [] : [`holds another ${describeAsset(asset)} than was saved`]
  })
}

/** What of a template is not as the manifest says. `expected`: the assets that it is said to hold, as `kind:id`. */
export const templateFaults = (held: readonly AssetRef[], expected: readonly string[]): string[] => {
  const found = new Set(held.map(refKey))
  return expected.filter((key) => !found.has(key)).map((key) => `does not hold ${key}`)
}

/** What is wrong with an object of JSON lines. */
export const lineFaults = (text: string, name: string, expected: number): string[] => {
  const lines = text.split('\n').slice(0, -1)
  const faults = lines.length === expected ? [] : [`has ${lines.length} lines, and ${expected} were saved`]
  try {
    const strange = lines.findIndex((line) => !isObject(parseJson(line, name)))
    return strange < 0 ? faults : [...faults, `holds no object in line ${strange + 1}`]
  } catch (thrown) {
    return [...faults, `cannot be read: ${messageOf(thrown)}`]
  }
}

/** Assets that need one which is neither in the set nor told as not saved. */
export const closureFaults = ({ assets, skipped }: BackupManifest): string[] => {
  const told = new Set(skipped.map(refKey))
  return [...openNeeds(assets)]
    .filter(([need]) => !told.has(need))
    .map(([need, users]) => `${need} is not in the set, and is needed by ${users.map(describeAsset).join(', ')}`)
}

/** Objects that the manifest speaks of as bundles or records, and does not list. */
export const unlistedObjects = ({ assets, records, objects, templates = [] }: BackupManifest): string[] => {
  const listed = new Set(objects.map(({ key }) => key))
  const used = new Set([
    ...assets.map(({ bundle }) => bundle),
    ...Object.values(records),
    ...templates.map((one) => one.key),
  ])
  return [...used].filter((key) => !listed.has(key))
}
