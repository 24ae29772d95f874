import type { IncomingMessage } from 'node:http'
import type { Caller } from '../auth.ts'
import { deniedBy, guardOf } from '../iam/guard.ts'
import { ServiceError } from '../service-error.ts'
import type { World } from '../world.ts'
import { bucketOperations } from './buckets-operations.ts'
import { copyOperations } from './copy-object.ts'
import { deleteOperations } from './delete-object.ts'
import { getOperations } from './get-object.ts'
import { listOperations } from './list-objects.ts'
import { multipartOperations } from './multipart.ts'
import { completeOperations } from './multipart-complete.ts'
import { payloadOf } from './payload.ts'
import { putOperations } from './put-object.ts'
import type { Reply, S3Behavior } from './s3-call.ts'
import { accessDenied, notImplemented, S3Error } from './s3-error.ts'
import { s3Needs } from './s3-needs.ts'
import { operationOf, type Target, targetOf } from './s3-operation.ts'
import { s3Caller } from './s3-signature.ts'
import { xmlDocument } from './xml.ts'

export { isForS3 } from './s3-signature.ts'

const BEHAVIORS: Record<string, S3Behavior> = {
  ...bucketOperations,
  ...copyOperations,
  ...deleteOperations,
  ...getOperations,
  ...listOperations,
  ...completeOperations,
  ...multipartOperations,
  ...putOperations,
}

/** Faults of a call, by its operation; false when the connection is gone. @throws ServiceError */
export type Strike = (operation: string, caller: Caller) => Promise<boolean>

export type S3Exchange = { world: World; request: IncomingMessage; url: URL; body: Buffer; id: string }

/** What the errors of the other services are called here. */
const CODES: Record<string, [code: string, status: number]> = {
  ThrottlingException: ['SlowDown', 503],
  InternalFailureException: ['InternalError', 500],
  AccessDeniedException: ['AccessDenied', 403],
  UnrecognizedClientException: ['InvalidAccessKeyId', 403],
  InvalidSignatureException: ['SignatureDoesNotMatch', 403],
  ExpiredTokenException: ['ExpiredToken', 400],
  MissingAuthenticationTokenException: ['AccessDenied', 403],
}

const asS3Error = (thrown: unknown): S3Error => {
  if (thrown instanceof S3Error) return thrown
  const [code, status] = (thrown instanceof ServiceError && CODES[thrown.type]) || []
  if (!(thrown instanceof ServiceError) || code === undefined || status === undefined) throw thrown
  return new S3Error(code, code === 'SlowDown' ? 'Please reduce your request rate.' : thrown.message, status)
}

const errorReply = ({ code, message, status, headers }: S3Error, { bucketName, key }: Target, id: string): Reply => {
  const Resource = `/${bucketName}${key === '' ? '' : `/${key}`}`
  const body = Buffer.from(xmlDocument('Error', { Code: code, Message: message, Resource, RequestId: id }))
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body }
}

const flat = (request: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]))

/** `cut`: only half of the body is to arrive. */
export type S3Answer = Reply & { cut?: boolean }

type Named = { operation: string; caller: Caller; target: Target }

const perform = ({ world, request, url, body }: S3Exchange, { operation, caller, target }: Named): Reply => {
  const behavior = BEHAVIORS[operation]
  if (!behavior) throw notImplemented(operation)
  const headers = flat(request)
  const { bytes, trailers } = payloadOf(headers, body)
  const { account, region } = caller
  const parts = { world, operation, ...target, query: url.searchParams, headers, body: bytes, trailers }
  const guard = guardOf(world, caller)
  const call = { ...parts, account, region, guard }
  const denied = deniedBy(guard, s3Needs(call))
  if (denied !== undefined) throw accessDenied(denied)
  return behavior(call)
}

const act = async (exchange: S3Exchange, target: Target, strike: Strike): Promise<S3Answer | undefined> => {
  const { world, request, url } = exchange
  const operation = operationOf(request.method ?? 'GET', target, url.searchParams, request.headers)
  world.count(operation)
  const [path = '/'] = (request.url ?? '/').split('?')
  const caller = s3Caller(world, { request, url, path })
  if (!(await strike(operation, caller))) return undefined
  const reply = perform(exchange, { operation, caller, target })
  const cut = operation === 'GetObject' && reply.body !== undefined && world.faults.hit('truncate', operation)
  return cut ? { ...reply, cut: true } : reply
}

/** Answer a request to S3; undefined when a fault took the connection. */
export const answerS3 = async (exchange: S3Exchange, strike: Strike): Promise<S3Answer | undefined> => {
  const target = targetOf(exchange.request.headers, exchange.request.url ?? '/')
  const id = exchange.id.replaceAll('-', '').slice(0, 16).toUpperCase()
  const common = { 'x-amz-request-id': id, server: 'AmazonS3' }
  try {
    const reply = await act(exchange, target, strike)
    return reply && { ...reply, headers: { ...common, ...reply.headers } }
  } catch (thrown) {
    const reply = errorReply(asS3Error(thrown), target, id)
    return { ...reply, headers: { ...common, ...reply.headers } }
  }
}
