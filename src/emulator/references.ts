import { parseArn } from '../model/arn.ts'
import { type AssetRef, refOfResource } from '../model/asset.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Place } from './store.ts'

const KEYS = new Set(['dataSetArn', 'datasetArn', 'dataSourceArn', 'themeArn', 'vpcConnectionArn', 'parentFolderArn'])

/** A reference from one asset to another: the ARN as written, and the asset it names. */
export type Reference = { arn: string; ref: AssetRef }

const referenceOf = (text: Json | undefined): Reference[] => {
  const arn = typeof text === 'string' ? parseArn(text) : undefined
  if (arn?.service !== 'quicksight' || arn.account === 'aws') return []
  const ref = refOfResource(arn.resource)
  return ref ? [{ arn: String(text), ref }] : []
}

const collect = (value: Json, found: Reference[]): void => {
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') collect(item, found)
    return
  }
  if (!isObject(value)) return
  for (const key of Object.keys(value)) {
    const inner = value[key] as Json
    if (typeof inner === 'string') {
      if (KEYS.has(key)) found.push(...referenceOf(inner))
    } else if (key === 'rowLevelPermissionDataSet' && isObject(inner)) found.push(...referenceOf(inner.arn))
    else if (key === 'excludedDataSetArns' && Array.isArray(inner)) found.push(...inner.flatMap(referenceOf))
    else collect(inner, found)
  }
}

const known = new WeakMap<JsonObject, Reference[]>()

/** The assets a body cannot do without; links from a dashboard to analyses are not among them. AWS-managed themes are left out. */
export const referencesOf = (body: JsonObject): readonly Reference[] => {
  const made = known.get(body)
  if (made) return made
  const found: Reference[] = []
  collect(body, found)
  const unique = [...new Map(found.map((reference) => [reference.arn, reference])).values()]
  known.set(body, unique)
  return unique
}

/** The analyses a dashboard links to. */
export const linksOf = (body: JsonObject): Reference[] =>
  Array.isArray(body.linkEntities) ? body.linkEntities.flatMap(referenceOf) : []

/** The data set a refresh schedule belongs to. */
export const dataSetOf = (body: JsonObject): string => (typeof body.dataSetId === 'string' ? body.dataSetId : '')

/** References of a body, and the data set of a refresh schedule, as assets of this account. */
export const dependenciesOf = (place: Place, { kind, body }: { kind: string; body: JsonObject }): Reference[] => {
  const schedule: AssetRef = { kind: 'dataset', id: dataSetOf(body) }
  const own = kind === 'refreshSchedule' ? [{ arn: place.arnOf(schedule), ref: schedule }] : []
  return [...own, ...referencesOf(body)]
}
