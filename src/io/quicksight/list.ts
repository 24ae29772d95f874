import {
  ListAnalysesCommand,
  ListDashboardsCommand,
  ListDataSetsCommand,
  ListDataSourcesCommand,
  ListFoldersCommand,
  ListThemesCommand,
  ListTopicsV2Command,
  ListVPCConnectionsCommand,
} from '@aws-sdk/client-quicksight'
import type { AssetRef } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import type { Connection } from './connect.ts'

/** One line of a list: what the service tells of an asset without opening it. */
export type Row = AssetRef & {
  arn: string
  name: string
  status?: string
  type?: string
  publishedVersion?: number
  /** When it was last changed, in milliseconds since 1970. Documented for all kinds but topics, whose list has no times. */
  lastUpdated?: number
}

type Page = { rows: Row[]; next: string | undefined }
type Summary = {
  Arn?: string | undefined
  Name?: string | undefined
  Status?: string | undefined
  Type?: string | undefined
  LastUpdatedTime?: Date | undefined
}
type List = (connection: Connection, next: string | undefined) => Promise<Page>

const rowOf = (
  kind: string,
  id: string | undefined,
  summary: Summary & { PublishedVersionNumber?: number | undefined },
): Row => ({
  kind,
  id: id ?? '',
  arn: summary.Arn ?? '',
  name: summary.Name ?? id ?? '',
  ...(summary.Status === undefined ? {} : { status: summary.Status }),
  ...(summary.Type === undefined ? {} : { type: summary.Type }),
  ...(summary.PublishedVersionNumber === undefined ? {} : { publishedVersion: summary.PublishedVersionNumber }),
  ...(summary.LastUpdatedTime === undefined ? {} : { lastUpdated: summary.LastUpdatedTime.getTime() }),
})

const page = (account: string, next: string | undefined) => ({
  AwsAccountId: account,
  MaxResults: 100,
  ...(next === undefined ? {} : { NextToken: next }),
})

/** Every kind a bundle can hold and that has a list of its own; refresh schedules come with their datasets. */
const LISTS: Record<string, List> = {
  datasource: async ({ client, account }, next) => {
    const { DataSources = [], NextToken } = await client.send(new ListDataSourcesCommand(page(account, next)))
    return { rows: DataSources.map((s) => rowOf('datasource', s.DataSourceId, s)), next: NextToken }
  },
  dataset: async ({ client, account }, next) => {
    const { DataSetSummaries = [], NextToken } = await client.send(new ListDataSetsCommand(page(account, next)))
    return {
      rows: DataSetSummaries.map((s) => rowOf('dataset', s.DataSetId, { ...s, Type: s.ImportMode })),
      next: NextToken,
    }
  },
  theme: async ({ client, account }, next) => {
    const input = { ...page(account, next), Type: 'CUSTOM' as const }
    const { ThemeSummaryList = [], NextToken } = await client.send(new ListThemesCommand(input))
    return { rows: ThemeSummaryList.map((s) => rowOf('theme', s.ThemeId, s)), next: NextToken }
  },
  analysis: async ({ client, account }, next) => {
    const { AnalysisSummaryList = [], NextToken } = await client.send(new ListAnalysesCommand(page(account, next)))
    return { rows: AnalysisSummaryList.map((s) => rowOf('analysis', s.AnalysisId, s)), next: NextToken }
  },
  dashboard: async ({ client, account }, next) => {
    const { DashboardSummaryList = [], NextToken } = await client.send(new ListDashboardsCommand(page(account, next)))
    return { rows: DashboardSummaryList.map((s) => rowOf('dashboard', s.DashboardId, s)), next: NextToken }
  },
  folder: async ({ client, account }, next) => {
    const { FolderSummaryList = [], NextToken } = await client.send(new ListFoldersCommand(page(account, next)))
    return {
      rows: FolderSummaryList.map(({ FolderId, Arn, Name, FolderType, LastUpdatedTime }) =>
        rowOf('folder', FolderId, { Arn, Name, Type: FolderType, LastUpdatedTime }),
      ),
      next: NextToken,
    }
  },
  vpcConnection: async ({ client, account }, next) => {
    const { VPCConnectionSummaries = [], NextToken } = await client.send(
      new ListVPCConnectionsCommand(page(account, next)),
    )
    return { rows: VPCConnectionSummaries.map((s) => rowOf('vpcConnection', s.VPCConnectionId, s)), next: NextToken }
  },
  topic: async ({ client, account }, next) => {
    const { TopicSummaryList = [], NextToken } = await client.send(new ListTopicsV2Command(page(account, next)))
    return { rows: TopicSummaryList.map((s) => rowOf('topic', s.TopicId, s)), next: NextToken }
  },
}

export const LISTED_KINDS: readonly string[] = Object.keys(LISTS)

const allPages = async (list: List, connection: Connection): Promise<Row[]> => {
  const rows: Row[] = []
  let next: string | undefined
  do {
    const answer: Page = await list(connection, next)
    rows.push(...answer.rows)
    next = answer.next
  } while (next)
  return rows
}

const listProblem = (kind: string, thrown: unknown): Problem => ({
  severity: 'error',
  message: `The list of kind ${kind} cannot be read: ${messageOf(thrown)}. Nothing of that kind is known in this run; allow the role to list it`,
})

/** All rows of all kinds, all pages. A kind whose list fails is a problem, never an empty list. */
export const listAssets = async (
  connection: Connection,
): Promise<{ rows: Row[]; unlisted: string[]; problems: Problem[] }> => {
  const results = await Promise.allSettled(Object.values(LISTS).map((list) => allPages(list, connection)))
  const rows = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  const failed = results.flatMap((result, i) =>
    result.status === 'rejected' ? [{ kind: LISTED_KINDS[i] ?? '', reason: result.reason as unknown }] : [],
  )
  return {
    rows,
    unlisted: failed.map(({ kind }) => kind),
    problems: failed.map(({ kind, reason }) => listProblem(kind, reason)),
  }
}
