import { type JsonObject, objectAt, stringAt } from '../../model/json.ts'
import type { PeopleStep } from '../../model/people.ts'
import { decide, type Wanted } from './decide.ts'
import { movedArn } from './move-arn.ts'
import { keyOf, type Name, needsNamespace, renamed, renamedNamespace } from './names.ts'
import { given, namespaceIn, type Planning, recordsOf, textAt } from './planning.ts'
import type { Presence } from './presence.ts'

type Identity = { type: 'user' | 'group'; under: string; name: string }

/** Users and groups of an assignment. The case of `User` and `Group` differs between AWS's own examples, and stays. */
const identitiesIn = (record: JsonObject): Identity[] =>
  Object.entries(objectAt(record, 'Identities')).flatMap(([under, names]) => {
    const type = under.toLowerCase()
    if ((type !== 'user' && type !== 'group') || !Array.isArray(names)) return []
    return names.map((name) => ({ type, under, name: String(name) }))
  })

/** By type, each name once and in order: so they are compared and so they are sent. */
const asMap = (identities: readonly Identity[]): JsonObject => {
  const map: Record<string, string[]> = {}
  for (const type of ['user', 'group'] as const) {
    const all = identities.filter((one) => one.type === type)
    const [first] = all
    if (first) map[first.under] = [...new Set(all.map(({ name }) => name))].sort()
  }
  return map
}

const keyIn = (namespace: string, { type, name }: Identity): string => keyOf(type, { namespace, name })

type Placed = { namespace: string; identities: Identity[]; spread: boolean }

/** Where an assignment goes: to the namespace of those whom it concerns. */
const placed = (record: JsonObject, planning: Planning): Placed => {
  const namespace = namespaceIn(record)
  const names = identitiesIn(record).map((one): [Identity, Name] => [
    one,
    renamed(one.type, { ...one, namespace }, planning),
  ])
  const spaces = new Set(names.map(([, name]) => name.namespace))
  const [only = renamedNamespace(namespace, planning)] = spaces
  return {
    namespace: only,
    identities: names.map(([one, { name }]) => ({ ...one, name })),
    spread: spaces.size > 1,
  }
}

const factsOf = (record: JsonObject): JsonObject =>
  given({ AssignmentStatus: textAt(record, 'AssignmentStatus'), PolicyArn: textAt(record, 'PolicyArn') })

const wantedOf = (record: JsonObject, { namespace, identities }: Placed, planning: Planning): Wanted => {
  const policy = textAt(record, 'PolicyArn')
  const map = asMap(identities)
  return {
    what: 'policy-assignment',
    namespace,
    name: stringAt(record, 'AssignmentName') ?? '',
    asked: {
      ...factsOf(record),
      ...(policy === undefined ? {} : { PolicyArn: movedArn(policy, planning.place) }),
      ...(Object.keys(map).length === 0 ? {} : { Identities: map }),
    },
    needs: [...needsNamespace(namespace), ...new Set(identities.map((one) => keyIn(namespace, one)))],
  }
}

/** With whom it concerns by now besides, so that an update takes nobody out. */
const withMore = (wanted: Wanted, identities: readonly Identity[], there: readonly Identity[]): Wanted => {
  const Identities = asMap([...identities, ...there])
  return Object.keys(Identities).length === 0 ? wanted : { ...wanted, asked: { ...wanted.asked, Identities } }
}

/** A live assignment in the words of the one that was saved, and only what that says. */
const factsBeside = (wanted: Wanted, live: JsonObject, there: readonly Identity[]): JsonObject => {
  const facts: JsonObject = { ...factsOf(live), Identities: asMap(there) }
  return Object.fromEntries(Object.entries(facts).filter(([key]) => Object.hasOwn(wanted.asked, key)))
}

const SPREAD = 'its users and groups go to several namespaces, and an assignment is for one: change the rules for names'

const elsewhere = (name: string): string =>
  `an assignment of that name is in namespace ${name}, and names are unique in the account: delete that one, then run again`

/** Why an assignment cannot come back by itself. */
const obstacle = (where: Placed, live: JsonObject | undefined, presence: Presence): string | undefined => {
  if (where.spread) return SPREAD
  if (live && namespaceIn(live) !== where.namespace) return elsewhere(namespaceIn(live))
  const missing = where.identities.find((one) => !presence(keyIn(where.namespace, one)))
  return missing && `it concerns ${missing.type} ${missing.name}, which is neither saved nor there`
}

const planAssignment = (
  record: JsonObject,
  live: JsonObject | undefined,
  planning: Planning,
  presence: Presence,
): PeopleStep => {
  const where = placed(record, planning)
  const wanted = wantedOf(record, where, planning)
  const reason = obstacle(where, live, presence)
  if (reason !== undefined) return { ...wanted, action: 'manual', reason }
  if (!live) return decide(wanted, undefined, planning.overwrite)
  const names = new Map(where.identities.map(({ type, under }) => [type, under]))
  const there = identitiesIn(live).map((one) => ({ ...one, under: names.get(one.type) ?? one.under }))
  const whole = withMore(wanted, where.identities, there)
  return decide(whole, factsBeside(whole, live, there), planning.overwrite)
}

/** IAM policy assignments. Users and groups that one concerns by now and did not when it was saved stay in it. */
export const planAssignments = (planning: Planning, presence: Presence): PeopleStep[] => {
  const nameOf = (record: JsonObject): string => stringAt(record, 'AssignmentName') ?? ''
  const live = new Map(recordsOf(planning.live, 'policy-assignments').map((one) => [nameOf(one), one]))
  return recordsOf(planning.saved, 'policy-assignments').map((record) =>
    planAssignment(record, live.get(nameOf(record)), planning, presence),
  )
}
