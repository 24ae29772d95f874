import type { Part } from '../model/change.ts'
import { isObject, type JsonObject, stringAt } from '../model/json.ts'
import { visualName, visualWord, wordsOf } from '../model/visual.ts'

/** The one object inside an object that wraps it by kind (`{ "barChartVisual": { … } }`), and the key of that. */
export const armOf = (value: JsonObject): { arm: string; inner: JsonObject } => {
  const [arm = '', inner] = Object.entries(value).find(([, member]) => isObject(member)) ?? []
  return { arm, inner: isObject(inner) ? inner : {} }
}

const LONGEST = 80

const short = (text: string, longest = LONGEST): string => {
  if (text.length <= longest) return text
  return `${Array.from(text.slice(0, 2 * longest))
    .slice(0, longest - 1)
    .join('')}…`
}

/** A visual by its kind and its title, or what it shows. */
export const visualPart = (visual: JsonObject): Part => {
  const { arm, inner } = armOf(visual)
  return { what: visualWord(arm), name: short(visualName(inner)) }
}

export const controlPart = (control: JsonObject): Part => {
  const { inner } = armOf(control)
  return { what: 'control', name: short(stringAt(inner, 'title') || stringAt(inner, 'sourceParameterName') || '') }
}

export const textBoxPart = (box: JsonObject): Part => ({
  what: 'text box',
  name: short(wordsOf(stringAt(box, 'content') ?? ''), 40),
})

const columnOf = ({ column }: JsonObject): string => (isObject(column) ? (stringAt(column, 'columnName') ?? '') : '')

/** A filter group, by the columns that it filters. */
export const filterPart = ({ filters }: JsonObject): Part => {
  const names = Array.isArray(filters)
    ? filters.map((filter) => (isObject(filter) ? columnOf(armOf(filter).inner) : ''))
    : []
  return { what: 'filter', name: short([...new Set(names)].filter(Boolean).join(', ')) }
}

export const columnSettingsPart = (settings: JsonObject): Part => ({ what: 'column', name: short(columnOf(settings)) })

/** A part that is named by a member of its own. */
export const namedPart = (what: string, holder: JsonObject, member = 'name'): Part => ({
  what,
  name: short(stringAt(holder, member) ?? ''),
})
