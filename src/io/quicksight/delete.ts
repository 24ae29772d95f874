import {
  DeleteAnalysisCommand,
  DeleteDashboardCommand,
  DeleteDataSetCommand,
  DeleteDataSourceCommand,
  DeleteFolderCommand,
  DeleteThemeCommand,
  DeleteTopicV2Command,
  DeleteVPCConnectionCommand,
} from '@aws-sdk/client-quicksight'
import type { AssetRef } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import type { Connection } from './connect.ts'

/** The longest that the service offers: a deleted analysis can be brought back for so many days. */
const RECOVERY_DAYS = 30

/** `forGood`: without a recovery window, for what nobody is to find again. */
export type HowDeleted = { forGood?: boolean }

type Delete = (connection: Connection, id: string, how: HowDeleted) => Promise<unknown>

const DELETE: Record<string, Delete> = {
  datasource: ({ client, account: AwsAccountId }, DataSourceId) =>
    client.send(new DeleteDataSourceCommand({ AwsAccountId, DataSourceId })),
  dataset: ({ client, account: AwsAccountId }, DataSetId) =>
    client.send(new DeleteDataSetCommand({ AwsAccountId, DataSetId })),
  theme: ({ client, account: AwsAccountId }, ThemeId) => client.send(new DeleteThemeCommand({ AwsAccountId, ThemeId })),
  analysis: ({ client, account: AwsAccountId }, AnalysisId, { forGood }) => {
    const window = forGood ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: RECOVERY_DAYS }
    return client.send(new DeleteAnalysisCommand({ AwsAccountId, AnalysisId, ...window }))
  },
  dashboard: ({ client, account: AwsAccountId }, DashboardId) =>
    client.send(new DeleteDashboardCommand({ AwsAccountId, DashboardId })),
  folder: ({ client, account: AwsAccountId }, FolderId) =>
    client.send(new DeleteFolderCommand({ AwsAccountId, FolderId })),
  vpcConnection: ({ client, account: AwsAccountId }, VPCConnectionId) =>
    client.send(new DeleteVPCConnectionCommand({ AwsAccountId, VPCConnectionId })),
  topic: ({ client, account: AwsAccountId }, TopicId) =>
    client.send(new DeleteTopicV2Command({ AwsAccountId, TopicId })),
}

/**
 * Delete an asset; an analysis with the longest recovery window, a dataset with its refresh schedules. One that is gone
 * already is fine. @throws UserError for a kind that there is no call for, and what the service answers when it refuses.
 */
export const deleteAsset = async (
  connection: Connection,
  { kind, id }: AssetRef,
  how: HowDeleted = {},
): Promise<void> => {
  const send = Object.hasOwn(DELETE, kind) ? DELETE[kind] : undefined
  if (!send) throw new UserError(`there is no way to delete a ${kind}; delete it in QuickSight`)
  try {
    await send(connection, id, how)
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== 'ResourceNotFoundException') throw thrown
  }
}
