import {
  DescribeAccountCustomizationCommand,
  DescribeAccountSettingsCommand,
  DescribeBrandCommand,
  DescribeBrandPublishedVersionCommand,
  DescribeIAMPolicyAssignmentCommand,
} from '@aws-sdk/client-quicksight'
import { messageOf } from '../../model/errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { chunks } from '../../model/lists.ts'
import { IDENTITY_KINDS, type IdentityKind } from '../../model/people.ts'
import type { Connection } from './connect.ts'
import { identityClient } from './identity-client.ts'
import {
  type Asking,
  listAssignments,
  listBrands,
  listCustomPermissions,
  listGroupMembers,
  listGroups,
  listNamespaces,
  listUsers,
} from './identity-lists.ts'

type Gap = { what: string; reason: string }
type Found = { records: Map<IdentityKind, JsonObject[]>; gaps: Gap[] }
type Name = string | undefined

const AT_ONCE = 8

/** As JSON has it; times become text. */
const plain = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject

const keep = (found: Found, kind: IdentityKind, values: readonly object[]): void => {
  found.records.set(kind, [...(found.records.get(kind) ?? []), ...values.map(plain)])
}

/** What a piece of work found; where it fails, that is a gap, and the rest goes on. */
const endure = async <T>(found: Found, what: string, work: Promise<T>, instead: T): Promise<T> => {
  try {
    return await work
  } catch (thrown) {
    found.gaps.push({ what, reason: messageOf(thrown) })
    return instead
  }
}

/** An answer that lacks what was asked for is a gap like any other failure. */
const answered = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('QuickSight answered without it')
  return value
}

const inTurn = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  for (const some of chunks(items, AT_ONCE)) await Promise.all(some.map(work))
}

const readUsers = async (asking: Asking, namespace: string, found: Found): Promise<void> => {
  const users = await endure(found, `the users of namespace ${namespace}`, listUsers(asking, namespace), [])
  keep(
    found,
    'users',
    users.map((user) => ({ Namespace: namespace, ...user })),
  )
}

const readMembers = async (asking: Asking, Namespace: string, GroupName: string, found: Found): Promise<void> => {
  const what = `the members of group ${GroupName} in namespace ${Namespace}`
  const members = await endure(found, what, listGroupMembers(asking, Namespace, GroupName), [])
  keep(
    found,
    'memberships',
    members.map((member) => ({ Namespace, GroupName, ...member })),
  )
}

const readGroups = async (asking: Asking, namespace: string, found: Found): Promise<void> => {
  const groups = await endure(found, `the groups of namespace ${namespace}`, listGroups(asking, namespace), [])
  keep(
    found,
    'groups',
    groups.map((group) => ({ Namespace: namespace, ...group })),
  )
  await inTurn(groups, ({ GroupName = '' }) => readMembers(asking, namespace, GroupName, found))
}

const describeAssignment = async ({ client, account }: Asking, Namespace: string, AssignmentName: Name) => {
  const input = { AwsAccountId: account, Namespace, AssignmentName }
  return [answered((await client.send(new DescribeIAMPolicyAssignmentCommand(input))).IAMPolicyAssignment)]
}

const readAssignments = async (asking: Asking, namespace: string, found: Found): Promise<void> => {
  const what = `the IAM policy assignments of namespace ${namespace}`
  const list = await endure(found, what, listAssignments(asking, namespace), [])
  await inTurn(list, async ({ AssignmentName }) => {
    const one = `the IAM policy assignment ${AssignmentName} of namespace ${namespace}`
    const described = await endure(found, one, describeAssignment(asking, namespace, AssignmentName), [])
    keep(
      found,
      'policy-assignments',
      described.map((assignment) => ({ Namespace: namespace, ...assignment })),
    )
  })
}

const isMissing = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'ResourceNotFoundException'

