import type { Part } from '../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import type { Family, Provider } from './facts.ts'
import { armOf, columnSettingsPart, controlPart, filterPart, namedPart, textBoxPart, visualPart } from './places.ts'
import { mentionsInText } from './text-mentions.ts'
import type { UseList } from './use-list.ts'

/**
 * What a column must hold to stand in these members, by their names and descriptions in the service's API: a categorical
 * field is a text, and so on. Members that take any column are not here.
 */
const EXPECTS: ReadonlyMap<string, Family> = new Map([
  ['categoricalDimensionField', 'text'],
  ['categoryFilter', 'text'],
  ['categoryDrillDownFilter', 'text'],
  ['numericalDimensionField', 'number'],
  ['numericalMeasureField', 'number'],
  ['numericEqualityFilter', 'number'],
  ['numericRangeFilter', 'number'],
  ['numericEqualityDrillDownFilter', 'number'],
  ['dateDimensionField', 'date'],
  ['dateMeasureField', 'date'],
  ['timeEqualityFilter', 'date'],
  ['timeRangeFilter', 'date'],
  ['timeRangeDrillDownFilter', 'date'],
  ['relativeDatesFilter', 'date'],
])

/** Members that hold the name of a parameter of the analysis or dashboard. `parameter` is the end of a range in a filter. */
const PARAMETERS = new Set(['parameterName', 'sourceParameterName', 'destinationParameterName', 'parameter'])

type Path = (string | number)[]

/** Walks a definition and adds every use to a list, wherever the service puts it, today or later. */
class Walk {
  readonly #list: UseList
  #path: Path = []

  constructor(list: UseList) {
    this.#list = list
  }

  /** Take everything below a value as used by one holder. */
  holder(path: Path, value: Json, { sort, place }: { sort: string; place: readonly Part[] }): void {
    this.#path = [...path]
    this.#list.enter(path, sort, place)
    this.#visit(value, '')
  }

  #visit(value: Json, key: string): void {
    if (typeof value === 'string') this.#text(value, key)
    else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) this.#below(value[index] as Json, key, index)
    } else if (value !== null && typeof value === 'object') this.#object(value)
  }

  #below(value: Json, key: string, step: string | number): void {
    if (typeof value === 'number' || typeof value === 'boolean') return
    this.#path.push(step)
    this.#visit(value, key)
    this.#path.pop()
  }

  #object(object: JsonObject): void {
    const identifier = object.dataSetIdentifier
    if (typeof identifier === 'string') this.#inDataset(object, identifier)
    for (const key of Object.keys(object)) {
      if (key === 'expression' && typeof object.expression === 'string') this.#expression(object.expression, identifier)
      else this.#below(object[key] as Json, key, key)
    }
  }

  #inDataset(object: JsonObject, identifier: string): void {
    const provider: Provider = { by: 'identifier', identifier }
    const column = stringAt(object, 'columnName')
    const mapped = stringAt(object, 'dataSetParameterName')
    if (mapped !== undefined) this.#list.add(this.#path, { what: 'parameter', name: mapped, provider })
    if (column === undefined) {
      this.#list.add(this.#path, { what: 'dataset identifier', name: identifier, provider: { by: 'asset' } })
      return
    }
    const expects = this.#path.at(-1) === 'column' ? EXPECTS.get(String(this.#path.at(-2))) : undefined
    this.#list.add(this.#path, { what: 'column', name: column, provider, ...(expects ? { expects } : {}) })
  }

  #expression(text: string, identifier: Json | undefined): void {
    const provider: Provider = typeof identifier === 'string' ? { by: 'identifier', identifier } : { by: 'asset' }
    this.#list.addExpression([...this.#path, 'expression'], { text, provider: () => provider })
  }

  #text(text: string, key: string): void {
    if (PARAMETERS.has(key)) this.#list.add(this.#path, { what: 'parameter', name: text, provider: { by: 'asset' } })
    else if (text.includes('<')) {
      for (const { what, name, sure } of mentionsInText(text)) {
        this.#list.add(this.#path, { what, name, provider: { by: 'asset' }, ...(sure ? {} : { unsure: true }) })
      }
    }
  }
}

type Named = (item: JsonObject) => { sort: string; part: Part }

/** The lists of a sheet whose items are holders of their own. */
const OF_SHEET: ReadonlyMap<string, Named> = new Map<string, Named>([
  ['visuals', (visual) => ({ sort: 'visual', part: visualPart(visual) })],
  ['filterControls', (control) => ({ sort: 'control', part: controlPart(control) })],
  ['parameterControls', (control) => ({ sort: 'control', part: controlPart(control) })],
  ['textBoxes', (box) => ({ sort: 'text box', part: textBoxPart(box) })],
])

const OF_DEFINITION: ReadonlyMap<string, Named> = new Map<string, Named>([
  ['calculatedFields', (field) => ({ sort: 'calculated field', part: namedPart('calculated field', field) })],
  ['filterGroups', (group) => ({ sort: 'filter', part: filterPart(group) })],
  ['parameterDeclarations', (item) => ({ sort: 'parameter', part: namedPart('parameter', armOf(item).inner) })],
  ['columnConfigurations', (item) => ({ sort: 'column setting', part: columnSettingsPart(item) })],
])

type Rest = { sort: string; place: readonly Part[] }

/** Members that are lists of holders, each item on its own; then everything else together. */
const walkMembers = (
  walk: Walk,
  path: Path,
  object: JsonObject,
  { lists, rest }: { lists: ReadonlyMap<string, Named>; rest: Rest },
): void => {
  const others: [string, Json][] = []
  for (const [key, value] of Object.entries(object)) {
    const named = lists.get(key)
    if (!named || !Array.isArray(value)) others.push([key, value])
    else
      value.forEach((item, index) => {
        if (!isObject(item)) return
        const { sort, part } = named(item)
        walk.holder([...path, key, index], item, { sort, place: [...rest.place, part] })
      })
  }
  walk.holder(path, Object.fromEntries(others), rest)
}

/** Add what a definition of an analysis or dashboard uses: columns, parameters, dataset identifiers. */
export const addDefinition = (list: UseList, definition: JsonObject): void => {
  const walk = new Walk(list)
  const { sheets, dataSetIdentifierDeclarations: _, ...others } = definition
  if (Array.isArray(sheets)) {
    sheets.forEach((sheet, index) => {
      if (!isObject(sheet)) return
      const rest = { sort: 'sheet', place: [namedPart('sheet', sheet)] }
      walkMembers(walk, ['definition', 'sheets', index], sheet, { lists: OF_SHEET, rest })
    })
  }
  walkMembers(walk, ['definition'], others, { lists: OF_DEFINITION, rest: { sort: 'setting', place: [] } })
}
