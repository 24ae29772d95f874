import { type Asset, refKey } from '../model/asset.ts'
import type { SavedAsset, SavedObject } from '../model/backup.ts'
import { fileDigest, fingerprint } from '../model/fingerprint.ts'
import type { Json } from '../model/json.ts'
import { referencesOf } from '../model/references.ts'

/** What the manifest says of an asset of a bundle. */
export const savedAsset = (asset: Asset, bundle: string): SavedAsset => {
  const { kind, id, name, body, permissions = null, tags = null } = asset
  const needs = [...new Set(referencesOf(asset).map(({ ref }) => refKey(ref)))].sort()
  const contents: { [part: string]: unknown } = { body, permissions, tags }
  return { kind, id, name, bundle, fingerprint: fingerprint(contents as Json), needs }
}

/** What the manifest says of an object. */
export const savedObject = (key: string, bytes: Uint8Array, version?: string): SavedObject => ({
  key,
  size: bytes.length,
  sha256: fileDigest(bytes),
  ...(version === undefined ? {} : { version }),
})

/** Records as JSON lines, in an order of their own: the same records, the same bytes. */
export const jsonLines = (records: readonly Json[]): string =>
  records
    .map((record) => `${JSON.stringify(record)}\n`)
    .sort()
    .join('')
