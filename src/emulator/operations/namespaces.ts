import { performance } from 'node:perf_hooks'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import { demand } from '../iam/guard.ts'
import { DEFAULT_NAMESPACE, type Namespace, type NamespaceFailure } from '../identities.ts'
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
  NamespaceError: namespaceStatus(namespace).endsWith('_FAILURE')
    ? { Type: 'INTERNAL_SERVICE_ERROR', Message: 'The namespace could not be created' }
    : undefined,
})

const duration = ({ world }: Call): number => {
  const { jobTime } = world.options
  return typeof jobTime === 'number' ? jobTime : jobTime('import', world.ordinal)
}

/** A directory is made for each; AWS's example of a policy that creates namespaces names these. */
const DIRECTORY = [
  'ds:AuthorizeApplication',
  'ds:CreateIdentityPoolDirectory',
  'ds:DeleteDirectory',
  'ds:DescribeDirectories',
  'ds:UnauthorizeApplication',
]

const failureOf = ({ world }: Call, name: string): { failure?: NamespaceFailure } => {
  const fault = world.faults.hitAsset('namespace', `namespace:${name}`)
  return fault ? { failure: fault.retryable ? 'RETRYABLE_FAILURE' : 'NON_RETRYABLE_FAILURE' } : {}
}

/** One that failed and may be retried is not in the way; that is inferred from the name of the status. */
const isTaken = (namespace: Namespace | undefined): boolean =>
  namespace !== undefined && namespaceStatus(namespace) !== 'RETRYABLE_FAILURE'

const create: Behavior = (call) => {
  for (const action of DIRECTORY) demand(call.guard, action, '*')
  const { namespaces } = identitiesIn(call)
  const name = textOf(call, 'Namespace')
  if (name === DEFAULT_NAMESPACE || isTaken(namespaces.get(name)))
    throw exists('NAMESPACE', `Namespace ${name} already exists`)
  // The default namespace counts.
  if (namespaces.size + 1 >= LIMIT)
    throw new ServiceError('LimitExceededException', `An account has at most ${LIMIT} namespaces`)
  const ready = performance.now() + duration(call)
  const namespace: Namespace = { name, region: call.place.region, ready, ...failureOf(call, name) }
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
