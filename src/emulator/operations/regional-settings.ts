import { parseArn } from '../../model/arn.ts'
import { isObject, type JsonObject, objectsOf, stringAt } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import type { Customization, Identities } from '../identities.ts'
import { exists, notFound } from '../service-error.ts'
import { keepTags } from '../tagging.ts'

const identities = ({ world, place }: Call): Identities => world.identitiesOf(place.account)

const keyOf = ({ place }: Call, namespace: string): string => `${place.region}/${namespace}`

// The resource type is documented, its path inferred.
const arnOf = ({ place }: Call, namespace: string): string =>
  place.arn(`customization/account/${place.account}${namespace === '' ? '' : `/namespace/${namespace}`}`)

const customizationOf = (call: Call, namespace: string): Customization => {
  const customization = identities(call).customizations.get(keyOf(call, namespace))
  if (customization) return customization
  throw notFound('ACCOUNT_CUSTOMIZATION', `No customization of ${arnOf(call, namespace)} is found`)
}

const present = (call: Call, { namespace, body }: Customization): Output => ({
  Arn: arnOf(call, namespace),
  AwsAccountId: call.place.account,
  Namespace: namespace === '' ? undefined : namespace,
  AccountCustomization: body,
})

/** That a theme must be there to become the default is inferred; AWS's own have no account. */
const checkTheme = ({ place }: Call, body: JsonObject): void => {
  const text = stringAt(body, 'DefaultTheme')
  const arn = parseArn(text ?? '')
  if (text === undefined || arn?.account === 'aws') return
  const id = arn?.resource.replace(/^theme\//, '') ?? ''
  if (place.arnOf({ kind: 'theme', id }) !== text || !place.get('theme', id))
    throw notFound('THEME', `Theme ${text} is not found`)
}

const write = (call: Call): Output => {
  const namespace = textOf(call, 'Namespace')
  const body = isObject(call.input.AccountCustomization) ? call.input.AccountCustomization : {}
  checkTheme(call, body)
  const customization = { region: call.place.region, namespace, body }
  identities(call).customizations.set(keyOf(call, namespace), customization)
  return present(call, customization)
}

const checkNamespace = (call: Call): void => {
  const namespace = textOf(call, 'Namespace')
  if (!['', 'default'].includes(namespace) && !identities(call).namespaces.has(namespace))
    throw notFound('NAMESPACE', `Namespace ${namespace} is not found`)
}

const create: Behavior = (call) => {
  checkNamespace(call)
  const namespace = textOf(call, 'Namespace')
  if (identities(call).customizations.has(keyOf(call, namespace)))
    throw exists('ACCOUNT_CUSTOMIZATION', `${arnOf(call, namespace)} already exists`)
  const made = write(call)
  keepTags(call, arnOf(call, namespace))
  return { ...made, Status: 201 }
}

const update: Behavior = (call) => {
  customizationOf(call, textOf(call, 'Namespace'))
  return write(call)
}

/** Resolved gives what is in force: a namespace's own settings override the account's (documented). */
const describe: Behavior = (call) => {
  checkNamespace(call)
  const namespace = textOf(call, 'Namespace')
  const own = identities(call).customizations.get(keyOf(call, namespace))
  if (call.input.Resolved !== true) return present(call, customizationOf(call, namespace))
  const account = own && namespace === '' ? undefined : identities(call).customizations.get(keyOf(call, ''))
  if (!own && !account) return present(call, customizationOf(call, namespace))
  return present(call, { region: call.place.region, namespace, body: { ...account?.body, ...own?.body } })
}

const remove: Behavior = (call) => {
  const namespace = textOf(call, 'Namespace')
  customizationOf(call, namespace)
  identities(call).customizations.delete(keyOf(call, namespace))
  identities(call).tags.delete(arnOf(call, namespace))
  return {}
}

const keysOf = (call: Call): JsonObject[] => identities(call).keys.get(call.place.region) ?? []

const describeKeys: Behavior = (call) => ({
  AwsAccountId: call.place.account,
  KeyRegistration: keysOf(call).filter((key) => call.input.DefaultKeyOnly !== true || key.DefaultKey === true),
})

const updateKeys: Behavior = (call) => {
  const keys = objectsOf(call.input.KeyRegistration)
  identities(call).keys.set(call.place.region, keys)
  const done = keys.map((key) => ({ KeyArn: stringAt(key, 'KeyArn') ?? '', StatusCode: 200 }))
  return { SuccessfulKeyRegistration: done, FailedKeyRegistration: [] }
}

/** Settings each region has of its own: customizations (documented) and registered keys (inferred: keys are regional). */
export const regionalOperations: Record<string, Behavior> = {
  CreateAccountCustomization: create,
  UpdateAccountCustomization: update,
  DescribeAccountCustomization: describe,
  DeleteAccountCustomization: remove,
  DescribeKeyRegistration: describeKeys,
  UpdateKeyRegistration: updateKeys,
}
