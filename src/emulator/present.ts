import { isObject, type JsonObject, stringAt } from '../model/json.ts'
import type { Output, OutputValue } from './binding.ts'
import { toApi } from './casing.ts'
import { definitionErrors } from './checks.ts'
import { bodyShape } from './kinds.ts'
import { referencesOf } from './references.ts'
import type { Place, Row } from './store.ts'

/** A body in API form; keys the API does not know are left out, as the service's own Describe calls leave them out. */
export const apiBody = (row: Pick<Row, 'kind' | 'body'>): JsonObject =>
  toApi(bodyShape(row.kind), row.body) as JsonObject

const common = (place: Place, row: Row): Output => ({
  Arn: place.arnOf(row),
  Name: row.name,
  CreatedTime: row.created,
  LastUpdatedTime: row.updated,
})

export const analysisStatus = (row: Row): string =>
  row.deleted
    ? 'DELETED'
    : row.versions.length === 0 && row.updated > row.created
      ? 'UPDATE_SUCCESSFUL'
      : 'CREATION_SUCCESSFUL'

/** The API form of a data source; never its login, but the ARN of its secret. */
export const presentDataSource = (place: Place, row: Row): Output => ({
  ...apiBody(row),
  ...common(place, row),
  Status: row.updated > row.created ? 'UPDATE_SUCCESSFUL' : 'CREATION_SUCCESSFUL',
  SecretArn: row.credentials?.secretArn,
})

const presentVpcConnection = (place: Place, row: Row): Output => {
  const { VpcConnectionId: _, SubnetIds: subnets, ...api } = apiBody(row)
  const interfaces = Array.isArray(subnets) ? subnets : []
  return {
    ...api,
    ...common(place, row),
    VPCConnectionId: row.id,
    VPCId: `vpc-${row.id.slice(0, 8)}`,
    Status: row.updated > row.created ? 'UPDATE_SUCCESSFUL' : 'CREATION_SUCCESSFUL',
    AvailabilityStatus: 'AVAILABLE',
    NetworkInterfaces: interfaces.map((subnet) => ({
      SubnetId: subnet,
      AvailabilityZone: `${place.region}a`,
      Status: 'AVAILABLE',
    })),
  }
}

const presentDataSetSummary = (place: Place, row: Row): Output => ({
  ...common(place, row),
  DataSetId: row.id,
  ImportMode: stringAt(row.body, 'importMode'),
  UseAs: stringAt(row.body, 'useAs'),
  RowLevelPermissionDataSet: apiBody({ kind: 'dataset', body: pick(row.body, 'rowLevelPermissionDataSet') })
    .RowLevelPermissionDataSet,
  RowLevelPermissionTagConfigurationApplied: row.body.rowLevelPermissionTagConfiguration !== undefined,
  ColumnLevelPermissionRulesApplied: row.body.columnLevelPermissionRules !== undefined,
})

const pick = (body: JsonObject, key: string): JsonObject => {
  const value = body[key]
  return value === undefined ? {} : { [key]: value }
}

type Present = (place: Place, row: Row) => Output

const SUMMARIES: Record<string, Present> = {
  analysis: (place, row) => ({ ...common(place, row), AnalysisId: row.id, Status: analysisStatus(row) }),
  dashboard: (place, row) => ({
    ...common(place, row),
    DashboardId: row.id,
    PublishedVersionNumber: row.published,
    LastPublishedTime: publishedTime(row),
  }),
  dataset: presentDataSetSummary,
  datasource: presentDataSource,
  theme: (place, row) => ({
    ...common(place, row),
    ThemeId: row.id,
    LatestVersionNumber: row.versions.at(-1)?.number ?? 1,
  }),
  folder: (place, row) => ({ ...apiBody(row), ...common(place, row) }),
  vpcConnection: presentVpcConnection,
  topic: (place, row) => ({ ...common(place, row), TopicId: row.id }),
}

export const publishedTime = (row: Row): OutputValue =>
  row.versions.find(({ number }) => number === row.published)?.created

/** How a List call shows an asset. */
export const summaryOf = (place: Place, row: Row): Output => SUMMARIES[row.kind]?.(place, row) ?? common(place, row)

/** A refresh schedule in API form: with its ARN, times in seconds. */
export const presentSchedule = (place: Place, row: Row): Output => {
  const { Schedule } = apiBody(row)
  return { ...(isObject(Schedule) ? Schedule : {}), Arn: place.arnOf(row) }
}

const sheetsOf = (body: JsonObject): Output[] => {
  const sheets =
    isObject(body.definition) && Array.isArray(body.definition.sheets) ? body.definition.sheets.filter(isObject) : []
  return sheets.map((sheet) => ({ SheetId: stringAt(sheet, 'sheetId'), Name: stringAt(sheet, 'name') }))
}

/** What an analysis or a dashboard version shows of its definition. */
export const presentDefinitionFacts = (place: Place, row: Pick<Row, 'kind' | 'body'>): Output => {
  const errors = definitionErrors(place, row)
  return {
    ThemeArn: stringAt(row.body, 'themeArn'),
    DataSetArns: referencesOf(row.body)
      .filter(({ ref }) => ref.kind === 'dataset')
      .map(({ arn }) => arn),
    Sheets: sheetsOf(row.body),
    Errors: errors.length > 0 ? errors.map(presentError) : undefined,
  }
}

export const presentError = ({ type, message, path }: { type: string; message: string; path: string }): Output => ({
  Type: type,
  Message: message,
  ViolatedEntities: [{ Path: path }],
})
