import { objectsOf, stringAt } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import type { Group } from '../identities.ts'
import { identitiesIn, identityKey, namespaceOf, readyNamespaceOf } from '../identity-region.ts'
import { pageOf } from '../pages.ts'
import { exists, notFound, ServiceError } from '../service-error.ts'
import { userOf } from './users.ts'

/** Documented: up to 10,000 groups in a namespace. */
const LIMIT = 10_000

const present = ({ place }: Call, group: Group): Output => ({
  Arn: place.arn(`group/${identityKey(group.namespace, group.name)}`),
  GroupName: group.name,
  Description: group.description,
  PrincipalId: group.principalId,
})

const groupOf = (call: Call): Group => {
  const { name } = namespaceOf(call)
  const group = identitiesIn(call).groups.get(identityKey(name, textOf(call, 'GroupName')))
  if (group) return group
  throw notFound('GROUP', `Group ${textOf(call, 'GroupName')} is not found`)
}

const described = ({ input }: Call): { description?: string } => {
  const description = stringAt(input, 'Description')
  return description === undefined ? {} : { description }
}

const create: Behavior = (call) => {
  const namespace = readyNamespaceOf(call)
  const name = textOf(call, 'GroupName')
  const identities = identitiesIn(call)
  if (identities.groups.has(identityKey(namespace, name))) throw exists('GROUP', `Group ${name} already exists`)
  if (identities.groupsIn(namespace).length >= LIMIT)
    throw new ServiceError('LimitExceededException', `A namespace has at most ${LIMIT} groups`)
  const principalId = `group/d-${call.place.account.slice(0, 10)}/${call.world.options.id()}`
  const group: Group = { namespace, name, ...described(call), principalId, members: new Set() }
  identities.groups.set(identityKey(namespace, name), group)
  return { Group: present(call, group), Status: 201 }
}

const update: Behavior = (call) => {
  const { description: _, ...before } = groupOf(call)
  const group: Group = { ...before, ...described(call) }
  identitiesIn(call).groups.set(identityKey(group.namespace, group.name), group)
  return { Group: present(call, group) }
}

const describe: Behavior = (call) => ({ Group: present(call, groupOf(call)) })

const page = (call: Call, groups: Group[]): Output => {
  const { items, NextToken } = pageOf(call, groups)
  return { GroupList: items.map((group) => present(call, group)), NextToken }
}

const list: Behavior = (call) => page(call, identitiesIn(call).groupsIn(namespaceOf(call).name))

/** The one documented filter: names that start with a text. */
const search: Behavior = (call) => {
  const [filter = {}] = objectsOf(call.input.Filters)
  const start = stringAt(filter, 'Value') ?? ''
  const groups = identitiesIn(call).groupsIn(namespaceOf(call).name)
  return page(
    call,
    groups.filter(({ name }) => name.startsWith(start)),
  )
}

const remove: Behavior = (call) => {
  const { namespace, name } = groupOf(call)
  const { groups, roles } = identitiesIn(call)
  groups.delete(identityKey(namespace, name))
  for (const role of roles.values()) if (role.namespace === namespace) role.groups.delete(name)
  return {}
}

const member = ({ place }: Call, namespace: string, name: string): Output => ({
  Arn: place.arn(`user/${identityKey(namespace, name)}`),
  MemberName: name,
})

/** Twice is no error: the operation declares none for it. */
const addMember: Behavior = (call) => {
  const { namespace, name } = userOf(call, 'MemberName')
  groupOf(call).members.add(name)
  return { GroupMember: member(call, namespace, name) }
}

const memberOf = (call: Call): Output => {
  const { namespace, name, members } = groupOf(call)
  const wanted = textOf(call, 'MemberName')
  if (members.has(wanted)) return member(call, namespace, wanted)
  throw notFound('GROUP_MEMBER', `User ${wanted} is not a member of group ${name}`)
}

const describeMember: Behavior = (call) => ({ GroupMember: memberOf(call) })

const removeMember: Behavior = (call) => {
  memberOf(call)
  groupOf(call).members.delete(textOf(call, 'MemberName'))
  return {}
}

const listMembers: Behavior = (call) => {
  const { namespace, members } = groupOf(call)
  const { items, NextToken } = pageOf(call, [...members])
  return { GroupMemberList: items.map((name) => member(call, namespace, name)), NextToken }
}

const listUserGroups: Behavior = (call) => page(call, identitiesIn(call).groupsOf(userOf(call)))

/** Groups and who is in them. */
export const groupOperations: Record<string, Behavior> = {
  CreateGroup: create,
  UpdateGroup: update,
  DescribeGroup: describe,
  ListGroups: list,
  SearchGroups: search,
  DeleteGroup: remove,
  CreateGroupMembership: addMember,
  DescribeGroupMembership: describeMember,
  DeleteGroupMembership: removeMember,
  ListGroupMemberships: listMembers,
  ListUserGroups: listUserGroups,
}
