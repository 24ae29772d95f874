import { createHash } from 'node:crypto'
import { addVersion, type Bucket, nextVersionId, type Part, type Upload, type Version } from './buckets.ts'
import { type Checksum, checkedSum, checksumHeaders, checksumOf, compositeOf, DEFAULT_ALGORITHM } from './checksums.ts'
import { encryptionHeaders, keptHeaders, lockIn, versionHeader } from './object-headers.ts'
import { checkKey, checkWriteConditions } from './put-object.ts'
import { bucketOf, documentOf, empty, quoted, type S3Behavior, type S3Call, timeText, xmlReply } from './s3-call.ts'
import { invalidArgument, S3Error } from './s3-error.ts'
import { innerOf, textIn } from './xml.ts'

/** Documented: 5 MiB for all parts but the last. */
const LEAST = 5 * 1024 * 1024
const MOST_PARTS = 10_000

const uploadOf = (call: S3Call, bucket: Bucket): Upload => {
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
  const checksum = checkedSum({ ...call.headers, ...call.trailers }, call.body, upload.algorithm)
  const etag = createHash('md5').update(call.body).digest('hex')
  upload.parts.set(number, { number, bytes: call.body, etag, checksum, modified: call.world.now() })
  return empty(200, { etag: quoted(etag), ...checksumHeaders(checksum), ...encryptionHeaders(upload.headers) })
}

type Named = { number: number; etag: string; checksum: string | undefined }

const named = (xml: string): Named => ({
  number: Number(textIn(xml, 'PartNumber')),
  etag: (textIn(xml, 'ETag') ?? '').replaceAll('"', ''),
  checksum: /<Checksum\w+>\s*([^<]+?)\s*<\/Checksum/.exec(xml)?.[1],
})

const partOf = ({ parts }: Upload, { number, etag, checksum }: Named): Part => {
  const part = parts.get(number)
  if (part?.etag === etag && (checksum === undefined || checksum === part.checksum.value)) return part
  const message =
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
  throw new S3Error('InvalidPart', message, 400)
}

/** The parts a completion names, checked. @throws S3Error */
const partsOf = (call: S3Call, upload: Upload): Part[] => {
  const wanted = innerOf(documentOf(call), 'Part').map(named)
  if (wanted.length === 0)
    throw new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate', 400)
  if (wanted.some(({ number }, index) => index > 0 && number <= (wanted[index - 1]?.number ?? 0)))
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.', 400)
  const parts = wanted.map((one) => partOf(upload, one))
  if (parts.slice(0, -1).some(({ bytes }) => bytes.length < LEAST))
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400)
  return parts
}

const etagOf = (parts: Part[]): string => {
  const hash = createHash('md5')
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${parts.length}`
}

const checksumOfParts = ({ algorithm, whole }: Upload, parts: Part[], bytes: Buffer): Checksum => {
  const name = algorithm ?? DEFAULT_ALGORITHM
  return whole
    ? checksumOf(name, bytes)
    : compositeOf(
        name,
        parts.map(({ checksum }) => checksum),
      )
}

const checkWhole = ({ headers }: S3Call, checksum: Checksum): void => {
  const given = headers[`x-amz-checksum-${checksum.algorithm}`]
  if (given === undefined || given === checksum.value || `${given}`.startsWith(`${checksum.value}-`)) return
  const name = checksum.algorithm.toUpperCase()
  throw new S3Error('BadDigest', `The ${name} you specified did not match the calculated checksum.`, 400)
}

const complete: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const upload = uploadOf(call, bucket)
  const parts = partsOf(call, upload)
  const bytes = Buffer.concat(parts.map((part) => part.bytes))
  const checksum = checksumOfParts(upload, parts, bytes)
  checkWhole(call, checksum)
  checkWriteConditions(call, bucket)
  const version: Version = {
    key: call.key,
    id: nextVersionId(bucket, call.world.options.id),
    modified: call.world.now(),
    bytes,
    etag: etagOf(parts),
    headers: upload.headers,
    checksum,
    lock: upload.lock,
  }
  addVersion(bucket, version)
  bucket.uploads.delete(upload.id)
  const member = `Checksum${checksum.algorithm.toUpperCase()}`
  const result = { Bucket: bucket.name, Key: call.key, ETag: quoted(version.etag), [member]: checksum.value }
  return xmlReply(
    'CompleteMultipartUploadResult',
    { ...result, ChecksumType: checksum.type },
    {
      ...versionHeader(bucket, version),
      ...encryptionHeaders(upload.headers),
    },
  )
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
  CompleteMultipartUpload: complete,
  AbortMultipartUpload: abort,
  ListParts: listParts,
  ListMultipartUploads: listUploads,
}