const describeCustomization = async ({ client, account: AwsAccountId }: Asking, Namespace: Name) => {
  const input = { AwsAccountId, ...(Namespace === undefined ? {} : { Namespace }) }
  try {
    const { AccountCustomization } = await client.send(new DescribeAccountCustomizationCommand(input))
    return AccountCustomization ? [AccountCustomization] : []
  } catch (thrown) {
    // Where nothing was ever customised the service answers that there is nothing.
    if (isMissing(thrown)) return []
    throw thrown
  }
}

const readCustomization = async (asking: Asking, namespace: Name, found: Found): Promise<void> => {
  const what = namespace === undefined ? "the account's customization" : `the customization of namespace ${namespace}`
  const list = await endure(found, what, describeCustomization(asking, namespace), [])
  keep(
    found,
    'customizations',
    list.map((one) => ({ Namespace: namespace ?? null, ...one })),
  )
}

const readSettings = async (asking: Asking, found: Found): Promise<void> => {
  const describe = async ({ client, account }: Asking) => [
    answered((await client.send(new DescribeAccountSettingsCommand({ AwsAccountId: account }))).AccountSettings),
  ]
  keep(found, 'account-settings', await endure(found, "the account's settings", describe(asking), []))
}

/** What is shown to users; the latest version may be a newer one that nobody published. */
const publishedBrand = async ({ client, account: AwsAccountId }: Asking, BrandId: Name): Promise<object> => {
  try {
    const answer = await client.send(new DescribeBrandPublishedVersionCommand({ AwsAccountId, BrandId }))
    return { PublishedDefinition: answered(answer.BrandDefinition) }
  } catch (thrown) {
    if (isMissing(thrown)) return {}
    throw thrown
  }
}

const describeBrand = async (asking: Asking, BrandId: Name): Promise<object[]> => {
  const input = { AwsAccountId: asking.account, BrandId }
  const { BrandDetail, BrandDefinition } = await asking.client.send(new DescribeBrandCommand(input))
  return [{ BrandDetail, BrandDefinition: answered(BrandDefinition), ...(await publishedBrand(asking, BrandId)) }]
}

const readBrands = async (asking: Asking, found: Found): Promise<void> => {
  const brands = await endure(found, 'the brands', listBrands(asking), [])
  await inTurn(brands, async ({ BrandId, BrandName }) => {
    keep(found, 'brands', await endure(found, `the brand ${BrandName ?? BrandId}`, describeBrand(asking, BrandId), []))
  })
}

const readPermissions = async (asking: Asking, found: Found): Promise<void> =>
  keep(found, 'custom-permissions', await endure(found, 'the custom permissions', listCustomPermissions(asking), []))

const readNamespace = async (asking: Asking, namespace: string, found: Found): Promise<void> => {
  await Promise.all([
    readUsers(asking, namespace, found),
    readGroups(asking, namespace, found),
    readAssignments(asking, namespace, found),
    readCustomization(asking, namespace, found),
  ])
}

const readNamespaces = async (asking: Asking, found: Found): Promise<void> => {
  const namespaces = await endure(found, 'the namespaces', listNamespaces(asking), [{ Name: 'default' }])
  if (found.gaps.length === 0) keep(found, 'namespaces', namespaces)
  for (const { Name = '' } of namespaces) await readNamespace(asking, Name, found)
}

/**
 * Everybody and everything beside the assets of an account: users, groups and who is in them in every namespace, IAM policy
 * assignments, settings, brands and custom permissions. What cannot be read is a gap, by name and reason.
 */
export const readIdentities = async (connection: Connection, identityRegion: string): Promise<Found> => {
  const asking = { client: await identityClient(connection, identityRegion), account: connection.account }
  const found: Found = { records: new Map(IDENTITY_KINDS.map((kind) => [kind, []])), gaps: [] }
  await readNamespaces(asking, found)
  await readCustomization(asking, undefined, found)
  await Promise.all([readSettings(asking, found), readBrands(asking, found), readPermissions(asking, found)])
  return found
}
