import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import type { Table, TableItem } from '../model/table.ts'

/** Users, groups and memberships as JSON lines have them, and when they were read. */
export type People = { records: ReadonlyMap<string, readonly Json[]>; readAt: string }

const NAMESPACE = 'namespace'

/** An item of DynamoDB has at most 400 KB; what else a group has is small. */
const MOST_MEMBER_BYTES = 350_000

const recordsOf = ({ records }: People, what: string): JsonObject[] => (records.get(what) ?? []).filter(isObject)

type Names = Readonly<Record<string, string>>

/** The members of a record that have a text, under other names. */
const texts = (record: JsonObject, names: Names): TableItem =>
  Object.fromEntries(
    Object.entries(names).flatMap(([member, name]) => {
      const text = stringAt(record, member)
      return text === undefined || text === '' ? [] : [[name, text]]
    }),
  )

const USER: Names = {
  Namespace: NAMESPACE,
  UserName: 'user_name',
  Arn: 'arn',
  Email: 'email',
  Role: 'role',
  IdentityType: 'identity_type',
  PrincipalId: 'principal_id',
  CustomPermissionsName: 'custom_permissions_name',
  ExternalLoginFederationProviderType: 'external_login_federation_provider_type',
  ExternalLoginFederationProviderUrl: 'external_login_federation_provider_url',
  ExternalLoginId: 'external_login_id',
}

const GROUP: Names = {
  Namespace: NAMESPACE,
  GroupName: 'group_name',
  Arn: 'arn',
  Description: 'description',
  PrincipalId: 'principal_id',
}

const userItem = (user: JsonObject, readAt: string): TableItem => ({
  ...texts(user, USER),
  active: user.Active !== false,
  backup_timestamp: readAt,
})

/** Names hold nearly any character, so that the namespace alone is no part of a text that could be cut in two ways. */
const keyOf = (record: JsonObject, member: string): string => JSON.stringify([record.Namespace, record[member]])

/** DynamoDB knows no empty set; a group too large for one is told by its memberships alone. */
const membersMember = (members: readonly string[]): TableItem => {
  const names = [...new Set(members)].sort()
  const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(name), 0)
  return names.length === 0 || bytes > MOST_MEMBER_BYTES ? {} : { members: names }
}

/** `user#group`, in which a `#` of a name is told apart. */
const membershipId = (user: string, group: string): string =>
  [user, group].map((name) => name.replaceAll('%', '%25').replaceAll('#', '%23')).join('#')

type Groups = { arns: ReadonlyMap<string, string>; members: ReadonlyMap<string, string[]> }

const groupsOf = (people: People): Groups => {
  const members = new Map<string, string[]>()
  for (const membership of recordsOf(people, 'memberships')) {
    const key = keyOf(membership, 'GroupName')
    const list = members.get(key) ?? []
    list.push(stringAt(membership, 'MemberName') ?? '')
    members.set(key, list)
  }
  const groups = recordsOf(people, 'groups')
  return {
    members,
    arns: new Map(groups.map((group) => [keyOf(group, 'GroupName'), stringAt(group, 'Arn') ?? ''])),
  }
}

const groupItem = (group: JsonObject, { members }: Groups, readAt: string): TableItem => ({
  ...texts(group, GROUP),
  ...membersMember(members.get(keyOf(group, 'GroupName')) ?? []),
  backup_timestamp: readAt,
})

const membershipItem = (membership: JsonObject, { arns }: Groups, readAt: string): TableItem => ({
  membership_id: membershipId(stringAt(membership, 'MemberName') ?? '', stringAt(membership, 'GroupName') ?? ''),
  ...texts(membership, { Namespace: NAMESPACE, MemberName: 'user_name', GroupName: 'group_name', Arn: 'user_arn' }),
  ...texts({ arn: arns.get(keyOf(membership, 'GroupName')) ?? '' }, { arn: 'group_arn' }),
  backup_timestamp: readAt,
})

/**
 * The three tables of a day, with the members that AWS's sample backup tool gives them, and the namespace as the second
 * part of the key: names are unique within one only. `date`: as in `2025-10-19`.
 */
export const identityTables = (prefix: string, date: string, people: People): Table[] => {
  // Readers of such tables in Python before 3.11 do not know `Z`.
  const readAt = people.readAt.replace(/Z$/, '+00:00')
  const groups = groupsOf(people)
  return [
    {
      name: `${prefix}-users-backup-${date}`,
      key: ['user_name', NAMESPACE],
      items: recordsOf(people, 'users').map((user) => userItem(user, readAt)),
    },
    {
      name: `${prefix}-groups-backup-${date}`,
      key: ['group_name', NAMESPACE],
      items: recordsOf(people, 'groups').map((group) => groupItem(group, groups, readAt)),
    },
    {
      name: `${prefix}-users-groups-backup-${date}`,
      key: ['membership_id', NAMESPACE],
      items: recordsOf(people, 'memberships').map((membership) => membershipItem(membership, groups, readAt)),
    },
  ]
}
