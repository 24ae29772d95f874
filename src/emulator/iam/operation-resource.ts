import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import type { Place } from '../store.ts'

/** The members that name what an operation is about, and the type in its ARN. */
const TYPES: readonly (readonly [member: string, type: string])[] = [
  ['DataSetId', 'dataset'],
  ['DataSourceId', 'datasource'],
  ['AnalysisId', 'analysis'],
  ['DashboardId', 'dashboard'],
  ['ThemeId', 'theme'],
  ['FolderId', 'folder'],
  ['TopicId', 'topic'],
  ['VPCConnectionId', 'vpcConnection'],
  ['AssetBundleExportJobId', 'asset-bundle-export-job'],
  ['AssetBundleImportJobId', 'asset-bundle-import-job'],
]

const IDENTITIES: readonly (readonly [member: string, type: string])[] = [
  ['UserName', 'user'],
  ['GroupName', 'group'],
]

/** Lists that AWS's managed policies allow on one type of resource; that the other lists are checked on `*` is inferred. */
const LISTS: Readonly<Record<string, string>> = {
  ListVPCConnections: 'vpcConnection/*',
  ListAssetBundleExportJobs: 'asset-bundle-export-job/*',
  ListAssetBundleImportJobs: 'asset-bundle-import-job/*',
}

const scheduleIn = (input: JsonObject): string | undefined =>
  stringAt(input, 'ScheduleId') ?? (isObject(input.Schedule) ? stringAt(input.Schedule, 'ScheduleId') : undefined)

const below = (input: JsonObject): string => {
  const [schedule, ingestion] = [scheduleIn(input), stringAt(input, 'IngestionId')]
  if (ingestion !== undefined) return `/ingestion/${ingestion}`
  return schedule === undefined ? '' : `/refresh-schedule/${schedule}`
}

const named = (input: JsonObject): string | undefined => {
  const [member, type] = TYPES.find(([name]) => stringAt(input, name) !== undefined) ?? []
  if (member !== undefined) return `${type}/${stringAt(input, member)}${type === 'dataset' ? below(input) : ''}`
  const [identity, kind] = IDENTITIES.find(([name]) => stringAt(input, name) !== undefined) ?? []
  return identity && `${kind}/${stringAt(input, 'Namespace') ?? 'default'}/${stringAt(input, identity)}`
}

/** The ARN an operation is checked on; `*` where it is about no one resource. */
export const resourceOf = (place: Place, operation: string, input: JsonObject): string => {
  const arn = stringAt(input, 'ResourceArn')
  if (arn !== undefined) return arn
  const resource = named(input) ?? LISTS[operation]
  return resource === undefined ? '*' : place.arn(resource)
}
