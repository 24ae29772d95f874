import {
  DescribeAnalysisCommand,
  DescribeDashboardCommand,
  DescribeDataSetCommand,
  DescribeDataSourceCommand,
  DescribeFolderCommand,
  DescribeRefreshScheduleCommand,
  DescribeThemeCommand,
  DescribeTopicV2Command,
  DescribeVPCConnectionCommand,
  RestoreAnalysisCommand,
} from '@aws-sdk/client-quicksight'
import type { AssetRef } from '../../model/asset.ts'
import type { Connection } from './connect.ts'

type Describe = (connection: Connection, id: string) => Promise<string | undefined>

const DESCRIBE: Record<string, Describe> = {
  datasource: async ({ client, account: AwsAccountId }, DataSourceId) => {
    await client.send(new DescribeDataSourceCommand({ AwsAccountId, DataSourceId }))
    return undefined
  },
  dataset: async ({ client, account: AwsAccountId }, DataSetId) => {
    await client.send(new DescribeDataSetCommand({ AwsAccountId, DataSetId }))
    return undefined
  },
  theme: async ({ client, account: AwsAccountId }, ThemeId) => {
    await client.send(new DescribeThemeCommand({ AwsAccountId, ThemeId }))
    return undefined
  },
  folder: async ({ client, account: AwsAccountId }, FolderId) => {
    await client.send(new DescribeFolderCommand({ AwsAccountId, FolderId }))
    return undefined
  },
  dashboard: async ({ client, account: AwsAccountId }, DashboardId) => {
    await client.send(new DescribeDashboardCommand({ AwsAccountId, DashboardId }))
    return undefined
  },
  analysis: async ({ client, account: AwsAccountId }, AnalysisId) =>
    (await client.send(new DescribeAnalysisCommand({ AwsAccountId, AnalysisId }))).Analysis?.Status,
  vpcConnection: async ({ client, account: AwsAccountId }, VPCConnectionId) =>
    (await client.send(new DescribeVPCConnectionCommand({ AwsAccountId, VPCConnectionId }))).VPCConnection?.Status,
  topic: async ({ client, account: AwsAccountId }, TopicId) => {
    await client.send(new DescribeTopicV2Command({ AwsAccountId, TopicId }))
    return undefined
  },
  refreshSchedule: async ({ client, account: AwsAccountId }, id) => {
    const [DataSetId, ScheduleId] = id.split('--refresh-schedule--')
    await client.send(new DescribeRefreshScheduleCommand({ AwsAccountId, DataSetId, ScheduleId }))
    return undefined
  },
}

/**
 * Whether the service itself says that an asset is gone: it answers ResourceNotFound, or shows it as deleted (an analysis
 * in its recovery window). That a list lacks it proves nothing. A kind without a describe call is never called gone.
 */
export const isGone = async (connection: Connection, { kind, id }: AssetRef): Promise<boolean> => {
  const describe = DESCRIBE[kind]
  if (!describe) return false
  try {
    return (await describe(connection, id)) === 'DELETED'
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return true
    throw thrown
  }
}

export type DashboardVersion = { published: number | undefined; status: string | undefined; errors: string[] }

/** The published version of a dashboard, whether the service could make it, and what it found wrong. */
export const describeDashboard = async ({ client, account }: Connection, id: string): Promise<DashboardVersion> => {
  const { Dashboard } = await client.send(new DescribeDashboardCommand({ AwsAccountId: account, DashboardId: id }))
  const errors = (Dashboard?.Version?.Errors ?? []).map(({ Type, Message }) => `${Type ?? 'error'}: ${Message ?? ''}`)
  return { published: Dashboard?.Version?.VersionNumber, status: Dashboard?.Version?.Status, errors }
}

/** Bring back an analysis that was deleted less than its recovery window ago. */
export const restoreAnalysis = async ({ client, account }: Connection, id: string): Promise<void> => {
  await client.send(new RestoreAnalysisCommand({ AwsAccountId: account, AnalysisId: id }))
}
