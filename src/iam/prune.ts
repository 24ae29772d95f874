import { ASSETS, because, type Grant } from './grant.ts'
import { olderTopics } from './topics.ts'

/**
 * Deleting assets, for `prune` and for rolling back: an import job that fails deletes what it had created, with the permissions
 * of whoever started it (AWS's managed policy for imports has these actions; when they are checked is inferred).
 */
export const PRUNE: readonly Grant[] = [
  {
    sid: 'DeleteAssets',
    on: ASSETS,
    actions: {
      ...because(
        '`prune` deletes what git no longer has; an import that fails deletes what it had created',
        'quicksight:DeleteAnalysis quicksight:DeleteDashboard quicksight:DeleteDataSet quicksight:DeleteDataSource quicksight:DeleteFolder quicksight:DeleteTheme quicksight:DeleteTopicV2 quicksight:DeleteVPCConnection',
      ),
      ...olderTopics('Delete'),
    },
  },
]
