import { PEOPLE_ACTIONS, type PeopleStep, peopleKey } from '../../model/people.ts'
import { planAssignments } from './assignments.ts'
import { withByHand } from './by-hand.ts'
import { planGroups } from './groups.ts'
import { planMemberships } from './memberships.ts'
import { planNamespaces } from './namespaces.ts'
import type { Planning } from './planning.ts'
import { presenceOf } from './presence.ts'
import { planAccountSettings, planBrands, planCustomizations, planCustomPermissions } from './settings.ts'
import { planUsers } from './users.ts'

export type { Move, Planning } from './planning.ts'

const byName = (steps: readonly PeopleStep[]): PeopleStep[] =>
  [...steps].sort((a, b) => {
    const [one, other] = [peopleKey(a), peopleKey(b)]
    if (one !== other) return one < other ? -1 : 1
    return PEOPLE_ACTIONS.indexOf(a.action) - PEOPLE_ACTIONS.indexOf(b.action)
  })

/**
 * How people and settings of a backup come back, in the order in which it is done: what is missing is created, what is there
 * and differs is a conflict unless `overwrite`. Nothing is removed: whoever is there and was not saved stays.
 */
export const planPeople = (planning: Planning): PeopleStep[] => {
  const [users, groups] = [planUsers(planning), planGroups(planning)]
  const presence = presenceOf([...users, ...groups], planning)
  const all = [
    planNamespaces(planning),
    planCustomPermissions(planning),
    planBrands(planning),
    users,
    groups,
    planMemberships(planning, presence),
    planAssignments(planning, presence),
    planCustomizations(planning),
    planAccountSettings(planning),
  ].flatMap(byName)
  return withByHand(all)
}
