import { stringAt } from '../../model/json.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import type { AccountSettings } from '../identities.ts'
import { identitiesIn, namespaceOf } from '../identity-region.ts'

const accountName = ({ place }: Call): string => `emulator-${place.account}`

const describeSettings: Behavior = (call) => {
  const { defaultNamespace, notificationEmail, publicSharing, terminationProtection } = identitiesIn(call).settings
  return {
    AccountSettings: {
      AccountName: accountName(call),
      Edition: 'ENTERPRISE',
      DefaultNamespace: defaultNamespace,
      NotificationEmail: notificationEmail,
      PublicSharingEnabled: publicSharing,
      TerminationProtectionEnabled: terminationProtection,
    },
  }
}

const change = (call: Call, changed: Partial<AccountSettings>): void => {
  const identities = identitiesIn(call)
  identities.settings = { ...identities.settings, ...changed }
}

const updateSettings: Behavior = (call) => {
  const { name } = namespaceOf(call, 'DefaultNamespace')
  const email = stringAt(call.input, 'NotificationEmail')
  const terminationProtection = call.input.TerminationProtectionEnabled
  change(call, {
    defaultNamespace: name,
    ...(email === undefined ? {} : { notificationEmail: email }),
    ...(typeof terminationProtection === 'boolean' ? { terminationProtection } : {}),
  })
  return {}
}

const updatePublicSharing: Behavior = (call) => {
  change(call, { publicSharing: call.input.PublicSharingEnabled === true })
  return {}
}

/** The words for status and authentication are those of AWS's examples. */
const describeSubscription: Behavior = (call) => ({
  AccountInfo: {
    AccountName: accountName(call),
    Edition: 'ENTERPRISE',
    NotificationEmail: identitiesIn(call).settings.notificationEmail,
    AuthenticationType: 'IDENTITY_POOL',
    AccountSubscriptionStatus: 'ACCOUNT_CREATED',
  },
})

const RESTRICTIONS = ['IpRestrictionRuleMap', 'VpcIdRestrictionRuleMap', 'VpcEndpointIdRestrictionRuleMap', 'Enabled']

const describeIpRestriction: Behavior = (call) => ({
  AwsAccountId: call.place.account,
  Enabled: false,
  IpRestrictionRuleMap: {},
  ...identitiesIn(call).settings.ipRestriction,
})

/** What a request leaves out stays; that is inferred. */
const updateIpRestriction: Behavior = (call) => {
  const given = RESTRICTIONS.flatMap((key) => {
    const value = call.input[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  const { ipRestriction } = identitiesIn(call).settings
  change(call, { ipRestriction: { ...ipRestriction, ...Object.fromEntries(given) } })
  return { AwsAccountId: textOf(call, 'AwsAccountId') }
}

/** Settings of the account as a whole; they answer in the identity region, of the settings that is observed. */
export const accountOperations: Record<string, Behavior> = {
  DescribeAccountSettings: describeSettings,
  UpdateAccountSettings: updateSettings,
  UpdatePublicSharingSettings: updatePublicSharing,
  DescribeAccountSubscription: describeSubscription,
  DescribeIpRestriction: describeIpRestriction,
  UpdateIpRestriction: updateIpRestriction,
}
