import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ServiceError } from './service-error.ts'
import type { World } from './world.ts'

/** Who calls, from the request's signature. `account` and `role` are known only of credentials the emulator handed out. */
export type Caller = {
  accessKeyId: string
  region: string
  service: string
  account: string | undefined
  arn: string
  role?: string
}

/** The parts of a signature of version 4. */
export type Signature = {
  accessKeyId: string
  date: string
  region: string
  service: string
  signed: string[]
  signature: string
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/

/** The signature in an Authorization header. @throws when there is none */
export const readHeader = (header: string | undefined): Signature => {
  const [, accessKeyId, date, region, service, signed, signature] = HEADER.exec(header ?? '') ?? []
  if (!accessKeyId || !date || !region || !service || !signed || !signature) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', { status: 403 })
  }
  return { accessKeyId, date, region, service, signed: signed.split(';'), signature }
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
/** The SHA-256 of some bytes, as a signature has it. */
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
/** Percent-encode all but the unreserved characters, as signatures have it. */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

// A signature in the query is not part of what was signed.
const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .filter(([key]) => key !== 'X-Amz-Signature')
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .sort()
    .join('&')

/** A header as it was signed. */
export const headerText = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name]
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/\s+/g, ' ')
}

/** What was signed: a signature, when, the session's token, and the request in its canonical form. */
export type Signed = { signature: Signature; date: string; token: string | undefined; canonical: () => string }

const expected = ({ signature, date, canonical }: Signed, secret: string): string => {
  const parts = [signature.date, signature.region, signature.service, 'aws4_request']
  const text = ['AWS4-HMAC-SHA256', date, parts.join('/'), sha256(canonical())].join('\n')
  const key = parts.reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}

const signedHeaders = (request: IncomingMessage, { signed }: Signature): string[] => [
  ...signed.map((name) => `${name}:${headerText(request, name)}`),
  '',
  signed.join(';'),
]

type Parts = { request: IncomingMessage; url: URL; path: string; payload: string }

/** A request in the form that is signed. */
export const canonicalOf = (signature: Signature, { request, url, path, payload }: Parts): string =>
  [request.method, path, canonicalQuery(url), ...signedHeaders(request, signature), payload].join('\n')

const denied = (type: string, message: string): ServiceError => new ServiceError(type, message, { status: 403 })

const secretOf = (world: World, accessKeyId: string): string | undefined =>
  world.sessions.get(accessKeyId)?.secretAccessKey ??
  world.options.credentials?.find((pair) => pair.accessKeyId === accessKeyId)?.secretAccessKey

const checkSignature = (world: World, signed: Signed): void => {
  const secret = secretOf(world, signed.signature.accessKeyId)
  if (secret === undefined) {
    throw denied('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  if (expected(signed, secret) !== signed.signature.signature) {
    const message = 'The request signature we calculated does not match the signature you provided.'
    throw denied('InvalidSignatureException', message)
  }
}

const checkSession = (world: World, { signature, token }: Signed): void => {
  const session = world.sessions.get(signature.accessKeyId)
  if (!session) return
  if (token !== session.token) {
    throw denied('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  if (world.now() > session.expires) {
    throw denied('ExpiredTokenException', 'The security token included in the request is expired')
  }
}

/** The caller behind what was signed; the signature itself is checked only if the emulator has credentials to check. */
export const callerBehind = (world: World, signed: Signed): Caller => {
  const { accessKeyId, region, service } = signed.signature
  if (world.options.credentials) checkSignature(world, signed)
  checkSession(world, signed)
  const session = world.sessions.get(accessKeyId)
  const arn = session?.arn ?? `arn:aws:iam::${world.options.defaultAccount}:user/${accessKeyId}`
  const role = session === undefined ? {} : { role: session.role }
  return { accessKeyId, region, service, account: session?.account, arn, ...role }
}

/** Read the caller from the Authorization header. */
export const callerOf = (world: World, request: IncomingMessage, url: URL, body: Buffer): Caller => {
  const signature = readHeader(request.headers.authorization)
  const path = url.pathname.split('/').map(percentEncode).join('/')
  return callerBehind(world, {
    signature,
    date: headerText(request, 'x-amz-date'),
    token: request.headers['x-amz-security-token']?.toString(),
    canonical: () => canonicalOf(signature, { request, url, path, payload: sha256(body) }),
  })
}
