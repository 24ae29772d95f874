import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import type { Assignment, Identities } from '../identities.ts'
import { identitiesIn, identityKey, namespaceOf, readyNamespaceOf } from '../identity-region.ts'
import { pageOf } from '../pages.ts'
import { exists, notFound } from '../service-error.ts'
import { userOf } from './users.ts'

const assignmentOf = (call: Call): Assignment => {
  const { name: namespace } = namespaceOf(call)
  const name = textOf(call, 'AssignmentName')
  const assignment = identitiesIn(call).assignments.get(name)
  if (assignment?.namespace === namespace) return assignment
  throw notFound('IAM_POLICY_ASSIGNMENT', `Assignment ${name} is not found`)
}

/** The names under `User` or `Group`. The key's case differs between AWS's own examples. */
const namesOf = (identities: JsonObject, type: 'user' | 'group'): string[] =>
  Object.entries(identities).flatMap(([key, names]) =>
    key.toLowerCase() === type && Array.isArray(names) ? names.map(String) : [],
  )

/** Like principals of permissions: checked once somebody was created. That the service checks them is inferred. */
const checkIdentities = ({ world }: Call, known: Identities, { namespace, identities }: Assignment): void => {
  if (!world.options.checkPrincipals && !known.known) return
  for (const [type, all] of [
    ['user', known.users],
    ['group', known.groups],
  ] as const)
    for (const name of namesOf(identities, type))
      if (!all.has(identityKey(namespace, name)))
        throw notFound(type.toUpperCase(), `The ${type} ${name} of the assignment is not found`)
}

const present = (assignment: Assignment): Output => ({
  AssignmentName: assignment.name,
  AssignmentId: assignment.id,
  AssignmentStatus: assignment.status,
  PolicyArn: assignment.policyArn,
  Identities: assignment.identities,
})

const keep = (call: Call, assignment: Assignment): Output => {
  const known = identitiesIn(call)
  checkIdentities(call, known, assignment)
  known.assignments.set(assignment.name, assignment)
  return present(assignment)
}

/** What a request says; an update changes only what it gives, as documented. */
const given = ({ input }: Call): Partial<Assignment> => {
  const [status, policyArn] = [stringAt(input, 'AssignmentStatus'), stringAt(input, 'PolicyArn')]
  return {
    ...(status === undefined ? {} : { status }),
    ...(policyArn === undefined ? {} : { policyArn }),
    ...(isObject(input.Identities) ? { identities: input.Identities } : {}),
  }
}

/** Names are unique in the account, whatever the namespace (documented). */
const create: Behavior = (call) => {
  const namespace = readyNamespaceOf(call)
  const name = textOf(call, 'AssignmentName')
  if (identitiesIn(call).assignments.has(name))
    throw exists('IAM_POLICY_ASSIGNMENT', `Assignment ${name} already exists`)
  return keep(call, { namespace, name, id: call.world.options.id(), status: '', identities: {}, ...given(call) })
}

const update: Behavior = (call) => keep(call, { ...assignmentOf(call), ...given(call) })

const describe: Behavior = (call) => ({
  IAMPolicyAssignment: { ...present(assignmentOf(call)), AwsAccountId: call.place.account },
})

const remove: Behavior = (call) => {
  const { name } = assignmentOf(call)
  identitiesIn(call).assignments.delete(name)
  return { AssignmentName: name }
}

const inNamespace = (call: Call): Assignment[] => {
  const { name } = namespaceOf(call)
  return [...identitiesIn(call).assignments.values()].filter(({ namespace }) => namespace === name)
}

const list: Behavior = (call) => {
  const wanted = textOf(call, 'AssignmentStatus')
  const all = inNamespace(call).filter(({ status }) => wanted === '' || status === wanted)
  const { items, NextToken } = pageOf(call, all)
  const summaries = items.map(({ name, status }) => ({ AssignmentName: name, AssignmentStatus: status }))
  return { IAMPolicyAssignments: summaries, NextToken }
}

/** Documented: those of the user and of the user's groups. That only enabled ones are active is inferred. */
const listForUser: Behavior = (call) => {
  const user = userOf(call)
  const groups = identitiesIn(call)
    .groupsOf(user)
    .map(({ name }) => name)
  const concerns = ({ identities }: Assignment): boolean =>
    namesOf(identities, 'user').includes(user.name) ||
    namesOf(identities, 'group').some((name) => groups.includes(name))
  const all = inNamespace(call).filter((assignment) => assignment.status === 'ENABLED' && concerns(assignment))
  const { items, NextToken } = pageOf(call, all)
  const active = items.map(({ name, policyArn }) => ({ AssignmentName: name, PolicyArn: policyArn }))
  return { ActiveAssignments: active, NextToken }
}

/** Which IAM policies users and groups work under. */
export const policyAssignmentOperations: Record<string, Behavior> = {
  CreateIAMPolicyAssignment: create,
  UpdateIAMPolicyAssignment: update,
  DescribeIAMPolicyAssignment: describe,
  DeleteIAMPolicyAssignment: remove,
  ListIAMPolicyAssignments: list,
  ListIAMPolicyAssignmentsForUser: listForUser,
}
