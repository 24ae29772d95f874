import type { Bucket, Lock, Version } from './buckets.ts'
import { hasDigest } from './checksums.ts'
import type { S3Call } from './s3-call.ts'
import { quoted } from './s3-call.ts'
import { invalidArgument, invalidRequest } from './s3-error.ts'

const KEPT = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires']
const SSE = 'x-amz-server-side-encryption'
const KMS_KEY = `${SSE}-aws-kms-key-id`

type Headers = S3Call['headers']

const codings = (headers: Headers): Record<string, string> => {
  const left = (headers['content-encoding'] ?? '')
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked')
  return left.length > 0 ? { 'content-encoding': left.join(',') } : {}
}

/** How an object is encrypted: AES256 when nothing is said (documented), the account's own key when aws:kms names none. */
const encryption = ({ headers, region }: S3Call, { account }: Bucket): Record<string, string> => {
  const kind = headers[SSE] ?? 'AES256'
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(kind))
    throw invalidArgument('The encryption method specified is not supported')
  if (kind === 'AES256') return { [SSE]: kind }
  const key = headers[KMS_KEY] ?? `arn:aws:kms:${region}:${account}:alias/aws/s3`
  const bucketKey = headers[`${SSE}-bucket-key-enabled`]
  return { [SSE]: kind, [KMS_KEY]: key, ...(bucketKey === 'true' ? { [`${SSE}-bucket-key-enabled`]: 'true' } : {}) }
}

/** The headers of a request that an object is answered with later. */
export const keptHeaders = (call: S3Call, bucket: Bucket): Record<string, string> => {
  const { headers } = call
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && (KEPT.includes(name) || name.startsWith('x-amz-meta-')),
  ) as [string, string][]
  const storage = headers['x-amz-storage-class']
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...codings(headers),
    ...(storage === undefined || storage === 'STANDARD' ? {} : { 'x-amz-storage-class': storage }),
    ...encryption(call, bucket),
  }
}

/** Those that tell how an object is encrypted: writes answer with them. */
export const encryptionHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(SSE)))

const LOCK = 'x-amz-object-lock-'
const LOCK_MODES = ['GOVERNANCE', 'COMPLIANCE']

/** The lock a request asks for. @throws S3Error where the bucket cannot lock, or the request has no digest (documented) */
export const lockIn = ({ headers, world }: S3Call, bucket: Bucket): Lock => {
  const [mode, until, hold] = ['mode', 'retain-until-date', 'legal-hold'].map((name) => headers[`${LOCK}${name}`])
  if (mode === undefined && until === undefined && hold === undefined) return {}
  if (!bucket.lockable) throw invalidRequest('Bucket is missing Object Lock Configuration')
  if ((mode === undefined) !== (until === undefined))
    throw invalidArgument('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied')
  if (mode !== undefined && !LOCK_MODES.includes(mode)) throw invalidArgument('Unknown wormMode directive.')
  if (until !== undefined && !(Date.parse(until) > world.now().getTime()))
    throw invalidArgument('The retain until date must be in the future!')
  const retention = mode !== undefined && until !== undefined ? { mode, until } : {}
  return { ...retention, ...(hold === 'ON' ? { hold: true } : {}) }
}

/** Documented: a PutObject or UploadPart with a lock must bring a digest. */
export const checkLockDigest = ({ headers, trailers }: S3Call, lock: Lock): void => {
  if (Object.keys(lock).length === 0 || hasDigest({ ...headers, ...trailers })) return
  const message =
    'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters'
  throw invalidRequest(message)
}

const lockHeaders = ({ mode, until, hold }: Lock): Record<string, string> => ({
  ...(mode === undefined ? {} : { [`${LOCK}mode`]: mode }),
  ...(until === undefined ? {} : { [`${LOCK}retain-until-date`]: until }),
  ...(hold ? { [`${LOCK}legal-hold`]: 'ON' } : {}),
})

/** `x-amz-version-id`, where versions are or were kept. */
export const versionHeader = ({ versioning }: Bucket, { id }: Pick<Version, 'id'>): Record<string, string> =>
  versioning === '' ? {} : { 'x-amz-version-id': id }

/** The headers of a GET or HEAD. */
export const objectHeaders = (bucket: Bucket, version: Version): Record<string, string> => ({
  ...version.headers,
  ...lockHeaders(version.lock),
  ...versionHeader(bucket, version),
  etag: quoted(version.etag),
  'last-modified': version.modified.toUTCString(),
  'accept-ranges': 'bytes',
})
