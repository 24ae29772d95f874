import { BACKUP } from './backup.ts'
import { DEPLOY } from './deploy.ts'
import { ASSETS, because, EVERYTHING, type Grant, PRINCIPALS } from './grant.ts'
import { PRUNE } from './prune.ts'
import { OLDER_TOPICS } from './topics.ts'

const PEOPLE = 'users, groups, who is in them and what they may do come back, in every namespace'
const SETTINGS = "the account's settings come back"
const OVERWRITE = 'what is there and differs becomes as it was saved, when that is asked for'
const NAMESPACE = "creating a namespace makes a directory for it (AWS's example of such a policy)"

/** What `restore` needs for assets, beside the policies to read, to deploy and to prune: a deploy shares no topics. */
export const RESTORE_ASSETS: readonly Grant[] = [
  {
    sid: 'ShareTopics',
    on: ASSETS,
    actions: {
      'quicksight:UpdateTopicPermissionsV2':
        'an import job gives a topic the permissions that it had when it was saved',
      'quicksight:UpdateTopicPermissions': OLDER_TOPICS,
    },
  },
  {
    sid: 'SeeWhatWasLoaded',
    on: ASSETS,
    actions: {
      'quicksight:ListIngestions':
        'data that a restore which was cut off did not come to load is loaded by the next one',
    },
  },
]

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

/** What a drill never does: it makes everything anew, loads no data, and deletes whole copies. */
const NOT_IN_A_DRILL =
  /:((Create|Describe)Ingestion|ListIngestions|RestoreAnalysis|Delete(DataSetRefreshProperties|FolderMembership|RefreshSchedule)|Update(Analysis|Dashboard|DataSet|DataSource|Folder|RefreshSchedule|Theme|Topic|TopicV2|VPCConnection))$/

const writing = [...DEPLOY, ...PRUNE, ...RESTORE_ASSETS]
const isOfAssets = ({ on }: Grant): boolean => on === ASSETS

/**
 * What `restore --drill` needs beside the policy to read: what it makes has ids that begin with the prefix of a drill, so that its
 * role can be kept from writing and deleting everything else.
 */
export const DRILL: readonly Grant[] = [
  {
    sid: 'MakeAndDeleteCopies',
    on: ASSETS.map((arn) => arn.replace(/\*$/, 'drill-*')),
    actions: Object.fromEntries(
      writing
        .filter(isOfAssets)
        .flatMap(({ actions }) => Object.entries(actions))
        .filter(([action]) => !NOT_IN_A_DRILL.test(action)),
    ),
  },
  ...writing.filter((grant) => !isOfAssets(grant)),
  ...BACKUP.filter(({ sid }) => sid === 'FindBackups'),
  ...BACKUP.filter(({ sid }) => sid === 'WriteAndReadBackups').map((grant) => ({
    ...grant,
    sid: 'ReadBackups',
    actions: because('reads the set', 's3:GetObject s3:GetObjectVersion'),
  })),
]
