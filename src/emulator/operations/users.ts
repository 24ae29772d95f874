import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import type { Group, Identities, User } from '../identities.ts'
import { pageOf } from '../pages.ts'
import { exists, notFound, ServiceError } from '../service-error.ts'

/** Users and groups answer in the identity region only; the refusal names it, as the service's does. */
const identities = ({ world, place }: Call): Identities => {
  const { identityRegion } = world.switches
  if (identityRegion === '' || identityRegion === place.region) return world.identitiesOf(place.account)
  const message =
    `Operation is being called from endpoint ${place.region}, but your identity region is ${identityRegion}. ` +
    `Please use the ${identityRegion} endpoint.`
  throw new ServiceError('AccessDeniedException', message)
}

const key = (call: Call, name: string): string => `${textOf(call, 'Namespace')}/${name}`
const inNamespace = <T>(call: Call, all: Map<string, T>): T[] =>
  [...all].filter(([name]) => name.startsWith(`${textOf(call, 'Namespace')}/`)).map(([, value]) => value)

const presentUser = (user: User): Output => ({
  Arn: user.arn,
  UserName: user.name,
  Email: user.email,
  Role: user.role,
  IdentityType: user.identityType,
  Active: user.identityType === 'IAM',
  PrincipalId: `federated/iam/${user.name}`,
})

const presentGroup = (call: Call, group: Group): Output => ({
  Arn: call.place.arn(`group/${key(call, group.name)}`),
  GroupName: group.name,
  Description: group.description,
  PrincipalId: `group/${group.name}`,
})

const userOf = (call: Call, name: string): User => {
  const user = identities(call).users.get(key(call, name))
  if (user) return user
  throw notFound('USER', `User ${name} is not found`)
}

const groupOf = (call: Call): Group => {
  const group = identities(call).groups.get(key(call, textOf(call, 'GroupName')))
  if (group) return group
  throw notFound('GROUP', `Group ${textOf(call, 'GroupName')} is not found`)
}

const registerUser: Behavior = (call) => {
  const role = textOf(call, 'IamArn').split('/').at(-1) ?? ''
  const name =
    textOf(call, 'UserName') || [role, textOf(call, 'SessionName')].filter(Boolean).join('/') || textOf(call, 'Email')
  const { users } = identities(call)
  if (users.has(key(call, name))) throw exists('USER', `User ${name} already exists`)
  const arn = call.place.arn(`user/${key(call, name)}`)
  const user: User = {
    name,
    arn,
    email: textOf(call, 'Email'),
    role: textOf(call, 'UserRole'),
    identityType: textOf(call, 'IdentityType'),
  }
  users.set(key(call, name), user)
  return { User: presentUser(user), Status: 201 }
}

const describeUser: Behavior = (call) => ({ User: presentUser(userOf(call, textOf(call, 'UserName'))) })

const listUsers: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, inNamespace(call, identities(call).users))
  return { UserList: items.map(presentUser), NextToken }
}

const deleteUser: Behavior = (call) => {
  const user = userOf(call, textOf(call, 'UserName'))
  identities(call).users.delete(key(call, user.name))
  for (const group of identities(call).groups.values()) group.members.delete(user.name)
  return {}
}

const createGroup: Behavior = (call) => {
  const name = textOf(call, 'GroupName')
  const { groups } = identities(call)
  if (groups.has(key(call, name))) throw exists('GROUP', `Group ${name} already exists`)
  const group: Group = { name, description: textOf(call, 'Description'), members: new Set() }
  groups.set(key(call, name), group)
  return { Group: presentGroup(call, group), Status: 201 }
}

const describeGroup: Behavior = (call) => ({ Group: presentGroup(call, groupOf(call)) })

const listGroups: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, inNamespace(call, identities(call).groups))
  return { GroupList: items.map((group) => presentGroup(call, group)), NextToken }
}

const deleteGroup: Behavior = (call) => {
  identities(call).groups.delete(key(call, groupOf(call).name))
  return {}
}

const addMember: Behavior = (call) => {
  const user = userOf(call, textOf(call, 'MemberName'))
  groupOf(call).members.add(user.name)
  return { GroupMember: { Arn: user.arn, MemberName: user.name } }
}

const removeMember: Behavior = (call) => {
  if (!groupOf(call).members.delete(textOf(call, 'MemberName')))
    throw notFound('GROUP_MEMBER', 'The user is not in the group')
  return {}
}

const listMembers: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, [...groupOf(call).members])
  return { GroupMemberList: items.map((name) => ({ Arn: userOf(call, name).arn, MemberName: name })), NextToken }
}

const listUserGroups: Behavior = (call) => {
  const user = userOf(call, textOf(call, 'UserName'))
  const groups = inNamespace(call, identities(call).groups).filter(({ members }) => members.has(user.name))
  const { items, NextToken } = pageOf(call, groups)
  return { GroupList: items.map((group) => presentGroup(call, group)), NextToken }
}

const namespace = ({ place }: Call): Output => ({
  Name: 'default',
  Arn: place.arn('namespace/default'),
  CapacityRegion: place.region,
  CreationStatus: 'CREATED',
  IdentityStore: 'QUICKSIGHT',
})

const listNamespaces: Behavior = (call) => {
  identities(call)
  return { Namespaces: [namespace(call)] }
}

const describeNamespace: Behavior = (call) => {
  identities(call)
  if (textOf(call, 'Namespace') !== 'default')
    throw notFound('NAMESPACE', `Namespace ${textOf(call, 'Namespace')} is not found`)
  return { Namespace: namespace(call) }
}

/** Users, groups and the one namespace of an account. They are the account's, whatever the region. */
export const userOperations: Record<string, Behavior> = {
  RegisterUser: registerUser,
  DescribeUser: describeUser,
  ListUsers: listUsers,
  DeleteUser: deleteUser,
  CreateGroup: createGroup,
  DescribeGroup: describeGroup,
  ListGroups: listGroups,
  DeleteGroup: deleteGroup,
  CreateGroupMembership: addMember,
  DeleteGroupMembership: removeMember,
  ListGroupMemberships: listMembers,
  ListUserGroups: listUserGroups,
  ListNamespaces: listNamespaces,
  DescribeNamespace: describeNamespace,
}
