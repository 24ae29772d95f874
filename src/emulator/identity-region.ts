import { performance } from 'node:perf_hooks'
import { type Call, textOf } from './call.ts'
import { DEFAULT_NAMESPACE, type Identities, type Namespace } from './identities.ts'
import { notFound, ServiceError } from './service-error.ts'

/** Users, groups and the account's settings answer in the identity region only; the refusal names it, as the service's does (observed). */
export const identitiesIn = ({ world, place }: Call): Identities => {
  const { identityRegion } = world.switches
  if (identityRegion === '' || identityRegion === place.region) return world.identitiesOf(place.account)
  const message =
    `Operation is being called from endpoint ${place.region}, but your identity region is ${identityRegion}. ` +
    `Please use the ${identityRegion} endpoint.`
  throw new ServiceError('AccessDeniedException', message)
}

const namespaceNamed = (call: Call, name: string): Namespace | undefined => {
  const made = identitiesIn(call).namespaces.get(name)
  if (made || name !== DEFAULT_NAMESPACE) return made
  return { name, region: call.world.switches.identityRegion || call.place.region, ready: 0 }
}

/** How far the creation or deletion of a namespace is. */
export const namespaceStatus = ({ ready, gone, failure }: Namespace): string => {
  if (gone !== undefined) return 'DELETING'
  return performance.now() < ready ? 'CREATING' : (failure ?? 'CREATED')
}

/** The namespace a call names. @throws ResourceNotFoundException */
export const namespaceOf = (call: Call, member = 'Namespace'): Namespace => {
  const name = textOf(call, member)
  const namespace = namespaceNamed(call, name)
  if (namespace) return namespace
  throw notFound('NAMESPACE', `Namespace ${name} is not found`)
}

/** The same, ready to be written to. That others are refused like this is inferred from the declared errors. */
export const readyNamespaceOf = (call: Call): string => {
  const namespace = namespaceOf(call)
  const status = namespaceStatus(namespace)
  if (status === 'CREATED') return namespace.name
  throw new ServiceError('PreconditionNotMetException', `Namespace ${namespace.name} is ${status}`)
}

/** `namespace/name`, what users and groups are found by. */
export const identityKey = (namespace: string, name: string): string => `${namespace}/${name}`
