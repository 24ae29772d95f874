import { type PeopleStep, peopleKey } from '../../model/people.ts'
import { AS_IT_IS, groupIn, keyOf, userIn } from './names.ts'
import { type Planning, recordsOf } from './planning.ts'

/** Whether a user or group is there, or is brought back. */
export type Presence = (key: string) => boolean

/** By planned steps, and by what is live without having been saved. */
export const presenceOf = (steps: readonly PeopleStep[], { live }: Pick<Planning, 'live'>): Presence => {
  const known = new Set([
    ...steps.map(peopleKey),
    ...recordsOf(live, 'users').map((user) => keyOf('user', userIn(user, AS_IT_IS))),
    ...recordsOf(live, 'groups').map((group) => keyOf('group', groupIn(group, AS_IT_IS))),
  ])
  return (key) => known.has(key)
}
