import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../model/errors.ts'
import type { JsonObject } from '../model/json.ts'
import { type Caller, callerOf } from './auth.ts'
import { readInput, writeOutput } from './binding.ts'
import { answerControl, CONTROL } from './control.ts'
import { answerDownload, DOWNLOADS } from './downloads.ts'
import { demand, denialText, guardOf } from './iam/guard.ts'
import { resourceOf } from './iam/operation-resource.ts'
import { advance } from './jobs.ts'
import { declaredErrors } from './model/constraints.ts'
import { behaviorOf } from './operations/index.ts'
import { createRouter, type Routed, type Router } from './router.ts'
import { answerS3, isForS3 } from './s3/index.ts'
import { ServiceError } from './service-error.ts'
import type { Place } from './store.ts'
import { answerSts, stsError } from './sts.ts'
import { validate } from './validate.ts'
import type { World } from './world.ts'

type Exchange = {
  world: World
  router: Router
  request: IncomingMessage
  response: ServerResponse
  url: URL
  body: Buffer
  id: string
}

const MAX_BODY = 64 * 1024 * 1024

/** S3 takes up to 5 GB at once; here everything lies in memory. */
const MAX_OBJECT = 1024 * 1024 * 1024

const readBody = async (request: IncomingMessage, most: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > most)
      throw new ServiceError('RequestEntityTooLargeException', 'The request body is too large', { status: 413 })
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

const answerText = ({ response, id }: Exchange, status: number, type: string, text: string): void => {
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(text), 'x-amzn-requestid': id }
  response.writeHead(status, headers).end(text)
}

const answerJson = (exchange: Exchange, status: number, json: unknown): void =>
  answerText(exchange, status, 'application/json', JSON.stringify(json))

const answerError = (exchange: Exchange, error: ServiceError): void => {
  const body: JsonObject = { Message: error.message, ...error.members, RequestId: exchange.id }
  exchange.response.setHeader('x-amzn-errortype', error.type)
  answerJson(exchange, error.status, body)
}

/** Faults that stand in for an answer; `slow` only delays it. */
const strike = async ({ world, request }: Exchange, operation: string, caller: Caller): Promise<void> => {
  const slow = world.faults.hit('slow', operation)
  if (slow) await delay(slow.ms ?? 1000)
  if (world.faults.hit('reset', operation)) {
    request.socket.destroy()
    return
  }
  if (world.faults.hit('throttle', operation)) throw new ServiceError('ThrottlingException', 'Rate exceeded')
  if (world.faults.hit('error500', operation))
    throw new ServiceError('InternalFailureException', 'An internal failure occurred')
  if (world.faults.hit('concurrent', operation))
    throw new ServiceError('ConcurrentUpdatingException', 'Another update is in progress')
  if (world.faults.hit('accessDenied', operation)) {
    const message = denialText(caller.arn, `${caller.service}:${operation}`, '*')
    throw new ServiceError('AccessDeniedException', message, { status: 403 })
  }
}

const placeOf = ({ world }: Exchange, { labels }: Routed, caller: Caller): Place => {
  const arn = /^arn:[^:]*:quicksight:([^:]*):(\d{12}):/.exec(labels.get('ResourceArn') ?? '')
  const account = labels.get('AwsAccountId') ?? arn?.[2] ?? caller.account ?? world.options.defaultAccount
  if (caller.account !== undefined && caller.account !== account) {
    const message = `User: ${caller.arn} is not authorized to access resources of account ${account}`
    throw new ServiceError('AccessDeniedException', message)
  }
  return world.place(account, caller.region)
}

/** The error a broken rule is answered with: the first of these the operation declares. */
const violationType = (operation: string): string => {
  const declared = declaredErrors(operation)
  const wanted = ['InvalidParameterValueException', 'InvalidRequestException', 'InvalidParameterException']
  return wanted.find((type) => declared?.includes(type)) ?? 'InvalidParameterValueException'
}

const checkInput = ({ world }: Exchange, { operation }: Routed, input: JsonObject): void => {
  const violations = validate(operation.input(), input, { refuseUnknown: world.switches.refuseUnknownMembers })
  if (violations.length === 0) return
  const plural = violations.length === 1 ? '' : 's'
  const message = `${violations.length} validation error${plural} detected: ${violations.join('; ')}`
  throw new ServiceError(violationType(operation.name), message)
}

