import { sha256 } from '../auth.ts'
import { S3Error } from './s3-error.ts'

export type Payload = { bytes: Buffer; trailers: Record<string, string> }

const incomplete = (): S3Error => new S3Error('IncompleteBody', 'The request body terminated unexpectedly', 400)

const trailersIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':')
      return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const] : []
    }),
  )

/** Chunks as `size[;chunk-signature=…]`, a chunk of size 0, then trailers. The signatures of chunks are not checked. */
const fromChunks = (body: Buffer): Payload => {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.toString('latin1', at, end < 0 ? at : end), 16)
    if (end < 0 || Number.isNaN(size)) throw incomplete()
    const start = end + 2
    if (size === 0) return { bytes: Buffer.concat(chunks), trailers: trailersIn(body.toString('utf8', start)) }
    if (start + size > body.length) throw incomplete()
    chunks.push(body.subarray(start, start + size))
    at = start + size + 2
  }
}

type Headers = Readonly<Record<string, string | undefined>>

const isChunked = (headers: Headers): boolean =>
  headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
  headers['content-encoding']?.split(',').some((coding) => coding.trim() === 'aws-chunked') === true

const checkHash = (hash: string | undefined, body: Buffer): void => {
  if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash) || sha256(body) === hash) return
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
  throw new S3Error('XAmzContentSHA256Mismatch', message, 400)
}

/** A request's bytes, out of the coding `aws-chunked` that current SDKs send them in. @throws S3Error */
export const payloadOf = (headers: Headers, body: Buffer): Payload => {
  if (!isChunked(headers)) {
    checkHash(headers['x-amz-content-sha256'], body)
    return { bytes: body, trailers: {} }
  }
  const payload = fromChunks(body)
  const wanted = headers['x-amz-decoded-content-length']
  if (wanted !== undefined && Number(wanted) !== payload.bytes.length) throw incomplete()
  return payload
}
