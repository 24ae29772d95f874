import { type JsonObject, stringAt } from '../../model/json.ts'
import { type PeopleStep, peopleKey } from '../../model/people.ts'
import { decide, type Wanted } from './decide.ts'
import { AS_IT_IS, keyOf, type Name, needsNamespace, userIn } from './names.ts'
import { given, type Planning, recordsOf, textAt, without } from './planning.ts'

const CUSTOM = 'CUSTOM_OIDC'

/** What can be written of a user, in the words of RegisterUser. */
const factsOf = (user: JsonObject): JsonObject => {
  const provider = textAt(user, 'ExternalLoginFederationProviderType')
  return given({
    UserRole: textAt(user, 'Role'),
    Email: stringAt(user, 'Email'),
    CustomPermissionsName: textAt(user, 'CustomPermissionsName'),
    ExternalLoginFederationProviderType: provider,
    CustomFederationProviderUrl: provider === CUSTOM ? textAt(user, 'ExternalLoginFederationProviderUrl') : undefined,
    ExternalLoginId: textAt(user, 'ExternalLoginId'),
  })
}

const typeOf = (user: JsonObject): string => stringAt(user, 'IdentityType') ?? ''

/** Of `ROLE/SESSION` the session, of another name all of it. */
const own = (name: string, type: string): string => (type === 'IAM' ? name.slice(name.indexOf('/') + 1) : name)

/** Whoever has an address for a name gets the address that the new name is. */
const emailOf = (user: JsonObject, { name }: Name): string => {
  const email = stringAt(user, 'Email') ?? ''
  return email === own(stringAt(user, 'UserName') ?? '', typeOf(user)) ? own(name, typeOf(user)) : email
}

/**
 * Who somebody of IAM is: the user name is `ROLE/SESSION` for a role, else the name of an IAM user. The path of a role or user
 * is saved nowhere, so that the ARN is without one, and right only for what has none.
 */
const identityOf = ({ name }: Name, { place: { to } }: Planning): JsonObject => {
  const [role = '', ...session] = name.split('/')
  const arn = (resource: string): string => `arn:${to.partition}:iam::${to.account}:${resource}`
  if (session.length === 0) return { IamArn: arn(`user/${role}`) }
  return { IamArn: arn(`role/${role}`), SessionName: session.join('/') }
}

const wantedUser = (user: JsonObject, name: Name, planning: Planning): Wanted => {
  const profile = textAt(user, 'CustomPermissionsName')
  const type = typeOf(user)
  return {
    what: 'user',
    ...name,
    asked: {
      IdentityType: type,
      ...factsOf(user),
      Email: emailOf(user, name),
      ...(type === 'IAM' ? identityOf(name, planning) : {}),
    },
    needs: [
      ...needsNamespace(name.namespace),
      ...(profile === undefined ? [] : [peopleKey({ what: 'custom-permissions', name: profile })]),
    ],
  }
}

const ASSIGN =
  'assign the user, or a group of theirs, to QuickSight in IAM Identity Center, which no API of QuickSight can, then run again'

const registered = (wanted: Wanted, live: JsonObject, overwrite: boolean): PeopleStep => {
  const [was, is] = [wanted.asked.IdentityType, typeOf(live)]
  if (is !== was) {
    const reason = `was saved with the identity type ${was} and is there with ${is}, which cannot be changed: delete that user first, then run again`
    return { ...wanted, action: 'conflict', reason }
  }
  const facts = without(wanted.asked, 'IdentityType', 'IamArn', 'SessionName')
  const step = decide({ ...wanted, asked: facts }, factsOf(live), overwrite)
  const gone = (key: string): boolean => textAt(live, key) !== undefined && facts[key] === undefined
  const cleared = given({
    UnapplyCustomPermissions: gone('CustomPermissionsName') ? true : undefined,
    ExternalLoginFederationProviderType: gone('ExternalLoginFederationProviderType') ? 'NONE' : undefined,
  })
  return { ...step, asked: { ...wanted.asked, ...(step.action === 'update' ? cleared : {}) } }
}

const planUser = (wanted: Wanted, live: JsonObject | undefined, overwrite: boolean): PeopleStep => {
  const type = wanted.asked.IdentityType
  if (type === 'IAM_IDENTITY_CENTER')
    return live
      ? { ...wanted, action: 'unchanged', reason: 'there already, by IAM Identity Center' }
      : { ...wanted, action: 'manual', reason: ASSIGN }
  if (live) return registered(wanted, live, overwrite)
  if (type === 'QUICKSIGHT' || type === 'IAM') return { ...wanted, action: 'create', reason: 'not there' }
  const reason = `nobody with the identity type ${type} can be registered by this version: do it in QuickSight, then run again`
  return { ...wanted, action: 'manual', reason }
}

const note = (wanted: Wanted, reason: string): PeopleStep => ({ ...wanted, action: 'note', asked: {}, reason })

const WAS_INACTIVE = 'was inactive when saved: invited and never seen, or without access'

const MOST_NAMED = 5

/** What there is to know of a user that stands for `others` too. */
const notes = (step: PeopleStep, user: JsonObject, others: readonly JsonObject[]): PeopleStep[] => {
  const inactive = step.action === 'create' && user.Active === false ? [note(step, WAS_INACTIVE)] : []
  if (others.length === 0) return inactive
  const all = [user, ...others].map((one) => `${stringAt(one, 'UserName')} (${stringAt(one, 'Role')})`)
  const named = all.slice(0, MOST_NAMED).join(', ')
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : ''
  return [...inactive, note(step, `stands for ${named}${more}, and is as the first of them`)]
}

/** Users, under the names they have there; several that get one name are one, as the one is who had that name before. */
export const planUsers = (planning: Planning): PeopleStep[] => {
  const live = new Map(recordsOf(planning.live, 'users').map((user) => [keyOf('user', userIn(user, AS_IT_IS)), user]))
  const same = new Map<string, JsonObject[]>()
  for (const user of recordsOf(planning.saved, 'users')) {
    const key = keyOf('user', userIn(user, planning))
    const known = same.get(key) ?? []
    same.set(key, key === keyOf('user', userIn(user, AS_IT_IS)) ? [user, ...known] : [...known, user])
  }
  return [...same].flatMap(([key, [user = {}, ...others]]) => {
    const wanted = wantedUser(user, userIn(user, planning), planning)
    const step = planUser(wanted, live.get(key), planning.overwrite)
    return [step, ...notes(step, user, others)]
  })
}
