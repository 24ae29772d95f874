import type { Part } from '../model/change.ts'
import { isObject, type JsonObject, stringAt } from '../model/json.ts'

/** The one object inside an object that wraps it by kind (`{ "barChartVisual": { … } }`), and the key of that. */
export const armOf = (value: JsonObject): { arm: string; inner: JsonObject } => {
  const [arm = '', inner] = Object.entries(value).find(([, member]) => isObject(member)) ?? []
  return { arm, inner: isObject(inner) ? inner : {} }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

const characterOf = (code: number): string | undefined => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined)

const wordsOf = (richText: string): string =>
  richText
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&#(\d{1,7});/g, (entity, code: string) => characterOf(Number(code)) ?? entity)
    .replace(/&(lt|gt|amp|quot|apos|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim()

const LONGEST = 80

const short = (text: string, longest = LONGEST): string => {
  if (text.length <= longest) return text
  return `${Array.from(text.slice(0, 2 * longest))
    .slice(0, longest - 1)
    .join('')}…`
}

const titleOf = (visual: JsonObject, member: string): string => {
  const title = visual[member]
  const format = isObject(title) ? title.formatText : undefined
  if (!isObject(format)) return ''
  return stringAt(format, 'plainText') ?? wordsOf(stringAt(format, 'richText') ?? '')
}

const WORDS: Readonly<Record<string, string>> = {
  kpivisual: 'KPI',
  emptyVisual: 'empty visual',
  geospatialMapVisual: 'map',
  sankeyDiagramVisual: 'Sankey diagram',
}

const visualWord = (arm: string): string =>
  WORDS[arm] ??
  arm
    .replace(/Visual$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()

/** A visual by its kind and its title, or its subtitle. */
export const visualPart = (visual: JsonObject): Part => {
  const { arm, inner } = armOf(visual)
  return { what: visualWord(arm), name: short(titleOf(inner, 'title') || titleOf(inner, 'subtitle')) }
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
