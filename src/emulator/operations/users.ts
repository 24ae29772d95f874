import { createHash } from 'node:crypto'
import { stringAt } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import type { User } from '../identities.ts'
import { identitiesIn, identityKey, namespaceOf, readyNamespaceOf } from '../identity-region.ts'
import { pageOf } from '../pages.ts'
import { exists, invalid, notFound } from '../service-error.ts'
import { keepTags } from '../tagging.ts'
import { checkedProfile } from './custom-permissions.ts'

const arnOf = ({ place }: Call, { namespace, name }: User): string => place.arn(`user/${identityKey(namespace, name)}`)

const present = (call: Call, user: User): Output => ({
  Arn: arnOf(call, user),
  UserName: user.name,
  Email: user.email,
  Role: user.role,
  IdentityType: user.identityType,
  // Documented: inactive until they sign in and give a password, unless another directory knows them.
  Active: user.identityType !== 'QUICKSIGHT',
  PrincipalId: user.principalId,
  CustomPermissionsName: user.customPermissions,
  ExternalLoginFederationProviderType: user.login?.provider,
  ExternalLoginFederationProviderUrl: user.login?.url,
  ExternalLoginId: user.login?.id,
})

/** The user a call names. @throws ResourceNotFoundException */
export const userOf = (call: Call, member = 'UserName'): User => {
  const { name } = namespaceOf(call)
  const user = identitiesIn(call).users.get(identityKey(name, textOf(call, member)))
  if (user) return user
  throw notFound('USER', `User ${textOf(call, member)} is not found`)
}

/** Names of IAM users are made from the ARN, as the documented examples show; others must be given. */
const nameOf = (call: Call): string => {
  const given = textOf(call, 'UserName')
  if (textOf(call, 'IdentityType') !== 'IAM') {
    if (given === '' && textOf(call, 'IdentityType') === 'QUICKSIGHT')
      throw invalid('UserName is required for users with the identity type QUICKSIGHT')
    return given || textOf(call, 'Email')
  }
  const identity = textOf(call, 'IamArn').split('/').at(-1) ?? ''
  const made = [identity, textOf(call, 'SessionName')].filter(Boolean).join('/')
  if (given === '' && made === '') throw invalid('IamArn is required for users with the identity type IAM')
  return given || made
}

// The form of `federated/iam/` is observed; that QUICKSIGHT users get a new one each time is inferred.
const principalOf = (call: Call, name: string): string => {
  const type = textOf(call, 'IdentityType')
  if (type !== 'IAM') return `user/d-${call.place.account.slice(0, 10)}/${call.world.options.id()}`
  const hash = createHash('sha256')
    .update(`${textOf(call, 'IamArn')}/${name}`)
    .digest('hex')
  return `federated/iam/AIDA${hash.slice(0, 16).toUpperCase()}`
}

const COGNITO = 'cognito-identity.amazonaws.com'

/** What a request says of the login of another provider; NONE clears it, as documented. */
const loginIn = (call: Call, before?: User['login']): User['login'] => {
  const provider = textOf(call, 'ExternalLoginFederationProviderType')
  if (provider === '') return before
  if (provider === 'NONE') return undefined
  const url = provider === 'COGNITO' ? COGNITO : stringAt(call.input, 'CustomFederationProviderUrl')
  const id = stringAt(call.input, 'ExternalLoginId')
  return { provider, ...(url === undefined ? {} : { url }), ...(id === undefined ? {} : { id }) }
}

const withLogin = ({ login: _, ...user }: User, login: User['login']): User => (login ? { ...user, login } : user)

const register: Behavior = (call) => {
  const namespace = readyNamespaceOf(call)
  const name = nameOf(call)
  const { users } = identitiesIn(call)
  if (users.has(identityKey(namespace, name))) throw exists('USER', `User ${name} already exists`)
  const profile = checkedProfile(call)
  const identityType = textOf(call, 'IdentityType')
  const facts = { namespace, name, identityType, email: textOf(call, 'Email'), role: textOf(call, 'UserRole') }
  const custom = profile === undefined ? {} : { customPermissions: profile }
  const user = withLogin({ ...facts, ...custom, principalId: principalOf(call, name) }, loginIn(call))
  users.set(identityKey(namespace, name), user)
  keepTags(call, arnOf(call, user))
  const UserInvitationUrl = `https://${call.place.region}.quicksight.aws.amazon.com/sn/console/signup/${call.world.options.id()}`
  // Documented: only users of the type QUICKSIGHT get an invitation.
  return { User: present(call, user), Status: 201, ...(identityType === 'QUICKSIGHT' ? { UserInvitationUrl } : {}) }
}

const update: Behavior = (call) => {
  const { customPermissions, ...before } = userOf(call)
  const given = checkedProfile(call) ?? (call.input.UnapplyCustomPermissions === true ? undefined : customPermissions)
  const facts = { ...before, email: textOf(call, 'Email'), role: textOf(call, 'Role') }
  const user = withLogin(
    given === undefined ? facts : { ...facts, customPermissions: given },
    loginIn(call, before.login),
  )
  identitiesIn(call).users.set(identityKey(user.namespace, user.name), user)
  return { User: present(call, user) }
}

const describe: Behavior = (call) => ({ User: present(call, userOf(call)) })

const list: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, identitiesIn(call).usersIn(namespaceOf(call).name))
  return { UserList: items.map((user) => present(call, user)), NextToken }
}

// Their assets stay, without an owner perhaps; nothing documented says otherwise.
const forget = (call: Call, user: User): Output => {
  const identities = identitiesIn(call)
  for (const { members } of identities.groupsOf(user)) members.delete(user.name)
  identities.users.delete(identityKey(user.namespace, user.name))
  identities.tags.delete(arnOf(call, user))
  return {}
}

const remove: Behavior = (call) => forget(call, userOf(call))

const removeByPrincipal: Behavior = (call) => {
  const wanted = textOf(call, 'PrincipalId')
  const user = identitiesIn(call)
    .usersIn(namespaceOf(call).name)
    .find(({ principalId }) => principalId === wanted)
  if (!user) throw notFound('USER', `User with the principal id ${wanted} is not found`)
  return forget(call, user)
}

const setProfile: Behavior = (call) => {
  const user = userOf(call)
  const customPermissions = checkedProfile(call) ?? ''
  identitiesIn(call).users.set(identityKey(user.namespace, user.name), { ...user, customPermissions })
  return {}
}

const clearProfile: Behavior = (call) => {
  const { customPermissions: _, ...user } = userOf(call)
  identitiesIn(call).users.set(identityKey(user.namespace, user.name), user)
  return {}
}

/** Users. They are the account's, in the identity region. */
export const userOperations: Record<string, Behavior> = {
  RegisterUser: register,
  UpdateUser: update,
  DescribeUser: describe,
  ListUsers: list,
  DeleteUser: remove,
  DeleteUserByPrincipalId: removeByPrincipal,
  UpdateUserCustomPermission: setProfile,
  DeleteUserCustomPermission: clearProfile,
}
