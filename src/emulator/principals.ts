import { parseArn } from '../model/arn.ts'
import type { Permission } from '../model/asset.ts'
import { DEFAULT_NAMESPACE } from './identities.ts'
import type { Place } from './store.ts'
import type { World } from './world.ts'

const exists = (world: World, principal: string): boolean => {
  const arn = parseArn(principal)
  if (arn?.service !== 'quicksight') return true
  const { identityRegion } = world.switches
  if (identityRegion !== '' && arn.region !== identityRegion) return false
  const { users, groups, namespaces } = world.identitiesOf(arn.account)
  const [type = '', ...rest] = arn.resource.split('/')
  const name = rest.join('/')
  if (type === 'user') return users.has(name)
  if (type === 'group') return groups.has(name)
  return type !== 'namespace' || name === DEFAULT_NAMESPACE || namespaces.has(name)
}

/**
 * Why these permissions cannot be granted: a user, group or namespace that does not exist. Only checked when the emulator was
 * started so, or once the account's first user or group was created.
 */
export const principalError = (world: World, place: Place, permissions: readonly Permission[]): string | undefined => {
  if (!world.options.checkPrincipals && !world.identitiesOf(place.account).known) return undefined
  const unknown = permissions.find(({ principal }) => !exists(world, principal))
  return unknown && `The principal ${unknown.principal} does not exist`
}
