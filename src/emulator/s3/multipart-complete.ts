import { createHash } from 'node:crypto'
import { addVersion, nextVersionId, type Part, type Upload, type Version } from './buckets.ts'
import { type Checksum, checksumOf, compositeOf, DEFAULT_ALGORITHM } from './checksums.ts'
import { uploadOf } from './multipart.ts'
import { encryptionHeaders, versionHeader } from './object-headers.ts'
import { checkWriteConditions } from './put-object.ts'
import { bucketOf, documentOf, quoted, type S3Behavior, type S3Call, xmlReply } from './s3-call.ts'
import { S3Error } from './s3-error.ts'
import { innerOf, textIn } from './xml.ts'

/** Documented: 5 MiB for all parts but the last. */
const LEAST = 5 * 1024 * 1024

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

const withoutCount = (value: string): string => value.replace(/-\d+$/, '')

/** Clients give the number of parts with a composite checksum or leave it out. */
const checkWhole = ({ headers }: S3Call, { algorithm, value }: Checksum): void => {
  const given = headers[`x-amz-checksum-${algorithm}`]
  if (given === undefined || withoutCount(given) === withoutCount(value)) return
  const message = `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`
  throw new S3Error('BadDigest', message, 400)
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

/** Making one object of the parts. */
export const completeOperations: Record<string, S3Behavior> = { CompleteMultipartUpload: complete }
