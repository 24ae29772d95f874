import {
  DescribeGroupCommand,
  DescribeNamespaceCommand,
  DescribeUserCommand,
  QuickSightClient,
} from '@aws-sdk/client-quicksight'
import { parseArn } from '../../model/arn.ts'
import { UserError } from '../../model/errors.ts'
import type { Connection } from './connect.ts'

/** Users and groups answer in their own region only, so they are asked there, with the same login. */
const clientIn = async ({ client, region }: Connection, identityRegion: string): Promise<QuickSightClient> => {
  if (identityRegion === region) return client
  const { credentials, retryStrategy, requestHandler } = client.config
  return new QuickSightClient({
    region: identityRegion,
    credentials,
    retryStrategy: await retryStrategy(),
    requestHandler,
  })
}

const describe = (client: QuickSightClient, account: string, resource: string): Promise<unknown> => {
  const [type, Namespace = '', ...rest] = resource.split('/')
  const input = { AwsAccountId: account, Namespace }
  const name = rest.join('/')
  if (type === 'user') return client.send(new DescribeUserCommand({ ...input, UserName: name }))
  if (type === 'group') return client.send(new DescribeGroupCommand({ ...input, GroupName: name }))
  return client.send(new DescribeNamespaceCommand(input))
}

/**
 * Whether a user, group or namespace, given as an ARN, is there. @throws UserError for anything else, and what the service
 * answers when it may not be asked.
 */
export const hasPrincipal = async (connection: Connection, principal: string): Promise<boolean> => {
  const arn = parseArn(principal)
  if (!arn || !/^(user|group|namespace)\//.test(arn.resource)) {
    throw new UserError(`${principal} is no user, group or namespace`)
  }
  try {
    await describe(await clientIn(connection, arn.region), connection.account, arn.resource)
    return true
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return false
    throw thrown
  }
}
