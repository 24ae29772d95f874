import { type AssetRef, scheduleId } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { parseJson } from '../model/json-text.ts'

/** Kinds by the type of their resource, with the property that holds the id. */
const KINDS: Readonly<Record<string, readonly [kind: string, id: string]>> = {
  Analysis: ['analysis', 'AnalysisId'],
  Dashboard: ['dashboard', 'DashboardId'],
  DataSet: ['dataset', 'DataSetId'],
  DataSource: ['datasource', 'DataSourceId'],
  Folder: ['folder', 'FolderId'],
  Theme: ['theme', 'ThemeId'],
  Topic: ['topic', 'TopicId'],
  VPCConnection: ['vpcConnection', 'VPCConnectionId'],
}

const TYPE = /^AWS::QuickSight::(\w+)$/

const scheduleOf = (properties: JsonObject): AssetRef | undefined => {
  const dataSetId = stringAt(properties, 'DataSetId')
  const own = isObject(properties.Schedule) ? stringAt(properties.Schedule, 'ScheduleId') : undefined
  if (dataSetId === undefined || own === undefined) return undefined
  return { kind: 'refreshSchedule', id: scheduleId(dataSetId, own) }
}

const refOf = (resource: Json): AssetRef[] => {
  if (!isObject(resource)) return []
  const [, type = ''] = TYPE.exec(stringAt(resource, 'Type') ?? '') ?? []
  const properties = isObject(resource.Properties) ? resource.Properties : {}
  if (type === 'RefreshSchedule') return [scheduleOf(properties) ?? []].flat()
  const [kind, member = ''] = KINDS[type] ?? []
  const id = stringAt(properties, member)
  return kind === undefined || id === undefined ? [] : [{ kind, id }]
}

/** The assets of a CloudFormation template. @throws UserError for what is no template */
export const templateAssets = (text: string, name = 'The template'): AssetRef[] => {
  const template = parseJson(text, name)
  const resources = isObject(template) ? template.Resources : undefined
  if (!isObject(resources)) throw new UserError(`${name} is no CloudFormation template: it has no Resources`)
  return Object.values(resources).flatMap((resource) => (resource === undefined ? [] : refOf(resource)))
}
