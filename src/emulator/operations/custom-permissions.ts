import { type JsonObject, stringAt } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import { identitiesIn } from '../identity-region.ts'
import { pageOf } from '../pages.ts'
import { conflict, exists, notFound } from '../service-error.ts'
import { keepTags } from '../tagging.ts'

const arnOf = ({ place }: Call, name: string): string => place.arn(`custompermissions/${name}`)

const profileOf = (call: Call, name: string): JsonObject => {
  const profile = identitiesIn(call).customPermissions.get(name)
  if (profile) return profile
  throw notFound('CUSTOM_PERMISSIONS', `Custom permissions ${name} are not found`)
}

/** The custom permissions profile a request assigns, if any. That it must exist is inferred from the declared errors. */
export const checkedProfile = (call: Call): string | undefined => {
  const name = stringAt(call.input, 'CustomPermissionsName')
  if (name !== undefined) profileOf(call, name)
  return name
}

const present = (call: Call, name: string): Output => ({
  Arn: arnOf(call, name),
  CustomPermissionsName: name,
  ...profileOf(call, name),
})

/** Documented for the update: both are replaced whole, what is left out is gone. */
const write = (call: Call): Output => {
  const name = textOf(call, 'CustomPermissionsName')
  const { Capabilities, Governance } = call.input
  const given = { Capabilities, Governance } as JsonObject
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  identitiesIn(call).customPermissions.set(name, kept)
  return { Arn: arnOf(call, name) }
}

const create: Behavior = (call) => {
  const name = textOf(call, 'CustomPermissionsName')
  if (identitiesIn(call).customPermissions.has(name))
    throw exists('CUSTOM_PERMISSIONS', `Custom permissions ${name} already exist`)
  keepTags(call, arnOf(call, name))
  return { ...write(call), Status: 201 }
}

const update: Behavior = (call) => {
  profileOf(call, textOf(call, 'CustomPermissionsName'))
  return write(call)
}

const describe: Behavior = (call) => ({ CustomPermissions: present(call, textOf(call, 'CustomPermissionsName')) })

const list: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, [...identitiesIn(call).customPermissions.keys()])
  return { CustomPermissionsList: items.map((name) => present(call, name)), NextToken }
}

/** That a profile in use stays is inferred from the declared conflict. */
const remove: Behavior = (call) => {
  const name = textOf(call, 'CustomPermissionsName')
  profileOf(call, name)
  const { users, roles, settings, customPermissions, tags } = identitiesIn(call)
  const holders = [...users.values(), ...roles.values(), settings]
  if (holders.some((holder) => holder.customPermissions === name))
    throw conflict(`Custom permissions ${name} are in use`)
  customPermissions.delete(name)
  tags.delete(arnOf(call, name))
  return { Arn: arnOf(call, name) }
}

const describeAccount: Behavior = (call) => {
  const name = identitiesIn(call).settings.customPermissions
  if (name === undefined) throw notFound('CUSTOM_PERMISSIONS', 'The account has no custom permissions')
  return { CustomPermissionsName: name }
}

const updateAccount: Behavior = (call) => {
  const name = checkedProfile(call) ?? ''
  const identities = identitiesIn(call)
  identities.settings = { ...identities.settings, customPermissions: name }
  return {}
}

const deleteAccount: Behavior = (call) => {
  describeAccount(call)
  const identities = identitiesIn(call)
  const { customPermissions: _, ...settings } = identities.settings
  identities.settings = settings
  return {}
}

/** Custom permissions profiles, and the one of the account. */
export const customPermissionOperations: Record<string, Behavior> = {
  CreateCustomPermissions: create,
  UpdateCustomPermissions: update,
  DescribeCustomPermissions: describe,
  ListCustomPermissions: list,
  DeleteCustomPermissions: remove,
  DescribeAccountCustomPermission: describeAccount,
  UpdateAccountCustomPermission: updateAccount,
  DeleteAccountCustomPermission: deleteAccount,
}
