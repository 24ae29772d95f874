import type { Asset } from '../model/asset.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

/** Members that declare a generated id. */
const DECLARED = new Set([
  'sheetId',
  'visualId',
  'parameterControlId',
  'filterControlId',
  'sheetTextBoxId',
  'sheetImageId',
  'filterGroupId',
  'filterId',
  'fieldId',
  'hierarchyId',
  'computationId',
  'customActionId',
  'columnId',
])
/** Members that declare ids by their keys. */
const MAPS = new Set([
  'physicalTableMap',
  'logicalTableMap',
  'sourceTableMap',
  'transformStepMap',
  'destinationTableMap',
  'tableMap',
])

const collect = (value: Json, ids: Set<string>): void => {
  if (Array.isArray(value)) for (const item of value) collect(item, ids)
  if (!isObject(value)) return
  for (const [key, inner] of Object.entries(value)) {
    if (DECLARED.has(key) && typeof inner === 'string') ids.add(inner)
    if (MAPS.has(key) && isObject(inner)) for (const id of Object.keys(inner)) ids.add(id)
    collect(inner, ids)
  }
}

/** The generated ids of an asset, in document order. */
export const generatedIds = (body: JsonObject): string[] => {
  const ids = new Set<string>()
  collect(body, ids)
  return [...ids]
}

/** Members whose text people wrote, and which may happen to read like an id. */
const WRITTEN = new Set(
  'name content plainText richText expression sqlQuery columnName dataSetIdentifier identifier title parameterName sourceParameterName'.split(
    ' ',
  ),
)

const rename = (value: Json, names: ReadonlyMap<string, string>, key = ''): Json => {
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => rename(item, names, key))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      MAPS.has(key) ? (names.get(name) ?? name) : name,
      WRITTEN.has(name) ? inner : rename(inner, names, name),
    ]),
  )
}

/** The asset as a re-save leaves it: all generated ids made anew, everything else as it was. */
export const relabel = (asset: Asset, newId: (id: string, index: number) => string): Asset => {
  const names = new Map(generatedIds(asset.body).map((id, index) => [id, newId(id, index)]))
  return { ...asset, body: rename(asset.body, names) as JsonObject }
}
