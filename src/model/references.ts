import { eachArn } from './arn-keys.ts'
import { type Asset, type AssetRef, arnResource, refOfResource } from './asset.ts'
import { isObject, type Json, type JsonObject, stringAt } from './json.ts'

/** One asset needing another: `arn` as the file has it, and where it stands (list indexes are digits). */
export type Reference = { ref: AssetRef; arn: string; path: string[] }

/** Members whose ARN names an asset that must exist for the import to succeed, as the service's request shapes have them. */
const NEEDS = new Set([
  'dataSetArn',
  'datasetArn',
  'dataSourceArn',
  'themeArn',
  'excludedDataSetArns',
  'vpcConnectionArn',
  'parentFolderArn',
])

/** The parts of a definition that hold nearly all of its bytes and, in the service's model, no dependency. */
const LARGE = new Set(['sheets', 'filterGroups', 'calculatedFields', 'parameterDeclarations', 'columnConfigurations'])

const withoutLarge = (body: JsonObject): JsonObject => {
  if (!isObject(body.definition)) return body
  const small = Object.entries(body.definition).filter(([key]) => !LARGE.has(key))
  return { ...body, definition: Object.fromEntries(small) }
}

const isNeed = (path: readonly string[]): boolean => {
  const key = path.findLast((name) => !/^\d+$/.test(name)) ?? ''
  return NEEDS.has(key) || (key === 'arn' && path.at(-2) === 'rowLevelPermissionDataSet')
}

const ofSchedule = (body: Asset['body']): Reference[] => {
  const dataSetId = stringAt(body, 'dataSetId')
  if (dataSetId === undefined) return []
  const ref = { kind: 'dataset', id: dataSetId }
  return [{ ref, arn: `arn:aws:quicksight:::${arnResource(ref)}`, path: ['dataSetId'] }]
}

/**
 * What an asset needs to exist: datasets, data sources, custom themes, VPC connections, parent folders, and the dataset of
 * a refresh schedule. Full and neutral ARNs alike. Themes managed by AWS (account `aws`) and links to analyses are no needs.
 * The same need can come back several times, from different places.
 */
export const referencesOf = (asset: Asset): Reference[] => {
  if (asset.kind === 'refreshSchedule') return ofSchedule(asset.body)
  const found: Reference[] = []
  eachArn(withoutLarge(asset.body) as Json, ({ arn, text, path }) => {
    if (arn.service !== 'quicksight' || arn.account === 'aws' || !isNeed(path)) return
    const ref = refOfResource(arn.resource)
    if (ref) found.push({ ref, arn: text, path })
  })
  return found
}
