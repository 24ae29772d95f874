import { isObject, type Json } from '../../model/json.ts'

const LONGEST = 120
const MOST_ITEMS = 5

/** A text cut to what a line can hold. */
export const short = (text: string, length = LONGEST): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`
}

/** `OnePointFive_Px` stays, `SMALL_MULTIPLES` becomes `small multiples`: QuickSight's constants as words. */
export const constant = (text: string): string =>
  /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(text) && text.length > 1 ? text.toLowerCase().replaceAll('_', ' ') : text

const isConstant = (text: string): boolean => constant(text) !== text

/** A value as it may stand in a sentence: constants as words, other texts in quotes, lists and objects shortened. */
export const valueWords = (value: Json | undefined): string => {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string')
    return isConstant(value) || /^#[0-9a-f]{6,8}$/i.test(value) ? constant(value) : `"${short(value)}"`
  if (Array.isArray(value)) return listWords(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return 'nothing'
  return short(
    entries
      .map(([key, inner]) =>
        `${keyWords(key)} ${isObject(inner) && Object.keys(inner).length === 0 ? '' : valueWords(inner)}`.trim(),
      )
      .join(', '),
  )
}

/** `"East", "West" and 3 more`. */
export const listWords = (list: readonly Json[], most = MOST_ITEMS): string => {
  if (list.length === 0) return 'nothing'
  const shown = list.slice(0, list.length > most + 1 ? most : list.length).map(valueWords)
  const rest = list.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return shown.length === 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** `backgroundColor` as `background color`. */
export const keyWords = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()

/** Members that hold others and mean nothing to a reader. */
const SILENT = new Set([
  'definition',
  'chartConfiguration',
  'configuration',
  'formatText',
  'plainText',
  'richText',
  'displayOptions',
  'formatConfiguration',
  'numberFormatConfiguration',
  'numericFormatConfiguration',
  '#',
  '*',
  '@',
])

/** The keys of a path as words, `legend › title`, without those that say nothing. */
export const pathWords = (keys: readonly string[]): string =>
  keys
    .filter((key) => !SILENT.has(key))
    .map((key) => keyWords(key).replace(/ (options|configuration)$/, ''))
    .filter((words, i, all) => words !== all[i - 1])
    .join(' › ')
