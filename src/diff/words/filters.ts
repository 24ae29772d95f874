import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts'
import { fieldWords } from '../../model/visual.ts'
import { type Union, unionOf } from '../union.ts'
import { isLong, listChange } from './lists.ts'
import { constant, dataWords, listWords, valueWords } from './values.ts'

const ANYTHING = 'is anything'

const parameter = (holder: JsonObject): string | undefined => {
  const name = stringAt(holder, 'parameterName') ?? stringAt(holder, 'parameter')
  return name === undefined ? undefined : `the parameter ${name}`
}

/** A bound or a value: fixed, rolling or taken from a parameter. */
const bound = (value: Json | undefined): string => {
  if (!isObject(value)) return dataWords(value)
  const rolling = objectAt(value, 'rollingDate')
  return parameter(value) ?? stringAt(rolling, 'expression') ?? dataWords(value.staticValue ?? null)
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

const listed = (holder: JsonObject): string => LISTED[stringAt(holder, 'matchOperator') ?? ''] ?? operator(holder)

const ONLY: Readonly<Record<string, string>> = { CONTAINS: 'is', DOES_NOT_CONTAIN: 'is not' }

const list = (holder: JsonObject): string => {
  const values = listAt(holder, 'categoryValues')
  const [only, ...others] = values
  const all = stringAt(holder, 'selectAllOptions') === 'FILTER_ALL_VALUES'
  if (only === undefined && (all || listed(holder) === LISTED.DOES_NOT_CONTAIN)) return ANYTHING
  const single = others.length === 0 ? ONLY[stringAt(holder, 'matchOperator') ?? ''] : undefined
  if (single !== undefined && only !== undefined) return `${single} ${dataWords(only)}`
  return `${listed(holder)} ${listWords(values, { wordsOf: dataWords })}`
}

const category = (filter: JsonObject): string => {
  const union = unionOf(filter.configuration)
  if (!union) return ANYTHING
  if (union.arm !== 'customFilterConfiguration') return list(union.body)
  const value = parameter(union.body) ?? dataWords(union.body.categoryValue ?? null)
  return stringAt(union.body, 'selectAllOptions') === 'FILTER_ALL_VALUES'
    ? ANYTHING
    : `${operator(union.body)} ${value}`
}

const range = (filter: JsonObject, low: string, high: string): string => {
  const parts = [
    [filter[low], filter.includeMinimum === true ? 'at least' : 'above'] as const,
    [filter[high], filter.includeMaximum === true ? 'at most' : 'below'] as const,
  ]
  const said = parts.flatMap(([value, word]) => (value === undefined ? [] : [`${word} ${bound(value)}`]))
  return said.length === 0 ? ANYTHING : `is ${said.join(' and ')}`
}

/** `last 3 months`, `this year`, `the year up to now`. */
const period = (type: string, value: string, unit: string): string => {
  if (type === 'NOW') return `the ${unit} up to now`
  if (type === 'THIS') return `this ${unit}`
  if (type === 'PREVIOUS' || value === '1') return `the ${constant(type)} ${unit}`
  return `the ${constant(type)} ${value} ${unit}s`
}

const relative = (filter: JsonObject): string => {
  const value = parameter(filter) ?? String(filter.relativeDateValue ?? '')
  const unit = constant(stringAt(filter, 'timeGranularity') ?? 'DAY')
  const anchor = parameter(objectAt(filter, 'anchorDateConfiguration'))
  const words = period(stringAt(filter, 'relativeDateType') ?? 'LAST', value, unit)
  return `is in ${words}${anchor ? ` from ${anchor}` : ''}`
}

const ENDS: Readonly<Record<string, string>> = { DESC: 'top', ASC: 'bottom' }

const topBottom = (filter: JsonObject): string => {
  const by = Array.isArray(filter.aggregationSortConfigurations) ? filter.aggregationSortConfigurations : []
  const sorts = by.filter(isObject)
  const end = ENDS[stringAt(sorts[0] ?? {}, 'sortDirection') ?? ''] ?? 'first'
  return `is one of the ${end} ${parameter(filter) ?? String(filter.limit ?? '')} by ${sorts.map(fieldWords).join(', ')}`
}

const KINDS: Readonly<Record<string, (filter: JsonObject) => string>> = {
  categoryFilter: category,
  numericEqualityFilter: (filter) => `${operator(filter)} ${parameter(filter) ?? valueWords(filter.value ?? null)}`,
  timeEqualityFilter: (filter) =>
    `is ${parameter(filter) ?? stringAt(objectAt(filter, 'rollingDate'), 'expression') ?? dataWords(filter.value ?? null)}`,
  numericRangeFilter: (filter) => range(filter, 'rangeMinimum', 'rangeMaximum'),
  timeRangeFilter: (filter) => range(filter, 'rangeMinimumValue', 'rangeMaximumValue'),
  relativeDatesFilter: relative,
  topBottomFilter: topBottom,
}

/** What a filter lets through, with what it does to empty values. */
const withNulls = ({ body }: Union, words: string): string => {
  const option = stringAt(unionOf(body.configuration)?.body ?? body, 'nullOption')
  if (option === 'NULLS_ONLY') return words === ANYTHING ? 'is empty' : `${words} only where empty`
  if (option !== 'ALL_VALUES') return words
  // Without the verb, `is none of "a" or empty` would say the contrary.
  return words === ANYTHING ? `${words} or empty` : `${words}, or is empty`
}

/** What QuickSight writes in place of a column that it no longer finds (observed in published dashboards). */
const MISSING = /^MissingColumnId_/

const columnWords = (filter: JsonObject, withDataset: boolean): string => {
  const column = objectAt(filter, 'column')
  const name = stringAt(column, 'columnName')
  if (name === undefined) return 'a field'
  if (MISSING.test(name)) return 'a missing column'
  const dataset = stringAt(column, 'dataSetIdentifier')
  return `${fieldWords(filter)}${withDataset && dataset !== undefined ? ` of ${dataset}` : ''}`
}

/** `region is one of "East" and "West"`: a filter as a sentence; `withDataset` names the column's dataset too. */
export const filterWords = (filter: Json, withDataset = false): string => {
  const union = unionOf(filter)
  if (!union) return valueWords(filter)
  const column = columnWords(union.body, withDataset)
  const say = Object.hasOwn(KINDS, union.arm) ? KINDS[union.arm] : undefined
  const { column: _, ...rest } = union.body
  return `${column} ${withNulls(union, say ? say(union.body) : valueWords(rest))}`
}

/** The values that a filter lists; undefined where it lists none. */
export const valuesIn = (filter: Json): readonly Json[] | undefined => {
  const values = unionOf(unionOf(filter)?.body.configuration)?.body.categoryValues
  return Array.isArray(values) ? values : undefined
}

const beforeValues = (filter: Json): string => {
  const body = unionOf(filter)?.body ?? {}
  return `${columnWords(body, false)} ${listed(unionOf(body.configuration)?.body ?? {})}`
}

/** `region is one of 40 values: "East" added`: for lists of which a line shows only the beginning; undefined for others. */
export const valuesChange = (before: Json, after: Json): string | undefined => {
  const [from, to] = [valuesIn(before), valuesIn(after)]
  if (!from || !to || !isLong(from, to) || beforeValues(before) !== beforeValues(after)) return undefined
  const change = listChange(from, to)
  return change === '' ? undefined : `${beforeValues(after)} ${to.length} values: ${change}`
}
