import { type Behavior, type Call, textOf } from '../call.ts'
import type { RoleGrant } from '../identities.ts'
import { identitiesIn, identityKey, namespaceOf, readyNamespaceOf } from '../identity-region.ts'
import { pageOf } from '../pages.ts'
import { notFound } from '../service-error.ts'
import { checkedProfile } from './custom-permissions.ts'

const grantOf = (call: Call): RoleGrant => {
  const role = textOf(call, 'Role')
  const { name: namespace } = namespaceOf(call)
  const known = identitiesIn(call).roles.get(identityKey(namespace, role))
  return known ?? { namespace, role, groups: new Set() }
}

const keep = (call: Call, grant: RoleGrant): void => {
  identitiesIn(call).roles.set(identityKey(grant.namespace, grant.role), grant)
}

const describeProfile: Behavior = (call) => {
  const { role, customPermissions } = grantOf(call)
  if (customPermissions === undefined) throw notFound('CUSTOM_PERMISSIONS', `Role ${role} has no custom permissions`)
  return { CustomPermissionsName: customPermissions }
}

const updateProfile: Behavior = (call) => {
  readyNamespaceOf(call)
  keep(call, { ...grantOf(call), customPermissions: checkedProfile(call) ?? '' })
  return {}
}

const deleteProfile: Behavior = (call) => {
  describeProfile(call)
  const { customPermissions: _, ...grant } = grantOf(call)
  keep(call, grant)
  return {}
}

/** Documented: an existing group of the namespace is added. */
const addGroup: Behavior = (call) => {
  const namespace = readyNamespaceOf(call)
  const name = textOf(call, 'MemberName')
  if (!identitiesIn(call).groups.has(identityKey(namespace, name)))
    throw notFound('GROUP', `Group ${name} is not found`)
  const grant = grantOf(call)
  keep(call, { ...grant, groups: new Set([...grant.groups, name]) })
  return {}
}

const removeGroup: Behavior = (call) => {
  const { role, groups } = grantOf(call)
  const name = textOf(call, 'MemberName')
  if (!groups.delete(name)) throw notFound('GROUP', `Group ${name} is not in role ${role}`)
  return {}
}

const listGroups: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, [...grantOf(call).groups])
  return { MembersList: items, NextToken }
}

/** What the roles of a namespace carry: custom permissions and groups. */
export const roleOperations: Record<string, Behavior> = {
  DescribeRoleCustomPermission: describeProfile,
  UpdateRoleCustomPermission: updateProfile,
  DeleteRoleCustomPermission: deleteProfile,
  CreateRoleMembership: addGroup,
  DeleteRoleMembership: removeGroup,
  ListRoleMemberships: listGroups,
}
