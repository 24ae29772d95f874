import { createHash } from 'node:crypto'
import type { Bucket, Upload } from './buckets.ts'
import { checkedSum, checksumHeaders, DEFAULT_ALGORITHM } from './checksums.ts'
import { checkLockDigest, encryptionHeaders, keptHeaders, lockIn } from './object-headers.ts'
import { checkKey } from './put-object.ts'
import { bucketOf, empty, quoted, type S3Behavior, type S3Call, timeText, xmlReply } from './s3-call.ts'
import { invalidArgument, S3Error } from './s3-error.ts'

const MOST_PARTS = 10_000

/** The upload a call names. @throws S3Error */
export const uploadOf = (call: S3Call, bucket: Bucket): Upload => {
  const upload = bucket.uploads.get(call.query.get('uploadId') ?? '')
  if (upload?.key === call.key) return upload
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
  throw new S3Error('NoSuchUpload', message, 404)
}

const create: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  checkKey(call)
  const algorithm = call.headers['x-amz-checksum-algorithm']?.toLowerCase()
  const whole = call.headers['x-amz-checksum-type'] === 'FULL_OBJECT'
  const upload: Upload = {
    id: call.world.options.id().replaceAll('-', ''),
    key: call.key,
    started: call.world.now(),
    headers: keptHeaders(call, bucket),
    lock: lockIn(call, bucket),
    algorithm,
    whole: whole || (algorithm ?? DEFAULT_ALGORITHM) === DEFAULT_ALGORITHM,
    parts: new Map(),
  }
  bucket.uploads.set(upload.id, upload)
  const told = algorithm === undefined ? {} : { 'x-amz-checksum-algorithm': algorithm.toUpperCase() }
  const result = { Bucket: bucket.name, Key: call.key, UploadId: upload.id }
  return xmlReply('InitiateMultipartUploadResult', result, { ...told, ...encryptionHeaders(upload.headers) })
}

const uploadPart: S3Behavior = (call) => {
  const upload = uploadOf(call, bucketOf(call))
  const number = Number(call.query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
    throw invalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`)
  checkLockDigest(call, upload.lock)
  const checksum = checkedSum({ ...call.headers, ...call.trailers }, call.body, upload.algorithm)
  const etag = createHash('md5').update(call.body).digest('hex')
  upload.parts.set(number, { number, bytes: call.body, etag, checksum, modified: call.world.now() })
  return empty(200, { etag: quoted(etag), ...checksumHeaders(checksum), ...encryptionHeaders(upload.headers) })
}

const abort: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  bucket.uploads.delete(uploadOf(call, bucket).id)
  return empty(204)
}

const listParts: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const { id, key, parts } = uploadOf(call, bucket)
  const start = Number(call.query.get('part-number-marker') ?? 0)
  const size = Math.min(Number(call.query.get('max-parts') ?? 1000), 1000)
  const left = [...parts.values()].sort((a, b) => a.number - b.number).filter(({ number }) => number > start)
  const page = left.slice(0, size)
  return xmlReply('ListPartsResult', {
    Bucket: bucket.name,
    Key: key,
    UploadId: id,
    MaxParts: size,
    IsTruncated: left.length > page.length,
    NextPartNumberMarker: left.length > page.length ? page.at(-1)?.number : undefined,
    Part: page.map(({ number, etag, bytes, modified }) => ({
      PartNumber: number,
      LastModified: timeText(modified),
      ETag: quoted(etag),
      Size: bytes.length,
    })),
  })
}

const listUploads: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const prefix = call.query.get('prefix') ?? ''
  const Upload = [...bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .map(({ id, key, started }) => ({ Key: key, UploadId: id, Initiated: timeText(started) }))
  return xmlReply('ListMultipartUploadsResult', { Bucket: bucket.name, IsTruncated: false, Upload })
}

/** Objects written in parts. */
export const multipartOperations: Record<string, S3Behavior> = {
  CreateMultipartUpload: create,
  UploadPart: uploadPart,
  AbortMultipartUpload: abort,
  ListParts: listParts,
  ListMultipartUploads: listUploads,
}
