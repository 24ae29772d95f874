import type { Part } from '../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { fieldsOf, fieldWords, visualName, visualWord, wordsOf } from '../model/visual.ts'
import { identityOf } from './identity.ts'
import type { Step } from './trail.ts'
import { innerOf, unionOf } from './union.ts'
import { short } from './words/values.ts'

const textAt = (object: JsonObject, ...keys: string[]): string =>
  keys.map((key) => stringAt(object, key)).find((text) => text !== undefined && text !== '') ?? ''

const columnName = (holder: JsonObject): string => {
  const column = holder.column
  return isObject(column) ? textAt(column, 'columnName') : textAt(holder, 'columnName')
}

const filterNames = (group: JsonObject): string => {
  const filters = Array.isArray(group.filters) ? group.filters : []
  return [
    ...new Set(filters.map((filter) => columnName(innerOf(filter)).replace(/^MissingColumnId_.*/, 'a missing column'))),
  ]
    .filter(Boolean)
    .join(', ')
}

/** A control without a title is called by what it controls. */
const controlName = (control: JsonObject): string => textAt(control, 'title', 'sourceParameterName')

const columnOfFilter = (definition: Json | undefined, id: string | undefined): string => {
  const groups = isObject(definition) && Array.isArray(definition.filterGroups) ? definition.filterGroups : []
  const filters = groups.flatMap((group) => (isObject(group) && Array.isArray(group.filters) ? group.filters : []))
  const filter = filters.map(innerOf).find((inner) => inner.filterId === id)
  return filter ? columnName(filter) : ''
}

const withFilter = (part: Part, value: Json, trail: readonly Step[], isHead: boolean): Part => {
  if (part.what !== 'control' || part.name !== '') return part
  const definition = isHead ? trail[0]?.head : trail[0]?.base
  return { ...part, name: columnOfFilter(definition, stringAt(innerOf(value), 'sourceFilterId')) }
}

const named =
  (what: string, name: (inner: JsonObject) => string) =>
  (value: Json): Part => ({ what, name: short(name(innerOf(value)), 80) })

/** `bar chart "Revenue"`, as a part of a place. */
export const visualPart = (value: Json): Part => {
  const union = unionOf(value)
  return { what: visualWord(union?.arm ?? 'visual'), name: short(visualName(union?.body ?? {}), 80) }
}

const table = (value: Json): Part => {
  const inner = isObject(value) && stringAt(value, 'alias') !== undefined ? value : innerOf(value)
  return { what: stringAt(inner, 'sqlQuery') === undefined ? 'table' : 'query', name: textAt(inner, 'alias', 'name') }
}

const byName = (inner: JsonObject): string => textAt(inner, 'name', 'columnName', 'identifier')

/** The places of an asset that people know, by path: what they are, and what they are called. */
const PLACES: readonly [RegExp, (value: Json) => Part][] = [
  [/^\/definition\/sheets\/#$/, named('sheet', (sheet) => textAt(sheet, 'name', 'title'))],
  [/\/sheets\/#\/visuals\/#$/, visualPart],
  [/\/sheets\/#\/(parameterControls|filterControls)\/#$/, named('control', controlName)],
  [/\/sheets\/#\/textBoxes\/#$/, named('text box', (box) => short(wordsOf(textAt(box, 'content')), 40))],
  [/\/sheets\/#\/images\/#$/, named('image', (image) => textAt(image, 'imageContentAltText'))],
  [/\/visuals\/#\/\w+\/actions\/#$/, named('action', byName)],
  [/^\/definition\/filterGroups\/#$/, named('filter', filterNames)],
  [/^\/definition\/calculatedFields\/#$/, named('calculated field', byName)],
  [/^\/definition\/parameterDeclarations\/#$/, named('parameter', byName)],
  [/^\/definition\/dataSetIdentifierDeclarations\/#$/, named('dataset', byName)],
  [/^\/definition\/columnConfigurations\/#$/, named('column', columnName)],
  [/^\/(physicalTableMap|logicalTableMap)\/\*$/, table],
  [
    /^\/dataPrepConfiguration\/(sourceTableMap|transformStepMap|destinationTableMap)\/\*$/,
    named('step', (step) => textAt(step, 'alias')),
  ],
  [/^\/semanticModelConfiguration\/tableMap\/\*$/, table],
  [/\/(inputColumns|columns)\/#$/, named('column', byName)],
]

const OF_DATASETS = /^\/definition\/(calculatedFields|columnConfigurations)\/#$/

/** The dataset of a calculated field or a column, where another dataset has one of the same name. */
const ofDataset = (path: string, value: Json, list: Json | undefined): Part[] => {
  if (!OF_DATASETS.test(path) || !Array.isArray(list) || !isObject(value)) return []
  const nameOf = (item: Json): string => (isObject(item) ? textAt(item, 'name') || columnName(item) : '')
  const name = nameOf(value)
  if (list.filter((item) => nameOf(item) === name).length < 2) return []
  const holder = isObject(value.column) ? value.column : value
  return [{ what: 'dataset', name: textAt(holder, 'dataSetIdentifier') }]
}

const ofPath = (path: string, value: Json): Part | undefined => PLACES.find(([at]) => at.test(path))?.[1](value)

const fieldPart = (value: Json, visuals: readonly JsonObject[]): Part | undefined => {
  const identity = identityOf(value)
  const id = stringAt(innerOf(value), 'fieldId')
  if (!identity?.generated || id === undefined) return undefined
  const field = visuals.flatMap(fieldsOf).find((known) => known.id === id)
  return field ? { what: 'field', name: fieldWords(field.value) } : undefined
}

/** What is said of a field is mostly about its column; in these it is about how that is shown there. */
const SHOWN_IN = new Set([
  'tooltip',
  'visualPalette',
  'conditionalFormatting',
  'tableInlineVisualizations',
  'referenceLines',
])

/** Where a trail leads, in words; `rest` are the keys after the last place that has a name. */
export type Placed = { place: Part[]; rest: string[] }

/** Read a trail from the outside in. */
export const placeOf = (trail: readonly Step[]): Placed => {
  const place: Part[] = []
  let rest: string[] = []
  let path = ''
  let visuals: JsonObject[] = []
  let arms: string[] = []
  let list: Json | undefined
  for (const { key, base, head } of trail) {
    path += `/${key}`
    if (!arms.includes(key)) rest.push(key)
    arms = []
    const value = head ?? base
    const around = list
    list = value
    if (value === undefined || typeof value !== 'object' || value === null) continue
    if (/\/visuals\/#$/.test(path)) visuals = [unionOf(head)?.body, unionOf(base)?.body].filter(isObject)
    const part = ofPath(path, value) ?? (key === '#' && visuals.length > 0 ? fieldPart(value, visuals) : undefined)
    if (!part) continue
    place.push(...ofDataset(path, value, around), withFilter(part, value, trail, head !== undefined))
    rest = rest.filter((name) => part.what === 'field' && SHOWN_IN.has(name))
    // The place says what it is: the member inside that says it again is left out.
    arms = [unionOf(head)?.arm, unionOf(base)?.arm].filter((arm) => arm !== undefined)
  }
  return { place, rest }
}