const answerOperation = async (exchange: Exchange, routed: Routed): Promise<void> => {
  const { world, request, url, body, id } = exchange
  const { operation } = routed
  world.count(operation.name)
  const caller = callerOf(world, request, url, body)
  await strike(exchange, operation.name, caller)
  if (request.socket.destroyed) return
  const place = placeOf(exchange, routed, caller)
  const input = readInput(routed, request.headers, body)
  const guard = guardOf(world, caller)
  // That permissions are looked at before the request is, is inferred.
  demand(guard, `quicksight:${operation.name}`, resourceOf(place, operation.name, input))
  checkInput(exchange, routed, input)
  const output = behaviorOf(operation.name)({ world, place, operation: operation.name, input, guard })
  if (operation.method !== 'GET') world.keepIdentities(place.account)
  if (world.faults.hit('lostAnswer', operation.name)) {
    request.socket.destroy()
    return
  }
  const status = typeof output.Status === 'number' ? output.Status : operation.status
  answerJson(exchange, status, writeOutput(operation.output(), output, id))
}

const answerStsCall = async (exchange: Exchange): Promise<void> => {
  const { world, request, url, body, id } = exchange
  const form = new URLSearchParams(body.toString('utf8'))
  const action = form.get('Action') ?? ''
  try {
    world.count(action)
    const caller = callerOf(world, request, url, body)
    await strike(exchange, action, caller)
    if (request.socket.destroyed) return
    const { status, text } = answerSts(world, form, caller, id)
    answerText(exchange, status, 'text/xml', text)
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown
    const { status, text } = stsError(thrown, id)
    answerText(exchange, status, 'text/xml', text)
  }
}

const answerFile = async (exchange: Exchange): Promise<void> => {
  const { world, request, response, url } = exchange
  const faults = world.faults
  world.count('GetObject')
  const slow = faults.hit('slow', 'GetObject')
  if (slow) await delay(slow.ms ?? 1000)
  if (faults.hit('reset', 'GetObject')) request.socket.destroy()
  else if (faults.hit('error500', 'GetObject'))
    answerText(exchange, 500, 'application/xml', '<Error><Code>InternalError</Code></Error>')
  else if (faults.hit('throttle', 'GetObject'))
    answerText(exchange, 503, 'application/xml', '<Error><Code>SlowDown</Code></Error>')
  else answerDownload(world, url, response)
}

const answerS3Call = async (exchange: Exchange): Promise<void> => {
  const { request, response } = exchange
  const reply = await answerS3(exchange, async (operation, caller) => {
    await strike(exchange, operation, caller)
    return !request.socket.destroyed
  })
  if (!reply) return
  const { status, headers, body, cut } = reply
  const length = status === 204 || status === 304 ? {} : { 'content-length': body?.length ?? 0 }
  response.writeHead(status, { ...headers, ...length })
  if (!cut || !body) response.end(body)
  else response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy())
}

const answer = async (exchange: Exchange): Promise<void> => {
  const { world, router, request, url, body } = exchange
  const method = request.method ?? 'GET'
  advance(world)
  if (url.pathname.startsWith(CONTROL)) {
    const { status, json } = answerControl(world, method, url, body)
    return answerJson(exchange, status, json)
  }
  if (url.pathname.startsWith(DOWNLOADS)) return answerFile(exchange)
  if (isForS3(request, url)) return answerS3Call(exchange)
  const form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  if (method === 'POST' && url.pathname === '/' && form) return answerStsCall(exchange)
  const routed = router(method, url)
  if (routed) return answerOperation(exchange, routed)
  const message = `${method} ${url.pathname} is no operation of QuickSight that this emulator's SDK knows`
  throw new ServiceError('UnknownOperationException', message, { status: 404 })
}

const handle = async (
  world: World,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://emulator')
  const exchange: Exchange = { world, router, request, response, url, body: Buffer.alloc(0), id: world.options.id() }
  try {
    exchange.body = await readBody(request, isForS3(request, url) ? MAX_OBJECT : MAX_BODY)
    await answer(exchange)
  } catch (thrown) {
    const known = thrown instanceof ServiceError
    if (!known)
      world.options.log(`fault of the emulator: ${thrown instanceof Error ? thrown.stack : messageOf(thrown)}`)
    const error = known
      ? thrown
      : new ServiceError('InternalFailureException', `The emulator failed: ${messageOf(thrown)}`)
    if (!response.headersSent && !request.socket.destroyed) answerError(exchange, error)
  }
  world.options.log(`${request.method} ${url.pathname} ${response.statusCode}`)
}

/** The HTTP front of a world: control, downloads, S3, STS, QuickSight. */
export const createFront = (world: World): Server => {
  const router = createRouter()
  return createServer((request, response) => void handle(world, router, request, response))
}
