import { ListUsersCommand } from '@aws-sdk/client-quicksight'
import { messageOf } from '../../model/errors.ts'
import type { Connection } from './connect.ts'

const HINT = /identity region is ([a-z0-9-]+)/

/**
 * The region that holds users and groups. The service tells it when asked for users in another one: "Operation is being
 * called from endpoint X, but your identity region is Y" (observed by others). Undefined when the role may not ask.
 */
export const findIdentityRegion = async ({ client, account, region }: Connection): Promise<string | undefined> => {
  try {
    await client.send(new ListUsersCommand({ AwsAccountId: account, Namespace: 'default', MaxResults: 1 }))
    return region
  } catch (thrown) {
    return HINT.exec(messageOf(thrown))?.[1]
  }
}
