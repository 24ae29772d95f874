import { percentEncode } from '../auth.ts'
import { type Bucket, currentOf, sortedKeys, type Version } from './buckets.ts'
import { bucketOf, quoted, type S3Behavior, type S3Call, timeText, xmlReply } from './s3-call.ts'
import { invalidArgument } from './s3-error.ts'

const MOST = 1000

/** One entry of a list: a key, or what a delimiter folds many keys into. */
type Row = { key: string; folded: boolean; version: Version | undefined; newest: boolean }

const foldedKey = (key: string, prefix: string, delimiter: string): string | undefined => {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

type Wanted = { prefix: string; delimiter: string; versionsOf: (key: string) => readonly Version[] }

const rowsOf = (bucket: Bucket, { prefix, delimiter, versionsOf }: Wanted): Row[] => {
  const rows: Row[] = []
  for (const key of sortedKeys(bucket)) {
    const versions = key.startsWith(prefix) ? versionsOf(key) : []
    const folded = foldedKey(key, prefix, delimiter)
    if (versions.length === 0) continue
    if (folded === undefined)
      rows.push(...versions.map((version, index) => ({ key, folded: false, version, newest: index === 0 })))
    else if (rows.at(-1)?.key !== folded) rows.push({ key: folded, folded: true, version: undefined, newest: false })
  }
  return rows
}

const sizeOf = ({ world, operation, query }: S3Call): number => {
  const text = query.get('max-keys') ?? String(MOST)
  if (!/^\d+$/.test(text)) throw invalidArgument('Provided max-keys not an integer or within integer range')
  const most = Math.min(Number(text), MOST)
  return world.faults.hit('shortPages', operation) ? Math.min(most, 1 + Math.floor(world.random() * 3)) : most
}

/** `encoding-type=url`, which most clients ask for, since XML cannot hold every key. */
const encoder = ({ query }: S3Call): ((text: string) => string) => {
  const type = query.get('encoding-type')
  if (type !== null && type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request')
  return type === 'url' ? (text) => text.split('/').map(percentEncode).join('/') : (text) => text
}

const token = (text: string): string => Buffer.from(text).toString('base64url')

const after = ({ query }: S3Call): string => {
  const given = query.get('continuation-token')
  if (given === null) return query.get('start-after') ?? ''
  const text = Buffer.from(given, 'base64url').toString()
  if (given !== '' && token(text) === given) return text
  throw invalidArgument('The continuation token provided is incorrect')
}

const later = (key: string, than: string): boolean => Buffer.compare(Buffer.from(key), Buffer.from(than)) > 0

const contents =
  (encode: (text: string) => string) =>
  ({ key, version }: Row) => ({
    Key: encode(key),
    LastModified: version && timeText(version.modified),
    ETag: quoted(version?.etag ?? ''),
    ChecksumAlgorithm: version?.checksum?.algorithm.toUpperCase(),
    ChecksumType: version?.checksum?.type,
    Size: version?.bytes.length,
    StorageClass: version?.headers['x-amz-storage-class'] ?? 'STANDARD',
  })

const folders = (rows: Row[], encode: (text: string) => string) =>
  rows.filter(({ folded }) => folded).map(({ key }) => ({ Prefix: encode(key) }))

const given = ({ query }: S3Call, name: string, encode = (text: string) => text): string | undefined => {
  const text = query.get(name)
  return text === null || text === '' ? undefined : encode(text)
}

const listObjects: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const [encode, size, start] = [encoder(call), sizeOf(call), after(call)]
  const [prefix, delimiter] = [call.query.get('prefix') ?? '', call.query.get('delimiter') ?? '']
  const current = (key: string): Version[] =>
    [currentOf(bucket, key)].flatMap((one) => (one && !one.deleted ? one : []))
  // Keys that a folder on the page before stands for come after its name too, so that folder itself is what is compared.
  const left = rowsOf(bucket, { prefix, delimiter, versionsOf: current }).filter(
    ({ key }) => start === '' || later(key, start),
  )
  const page = left.slice(0, size)
  const more = size > 0 && left.length > page.length
  return xmlReply('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: given(call, 'delimiter', encode),
    MaxKeys: Number(call.query.get('max-keys') ?? MOST),
    EncodingType: given(call, 'encoding-type'),
    KeyCount: page.length,
    IsTruncated: more,
    ContinuationToken: given(call, 'continuation-token'),
    NextContinuationToken: more ? token(page.at(-1)?.key ?? '') : undefined,
    StartAfter: given(call, 'start-after', encode),
    Contents: page.filter(({ folded }) => !folded).map(contents(encode)),
    CommonPrefixes: folders(page, encode),
  })
}

/** Where the page before ended: with a key alone all its versions are done. */
const unseen = (rows: Row[], keyMarker: string, idMarker: string): Row[] => {
  if (keyMarker === '') return rows
  const at = rows.findIndex(({ key, version }) => key === keyMarker && idMarker !== '' && version?.id === idMarker)
  return at < 0 ? rows.filter(({ key }) => later(key, keyMarker)) : rows.slice(at + 1)
}

const listVersions: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const [encode, size] = [encoder(call), sizeOf(call)]
  const [prefix, delimiter, keyMarker, idMarker] = ['prefix', 'delimiter', 'key-marker', 'version-id-marker'].map(
    (name) => call.query.get(name) ?? '',
  ) as [string, string, string, string]
  const versionsOf = (key: string): readonly Version[] => bucket.objects.get(key) ?? []
  const left = unseen(rowsOf(bucket, { prefix, delimiter, versionsOf }), keyMarker, idMarker)
  const page = left.slice(0, size)
  const last = size > 0 && left.length > page.length ? page.at(-1) : undefined
  const facts = ({ newest, version }: Row) => ({ VersionId: version?.id, IsLatest: newest })
  const objects = page.filter(({ version }) => version && !version.deleted)
  const markers = page.filter(({ version }) => version?.deleted)
  return xmlReply('ListVersionsResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: given(call, 'delimiter', encode),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: idMarker,
    MaxKeys: Number(call.query.get('max-keys') ?? MOST),
    EncodingType: given(call, 'encoding-type'),
    IsTruncated: last !== undefined,
    NextKeyMarker: last && encode(last.key),
    NextVersionIdMarker: last?.version?.id,
    Version: objects.map((row) => ({ ...contents(encode)(row), ...facts(row) })),
    DeleteMarker: markers.map((row) => ({
      Key: encode(row.key),
      ...facts(row),
      LastModified: row.version && timeText(row.version.modified),
    })),
    CommonPrefixes: folders(page, encode),
  })
}

/** Lists of objects and of versions, by pages. */
export const listOperations: Record<string, S3Behavior> = {
  ListObjectsV2: listObjects,
  ListObjectVersions: listVersions,
}
