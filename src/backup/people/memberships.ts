import type { JsonObject } from '../../model/json.ts'
import { stringAt } from '../../model/json.ts'
import { type PeopleStep, peopleKey } from '../../model/people.ts'
import type { Wanted } from './decide.ts'
import { AS_IT_IS, groupIn, keyOf, userIn } from './names.ts'
import { type Planning, recordsOf } from './planning.ts'
import type { Presence } from './presence.ts'

type Verdict = Pick<PeopleStep, 'action' | 'reason'>

const manual = (reason: string): Verdict => ({ action: 'manual', reason })

const wantedIn = (record: JsonObject, planning: Pick<Planning, 'rename'>): { wanted: Wanted; elsewhere: string } => {
  const [user, group] = [userIn(record, planning, 'MemberName'), groupIn(record, planning)]
  const needs = [keyOf('user', user), keyOf('group', group)]
  const wanted: Wanted = { what: 'membership', ...user, group: group.name, asked: {}, needs }
  return { wanted, elsewhere: user.namespace === group.namespace ? '' : group.namespace }
}

const centrals = (planning: Planning): Set<string> => {
  const isCentral = (user: JsonObject): boolean => stringAt(user, 'IdentityType') === 'IAM_IDENTITY_CENTER'
  return new Set([
    ...recordsOf(planning.live, 'users')
      .filter(isCentral)
      .map((user) => keyOf('user', userIn(user, AS_IT_IS))),
    ...recordsOf(planning.saved, 'users')
      .filter(isCentral)
      .map((user) => keyOf('user', userIn(user, planning))),
  ])
}

/** Who is in which group. Members that are there and were not saved stay. */
export const planMemberships = (planning: Planning, presence: Presence): PeopleStep[] => {
  const live = new Set(
    recordsOf(planning.live, 'memberships').map((record) => peopleKey(wantedIn(record, AS_IT_IS).wanted)),
  )
  const central = centrals(planning)
  const verdict = (wanted: Wanted, elsewhere: string): Verdict => {
    const [user = '', group = ''] = wanted.needs
    if (elsewhere !== '')
      return manual(`the group goes to namespace ${elsewhere} and the user does not: change the rules for their names`)
    if (live.has(peopleKey(wanted))) return { action: 'unchanged', reason: 'there already' }
    if (!presence(user)) return manual('the user is neither saved nor there')
    if (!presence(group)) return manual('the group is neither saved nor there')
    if (central.has(user)) return manual('put the user into the group in IAM Identity Center')
    return { action: 'create', reason: 'not there' }
  }
  const steps = new Map<string, PeopleStep>()
  for (const record of recordsOf(planning.saved, 'memberships')) {
    const { wanted, elsewhere } = wantedIn(record, planning)
    steps.set(peopleKey(wanted), { ...wanted, ...verdict(wanted, elsewhere) })
  }
  return [...steps.values()]
}
