import { because, EVERYTHING, type Grant } from './grant.ts'
import { PRUNE } from './prune.ts'

/** Never, whatever else is attached to the role: the account itself, its users and its settings. */
export const GUARD: readonly Grant[] = [
  {
    sid: 'NeverTouchTheAccount',
    effect: 'Deny',
    on: EVERYTHING,
    actions: {
      ...because(
        'ends the subscription, with everything in it',
        'quicksight:DeleteAccountSubscription quicksight:Unsubscribe',
      ),
      ...because(
        'takes users, groups and what they may do away',
        'quicksight:DeleteCustomPermissions quicksight:DeleteGroup quicksight:DeleteGroupMembership quicksight:DeleteIAMPolicyAssignment quicksight:DeleteNamespace quicksight:DeleteRoleMembership quicksight:DeleteUser quicksight:DeleteUserByPrincipalId',
      ),
      ...because(
        'changes how the whole account works',
        'quicksight:DeleteAccountCustomization quicksight:UpdateAccountSettings quicksight:UpdateIpRestriction quicksight:UpdatePublicSharingSettings',
      ),
    },
  },
]

/** Where nothing is ever deleted, such as the account that people edit in: the actions of the policy to prune, denied. */
export const KEEP: readonly Grant[] = PRUNE.map(({ actions }) => ({
  sid: 'NeverDeleteAssets',
  effect: 'Deny',
  on: EVERYTHING,
  actions: Object.fromEntries(Object.keys(actions).map((action) => [action, 'deletes an asset'])),
}))

/** For the whole account (a service control policy): only the role that deploys writes through the API. */
export const ONLY_DEPLOYS: readonly Grant[] = [
  {
    sid: 'OnlyDeploysWrite',
    effect: 'Deny',
    on: EVERYTHING,
    when: {
      ArnNotLike: { 'aws:PrincipalArn': 'arn:{AWS::Partition}:iam::{AWS::AccountId}:role/quicksight-deploy' },
    },
    actions: because(
      'writes assets',
      ['Analysis', 'Dashboard', 'DataSet', 'DataSource', 'Folder', 'Theme', 'Topic', 'VPCConnection']
        .flatMap((noun) => ['Create', 'Delete', 'Update'].map((verb) => `quicksight:${verb}${noun}*`))
        .concat('quicksight:StartAssetBundleImportJob')
        .join(' '),
    ),
  },
]
