import { createHash } from 'node:crypto'
import { addVersion, type Bucket, currentOf, nextVersionId, type Version } from './buckets.ts'
import { checkedSum, checksumHeaders } from './checksums.ts'
import { checkLockDigest, encryptionHeaders, keptHeaders, lockIn, versionHeader } from './object-headers.ts'
import { bucketOf, empty, quoted, type S3Behavior, type S3Call } from './s3-call.ts'
import { noSuchKey, notImplemented, S3Error } from './s3-error.ts'

const MAX_KEY = 1024

const failed = (condition: string): S3Error =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    'x-amz-failed-condition': condition,
  })

/** Writes on condition: only where nothing lies yet (`*`), or only over what one has read. */
export const checkWriteConditions = ({ headers, key }: S3Call, bucket: Bucket): void => {
  const [none, match] = [headers['if-none-match'], headers['if-match']]
  const current = currentOf(bucket, key)
  const there = current !== undefined && !current.deleted
  if (none !== undefined && none !== '*') throw notImplemented('If-None-Match with anything but *')
  if (none === '*' && there) throw failed('If-None-Match')
  if (match === undefined) return
  if (!there) throw noSuchKey()
  if (match.replaceAll('"', '') !== current.etag) throw failed('If-Match')
}

export const checkKey = ({ key }: S3Call): void => {
  if (Buffer.byteLength(key) <= MAX_KEY) return
  throw new S3Error('KeyTooLongError', 'Your key is too long', 400)
}

/** The MD5 of the bytes, except under KMS, where ETags are something else (documented). */
export const etagOf = (bytes: Buffer, headers: Record<string, string>, id: () => string): string => {
  const secret = headers['x-amz-server-side-encryption']?.startsWith('aws:kms') ? id() : ''
  return createHash('md5').update(bytes).update(secret).digest('hex')
}

const put: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const { id } = call.world.options
  checkKey(call)
  const lock = lockIn(call, bucket)
  checkLockDigest(call, lock)
  const checksum = checkedSum({ ...call.headers, ...call.trailers }, call.body)
  checkWriteConditions(call, bucket)
  const headers = keptHeaders(call, bucket)
  const version: Version = {
    key: call.key,
    id: nextVersionId(bucket, id),
    modified: call.world.now(),
    bytes: call.body,
    etag: etagOf(call.body, headers, id),
    headers,
    checksum,
    lock,
  }
  addVersion(bucket, version)
  return empty(200, {
    etag: quoted(version.etag),
    ...versionHeader(bucket, version),
    ...encryptionHeaders(headers),
    ...checksumHeaders(checksum),
  })
}

/** Writing an object in one piece. */
export const putOperations: Record<string, S3Behavior> = { PutObject: put }
