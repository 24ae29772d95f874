import { parseArn } from '../../model/arn.ts'
import { scheduleId } from '../../model/asset.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, resourceType, rowOf, textOf } from '../call.ts'
import { startIngestion } from '../ingestions.ts'
import { labelOf } from '../kinds.ts'
import { dependenciesOf } from '../references.ts'
import { refreshEdited } from '../refresh-edit.ts'
import { notFound } from '../service-error.ts'
import type { Row } from '../store.ts'
import { bodyOf, createRow, updateRow } from '../writing.ts'

const CREATED = 'CREATION_SUCCESSFUL'
const UPDATED = 'UPDATE_SUCCESSFUL'

const versionArn = ({ place }: Call, row: Row): string =>
  `${place.arnOf(row)}/version/${row.versions.at(-1)?.number ?? 1}`

/** @throws ResourceNotFoundException when something this body needs is not there. */
const checkDependencies = ({ place }: Call, kind: string, body: JsonObject): void => {
  for (const { arn, ref } of dependenciesOf(place, { kind, body })) {
    if (!place.get(ref.kind, ref.id)) throw notFound(resourceType(ref.kind), `${labelOf(ref.kind)} ${arn} is not found`)
  }
}

const createAnalysis: Behavior = (call) => {
  const row = createRow(call, 'analysis', textOf(call, 'AnalysisId'))
  return { Arn: call.place.arnOf(row), AnalysisId: row.id, CreationStatus: CREATED }
}

const updateAnalysis: Behavior = (call) => {
  const row = updateRow(call, 'analysis')
  return { Arn: call.place.arnOf(row), AnalysisId: row.id, UpdateStatus: UPDATED }
}

const createDashboard: Behavior = (call) => {
  const row = createRow(call, 'dashboard', textOf(call, 'DashboardId'))
  return { Arn: call.place.arnOf(row), VersionArn: versionArn(call, row), DashboardId: row.id, CreationStatus: CREATED }
}

const updateDashboard: Behavior = (call) => {
  const row = updateRow(call, 'dashboard')
  return { Arn: call.place.arnOf(row), VersionArn: versionArn(call, row), DashboardId: row.id, CreationStatus: CREATED }
}

const ingestionOf = (call: Call, row: Row): Output => {
  if (row.body.importMode !== 'SPICE') return {}
  const ingestion = startIngestion(call, row, call.world.options.id(), 'INITIAL_INGESTION')
  return { IngestionId: ingestion.id, IngestionArn: `${call.place.arnOf(row)}/ingestion/${ingestion.id}` }
}

const createDataSet: Behavior = (call) => {
  checkDependencies(call, 'dataset', bodyOf('dataset', call.input))
  const row = createRow(call, 'dataset', textOf(call, 'DataSetId'))
  return { Arn: call.place.arnOf(row), DataSetId: row.id, ...ingestionOf(call, row), Status: 201 }
}

const updateDataSet: Behavior = (call) => {
  checkDependencies(call, 'dataset', bodyOf('dataset', call.input))
  const row = updateRow(call, 'dataset')
  return { Arn: call.place.arnOf(row), DataSetId: row.id, ...ingestionOf(call, row) }
}

const createDataSource: Behavior = (call) => {
  const row = createRow(call, 'datasource', textOf(call, 'DataSourceId'))
  return { Arn: call.place.arnOf(row), DataSourceId: row.id, CreationStatus: CREATED, Status: 202 }
}

const updateDataSource: Behavior = (call) => {
  const row = updateRow(call, 'datasource')
  return { Arn: call.place.arnOf(row), DataSourceId: row.id, UpdateStatus: UPDATED, Status: 202 }
}

const createTheme: Behavior = (call) => {
  const row = createRow(call, 'theme', textOf(call, 'ThemeId'), { ...bodyOf('theme', call.input), type: 'CUSTOM' })
  return { Arn: call.place.arnOf(row), VersionArn: versionArn(call, row), ThemeId: row.id, CreationStatus: CREATED }
}

const updateTheme: Behavior = (call) => {
  const row = updateRow(call, 'theme')
  return { Arn: call.place.arnOf(row), VersionArn: versionArn(call, row), ThemeId: row.id, CreationStatus: CREATED }
}

const createFolder: Behavior = (call) => {
  const parent = parseArn(textOf(call, 'ParentFolderArn'))
  if (parent) rowOf(call, 'folder', parent.resource.slice('folder/'.length))
  const body = { folderType: 'SHARED', ...bodyOf('folder', call.input) }
  const row = createRow(call, 'folder', textOf(call, 'FolderId'), { ...bodyOf('folder', call.input), ...body })
  return { Arn: call.place.arnOf(row), FolderId: row.id }
}

const updateFolder: Behavior = (call) => {
  const row = updateRow(call, 'folder')
  return { Arn: call.place.arnOf(row), FolderId: row.id }
}

const createVpcConnection: Behavior = (call) => {
  const row = createRow(call, 'vpcConnection', textOf(call, 'VPCConnectionId'))
  return {
    Arn: call.place.arnOf(row),
    VPCConnectionId: row.id,
    CreationStatus: CREATED,
    AvailabilityStatus: 'AVAILABLE',
  }
}

const updateVpcConnection: Behavior = (call) => {
  const row = updateRow(call, 'vpcConnection')
  return { Arn: call.place.arnOf(row), VPCConnectionId: row.id, UpdateStatus: UPDATED, AvailabilityStatus: 'AVAILABLE' }
}

const scheduleBody = (call: Call): { id: string; body: JsonObject } => {
  const { input } = call
  const { Arn: _, ...schedule } = isObject(input.Schedule) ? input.Schedule : ({} as JsonObject)
  const given: Record<string, Json> = { DataSetId: textOf(call, 'DataSetId'), Schedule: schedule }
  return { id: stringAt(schedule, 'ScheduleId') ?? '', body: bodyOf('refreshSchedule', given) }
}

const createRefreshSchedule: Behavior = (call) => {
  const dataSet = rowOf(call, 'dataset', textOf(call, 'DataSetId'))
  const { id, body } = scheduleBody(call)
  const row = createRow(call, 'refreshSchedule', scheduleId(dataSet.id, id), body)
  refreshEdited(call.world, call.place, dataSet.id)
  return { ScheduleId: id, Arn: call.place.arnOf(row) }
}

const updateRefreshSchedule: Behavior = (call) => {
  const { id, body } = scheduleBody(call)
  const row = rowOf(call, 'refreshSchedule', scheduleId(textOf(call, 'DataSetId'), id))
  call.place.put({ ...row, body: { resourceType: 'refreshSchedule', ...body }, updated: call.world.now() })
  refreshEdited(call.world, call.place, textOf(call, 'DataSetId'))
  return { ScheduleId: id, Arn: call.place.arnOf(row) }
}

/** Create and Update of every kind, as a person in the console would. */
export const createOperations: Record<string, Behavior> = {
  CreateAnalysis: createAnalysis,
  UpdateAnalysis: updateAnalysis,
  CreateDashboard: createDashboard,
  UpdateDashboard: updateDashboard,
  CreateDataSet: createDataSet,
  UpdateDataSet: updateDataSet,
  CreateDataSource: createDataSource,
  UpdateDataSource: updateDataSource,
  CreateTheme: createTheme,
  UpdateTheme: updateTheme,
  CreateFolder: createFolder,
  UpdateFolder: updateFolder,
  CreateVPCConnection: createVpcConnection,
  UpdateVPCConnection: updateVpcConnection,
  CreateRefreshSchedule: createRefreshSchedule,
  UpdateRefreshSchedule: updateRefreshSchedule,
}
