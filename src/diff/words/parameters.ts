import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import { unionOf } from '../union.ts'
import { isLong, listChange } from './lists.ts'
import { dataWords, keyWords, listWords } from './values.ts'

const typeOf = (parameter: Json): string =>
  keyWords((unionOf(parameter)?.arm ?? '').replace(/ParameterDeclaration$/, ''))

const defaultsOf = (parameter: Json): JsonObject => {
  const defaults = unionOf(parameter)?.body.defaultValues
  return isObject(defaults) ? defaults : {}
}

const valuesOf = (parameter: Json): readonly Json[] | undefined => {
  const { staticValues } = defaultsOf(parameter)
  return Array.isArray(staticValues) ? staticValues : undefined
}

/** What a parameter is when nobody has chosen: a list, a rolling date, one for each user; empty when it says nothing. */
const defaultWords = (parameter: Json): string => {
  const { rollingDate, dynamicValue } = defaultsOf(parameter)
  const values = valuesOf(parameter)
  const fixed = values && values.length > 0 ? listWords(values, { wordsOf: dataWords }) : ''
  if (isObject(rollingDate)) return stringAt(rollingDate, 'expression') ?? 'a rolling date'
  if (!isObject(dynamicValue)) return fixed
  const column = isObject(dynamicValue.defaultValueColumn)
    ? stringAt(dynamicValue.defaultValueColumn, 'columnName')
    : ''
  return `one for each user${column ? `, from ${column}` : ''}${fixed === '' ? '' : `, else ${fixed}`}`
}

/** `string, default "East"`. */
export const parameterWords = (parameter: Json): string => {
  const value = defaultWords(parameter)
  return `${typeOf(parameter)}${value === '' ? '' : `, default ${value}`}`
}

/** `default "East" → "West"`, `integer → decimal`; empty where neither type nor default differ. */
export const parameterChange = (before: Json, after: Json): string => {
  const parts = typeOf(before) === typeOf(after) ? [] : [`${typeOf(before)} → ${typeOf(after)}`]
  const [from, to] = [valuesOf(before) ?? [], valuesOf(after) ?? []]
  const [old, now] = [defaultWords(before) || 'none', defaultWords(after) || 'none']
  const list = isLong(from, to) ? listChange(from, to) : ''
  if (list !== '') parts.push(`default: ${list}`)
  else if (old !== now) parts.push(`default ${old} → ${now}`)
  return parts.join('; ')
}
