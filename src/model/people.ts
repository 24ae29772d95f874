import type { JsonObject } from './json.ts'

/** What of an account is no asset, by the names under which a backup saves it. */
export const IDENTITY_KINDS = [
  'namespaces',
  'users',
  'groups',
  'memberships',
  'policy-assignments',
  'account-settings',
  'customizations',
  'brands',
  'custom-permissions',
] as const
export type IdentityKind = (typeof IDENTITY_KINDS)[number]

/** People and settings as they are saved and as they are live: for each kind the service's own records. */
export type Identities = ReadonlyMap<IdentityKind, readonly JsonObject[]>

/** In the order in which they are brought back: each needs only what stands before it. */
export const PEOPLE_SORTS = [
  'namespace',
  'custom-permissions',
  'brand',
  'user',
  'group',
  'membership',
  'policy-assignment',
  'customization',
  'account-settings',
] as const
export type PeopleSort = (typeof PEOPLE_SORTS)[number]

/** `conflict`: it is there and otherwise than saved, and stays. `manual`: only a person can do it. `note`: to be known. */
export const PEOPLE_ACTIONS = ['conflict', 'manual', 'create', 'update', 'unchanged', 'note'] as const
export type PeopleAction = (typeof PEOPLE_ACTIONS)[number]

/** What becomes of one saved user, group or setting. */
export type PeopleStep = {
  what: PeopleSort
  action: PeopleAction
  namespace?: string
  /** Of a membership the user. */
  name: string
  /** Of a membership. */
  group?: string
  reason: string
  /** What the service is told of it, in its own words, beside account, namespace and name. */
  asked: JsonObject
  /** Keys of what must be there before, see `peopleKey`. */
  needs: readonly string[]
}

/** What one step is told from all others by: of two steps with one key one is a `note`. */
export const peopleKey = ({
  what,
  namespace = '',
  name,
  group,
}: Pick<PeopleStep, 'what' | 'namespace' | 'name' | 'group'>): string =>
  [what, namespace, ...(group === undefined ? [] : [group]), name].join('\n')

/** Where a backup is from, or where it goes to. */
export type IdentityPlace = { account: string; identityRegion: string }

const WORDS: Readonly<Record<PeopleSort, string>> = {
  namespace: 'namespace',
  'custom-permissions': 'custom permissions',
  brand: 'brand',
  user: 'user',
  group: 'group',
  membership: 'user',
  'policy-assignment': 'IAM policy assignment',
  customization: 'customization of namespace',
  'account-settings': 'settings of the account',
}

/** `user ann in default`, `user ann as a member of group readers in default`. Names are from outside. */
export const describePeople = ({
  what,
  namespace,
  name,
  group,
}: Pick<PeopleStep, 'what' | 'namespace' | 'name' | 'group'>): string => {
  if (what === 'account-settings') return WORDS[what]
  if (what === 'customization')
    return namespace === undefined ? 'customization of the account' : `${WORDS[what]} ${name}`
  const member = group === undefined ? '' : ` as a member of group ${group}`
  return `${WORDS[what]} ${name}${member}${namespace === undefined ? '' : ` in ${namespace}`}`
}
