import type { Caller } from './auth.ts'
import { demand, guardOf } from './iam/guard.ts'
import { ServiceError } from './service-error.ts'
import type { World } from './world.ts'

const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`)

const element = (name: string, value: string | Record<string, unknown>): string =>
  `<${name}>${typeof value === 'string' ? escapeXml(value) : elements(value)}</${name}>`

const elements = (values: Record<string, unknown>): string =>
  Object.entries(values)
    .map(([name, value]) => element(name, value as string | Record<string, unknown>))
    .join('')

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

const HOUR = 3600
const ROLE = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/

const keyOf = (world: World): string =>
  world.options.id().replaceAll('-', '').toUpperCase().padEnd(16, 'X').slice(0, 16)

const assumeRole = (world: World, form: URLSearchParams, caller: Caller): Record<string, unknown> => {
  const roleArn = form.get('RoleArn') ?? ''
  const [, account, role] = ROLE.exec(roleArn) ?? []
  const name = form.get('RoleSessionName') ?? ''
  if (!account || !role) throw new ServiceError('ValidationError', `${roleArn} is invalid`, { status: 400 })
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw new ServiceError('ValidationError', `Value '${name}' at 'roleSessionName' failed to satisfy constraint`, {
      status: 400,
    })
  }
  demand(guardOf(world, caller), 'sts:AssumeRole', roleArn)
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${name}`
  const expires = new Date(world.now().getTime() + Number(form.get('DurationSeconds') ?? HOUR) * 1000)
  const accessKeyId = `ASIA${keyOf(world)}`
  const made = { accessKeyId, secretAccessKey: world.options.id(), token: world.options.id() }
  const session = { ...made, arn, role: roleArn, account, expires }
  world.sessions.set(accessKeyId, session)
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.token,
      Expiration: expires.toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: `AROA${keyOf(world)}:${name}`, Arn: arn },
  }
}

const callerIdentity = (world: World, caller: Caller): Record<string, unknown> => ({
  Arn: caller.arn,
  UserId: caller.accessKeyId,
  Account: caller.account ?? world.options.defaultAccount,
})

export type XmlAnswer = { status: number; text: string }

/** The error form of STS: XML, whatever the type. */
export const stsError = (error: ServiceError, requestId: string): XmlAnswer => {
  const type = error.status >= 500 ? 'Receiver' : 'Sender'
  const body = elements({
    Error: { Type: type, Code: error.type.replace(/Exception$/, ''), Message: error.message },
    RequestId: requestId,
  })
  return { status: error.status, text: `<ErrorResponse xmlns="${NAMESPACE}">${body}</ErrorResponse>` }
}

/** STS's Query API: AssumeRole, whose credentials carry the role's account, and GetCallerIdentity, which needs no permission. */
export const answerSts = (world: World, form: URLSearchParams, caller: Caller, requestId: string): XmlAnswer => {
  const action = form.get('Action') ?? ''
  if (action !== 'AssumeRole' && action !== 'GetCallerIdentity') {
    throw new ServiceError('InvalidAction', `This emulator has no behavior for the STS action ${action}`, {
      status: 400,
    })
  }
  const result = action === 'AssumeRole' ? assumeRole(world, form, caller) : callerIdentity(world, caller)
  const body = elements({ [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } })
  return { status: 200, text: `<${action}Response xmlns="${NAMESPACE}">${body}</${action}Response>` }
}
