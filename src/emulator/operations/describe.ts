import { scheduleId } from '../../model/asset.ts'
import { isObject, stringAt } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { definitionErrors, unsupportedType } from '../checks.ts'
import { describedManagedTheme } from '../managed-themes.ts'
import {
  analysisStatus,
  apiBody,
  presentDataSource,
  presentDefinitionFacts,
  presentError,
  presentSchedule,
  publishedTime,
  summaryOf,
} from '../present.ts'
import { invalid, notFound } from '../service-error.ts'
import type { Place, Row, Version } from '../store.ts'

/** The version of a dashboard or theme that was asked for: by number, else the published one. */
const versionOf = ({ place, input }: Call, row: Row): Version => {
  const wanted = typeof input.VersionNumber === 'number' ? input.VersionNumber : row.published
  const latest = input.AliasName === '$LATEST' ? row.versions.at(-1) : undefined
  const version = latest ?? row.versions.find(({ number }) => number === wanted)
  if (version) return version
  throw notFound(`${row.kind.toUpperCase()}_VERSION`, `Version ${wanted} of ${place.arnOf(row)} is not found`)
}

const versionStatus = ({ number }: Version): string => (number === 1 ? 'CREATION_SUCCESSFUL' : 'UPDATE_SUCCESSFUL')

/** A version as ListDashboardVersions and DescribeDashboard show it. */
export const presentVersion = ({ place }: Call, row: Row, version: Version): Output => ({
  Arn: `${place.arnOf(row)}/version/${version.number}`,
  VersionNumber: version.number,
  CreatedTime: version.created,
  Status: versionStatus(version),
  Description: version.description,
  SourceEntityArn: undefined,
})

const describeAnalysis: Behavior = (call) => {
  const row = rowOf(call, 'analysis', textOf(call, 'AnalysisId'))
  return { Analysis: { ...summaryOf(call.place, row), ...presentDefinitionFacts(call.place, row) } }
}

const describeDashboard: Behavior = (call) => {
  const row = rowOf(call, 'dashboard', textOf(call, 'DashboardId'))
  const version = versionOf(call, row)
  const facts = presentDefinitionFacts(call.place, { kind: 'dashboard', body: version.body })
  const links = row.body.linkEntities
  return {
    Dashboard: {
      ...summaryOf(call.place, row),
      Version: { ...presentVersion(call, row, version), ...facts },
      LastPublishedTime: publishedTime(row),
      LinkEntities: Array.isArray(links) ? links : undefined,
    },
  }
}

const definitionOf = (call: Call, row: Row, status: string): Output => {
  const errors = definitionErrors(call.place, row)
  const { Definition, ThemeArn, DashboardPublishOptions } = apiBody(row)
  const Name = stringAt(row.body, 'name')
  const Errors = errors.length > 0 ? errors.map(presentError) : undefined
  return { Name, ResourceStatus: status, ThemeArn, Definition, DashboardPublishOptions, Errors }
}

const describeAnalysisDefinition: Behavior = (call) => {
  const row = rowOf(call, 'analysis', textOf(call, 'AnalysisId'))
  return { AnalysisId: row.id, ...definitionOf(call, row, analysisStatus(row)) }
}

const describeDashboardDefinition: Behavior = (call) => {
  const row = rowOf(call, 'dashboard', textOf(call, 'DashboardId'))
  const version = versionOf(call, row)
  return { DashboardId: row.id, ...definitionOf(call, { ...row, body: version.body }, versionStatus(version)) }
}

const describeDataSet: Behavior = (call) => {
  const row = rowOf(call, 'dataset', textOf(call, 'DataSetId'))
  if (unsupportedType(call.place, row) !== undefined) {
    throw invalid('The data set type is not supported through API yet')
  }
  const { DataSetRefreshProperties: _, ...api } = apiBody(row)
  return {
    DataSet: {
      ...api,
      ...summaryOf(call.place, row),
      ConsumedSpiceCapacityInBytes: 0,
      OutputColumns: outputColumns(row),
    },
  }
}

/** Columns as the physical tables name them; transforms are not followed. */
const outputColumns = ({ body }: Row): Output[] => {
  const tables = isObject(body.physicalTableMap) ? Object.values(body.physicalTableMap).filter(isObject) : []
  const columns = tables.flatMap((table) =>
    Object.values(table).flatMap((source) => (isObject(source) ? (source.inputColumns ?? source.columns ?? []) : [])),
  )
  return columns.flatMap((column) =>
    isObject(column) ? [{ Name: stringAt(column, 'name'), Type: stringAt(column, 'type') }] : [],
  )
}

const describeDataSource: Behavior = (call) => ({
  DataSource: presentDataSource(call.place, rowOf(call, 'datasource', textOf(call, 'DataSourceId'))),
})

const describeTheme: Behavior = (call) => {
  const managed = describedManagedTheme(textOf(call, 'ThemeId'))
  if (managed) return { Theme: managed }
  const row = rowOf(call, 'theme', textOf(call, 'ThemeId'))
  const version = versionOf(call, row)
  const { BaseThemeId, Configuration } = apiBody({ kind: 'theme', body: version.body })
  return {
    Theme: {
      ...summaryOf(call.place, row),
      Type: 'CUSTOM',
      Version: { ...presentVersion(call, row, version), BaseThemeId, Configuration },
    },
  }
}

const folderPath = (place: Place, row: Row): string[] => {
  const parent = place.all('folder').find((folder) => place.arnOf(folder) === row.body.parentFolderArn)
  return parent ? [...folderPath(place, parent), place.arnOf(parent)] : []
}

const describeFolder: Behavior = (call) => {
  const row = rowOf(call, 'folder', textOf(call, 'FolderId'))
  return { Folder: { ...summaryOf(call.place, row), FolderPath: folderPath(call.place, row) } }
}

const describeTopic: Behavior = (call) => {
  const row = rowOf(call, 'topic', textOf(call, 'TopicId'))
  return { Arn: call.place.arnOf(row), TopicId: row.id, Topic: { Name: row.name } }
}

const describeVpcConnection: Behavior = (call) => ({
  VPCConnection: summaryOf(call.place, rowOf(call, 'vpcConnection', textOf(call, 'VPCConnectionId'))),
})

const describeRefreshSchedule: Behavior = (call) => {
  rowOf(call, 'dataset', textOf(call, 'DataSetId'))
  const row = rowOf(call, 'refreshSchedule', scheduleId(textOf(call, 'DataSetId'), textOf(call, 'ScheduleId')))
  return { RefreshSchedule: presentSchedule(call.place, row), Arn: call.place.arnOf(row) }
}

/** One asset each, as the API shows it. */
export const describeOperations: Record<string, Behavior> = {
  DescribeAnalysis: describeAnalysis,
  DescribeAnalysisDefinition: describeAnalysisDefinition,
  DescribeDashboard: describeDashboard,
  DescribeDashboardDefinition: describeDashboardDefinition,
  DescribeDataSet: describeDataSet,
  DescribeDataSource: describeDataSource,
  DescribeTheme: describeTheme,
  DescribeFolder: describeFolder,
  DescribeTopicV2: describeTopic,
  DescribeVPCConnection: describeVpcConnection,
  DescribeRefreshSchedule: describeRefreshSchedule,
}
