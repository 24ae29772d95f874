import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import { fieldsOf } from '../title.ts'
import { unionOf } from '../union.ts'
import { constant, keyWords, listWords, valueWords } from './values.ts'

const objectAt = (object: JsonObject, key: string): JsonObject => {
  const value = object[key]
  return isObject(value) ? value : {}
}

const listAt = (object: JsonObject, key: string): readonly Json[] => {
  const value = object[key]
  return Array.isArray(value) ? value : []
}

type Around = { visual: JsonObject; definition: JsonObject }

const selectedFields = (operation: JsonObject, { visual }: Around): string => {
  const selected = objectAt(operation, 'selectedFieldsConfiguration')
  const known = new Map(fieldsOf(visual).map(({ id, column }) => [id, column.slice(column.indexOf('.') + 1)]))
  const ids = listAt(selected, 'selectedFields').map((id) => known.get(String(id)) ?? 'a field that is gone')
  const columns = listAt(selected, 'selectedColumns').flatMap((column) =>
    isObject(column) ? (stringAt(column, 'columnName') ?? []) : [],
  )
  const names = [...new Set([...ids, ...columns])].sort()
  return names.length > 0 ? names.join(', ') : 'all fields'
}

const targets = (operation: JsonObject): string => {
  const same = objectAt(objectAt(operation, 'targetVisualsConfiguration'), 'sameSheetTargetVisualConfiguration')
  const visuals = listAt(same, 'targetVisuals').length
  return visuals > 0 ? `${visuals} ${visuals === 1 ? 'visual' : 'visuals'}` : 'all visuals of the sheet'
}

const sheetName = (id: string | undefined, definition: JsonObject): string => {
  const sheet = listAt(definition, 'sheets').find((item) => isObject(item) && item.sheetId === id)
  return isObject(sheet) ? `sheet "${stringAt(sheet, 'name') ?? ''}"` : 'a sheet that is not there'
}

const parameters = (operation: JsonObject): string =>
  listWords(
    listAt(operation, 'parameterValueConfigurations').map((item) =>
      isObject(item) ? (stringAt(item, 'destinationParameterName') ?? null) : null,
    ),
  )

const OPERATIONS: Readonly<Record<string, (operation: JsonObject, around: Around) => string>> = {
  filterOperation: (operation, around) => `filters ${targets(operation)} by ${selectedFields(operation, around)}`,
  navigationOperation: (operation, { definition }) =>
    `goes to ${sheetName(stringAt(objectAt(operation, 'localNavigationConfiguration'), 'targetSheetId'), definition)}`,
  urloperation: (operation) => `opens ${valueWords(operation.urltemplate ?? operation.urlTemplate ?? null)}`,
  urlOperation: (operation) => `opens ${valueWords(operation.urlTemplate ?? null)}`,
  setParametersOperation: (operation) => `sets ${parameters(operation)}`,
}

/** `on data point click: filters all visuals of the sheet by Region`: an action as a sentence. */
export const actionWords = (action: Json, around: Around): string => {
  if (!isObject(action)) return valueWords(action)
  const operations = listAt(action, 'actionOperations').map((item) => {
    const union = unionOf(item)
    const say = union && Object.hasOwn(OPERATIONS, union.arm) ? OPERATIONS[union.arm] : undefined
    return union && say ? say(union.body, around) : keyWords(union?.arm ?? 'something')
  })
  const status = stringAt(action, 'status') === 'DISABLED' ? ' (disabled)' : ''
  return `on ${constant(stringAt(action, 'trigger') ?? '')}: ${operations.join(', ')}${status}`
}
