import { isObject, type JsonObject, stringAt } from './json.ts'

/**
 * The bundle's `resourceType`. The service adds kinds; code that does not need one by name treats all alike.
 * Known today: datasource dataset refreshSchedule theme analysis dashboard folder vpcConnection topic.
 */
export type AssetKind = string

export type AssetRef = { kind: AssetKind; id: string }

export type Tag = { key: string; value: string }
export type Permission = { principal: string; actions: string[] }

/**
 * One QuickSight resource as a bundle holds it. `body` is the file's JSON without `permissions` and `tags`,
 * which are facets of their own; they are absent when the bundle was made without them.
 */
export type Asset = AssetRef & {
  name: string
  body: JsonObject
  permissions?: Permission[]
  tags?: Tag[]
}

/** `dashboard:sales`: how people name an asset in files, flags and messages. */
export const refKey = ({ kind, id }: AssetRef): string => `${kind}:${id}`

/** `dashboard "Sales overview" (sales)`: how messages name an asset. */
export const describeAsset = ({ kind, id, name }: AssetRef & { name?: string }): string =>
  name === undefined || name === id ? `${kind} ${id}` : `${kind} "${name}" (${id})`

/** The member that holds the id, per kind; a kind that is not here is read by its file name. */
const ID_KEYS: Record<string, string[]> = {
  datasource: ['dataSourceId'],
  dataset: ['dataSetId'],
  analysis: ['analysisId'],
  dashboard: ['dashboardId'],
  theme: ['themeId'],
  folder: ['folderId'],
  topic: ['topicId'],
  // Both spellings: no export with a VPC connection has been published, and AWS's restore tool disagrees with the naming rule.
  vpcConnection: ['vpcConnectionId', 'vpcconnectionId'],
}

export const scheduleId = (dataSetId: string, schedule: string): string => `${dataSetId}--refresh-schedule--${schedule}`

/** The dataset and the schedule in the id of a refresh schedule; undefined for anything else. */
export const scheduleParts = ({ kind, id }: AssetRef): { dataSetId: string; schedule: string } | undefined => {
  const [dataSetId = '', schedule] = kind === 'refreshSchedule' ? id.split('--refresh-schedule--') : []
  return schedule === undefined ? undefined : { dataSetId, schedule }
}

/** The id a bundle file gives itself, or undefined for a kind whose id member is not known. */
export const idInBody = (kind: AssetKind, body: JsonObject): string | undefined => {
  if (kind === 'refreshSchedule') {
    const dataSetId = stringAt(body, 'dataSetId')
    const schedule = isObject(body.schedule) ? stringAt(body.schedule, 'scheduleId') : undefined
    return dataSetId !== undefined && schedule !== undefined ? scheduleId(dataSetId, schedule) : undefined
  }
  for (const key of ID_KEYS[kind] ?? [`${kind}Id`]) {
    const id = stringAt(body, key)
    if (id !== undefined) return id
  }
  return undefined
}

/** The body of a file with another id in it; a kind whose id member is not known has its id in the file name only. */
export const bodyWithId = (kind: AssetKind, body: JsonObject, id: string): JsonObject => {
  if (idInBody(kind, body) === id) return body
  const own = scheduleParts({ kind, id })
  if (own) return { ...body, dataSetId: own.dataSetId }
  const key = (ID_KEYS[kind] ?? [`${kind}Id`]).find((name) => stringAt(body, name) !== undefined)
  return key === undefined ? body : { ...body, [key]: id }
}

/** The part of a QuickSight ARN after the account: `dataset/orders`, `dataset/orders/refresh-schedule/daily`. */
export const arnResource = ({ kind, id }: AssetRef): string => {
  const own = scheduleParts({ kind, id })
  return own ? `dataset/${own.dataSetId}/refresh-schedule/${own.schedule}` : `${kind}/${id}`
}

/** The asset an ARN's resource part names; the inverse of `arnResource`. */
export const refOfResource = (resource: string): AssetRef | undefined => {
  const schedule = /^dataset\/(.+)\/refresh-schedule\/([^/]+)$/.exec(resource)
  if (schedule) return { kind: 'refreshSchedule', id: scheduleId(schedule[1] ?? '', schedule[2] ?? '') }
  const slash = resource.indexOf('/')
  return slash > 0 ? { kind: resource.slice(0, slash), id: resource.slice(slash + 1) } : undefined
}
