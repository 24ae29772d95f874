import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { unionOf } from '../../union.ts'
import { constant } from '../../words/values.ts'

/** A column as its source gives it; `type` in words, such as `decimal (float)`. */
export type SourceColumn = { name: string; type: string }

const typeWords = (column: JsonObject): string => {
  const [type, subType] = [stringAt(column, 'type'), stringAt(column, 'subType')]
  return `${constant(type ?? '')}${subType === undefined ? '' : ` (${constant(subType)})`}`
}

const LISTS = ['inputColumns', 'columns']

/** The columns that a physical table, or a dataset below, lists; undefined when it lists none. */
export const columnsOfSource = (source: JsonObject): SourceColumn[] | undefined => {
  const list = LISTS.map((key) => source[key]).find((value) => Array.isArray(value))
  if (!Array.isArray(list)) return undefined
  return list.flatMap((item: Json) => {
    const name = isObject(item) ? stringAt(item, 'name') : undefined
    return isObject(item) && name !== undefined ? [{ name, type: typeWords(item) }] : []
  })
}

/** The entries of a map of tables or steps that are objects. */
export const entriesAt = (object: JsonObject, key: string): [string, JsonObject][] => {
  const map = object[key]
  if (!isObject(map)) return []
  return Object.entries(map).flatMap(([id, value]) => (isObject(value) ? [[id, value] as [string, JsonObject]] : []))
}

/** What a physical table says, whatever sort it is of. */
export const insideOf = (table: Json | undefined): JsonObject => unionOf(table)?.body ?? {}
