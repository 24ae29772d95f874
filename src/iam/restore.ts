import { because, EVERYTHING, type Grant, PRINCIPALS } from './grant.ts'

const PEOPLE = 'users, groups, who is in them and what they may do come back, in every namespace'
const SETTINGS = "the account's settings come back"
const OVERWRITE = 'what is there and differs becomes as it was saved, when that is asked for'
const NAMESPACE = "creating a namespace makes a directory for it (AWS's example of such a policy)"

/**
 * What `restore` needs for people and settings, beside the policy to read and the first statement of the policy to back up.
 * AWS documents the resource of users and groups; who is registered by IAM has no name before, and all else is everywhere.
 */
export const RESTORE: readonly Grant[] = [
  {
    sid: 'BringPeopleAndSettingsBack',
    on: EVERYTHING,
    actions: {
      ...because(
        PEOPLE,
        'quicksight:CreateCustomPermissions quicksight:CreateIAMPolicyAssignment quicksight:CreateNamespace quicksight:RegisterUser',
      ),
      ...because(
        SETTINGS,
        'quicksight:CreateAccountCustomization quicksight:CreateBrand quicksight:UpdateAccountSettings quicksight:UpdateBrandPublishedVersion',
      ),
      'quicksight:UpdateBrand': `a brand comes back with the version that users saw and the newer one; also ${OVERWRITE}`,
      ...because(
        OVERWRITE,
        'quicksight:UpdateAccountCustomization quicksight:UpdateCustomPermissions quicksight:UpdateIAMPolicyAssignment',
      ),
      'quicksight:DescribeCustomPermissions': 'tells, where an answer was lost, whether the profile was created',
      ...because(
        NAMESPACE,
        'ds:AuthorizeApplication ds:CreateIdentityPoolDirectory ds:DeleteDirectory ds:DescribeDirectories ds:UnauthorizeApplication',
      ),
    },
  },
  {
    sid: 'BringMembersBack',
    on: PRINCIPALS,
    actions: {
      ...because(PEOPLE, 'quicksight:CreateGroup quicksight:CreateGroupMembership'),
      ...because(OVERWRITE, 'quicksight:UpdateGroup quicksight:UpdateUser'),
    },
  },
]
