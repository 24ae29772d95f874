import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import { type Union, unionOf } from '../union.ts'
import { constant, listWords, valueWords } from './values.ts'

const objectAt = (object: JsonObject, key: string): JsonObject => {
  const value = object[key]
  return isObject(value) ? value : {}
}

const parameter = (holder: JsonObject): string | undefined => {
  const name = stringAt(holder, 'parameterName') ?? stringAt(holder, 'parameter')
  return name === undefined ? undefined : `the parameter ${name}`
}

/** A bound or a value: fixed, rolling or taken from a parameter. */
const bound = (value: Json | undefined): string => {
  if (!isObject(value)) return valueWords(value)
  const rolling = objectAt(value, 'rollingDate')
  return parameter(value) ?? stringAt(rolling, 'expression') ?? valueWords(value.staticValue ?? null)
}

const OPERATORS: Readonly<Record<string, string>> = {
  EQUALS: 'is',
  DOES_NOT_EQUAL: 'is not',
  CONTAINS: 'contains',
  DOES_NOT_CONTAIN: 'does not contain',
  STARTS_WITH: 'starts with',
  ENDS_WITH: 'ends with',
}

const operator = (holder: JsonObject): string => {
  const name = stringAt(holder, 'matchOperator') ?? 'EQUALS'
  return OPERATORS[name] ?? constant(name)
}

const LISTED: Readonly<Record<string, string>> = { CONTAINS: 'is one of', DOES_NOT_CONTAIN: 'is none of' }

const list = (holder: JsonObject): string => {
  const values = holder.categoryValues
  const all = stringAt(holder, 'selectAllOptions') === 'FILTER_ALL_VALUES'
  if (all && (!Array.isArray(values) || values.length === 0)) return 'is anything'
  const how = stringAt(holder, 'matchOperator') ?? ''
  return `${LISTED[how] ?? operator(holder)} ${Array.isArray(values) ? listWords(values) : 'nothing'}`
}

const category = (filter: JsonObject): string => {
  const union = unionOf(filter.configuration)
  if (!union) return 'is anything'
  if (union.arm !== 'customFilterConfiguration') return list(union.body)
  const value = parameter(union.body) ?? valueWords(union.body.categoryValue ?? null)
  return stringAt(union.body, 'selectAllOptions') === 'FILTER_ALL_VALUES'
    ? 'is anything'
    : `${operator(union.body)} ${value}`
}

const range = (filter: JsonObject, low: string, high: string): string => {
  const parts = [
    [filter[low], filter.includeMinimum === true ? 'at least' : 'above'] as const,
    [filter[high], filter.includeMaximum === true ? 'at most' : 'below'] as const,
  ]
  const said = parts.flatMap(([value, word]) => (value === undefined ? [] : [`${word} ${bound(value)}`]))
  return said.length === 0 ? 'is anything' : `is ${said.join(' and ')}`
}

const relative = (filter: JsonObject): string => {
  const type = constant(stringAt(filter, 'relativeDateType') ?? 'LAST')
  const value = parameter(filter) ?? String(filter.relativeDateValue ?? '')
  const unit = constant(stringAt(filter, 'timeGranularity') ?? 'DAY')
  const anchor = parameter(objectAt(filter, 'anchorDateConfiguration'))
  return `is in ${type} ${value} ${unit}${anchor ? ` from ${anchor}` : ''}`.replace(/ +/g, ' ')
}

const topBottom = (filter: JsonObject): string => {
  const by = Array.isArray(filter.aggregationSortConfigurations) ? filter.aggregationSortConfigurations : []
  const sorted = by.filter(isObject).map((sort) => {
    const column = stringAt(objectAt(sort, 'column'), 'columnName') ?? ''
    return `${column} ${constant(stringAt(sort, 'sortDirection') ?? '')}`
  })
  return `is in the first ${parameter(filter) ?? String(filter.limit ?? '')} by ${sorted.join(', ')}`
}

const KINDS: Readonly<Record<string, (filter: JsonObject) => string>> = {
  categoryFilter: category,
  numericEqualityFilter: (filter) => `${operator(filter)} ${parameter(filter) ?? valueWords(filter.value ?? null)}`,
  timeEqualityFilter: (filter) => `is ${parameter(filter) ?? bound(filter.value ?? filter.rollingDate ?? null)}`,
  numericRangeFilter: (filter) => range(filter, 'rangeMinimum', 'rangeMaximum'),
  timeRangeFilter: (filter) => range(filter, 'rangeMinimumValue', 'rangeMaximumValue'),
  relativeDatesFilter: relative,
  topBottomFilter: topBottom,
}

const NULLS: Readonly<Record<string, string>> = { ALL_VALUES: 'or empty', NULLS_ONLY: 'only where empty' }

const nullsOf = ({ body }: Union): string => {
  const inner = unionOf(body.configuration)?.body ?? body
  return NULLS[stringAt(inner, 'nullOption') ?? ''] ?? ''
}

/** What QuickSight writes in place of a column that it no longer finds (observed in published dashboards). */
const MISSING = /^MissingColumnId_/

const columnWords = (column: JsonObject, withDataset: boolean): string => {
  const name = stringAt(column, 'columnName')
  if (name === undefined) return 'a field'
  if (MISSING.test(name)) return 'a missing column'
  const dataset = stringAt(column, 'dataSetIdentifier')
  return withDataset && dataset !== undefined ? `${name} of ${dataset}` : name
}

/** `region is one of "East" and "West"`: a filter as a sentence; `withDataset` names the column's dataset too. */
export const filterWords = (filter: Json, withDataset = false): string => {
  const union = unionOf(filter)
  if (!union) return valueWords(filter)
  const column = columnWords(objectAt(union.body, 'column'), withDataset)
  const say = Object.hasOwn(KINDS, union.arm) ? KINDS[union.arm] : undefined
  return [column, say ? say(union.body) : valueWords(union.body), nullsOf(union)].filter(Boolean).join(' ')
}
