import {
  DescribeGroupCommand,
  DescribeNamespaceCommand,
  DescribeUserCommand,
  type QuickSightClient,
} from '@aws-sdk/client-quicksight'
import { parseArn } from '../../model/arn.ts'
import { UserError } from '../../model/errors.ts'
import type { Connection } from './connect.ts'
import { identityClient } from './identity-client.ts'

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
    await describe(await identityClient(connection, arn.region), connection.account, arn.resource)
    return true
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return false
    throw thrown
  }
}
