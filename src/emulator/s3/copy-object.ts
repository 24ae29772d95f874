import { addVersion, type Bucket, nextVersionId, type Version } from './buckets.ts'
import { checksumOf, DEFAULT_ALGORITHM } from './checksums.ts'
import { versionOf } from './get-object.ts'
import { encryptionHeaders, keptHeaders, lockIn, versionHeader } from './object-headers.ts'
import { checkKey, checkWriteConditions, etagOf } from './put-object.ts'
import { bucketOf, quoted, type S3Behavior, type S3Call, timeText, xmlReply } from './s3-call.ts'
import { invalidArgument, invalidRequest } from './s3-error.ts'

type Source = { bucket: Bucket; version: Version }

const sourceOf = (call: S3Call): Source => {
  const [path = '', query] = (call.headers['x-amz-copy-source'] ?? '').split('?')
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? []
  if (!name || !key) throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
  const bucket = bucketOf(call, name)
  return { bucket, version: versionOf(bucket, key, new URLSearchParams(query).get('versionId') ?? undefined) }
}

/** Encryption and lock are never copied; metadata is unless REPLACE is asked for (documented). */
const copiedHeaders = (call: S3Call, bucket: Bucket, { version }: Source): Record<string, string> => {
  const asked = keptHeaders(call, bucket)
  if (call.headers['x-amz-metadata-directive'] === 'REPLACE') return asked
  const own = Object.entries(version.headers).filter(([name]) => !name.startsWith('x-amz-server-side-encryption'))
  return { ...Object.fromEntries(own), ...encryptionHeaders(asked) }
}

const checkSelf = (call: S3Call, bucket: Bucket, source: Source): void => {
  const same = source.bucket === bucket && source.version.key === call.key
  const changed = ['x-amz-metadata-directive', 'x-amz-server-side-encryption', 'x-amz-storage-class']
  if (!same || bucket.versioning !== '' || changed.some((name) => call.headers[name] !== undefined)) return
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
}

const copy: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const { id } = call.world.options
  checkKey(call)
  const source = sourceOf(call)
  checkSelf(call, bucket, source)
  checkWriteConditions(call, bucket)
  const headers = copiedHeaders(call, bucket, source)
  const { bytes, checksum } = source.version
  const version: Version = {
    key: call.key,
    id: nextVersionId(bucket, id),
    modified: call.world.now(),
    bytes,
    etag: etagOf(bytes, headers, id),
    headers,
    checksum: checksumOf(call.headers['x-amz-checksum-algorithm'] ?? checksum?.algorithm ?? DEFAULT_ALGORITHM, bytes),
    lock: lockIn(call, bucket),
  }
  addVersion(bucket, version)
  const result = { LastModified: timeText(version.modified), ETag: quoted(version.etag) }
  const from = source.bucket.versioning === '' ? {} : { 'x-amz-copy-source-version-id': source.version.id }
  return xmlReply('CopyObjectResult', result, {
    ...versionHeader(bucket, version),
    ...from,
    ...encryptionHeaders(headers),
  })
}

/** Copying an object, or one of its versions. */
export const copyOperations: Record<string, S3Behavior> = { CopyObject: copy }
