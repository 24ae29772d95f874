import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Bucket, Version } from './buckets.ts'

type Facts = Omit<Bucket, 'objects' | 'uploads' | 'changed'>

/** Keeps buckets in a directory: what one is, and by key its versions with their bytes. Uploads under way are not kept. */
export type BucketKeeper = {
  /** Write what changed: a bucket's own facts, or what lies at a key. */
  keep: (bucket: Bucket, key?: string) => void
  drop: (name: string) => void
  restore: () => Omit<Bucket, 'changed'>[]
}

const write = (file: string, text: string): void => {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}

/** Keys may be longer than file names, and hold anything. */
const folderOf = (root: string, bucket: string, key: string): string =>
  path.join(root, bucket, createHash('sha256').update(key).digest('hex'))

const bytesFile = ({ id, etag }: Version): string => `${id}-${etag || 'marker'}.bin`

const keepBytes = (folder: string, version: Version): void => {
  const file = path.join(folder, bytesFile(version))
  if (!existsSync(file)) writeFileSync(file, version.bytes)
}

/** Bytes first, then the list that names them, then what it no longer names: cut off anywhere, nothing named is missing. */
const keepVersions = (folder: string, versions: readonly Version[]): void => {
  mkdirSync(folder, { recursive: true })
  for (const version of versions) keepBytes(folder, version)
  const facts = versions.map(({ bytes: _, ...rest }) => rest)
  write(path.join(folder, 'versions.json'), JSON.stringify(facts))
  const wanted = new Set(versions.map(bytesFile))
  for (const file of readdirSync(folder))
    if (file.endsWith('.bin') && !wanted.has(file)) rmSync(path.join(folder, file))
}

const keepKey = (folder: string, versions: readonly Version[]): void => {
  if (versions.length > 0) keepVersions(folder, versions)
  else rmSync(folder, { recursive: true, force: true })
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

const readVersions = (folder: string): Version[] =>
  (readJson(path.join(folder, 'versions.json')) as (Version & { modified: string })[]).map((facts) => ({
    ...facts,
    modified: new Date(facts.modified),
    bytes: readFileSync(path.join(folder, bytesFile(facts))),
  }))

const readBucket = (folder: string): Omit<Bucket, 'changed'> => {
  const facts = readJson(path.join(folder, 'bucket.json')) as Facts & { created: string }
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const all = folders.map(({ name }) => readVersions(path.join(folder, name)))
  const objects = new Map(all.map((versions) => [versions[0]?.key ?? '', versions]))
  return { ...facts, created: new Date(facts.created), objects, uploads: new Map() }
}

/** Keep buckets under this directory, which is made when first needed. */
export const createBucketKeeper = (root: string): BucketKeeper => ({
  keep: (bucket, key) => {
    mkdirSync(path.join(root, bucket.name), { recursive: true })
    if (key !== undefined) return keepKey(folderOf(root, bucket.name, key), bucket.objects.get(key) ?? [])
    const { objects: _, uploads: _u, changed: _c, ...facts } = bucket
    write(path.join(root, bucket.name, 'bucket.json'), JSON.stringify(facts))
  },
  drop: (name) => rmSync(path.join(root, name), { recursive: true, force: true }),
  restore: () => (existsSync(root) ? readdirSync(root).map((name) => readBucket(path.join(root, name))) : []),
})
