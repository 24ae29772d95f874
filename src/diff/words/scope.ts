import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import { unionOf } from '../union.ts'

const listAt = (object: JsonObject, key: string): readonly Json[] => {
  const value = object[key]
  return Array.isArray(value) ? value : []
}

const sheetName = (definition: JsonObject, id: string): string => {
  const sheet = listAt(definition, 'sheets').find((item) => isObject(item) && item.sheetId === id)
  return isObject(sheet) ? (stringAt(sheet, 'name') ?? id) : 'a sheet that is not there'
}

const ofSheet = (scope: JsonObject, definition: JsonObject): string => {
  const name = `sheet "${sheetName(definition, stringAt(scope, 'sheetId') ?? '')}"`
  if (stringAt(scope, 'scope') !== 'SELECTED_VISUALS') return name
  const visuals = listAt(scope, 'visualIds').length
  return `${visuals} ${visuals === 1 ? 'visual' : 'visuals'} of ${name}`
}

/** What a filter applies to: `all sheets`, `2 visuals of sheet "Overview" and sheet "Detail"`. */
export const scopeWords = (scope: Json | undefined, definition: JsonObject): string => {
  const union = unionOf(scope)
  if (union?.arm === 'allSheets' || (isObject(scope) && 'allSheets' in scope)) return 'all sheets'
  const sheets = union ? listAt(union.body, 'sheetVisualScopingConfigurations').filter(isObject) : []
  if (sheets.length === 0) return 'no sheet'
  return sheets.map((sheet) => ofSheet(sheet, definition)).join(', ')
}
