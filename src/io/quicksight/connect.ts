import { QuickSightClient } from '@aws-sdk/client-quicksight'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import { partitionOf } from '../../model/arn.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import { requestHandler } from '../request-handler.ts'
import { sharedRetry } from './retry.ts'
import { serviceTime } from './service-time.ts'

/** Where to connect. `account` is checked against the credentials; without it the credentials' own account is taken. */
export type Target = { account?: string; region: string; role?: string }

/** An open account and region: everything else in this folder takes one of these first. */
export type Connection = {
  client: QuickSightClient
  account: string
  region: string
  partition: string
  sleep: (ms: number) => Promise<void>
  now: () => number
  /** The service's clock, in milliseconds since 1970. */
  serviceTime: () => number
}

type Credentials = ReturnType<typeof fromTemporaryCredentials>

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const retryStrategy = () =>
  sharedRetry({ attempts: 12, baseDelay: 100, longestDelay: 20_000, sleep, random: Math.random, now: Date.now })

const whoAmI = async (region: string): Promise<{ account: string; arn: string }> => {
  const sts = new STSClient({ region, retryStrategy: retryStrategy(), ...requestHandler() })
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}))
    return { account: Account ?? '', arn: Arn ?? '' }
  } catch (cause) {
    throw new UserError(
      `AWS does not accept the credentials: ${messageOf(cause)}. Log in (aws sso login, AWS_PROFILE, or aws-actions/configure-aws-credentials in a workflow) and try again`,
      { cause },
    )
  } finally {
    sts.destroy()
  }
}

/** arn:aws:iam::1:role/path/name is the same role as the session arn:aws:sts::1:assumed-role/name/session. */
const isAlready = (role: string, caller: string): boolean => {
  const [account, name] = [role.split(':')[4], role.split('/').at(-1)]
  return caller.includes(`::${account}:assumed-role/${name}/`)
}

const assume = (role: string, region: string): Credentials =>
  fromTemporaryCredentials({
    params: { RoleArn: role, RoleSessionName: 'quicksight-gitops' },
    clientConfig: { region, retryStrategy: retryStrategy(), ...requestHandler() },
  })

const checkAccount = (expected: string | undefined, found: string): void => {
  if (expected === undefined || expected === found) return
  throw new UserError(
    `The credentials belong to account ${found}, but the environment says account ${expected}. Use that account's credentials, or name a role of it (role, deployRole) in the environment file`,
  )
}

const assumed = async (role: string, region: string): Promise<Credentials> => {
  const provider = assume(role, region)
  try {
    await provider()
  } catch (cause) {
    throw new UserError(
      `The role ${role} cannot be assumed: ${messageOf(cause)}. Its trust policy must name the identity this runs as`,
      { cause },
    )
  }
  return provider
}

/**
 * Open an account: find out who we are, assume the role where one is named, and make sure that it is the account we want.
 * Endpoints, profiles, regions and credentials come from the environment as for every AWS tool.
 */
export const connect = async ({ account, region, role }: Target): Promise<Connection> => {
  const caller = await whoAmI(region)
  const credentials = role === undefined || isAlready(role, caller.arn) ? undefined : await assumed(role, region)
  const actual = credentials && role ? (role.split(':')[4] ?? '') : caller.account
  checkAccount(account, actual)
  const client = new QuickSightClient({
    region,
    retryStrategy: retryStrategy(),
    ...requestHandler(),
    ...(credentials ? { credentials } : {}),
  })
  const place = { account: actual, region, partition: partitionOf(region) }
  return { client, ...place, sleep, now: Date.now, serviceTime: serviceTime(client) }
}
