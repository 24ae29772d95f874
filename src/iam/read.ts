import { ASSETS, AWS_THEMES, because, EVERYTHING, EXPORT_JOBS, type Grant, PRINCIPALS } from './grant.ts'
import { olderTopics } from './topics.ts'

const FIND = 'every run lists what the account holds'
const EXPORT = 'an export job reads the assets with the permissions of whoever started it'
const GONE = 'also called when a file is to be removed, to hear from QuickSight itself that the asset is gone'

/** What `export`, `plan`, `drift` and `review` need: they change nothing. */
export const READ: readonly Grant[] = [
  {
    sid: 'FindAssets',
    on: EVERYTHING,
    actions: {
      ...because(
        FIND,
        'quicksight:ListAnalyses quicksight:ListDashboards quicksight:ListDataSets quicksight:ListDataSources quicksight:ListFolders quicksight:ListThemes quicksight:ListTopicsV2 quicksight:ListVPCConnections',
      ),
      ...olderTopics('List'),
      // Which resource it is checked on is not documented here.
      'quicksight:DescribeNamespace': 'a namespace that `permissions` names must exist before anything is written',
      'quicksight:ListAssetBundleExportJobs': 'finds out which of several export jobs have ended',
    },
  },
  {
    sid: 'ReadAssets',
    on: [...ASSETS, ...AWS_THEMES],
    actions: {
      ...because(
        `${EXPORT}; ${GONE}`,
        'quicksight:DescribeAnalysis quicksight:DescribeDashboard quicksight:DescribeDataSet quicksight:DescribeDataSource quicksight:DescribeFolder quicksight:DescribeRefreshSchedule quicksight:DescribeTheme quicksight:DescribeTopicV2 quicksight:DescribeVPCConnection',
      ),
      ...because(
        EXPORT,
        'quicksight:DescribeAnalysisPermissions quicksight:DescribeDashboardPermissions quicksight:DescribeDataSetPermissions quicksight:DescribeDataSetRefreshProperties quicksight:DescribeDataSourcePermissions quicksight:DescribeFolderPermissions quicksight:DescribeThemePermissions quicksight:DescribeTopicPermissionsV2 quicksight:ListFolderMembers',
      ),
      ...olderTopics('Describe'),
      'quicksight:ListRefreshSchedules': `${EXPORT}; also called to find the refresh schedules of a dataset`,
      'quicksight:ListTagsForResource': `${EXPORT}, with their tags; also called before tags are written`,
    },
  },
  {
    sid: 'FindPrincipals',
    on: PRINCIPALS,
    actions: because(
      'those whom `permissions` names must exist before anything is written',
      'quicksight:DescribeGroup quicksight:DescribeUser',
    ),
  },
  {
    sid: 'RunExports',
    on: EXPORT_JOBS,
    actions: because(
      'assets are read in export jobs',
      'quicksight:DescribeAssetBundleExportJob quicksight:StartAssetBundleExportJob',
    ),
  },
]
