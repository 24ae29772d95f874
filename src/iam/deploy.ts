import { ASSETS, because, EVERYTHING, type Grant, IMPORT_JOBS } from './grant.ts'
import { olderTopics } from './topics.ts'

const CREATE = 'an import job creates what git has and the environment has not'
const UPDATE = 'an import job updates what changed'
const OWNERS = 'an import job gives `owners` to what it creates; also called for `permissions` and `linkSharing`'
const TAGS = 'tags record what was deployed: by a call, or inside an import job'

/** What `deploy` needs beside the policy to read. Deleting assets is a policy of its own. */
export const DEPLOY: readonly Grant[] = [
  {
    sid: 'FindJobsAndUsers',
    on: EVERYTHING,
    actions: {
      'quicksight:ListAssetBundleImportJobs': 'finds an import of an earlier run that is still going',
      'quicksight:ListUsers': 'finds out in which region users and groups live; not called with `identityRegion`',
    },
  },
  {
    sid: 'WriteAssets',
    on: ASSETS,
    actions: {
      ...because(
        CREATE,
        'quicksight:CreateAnalysis quicksight:CreateDashboard quicksight:CreateDataSet quicksight:CreateDataSource quicksight:CreateFolder quicksight:CreateRefreshSchedule quicksight:CreateTheme quicksight:CreateTopicV2 quicksight:CreateVPCConnection',
      ),
      ...because(
        UPDATE,
        'quicksight:DeleteDataSetRefreshProperties quicksight:PutDataSetRefreshProperties quicksight:UpdateAnalysis quicksight:UpdateDashboard quicksight:UpdateDashboardLinks quicksight:UpdateDashboardPublishedVersion quicksight:UpdateDataSet quicksight:UpdateDataSource quicksight:UpdateFolder quicksight:UpdateRefreshSchedule quicksight:UpdateTheme quicksight:UpdateTopicV2 quicksight:UpdateVPCConnection',
      ),
      ...because(
        OWNERS,
        'quicksight:UpdateAnalysisPermissions quicksight:UpdateDashboardPermissions quicksight:UpdateDataSetPermissions quicksight:UpdateDataSourcePermissions quicksight:UpdateFolderPermissions quicksight:UpdateThemePermissions',
      ),
      ...because(
        'an import job passes data sources to datasets, and datasets to what shows them',
        'quicksight:PassDataSet quicksight:PassDataSource',
      ),
      ...olderTopics('Create', 'Update'),
      ...because(TAGS, 'quicksight:TagResource quicksight:UntagResource'),
      ...because('SPICE datasets that changed are loaded', 'quicksight:CreateIngestion quicksight:DescribeIngestion'),
      ...because(
        '`folders` puts assets into folders and takes them out',
        'quicksight:CreateFolderMembership quicksight:DeleteFolderMembership',
      ),
      'quicksight:DeleteRefreshSchedule': 'a refresh schedule that git took off its dataset is deleted',
      'quicksight:RestoreAnalysis': 'an analysis that git wants and somebody deleted is brought back',
    },
  },
  {
    sid: 'RunImports',
    on: IMPORT_JOBS,
    actions: because(
      'assets are written in import jobs',
      'quicksight:DescribeAssetBundleImportJob quicksight:StartAssetBundleImportJob',
    ),
  },
  {
    sid: 'SecretsOfDataSources',
    on: ['arn:{AWS::Partition}:secretsmanager:*:{AWS::AccountId}:secret:{SecretPrefix}*'],
    actions: because(
      'an import job reads the `secret` that an environment file names for a data source',
      'secretsmanager:DescribeSecret secretsmanager:GetSecretValue',
    ),
  },
  {
    sid: 'RoleOfVpcConnections',
    on: ['arn:{AWS::Partition}:iam::{AWS::AccountId}:role/{VpcConnectionRole}'],
    when: { StringEquals: { 'iam:PassedToService': 'quicksight.amazonaws.com' } },
    actions: {
      'iam:PassRole': 'an import job gives a VPC connection, or an Athena data source, the role it works with',
    },
  },
]
