import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { isSilent, settingWords } from './keys.ts'

export { keyWords, pathWords } from './keys.ts'

const LONGEST = 120
const MOST_ITEMS = 5

/** What a generated id stands for: for a field's, the field. */
export type NameOf = (id: string) => string | undefined

const nameless: NameOf = () => undefined

/** A text cut to what a line can hold. */
export const short = (text: string, length = LONGEST): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  // A character that takes two units is not torn.
  return line.length <= length
    ? line
    : `${line
        .slice(0, length - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`
}

/** `OnePointFive_Px` stays, `SMALL_MULTIPLES` becomes `small multiples`: QuickSight's constants as words. */
export const constant = (text: string): string =>
  /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(text) && text.length > 1 ? text.toLowerCase().replaceAll('_', ' ') : text

const isConstant = (text: string): boolean => constant(text) !== text

/** Colors and sizes: `#FF8700`, `14px`. */
const isMeasure = (text: string): boolean => /^(#[0-9a-f]{6,8}|-?\d+(\.\d+)?(px|%))$/i.test(text)

/** A value out of somebody's data, which is never one of QuickSight's constants: in quotes, as it is. */
export const dataWords = (value: Json | undefined): string =>
  typeof value === 'string' ? `"${short(value)}"` : valueWords(value)

/** Members whose texts people wrote, or that hold values out of their data. */
export const WRITTEN =
  /^(customLabel|customLabelText|title|text|name|fieldValue|categoryValues?|\w*[vV]alues?|nullString|prefix|suffix|symbol)$/

/** Members that hold generated ids; what they lead to is told by its name, or not at all. */
export const IDS =
  /^(fieldId|hierarchyId|elementId|computationId|customActionId|columnId|visualId|sheetId|filterControlId|parameterControlId|filterId|sourceFilterId|sourceSheetControlId)$/

const visibility = (key: string, value: Json): string => {
  const words = settingWords(key).replace(/ ?visibility$/, '')
  return [words, valueWords(value)].filter(Boolean).join(' ')
}

const member = (key: string, value: Json, nameOf: NameOf): string => {
  if (IDS.test(key)) return typeof value === 'string' ? (nameOf(value) ?? '') : ''
  if (/[vV]isibility$/.test(key) && typeof value === 'string') return visibility(key, value)
  const words = typeof value === 'string' && WRITTEN.test(key) ? dataWords(value) : valueWords(value, nameOf)
  if (key === 'columnName') return String(value)
  if (isSilent(key)) return words
  return isObject(value) && Object.keys(value).length === 0 ? settingWords(key) : `${settingWords(key)} ${words}`
}

/** A column is called by its name; the dataset it is of is known from where it stands. */
const isTold = (key: string, object: JsonObject): boolean => key !== 'dataSetIdentifier' || !('columnName' in object)

const membersOf = (object: JsonObject, nameOf: NameOf): string[] =>
  Object.entries(object)
    .filter(([key]) => isTold(key, object))
    .map(([key, value]) => member(key, value, nameOf))
    .filter((words, i, all) => words !== '' && all.indexOf(words) === i)

/** A value as it may stand in a sentence: constants as words, other texts in quotes, lists and objects shortened. */
export const valueWords = (value: Json | undefined, nameOf: NameOf = nameless): string => {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string')
    return nameOf(value) ?? (isConstant(value) || isMeasure(value) ? constant(value) : `"${short(value)}"`)
  if (Array.isArray(value)) return listWords(value, { wordsOf: (item) => valueWords(item, nameOf) })
  return short(membersOf(value, nameOf).join(', ')) || 'nothing'
}

/** `"East", "West" and 3 more`. */
export const listWords = (
  list: readonly Json[],
  { most = MOST_ITEMS, wordsOf = valueWords }: { most?: number; wordsOf?: (item: Json) => string } = {},
): string => {
  if (list.length === 0) return 'nothing'
  const shown = list.slice(0, list.length > most + 1 ? most : list.length).map((item) => wordsOf(item))
  const rest = list.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return shown.length === 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
