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

type Signature = {
  accessKeyId: string
  date: string
  region: string
  service: string
  signed: string[]
  signature: string
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/

const readHeader = (header: string | undefined): Signature => {
  const [, accessKeyId, date, region, service, signed, signature] = HEADER.exec(header ?? '') ?? []
  if (!accessKeyId || !date || !region || !service || !signed || !signature) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', { status: 403 })
  }
  return { accessKeyId, date, region, service, signed: signed.split(';'), signature }
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .sort()
    .join('&')

const headerText = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name]
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/\s+/g, ' ')
}

const expected = (request: IncomingMessage, url: URL, body: Buffer, signature: Signature, secret: string): string => {
  const path = url.pathname.split('/').map(percentEncode).join('/')
  const headers = signature.signed.map((name) => `${name}:${headerText(request, name)}\n`).join('')
  const canonical = [request.method, path, canonicalQuery(url), headers, signature.signed.join(';'), sha256(body)].join(
    '\n',
  )
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headerText(request, 'x-amz-date'), scope, sha256(canonical)].join('\n')
  const parts = [signature.date, signature.region, signature.service, 'aws4_request']
  const key = parts.reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}

const denied = (type: string, message: string): ServiceError => new ServiceError(type, message, { status: 403 })

const secretOf = (world: World, accessKeyId: string): string | undefined =>
  world.sessions.get(accessKeyId)?.secretAccessKey ??
  world.options.credentials?.find((pair) => pair.accessKeyId === accessKeyId)?.secretAccessKey

const checkSignature = (world: World, request: IncomingMessage, url: URL, body: Buffer, signature: Signature): void => {
  const secret = secretOf(world, signature.accessKeyId)
  if (secret === undefined) {
    throw denied('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  if (expected(request, url, body, signature, secret) !== signature.signature) {
    const message = 'The request signature we calculated does not match the signature you provided.'
    throw denied('InvalidSignatureException', message)
  }
}

const checkSession = (world: World, request: IncomingMessage, accessKeyId: string): void => {
  const session = world.sessions.get(accessKeyId)
  if (!session) return
  if (request.headers['x-amz-security-token'] !== session.token) {
    throw denied('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  if (world.now() > session.expires) {
    throw denied('ExpiredTokenException', 'The security token included in the request is expired')
  }
}

/** Read the caller from the Authorization header; the signature itself is checked only if the emulator has credentials to check. */
export const callerOf = (world: World, request: IncomingMessage, url: URL, body: Buffer): Caller => {
  const signature = readHeader(request.headers.authorization)
  const { accessKeyId, region, service } = signature
  if (world.options.credentials) checkSignature(world, request, url, body, signature)
  checkSession(world, request, accessKeyId)
  const session = world.sessions.get(accessKeyId)
  const arn = session?.arn ?? `arn:aws:iam::${world.options.defaultAccount}:user/${accessKeyId}`
  const role = session === undefined ? {} : { role: session.role }
  return { accessKeyId, region, service, account: session?.account, arn, ...role }
}
