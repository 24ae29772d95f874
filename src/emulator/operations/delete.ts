import { type AssetKind, scheduleId } from '../../model/asset.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { dataSetOf } from '../references.ts'
import { refreshEdited } from '../refresh-edit.ts'
import { conflict, invalid, notFound, ServiceError } from '../service-error.ts'
import type { Row } from '../store.ts'

const DAY = 86_400_000
const RECOVERY_DAYS = 30

/** Take an asset away, out of its folders too. */
const remove = ({ place }: Call, row: Row): void => {
  place.remove(row)
  const arn = place.arnOf(row)
  for (const folder of place.all('folder')) {
    if (folder.members?.includes(arn))
      place.put({ ...folder, members: folder.members.filter((member) => member !== arn) })
  }
}

const deleteOf =
  (kind: AssetKind, idMember: string, more: Output = {}): Behavior =>
  (call) => {
    const row = rowOf(call, kind, textOf(call, idMember))
    remove(call, row)
    return { Arn: call.place.arnOf(row), [idMember]: row.id, ...more }
  }

const deleteDataSet: Behavior = (call) => {
  const row = rowOf(call, 'dataset', textOf(call, 'DataSetId'))
  for (const schedule of call.place.all('refreshSchedule')) {
    if (dataSetOf(schedule.body) === row.id) call.place.remove(schedule)
  }
  remove(call, row)
  return { Arn: call.place.arnOf(row), DataSetId: row.id }
}

const deleteRefreshSchedule: Behavior = (call) => {
  const id = textOf(call, 'ScheduleId')
  const row = rowOf(call, 'refreshSchedule', scheduleId(textOf(call, 'DataSetId'), id))
  call.place.remove(row)
  refreshEdited(call.world, call.place, textOf(call, 'DataSetId'))
  return { Arn: call.place.arnOf(row), ScheduleId: id }
}

const deleteFolder: Behavior = (call) => {
  const row = rowOf(call, 'folder', textOf(call, 'FolderId'))
  const arn = call.place.arnOf(row)
  const children = call.place.all('folder').filter(({ body }) => body.parentFolderArn === arn)
  if (children.length > 0 || (row.members ?? []).length > 0) {
    throw new ServiceError('PreconditionNotMetException', `Folder ${arn} is not empty`)
  }
  call.place.remove(row)
  return { Arn: arn, FolderId: row.id }
}

const deleteVersion = (call: Call, row: Row, number: number): void => {
  const left = row.versions.filter((version) => version.number !== number)
  if (left.length === row.versions.length)
    throw notFound('VERSION', `Version ${number} of ${call.place.arnOf(row)} is not found`)
  if (number === row.published) throw conflict(`Version ${number} of ${call.place.arnOf(row)} is published`)
  call.place.put({ ...row, versions: left })
}

const deleteVersioned =
  (kind: AssetKind, idMember: string): Behavior =>
  (call) => {
    const row = rowOf(call, kind, textOf(call, idMember))
    const { VersionNumber } = call.input
    if (typeof VersionNumber === 'number') deleteVersion(call, row, VersionNumber)
    else remove(call, row)
    return { Arn: call.place.arnOf(row), [idMember]: row.id }
  }

const deleteAnalysis: Behavior = (call) => {
  const { world, place, input } = call
  const row = rowOf(call, 'analysis', textOf(call, 'AnalysisId'))
  const forced = input.ForceDeleteWithoutRecovery === true
  if (forced && input.RecoveryWindowInDays !== undefined) {
    throw invalid('RecoveryWindowInDays and ForceDeleteWithoutRecovery cannot be used together')
  }
  if (row.deleted && !forced) throw conflict(`Analysis ${place.arnOf(row)} is already deleted`)
  if (forced) {
    remove(call, row)
    return { Arn: place.arnOf(row), AnalysisId: row.id }
  }
  const days = typeof input.RecoveryWindowInDays === 'number' ? input.RecoveryWindowInDays : RECOVERY_DAYS
  const deleted = new Date(world.now().getTime() + days * DAY)
  place.put({ ...row, deleted, updated: world.now() })
  return { Arn: place.arnOf(row), AnalysisId: row.id, DeletionTime: deleted }
}

const restoreAnalysis: Behavior = (call) => {
  const { deleted, ...row } = rowOf(call, 'analysis', textOf(call, 'AnalysisId'))
  if (!deleted) throw conflict(`Analysis ${call.place.arnOf(row)} is not deleted`)
  call.place.put({ ...row, updated: call.world.now() })
  return { Arn: call.place.arnOf(row), AnalysisId: row.id }
}

const GONE = { DeletionStatus: 'DELETION_IN_PROGRESS', AvailabilityStatus: 'UNAVAILABLE' }

/** Deletions, and the way back for analyses. */
export const deleteOperations: Record<string, Behavior> = {
  DeleteAnalysis: deleteAnalysis,
  RestoreAnalysis: restoreAnalysis,
  DeleteDashboard: deleteVersioned('dashboard', 'DashboardId'),
  DeleteTheme: deleteVersioned('theme', 'ThemeId'),
  DeleteDataSet: deleteDataSet,
  DeleteDataSource: deleteOf('datasource', 'DataSourceId'),
  DeleteFolder: deleteFolder,
  DeleteRefreshSchedule: deleteRefreshSchedule,
  DeleteTopic: deleteOf('topic', 'TopicId'),
  DeleteTopicV2: deleteOf('topic', 'TopicId'),
  DeleteVPCConnection: deleteOf('vpcConnection', 'VPCConnectionId', GONE),
}
