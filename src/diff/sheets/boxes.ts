import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts'
import { unionOf } from '../union.ts'

/** Where something lies on a sheet, in pixels. */
export type Box = { id: string; x: number; y: number; width: number; height: number }

/** QuickSight's grid has 36 columns; how high a row is depends on the screen, so this is only in proportion. */
const COLUMNS = 36
const COLUMN = 40
const ROW = 30

const numberAt = (object: JsonObject, key: string, fallback: number): number => {
  const value = object[key]
  const number = typeof value === 'string' ? Number.parseFloat(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : fallback
}

/** Elements that say no place stand one after the other, and below where a row is full. */
const inGrid = (elements: readonly Json[]): Box[] => {
  let [column, row, below] = [0, 0, 0]
  return elements.filter(isObject).flatMap((element): Box[] => {
    const id = stringAt(element, 'elementId')
    if (id === undefined) return []
    const [wide, high] = [numberAt(element, 'columnSpan', COLUMNS / 2), numberAt(element, 'rowSpan', 12)]
    if (column + wide > COLUMNS) [column, row] = [0, below]
    const [x, y] = [numberAt(element, 'columnIndex', column), numberAt(element, 'rowIndex', row)]
    ;[column, row, below] = [x + wide, y, Math.max(below, y + high)]
    return [{ id, x: x * COLUMN, y: y * ROW, width: wide * COLUMN, height: high * ROW }]
  })
}

const freely = (elements: readonly Json[], top = 0): Box[] =>
  elements.filter(isObject).flatMap((element): Box[] => {
    const id = stringAt(element, 'elementId')
    if (id === undefined) return []
    return [
      {
        id,
        x: numberAt(element, 'xaxisLocation', numberAt(element, 'xAxisLocation', 0)),
        y: top + numberAt(element, 'yaxisLocation', numberAt(element, 'yAxisLocation', 0)),
        width: numberAt(element, 'width', 300),
        height: numberAt(element, 'height', 200),
      },
    ]
  })

const bottomOf = (boxes: readonly Box[]): number => Math.max(0, ...boxes.map(({ y, height }) => y + height))

/** The sections of a paginated report, one below the other. */
const inSections = (layout: JsonObject): Box[] => {
  const boxes: Box[] = []
  for (const part of ['headerSections', 'bodySections', 'footerSections']) {
    for (const section of listAt(layout, part).filter(isObject)) {
      const content = isObject(section.content) ? section.content : section
      const elements = listAt(objectAt(objectAt(content, 'layout'), 'freeFormLayout'), 'elements')
      boxes.push(...freely(elements, bottomOf(boxes)))
    }
  }
  return boxes
}

const ofLayout = (layout: Json): Box[] => {
  const union = isObject(layout) ? unionOf(layout.configuration) : undefined
  if (union?.arm === 'gridLayout') return inGrid(listAt(union.body, 'elements'))
  if (union?.arm === 'freeFormLayout') return freely(listAt(union.body, 'elements'))
  return union ? inSections(union.body) : []
}

/** Where everything lies on a sheet. Sheets without a layout have no boxes. */
export const boxesOf = (sheet: JsonObject): Box[] => listAt(sheet, 'layouts').flatMap(ofLayout)
