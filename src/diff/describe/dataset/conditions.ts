import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { constant, listWords, valueWords } from '../../words/values.ts'
import { momentWords } from '../moment.ts'

const OPERATORS: Readonly<Record<string, string>> = {
  EQUALS: 'is',
  DOES_NOT_EQUAL: 'is not',
  GREATER_THAN: 'is above',
  GREATER_THAN_OR_EQUALS_TO: 'is at least',
  LESS_THAN: 'is below',
  LESS_THAN_OR_EQUALS_TO: 'is at most',
  INCLUDE: 'is one of',
  EXCLUDE: 'is none of',
  BEFORE: 'is before',
  BEFORE_OR_EQUALS_TO: 'is at or before',
  AFTER: 'is after',
  AFTER_OR_EQUALS_TO: 'is at or after',
}

const operatorOf = (condition: JsonObject): string => {
  const name = stringAt(condition, 'operator') ?? 'EQUALS'
  return OPERATORS[name] ?? constant(name)
}

type Words = (value: Json) => string

const conditionValue = (value: Json | undefined, words: Words): string => {
  if (!isObject(value)) return valueWords(value)
  return Array.isArray(value.staticValues) ? listWords(value.staticValues) : words(value.staticValue ?? value)
}

const rangeWords = (range: JsonObject, words: Words): string => {
  const { rangeMinimum: low, rangeMaximum: high } = range
  const parts = [
    ...(low === undefined
      ? []
      : [`${range.includeMinimum === true ? 'at least' : 'above'} ${conditionValue(low, words)}`]),
    ...(high === undefined
      ? []
      : [`${range.includeMaximum === true ? 'at most' : 'below'} ${conditionValue(high, words)}`]),
  ]
  return `is ${parts.join(' and ')}`
}

const restWords = (condition: JsonObject, words: Words): string => {
  const { comparisonFilterCondition: one, listFilterCondition: list, rangeFilterCondition: range } = condition
  if (isObject(one)) return `${operatorOf(one)} ${conditionValue(one.value, words)}`
  if (isObject(list)) return `${operatorOf(list)} ${conditionValue(list.values, words)}`
  return isObject(range) ? rangeWords(range, words) : ''
}

const KINDS = ['stringFilterCondition', 'numericFilterCondition', 'dateFilterCondition']

/** Members that exports have and the public API has not (observed). */
const flags = ({ enabled, inverse }: JsonObject): string =>
  `${inverse === true ? ' (inverted)' : ''}${enabled === false ? ' (switched off)' : ''}`

/** The rows a dataset's filter keeps: its expression, or `region is one of "East" and "West"`. */
export const rowsKept = (filter: JsonObject): string => {
  const expression = stringAt(filter, 'conditionExpression')
  if (expression !== undefined) return `${expression}${flags(filter)}`
  const kind = KINDS.find((name) => isObject(filter[name]))
  const condition = kind === undefined ? undefined : filter[kind]
  if (!isObject(condition)) return valueWords(filter)
  const rest = restWords(condition, kind === 'dateFilterCondition' ? momentWords : valueWords)
  return `${stringAt(condition, 'columnName') ?? 'a column'} ${rest === '' ? valueWords(condition) : rest}${flags(filter)}`
}
