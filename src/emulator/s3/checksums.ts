import { createHash } from 'node:crypto'
import { crcOf } from './crc.ts'
import { invalidRequest, S3Error } from './s3-error.ts'

const hash = (name: string) => (bytes: Uint8Array) => createHash(name).update(bytes).digest()

const ALGORITHMS: Record<string, (bytes: Uint8Array) => Buffer> = {
  crc32: (bytes) => crcOf('crc32', bytes),
  crc32c: (bytes) => crcOf('crc32c', bytes),
  crc64nvme: (bytes) => crcOf('crc64nvme', bytes),
  sha1: hash('sha1'),
  sha256: hash('sha256'),
}

/** What S3 takes itself when a client sends no checksum (documented). */
export const DEFAULT_ALGORITHM = 'crc64nvme'

const HEADER = 'x-amz-checksum-'
/** Headers of the same prefix that hold no checksum. */
const OTHERS = new Set(['algorithm', 'type', 'mode'])

export type Checksum = { algorithm: string; value: string; type: 'FULL_OBJECT' | 'COMPOSITE' }

/** The checksum of some bytes. */
export const checksumOf = (algorithm: string, bytes: Uint8Array): Checksum => {
  const take = ALGORITHMS[algorithm.toLowerCase()]
  if (!take) throw invalidRequest(`The checksum algorithm ${algorithm} is not supported`)
  return { algorithm: algorithm.toLowerCase(), value: take(bytes).toString('base64'), type: 'FULL_OBJECT' }
}

/** A checksum of the parts' checksums, marked with their number; CRC64NVME only knows checksums of the whole object. */
export const compositeOf = (algorithm: string, parts: readonly Checksum[]): Checksum => {
  const joined = Buffer.concat(parts.map(({ value }) => Buffer.from(value, 'base64')))
  return {
    ...checksumOf(algorithm, joined),
    value: `${checksumOf(algorithm, joined).value}-${parts.length}`,
    type: 'COMPOSITE',
  }
}

type Headers = Readonly<Record<string, string | undefined>>

const given = (headers: Headers): [algorithm: string, value: string] | undefined => {
  for (const [name, value] of Object.entries(headers)) {
    const algorithm = name.startsWith(HEADER) ? name.slice(HEADER.length) : ''
    if (algorithm !== '' && !OTHERS.has(algorithm) && value !== undefined) return [algorithm, value]
  }
  return undefined
}

const checkMd5 = (headers: Headers, bytes: Uint8Array): void => {
  const md5 = headers['content-md5']
  if (md5 === undefined || hash('md5')(bytes).toString('base64') === md5) return
  throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400)
}

/** Check what a request says of its bytes, and take the checksum that is kept. @throws S3Error BadDigest */
export const checkedSum = (headers: Headers, bytes: Uint8Array, fallback = DEFAULT_ALGORITHM): Checksum => {
  checkMd5(headers, bytes)
  const [algorithm, value] = given(headers) ?? [fallback, undefined]
  const checksum = checksumOf(algorithm, bytes)
  if (value === undefined || value === checksum.value) return checksum
  const name = algorithm.toUpperCase()
  throw new S3Error('BadDigest', `The ${name} you specified did not match the calculated checksum.`, 400)
}

/** Whether a request brought a digest of any kind. */
export const hasDigest = (headers: Headers): boolean =>
  given(headers) !== undefined || headers['content-md5'] !== undefined

/** The headers a checksum is told in. */
export const checksumHeaders = ({ algorithm, value, type }: Checksum): Record<string, string> => ({
  [`${HEADER}${algorithm}`]: value,
  [`${HEADER}type`]: type,
})
