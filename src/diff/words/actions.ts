import { isObject, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts'
import { fieldsOf } from '../../model/visual.ts'
import { unionOf } from '../union.ts'
import { visualsWords } from './scope.ts'
import { constant, dataWords, keyWords, listWords } from './values.ts'

/** What an action is read in: its visual, and its dashboard. `parameter`: what is said in place of a parameter's name. */
export type Around = { visual: JsonObject; definition: JsonObject; parameter?: (name: string) => string }

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

const targetsOf = (operation: JsonObject): string[] => {
  const same = objectAt(objectAt(operation, 'targetVisualsConfiguration'), 'sameSheetTargetVisualConfiguration')
  return listAt(same, 'targetVisuals').filter((id) => typeof id === 'string')
}

const targets = (operation: JsonObject, { definition }: Around): string => {
  const ids = targetsOf(operation)
  return ids.length > 0 ? visualsWords(ids, definition) : 'all visuals of the sheet'
}

const sheetName = (id: string | undefined, definition: JsonObject): string => {
  const sheet = listAt(definition, 'sheets').find((item) => isObject(item) && item.sheetId === id)
  return isObject(sheet) ? `sheet "${stringAt(sheet, 'name') ?? ''}"` : 'a sheet that is not there'
}

const parameterValue = (value: JsonObject, { visual }: Around): string => {
  const union = unionOf(value.value) ?? { arm: '', body: objectAt(value, 'value') }
  const field = stringAt(objectAt(value, 'value'), 'sourceField')
  const known = fieldsOf(visual).find(({ id }) => id === field)
  if (field !== undefined) return known ? ` to ${known.column.slice(known.column.indexOf('.') + 1)}` : ''
  const custom = Object.values(objectAt(union.body, 'customValues')).concat(Object.values(union.body))
  const values = custom.find((item) => Array.isArray(item))
  return Array.isArray(values) ? ` to ${listWords(values, { wordsOf: dataWords })}` : ''
}

const parameters = (operation: JsonObject, around: Around): string[] =>
  listAt(operation, 'parameterValueConfigurations')
    .filter(isObject)
    .map((item) => {
      const name = stringAt(item, 'destinationParameterName') ?? ''
      return `sets the parameter ${around.parameter?.(name) ?? name}${parameterValue(item, around)}`
    })

const opened = (operation: JsonObject): string => dataWords(operation.urltemplate ?? operation.urlTemplate ?? null)

type Words = (operation: JsonObject, around: Around) => string

const filters: Words = (operation, around) =>
  `filters ${targets(operation, around)} by ${selectedFields(operation, around)}`

const OPERATIONS: Readonly<Record<string, (operation: JsonObject, around: Around) => string | string[]>> = {
  navigationOperation: (operation, { definition }) =>
    `goes to ${sheetName(stringAt(objectAt(operation, 'localNavigationConfiguration'), 'targetSheetId'), definition)}`,
  urloperation: (operation) => `opens ${opened(operation)}`,
  urlOperation: (operation) => `opens ${opened(operation)}`,
  setParametersOperation: parameters,
}

const TRIGGERS: Readonly<Record<string, string>> = { DATA_POINT_CLICK: 'on click', DATA_POINT_MENU: 'in the menu' }

/** An action taken apart: when it is done, and each thing that it does. */
export type ActionWords = { trigger: string; does: string[] }

const wordsOf = (action: JsonObject, around: Around, ofFilter: Words): ActionWords => {
  const does = listAt(action, 'actionOperations').flatMap((item) => {
    const union = unionOf(item)
    if (union?.arm === 'filterOperation') return ofFilter(union.body, around)
    const say = union && Object.hasOwn(OPERATIONS, union.arm) ? OPERATIONS[union.arm] : undefined
    return union && say ? say(union.body, around) : keyWords(union?.arm ?? 'something')
  })
  const status = stringAt(action, 'status') === 'DISABLED' ? ' (disabled)' : ''
  const trigger = stringAt(action, 'trigger') ?? ''
  return { trigger: `${TRIGGERS[trigger] ?? constant(trigger)}${status}`, does }
}

/** `on click`: `filters all visuals of the sheet by Region`. */
export const actionWords = (action: JsonObject, around: Around): ActionWords => wordsOf(action, around, filters)

/** The visuals that an action filters, where all else it does is `rest`; undefined where it filters all of its sheet. */
export const filtered = (action: JsonObject, around: Around): { rest: string; visuals: string[] } | undefined => {
  const visuals = listAt(action, 'actionOperations').flatMap((item) => {
    const union = unionOf(item)
    return union?.arm === 'filterOperation' ? [targetsOf(union.body)] : []
  })
  if (visuals.length !== 1 || visuals[0]?.length === 0) return undefined
  const { trigger, does } = wordsOf(action, around, (operation) => `filters by ${selectedFields(operation, around)}`)
  return { rest: [trigger, ...does].join(', '), visuals: visuals[0] ?? [] }
}
