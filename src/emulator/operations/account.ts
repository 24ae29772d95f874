import type { Behavior } from '../call.ts'

const describeAccountSettings: Behavior = ({ place }) => ({
  AccountSettings: {
    AccountName: `emulator-${place.account}`,
    Edition: 'ENTERPRISE',
    DefaultNamespace: 'default',
    NotificationEmail: 'bi@example.com',
    PublicSharingEnabled: false,
    TerminationProtectionEnabled: true,
  },
})

/** Settings of the account as a whole. */
export const accountOperations: Record<string, Behavior> = { DescribeAccountSettings: describeAccountSettings }
