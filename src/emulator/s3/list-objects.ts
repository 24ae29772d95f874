import { percentEncode } from '../auth.ts'
import { type Bucket, compareKeys, currentOf, keysIn, type Version } from './buckets.ts'
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
  for (const key of keysIn(bucket, prefix)) {
    const versions = versionsOf(key)
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

const later = (key: string, than: string): boolean => compareKeys(key, than) > 0

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

const given = ({ query }: S3Call, name: string, encode = (text: string) => text): string | undefined => {
  const text = query.get(name)
  return text === null || text === '' ? undefined : encode(text)
}

type Page = { rows: Row[]; last: Row | undefined }

const cutPage = (rows: Row[], size: number): Page => {
  const page = rows.slice(0, size)
  return { rows: page, last: size > 0 && rows.length > page.length ? page.at(-1) : undefined }
}

/** What both lists tell of the request and of the page's folders. */
const common = (call: S3Call, bucket: Bucket, { rows, last }: Page) => {
  const encode = encoder(call)
  return {
    Name: bucket.name,
    Prefix: encode(call.query.get('prefix') ?? ''),
    Delimiter: given(call, 'delimiter', encode),
    MaxKeys: Number(call.query.get('max-keys') ?? MOST),
    EncodingType: given(call, 'encoding-type'),
    IsTruncated: last !== undefined,
    CommonPrefixes: rows.filter(({ folded }) => folded).map(({ key }) => ({ Prefix: encode(key) })),
  }
}

const wanted = ({ query }: S3Call) => ({
  prefix: query.get('prefix') ?? '',
  delimiter: query.get('delimiter') ?? '',
})

const listObjects: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const [encode, start] = [encoder(call), after(call)]
  const current = (key: string): Version[] =>
    [currentOf(bucket, key)].flatMap((one) => (one && !one.deleted ? one : []))
  // A folder is compared as the folder it is: keys in it that a page before stood for come after its name.
  const left = rowsOf(bucket, { ...wanted(call), versionsOf: current }).filter(
    ({ key }) => start === '' || later(key, start),
  )
  const page = cutPage(left, sizeOf(call))
  return xmlReply('ListBucketResult', {
    ...common(call, bucket, page),
    KeyCount: page.rows.length,
    ContinuationToken: given(call, 'continuation-token'),
    NextContinuationToken: page.last && token(page.last.key),
    StartAfter: given(call, 'start-after', encode),
    Contents: page.rows.filter(({ folded }) => !folded).map(contents(encode)),
  })
}

/** Where the page before ended: with a key alone all its versions are done. */
const unseen = (rows: Row[], keyMarker: string, idMarker: string): Row[] => {
  if (keyMarker === '') return rows
  const at = rows.findIndex(({ key, version }) => key === keyMarker && idMarker !== '' && version?.id === idMarker)
  return at < 0 ? rows.filter(({ key }) => later(key, keyMarker)) : rows.slice(at + 1)
}

const versionFacts = ({ newest, version }: Row) => ({ VersionId: version?.id, IsLatest: newest })

const markerFacts = (encode: (text: string) => string) => (row: Row) => ({
  Key: encode(row.key),
  ...versionFacts(row),
  LastModified: row.version && timeText(row.version.modified),
})

const listVersions: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const encode = encoder(call)
  const [keyMarker, idMarker] = [call.query.get('key-marker') ?? '', call.query.get('version-id-marker') ?? '']
  const versionsOf = (key: string): readonly Version[] => bucket.objects.get(key) ?? []
  const page = cutPage(unseen(rowsOf(bucket, { ...wanted(call), versionsOf }), keyMarker, idMarker), sizeOf(call))
  const objects = page.rows.filter(({ version }) => version && !version.deleted)
  return xmlReply('ListVersionsResult', {
    ...common(call, bucket, page),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: idMarker,
    NextKeyMarker: page.last && encode(page.last.key),
    NextVersionIdMarker: page.last?.version?.id,
    Version: objects.map((row) => ({ ...contents(encode)(row), ...versionFacts(row) })),
    DeleteMarker: page.rows.filter(({ version }) => version?.deleted).map(markerFacts(encode)),
  })
}

/** Lists of objects and of versions, by pages. */
export const listOperations: Record<string, S3Behavior> = {
  ListObjectsV2: listObjects,
  ListObjectVersions: listVersions,
}
