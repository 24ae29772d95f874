import type { IncomingMessage } from 'node:http'
import { type Caller, callerBehind, canonicalOf, headerText, readHeader, type Signature } from '../auth.ts'
import type { World } from '../world.ts'
import { accessDenied, invalidRequest } from './s3-error.ts'

const SCOPE = /\/s3\/aws4_request\b/

/** Signatures of version 2, which nothing but S3 ever took. */
const isOld = (request: IncomingMessage, { searchParams }: URL): boolean =>
  request.headers.authorization?.startsWith('AWS ') === true || searchParams.has('AWSAccessKeyId')

/** Whether a request was signed for S3, in its headers or its address. Nothing else tells it from QuickSight's. */
export const isForS3 = (request: IncomingMessage, url: URL): boolean =>
  SCOPE.test(request.headers.authorization ?? '') ||
  SCOPE.test(url.searchParams.get('X-Amz-Credential') ?? '') ||
  isOld(request, url)

const presigned = ({ searchParams: query }: URL): Signature => {
  const [accessKeyId = '', date = '', region = '', service = ''] = (query.get('X-Amz-Credential') ?? '').split('/')
  const signed = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  return { accessKeyId, date, region, service, signed, signature: query.get('X-Amz-Signature') ?? '' }
}

const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

const checkAge = (world: World, date: string, expires: string | null): void => {
  if (!(world.now().getTime() <= timeOf(date) + Number(expires) * 1000)) throw accessDenied('Request has expired')
}

type Request = { request: IncomingMessage; url: URL; path: string }

/** Who calls S3. Unlike elsewhere the path is signed as it was sent, and the body by the digest that a header names. */
export const s3Caller = (world: World, { request, url, path }: Request): Caller => {
  if (isOld(request, url))
    throw invalidRequest('The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.')
  const inAddress = request.headers.authorization === undefined
  const query = url.searchParams
  const signature = inAddress ? presigned(url) : readHeader(request.headers.authorization)
  const date = inAddress ? (query.get('X-Amz-Date') ?? '') : headerText(request, 'x-amz-date')
  if (inAddress) checkAge(world, date, query.get('X-Amz-Expires'))
  const token = inAddress ? query.get('X-Amz-Security-Token') : request.headers['x-amz-security-token']
  const payload = headerText(request, 'x-amz-content-sha256') || 'UNSIGNED-PAYLOAD'
  return callerBehind(world, {
    signature,
    date,
    token: token?.toString(),
    canonical: () => canonicalOf(signature, { request, url, path, payload }),
  })
}
