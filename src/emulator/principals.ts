import { parseArn } from '../model/arn.ts'
import type { Permission } from '../model/asset.ts'
import type { Place } from './store.ts'
import type { World } from './world.ts'

const exists = (world: World, principal: string): boolean => {
  const arn = parseArn(principal)
  if (arn?.service !== 'quicksight') return true
  const { users, groups } = world.identitiesOf(arn.account)
  const [type = '', ...rest] = arn.resource.split('/')
  if (type === 'user') return users.has(rest.join('/'))
  return type === 'group' ? groups.has(rest.join('/')) : true
}

/**
 * Why these permissions cannot be granted: a user or group that does not exist. Only checked when the emulator was started so,
 * or once the account's first user or group was created; namespaces are always taken on trust.
 */
export const principalError = (world: World, place: Place, permissions: readonly Permission[]): string | undefined => {
  if (!world.options.checkPrincipals && !world.identitiesOf(place.account).known) return undefined
  const unknown = permissions.find(({ principal }) => !exists(world, principal))
  return unknown && `The principal ${unknown.principal} does not exist`
}
