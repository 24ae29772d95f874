import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import { filterGroupsOf, filtersOf, type Thing, thingsOnSheets } from './things.ts'

/** The column that a filter looks at, with the sort of the filter. */
export const columnOf = ({ arm, body }: Thing): string => {
  const column = isObject(body.column) ? body.column : {}
  return `${arm} ${stringAt(column, 'dataSetIdentifier') ?? ''}.${stringAt(column, 'columnName') ?? ''}`
}

/** What each control of a definition sets: the parameter, or the column that its filter looks at. */
export const sourcesOf = (definition: JsonObject, sheets: readonly Thing[]): [JsonObject, string][] => {
  const filters = filterGroupsOf(definition).flatMap(({ body }) => filtersOf(body))
  const columns = new Map(filters.map((filter) => [filter.id, columnOf(filter)]))
  const controls = ['parameterControls', 'filterControls'].flatMap((list) => thingsOnSheets(sheets, list))
  return controls.map(({ body }): [JsonObject, string] => [
    body,
    stringAt(body, 'sourceParameterName') ?? columns.get(stringAt(body, 'sourceFilterId') ?? '') ?? '',
  ])
}
