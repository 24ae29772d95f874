import { type JsonObject, stringAt } from '../../model/json.ts'
import { type PeopleSort, peopleKey } from '../../model/people.ts'
import { DEFAULT_NAMESPACE, namespaceIn, type Planning } from './planning.ts'

export type Name = { namespace: string; name: string }

/** Where a user or group of that name is, after the rules for names. */
export const renamed = (
  type: 'user' | 'group',
  { namespace, name }: Name,
  { rename }: Pick<Planning, 'rename'>,
): Name => {
  const [, space = namespace, ...rest] = rename(`${type}/${namespace}/${name}`).split('/')
  return { namespace: space, name: rest.join('/') }
}

export const renamedNamespace = (namespace: string, { rename }: Pick<Planning, 'rename'>): string =>
  rename(`namespace/${namespace}`).split('/')[1] ?? namespace

/** The user of a record, as it is called there. */
export const userIn = (record: JsonObject, planning: Pick<Planning, 'rename'>, member = 'UserName'): Name =>
  renamed('user', { namespace: namespaceIn(record), name: stringAt(record, member) ?? '' }, planning)

/** The group of a record, as it is called there. */
export const groupIn = (record: JsonObject, planning: Pick<Planning, 'rename'>): Name =>
  renamed('group', { namespace: namespaceIn(record), name: stringAt(record, 'GroupName') ?? '' }, planning)

/** What names live things: they are called what they are called. */
export const AS_IT_IS = { rename: (principal: string): string => principal }

export const keyOf = (what: PeopleSort, name: Name): string => peopleKey({ what, ...name })

/** The namespace that something lies in, where it may have to be made first. */
export const needsNamespace = (namespace: string): string[] =>
  namespace === DEFAULT_NAMESPACE ? [] : [peopleKey({ what: 'namespace', name: namespace })]
