import type { Checksum } from './checksums.ts'

/** What keeps a version from being deleted. */
export type Lock = { mode?: string; until?: string; hold?: boolean }

/** One version of an object, or the marker that it was deleted. Versions are never changed, only replaced. */
export type Version = {
  key: string
  /** `null` while the bucket keeps no versions. */
  id: string
  modified: Date
  deleted?: true
  bytes: Buffer
  etag: string
  /** Headers to answer with: content type, metadata, encryption. */
  headers: Record<string, string>
  checksum?: Checksum
  lock: Lock
}

export type Part = { number: number; bytes: Buffer; etag: string; checksum: Checksum; modified: Date }

/** A multipart upload that is under way. */
export type Upload = {
  id: string
  key: string
  started: Date
  headers: Record<string, string>
  lock: Lock
  algorithm: string | undefined
  whole: boolean
  parts: Map<number, Part>
}

export type Versioning = '' | 'Enabled' | 'Suspended'

export type Bucket = {
  name: string
  account: string
  region: string
  created: Date
  versioning: Versioning
  /** Whether its versions can be locked. */
  lockable: boolean
  /** By key, the newest version first. */
  objects: Map<string, Version[]>
  uploads: Map<string, Upload>
  /** Told of each change: to what lies at a key, or to the bucket itself. */
  changed: (key?: string) => void
}

/** The version that a plain GET gives; a marker when the object was deleted. */
export const currentOf = ({ objects }: Bucket, key: string): Version | undefined => objects.get(key)?.[0]

/** Add a version: beside the others when versions are kept, else in place of the one without an id. */
export const addVersion = (bucket: Bucket, version: Version): void => {
  const before = bucket.objects.get(version.key) ?? []
  const kept = before.filter(({ id }) => id !== version.id)
  bucket.objects.set(version.key, [version, ...kept])
  bucket.changed(version.key)
}

/** The id of a version that is added now. */
export const nextVersionId = ({ versioning }: Bucket, id: () => string): string =>
  versioning === 'Enabled' ? id().replaceAll('-', '') : 'null'

/** Take one version out for good. */
export const dropVersion = (bucket: Bucket, { key, id }: Pick<Version, 'key' | 'id'>): void => {
  const left = (bucket.objects.get(key) ?? []).filter((version) => version.id !== id)
  if (left.length > 0) bucket.objects.set(key, left)
  else bucket.objects.delete(key)
  bucket.changed(key)
}

// S3 orders by the bytes of UTF-8: halves of pairs come after the rest of the basic plane, unlike in JavaScript.
const rank = (unit: number): number => {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Compare two keys as S3 does. */
export const compareKeys = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** The keys that start so, in S3's order. */
export const keysIn = ({ objects }: Bucket, prefix: string): string[] =>
  [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(compareKeys)
