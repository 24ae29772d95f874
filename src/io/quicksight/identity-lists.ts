import {
  ListBrandsCommand,
  ListCustomPermissionsCommand,
  ListGroupMembershipsCommand,
  ListGroupsCommand,
  ListIAMPolicyAssignmentsCommand,
  ListNamespacesCommand,
  ListUsersCommand,
  type QuickSightClient,
} from '@aws-sdk/client-quicksight'

/** Who is asked: a client in the identity region, and the account. */
export type Asking = { client: QuickSightClient; account: string }

const pages = async <Item>(
  read: (token: { NextToken?: string }) => Promise<{ items: Item[] | undefined; next: string | undefined }>,
): Promise<Item[]> => {
  const found: Item[] = []
  let next: string | undefined
  do {
    const answer = await read(next === undefined ? {} : { NextToken: next })
    found.push(...(answer.items ?? []))
    next = answer.next
  } while (next)
  return found
}

const MOST = 100

export const listNamespaces = ({ client, account: AwsAccountId }: Asking) =>
  pages(async (token) => {
    const answer = await client.send(new ListNamespacesCommand({ AwsAccountId, MaxResults: MOST, ...token }))
    return { items: answer.Namespaces, next: answer.NextToken }
  })

export const listUsers = ({ client, account: AwsAccountId }: Asking, Namespace: string) =>
  pages(async (token) => {
    const answer = await client.send(new ListUsersCommand({ AwsAccountId, Namespace, MaxResults: MOST, ...token }))
    return { items: answer.UserList, next: answer.NextToken }
  })

export const listGroups = ({ client, account: AwsAccountId }: Asking, Namespace: string) =>
  pages(async (token) => {
    const answer = await client.send(new ListGroupsCommand({ AwsAccountId, Namespace, MaxResults: MOST, ...token }))
    return { items: answer.GroupList, next: answer.NextToken }
  })

export const listGroupMembers = ({ client, account: AwsAccountId }: Asking, Namespace: string, GroupName: string) =>
  pages(async (token) => {
    const input = { AwsAccountId, Namespace, GroupName, MaxResults: MOST, ...token }
    const answer = await client.send(new ListGroupMembershipsCommand(input))
    return { items: answer.GroupMemberList, next: answer.NextToken }
  })

export const listAssignments = ({ client, account: AwsAccountId }: Asking, Namespace: string) =>
  pages(async (token) => {
    const input = { AwsAccountId, Namespace, MaxResults: MOST, ...token }
    const answer = await client.send(new ListIAMPolicyAssignmentsCommand(input))
    return { items: answer.IAMPolicyAssignments, next: answer.NextToken }
  })

export const listBrands = ({ client, account: AwsAccountId }: Asking) =>
  pages(async (token) => {
    const answer = await client.send(new ListBrandsCommand({ AwsAccountId, MaxResults: MOST, ...token }))
    return { items: answer.Brands, next: answer.NextToken }
  })

export const listCustomPermissions = ({ client, account: AwsAccountId }: Asking) =>
  pages(async (token) => {
    const answer = await client.send(new ListCustomPermissionsCommand({ AwsAccountId, MaxResults: MOST, ...token }))
    return { items: answer.CustomPermissionsList, next: answer.NextToken }
  })
