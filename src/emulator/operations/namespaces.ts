import { performance } from 'node:perf_hooks'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import { DEFAULT_NAMESPACE, type Namespace } from '../identities.ts'
import { identitiesIn, namespaceOf, namespaceStatus } from '../identity-region.ts'
import { pageOf } from '../pages.ts'
import { exists, ServiceError } from '../service-error.ts'
import { keepTags } from '../tagging.ts'

/** Documented: 100 namespaces per account by default. */
const LIMIT = 100

const present = ({ place }: Call, namespace: Namespace): Output => ({
  Name: namespace.name,
  Arn: place.arn(`namespace/${namespace.name}`),
  CapacityRegion: namespace.region,
  CreationStatus: namespaceStatus(namespace),
  IdentityStore: 'QUICKSIGHT',
})

const duration = ({ world }: Call): number => {
  const { jobTime } = world.options
  return typeof jobTime === 'number' ? jobTime : jobTime('import', world.ordinal)
}

const create: Behavior = (call) => {
  const { namespaces } = identitiesIn(call)
  const name = textOf(call, 'Namespace')
  if (name === DEFAULT_NAMESPACE || namespaces.has(name)) throw exists('NAMESPACE', `Namespace ${name} already exists`)
  // The default namespace counts.
  if (namespaces.size + 1 >= LIMIT)
    throw new ServiceError('LimitExceededException', `An account has at most ${LIMIT} namespaces`)
  const namespace: Namespace = { name, region: call.place.region, ready: performance.now() + duration(call) }
  namespaces.set(name, namespace)
  keepTags(call, call.place.arn(`namespace/${name}`))
  return present(call, namespace)
}

const describe: Behavior = (call) => ({ Namespace: present(call, namespaceOf(call)) })

const list: Behavior = (call) => {
  const first = namespaceOf({ ...call, input: { Namespace: DEFAULT_NAMESPACE } })
  const { items, NextToken } = pageOf(call, [first, ...identitiesIn(call).namespaces.values()])
  return { Namespaces: items.map((namespace) => present(call, namespace)), NextToken }
}

/** That the default namespace cannot go is inferred: every account has one. */
const remove: Behavior = (call) => {
  const namespace = namespaceOf(call)
  if (namespace.name === DEFAULT_NAMESPACE)
    throw new ServiceError('PreconditionNotMetException', 'The default namespace cannot be deleted')
  const gone = namespace.gone ?? performance.now() + duration(call)
  identitiesIn(call).namespaces.set(namespace.name, { ...namespace, gone })
  return {}
}

/** Namespaces; creating and deleting one takes the time of a job. */
export const namespaceOperations: Record<string, Behavior> = {
  CreateNamespace: create,
  DescribeNamespace: describe,
  ListNamespaces: list,
  DeleteNamespace: remove,
}
