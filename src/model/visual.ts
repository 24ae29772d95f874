import { camelWords } from './camel-words.ts'
import { isObject, type Json, type JsonObject, objectAt, stringAt } from './json.ts'
import { SHOWING } from './part.ts'

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

const MOST_CODE_POINTS = 0x10ffff

const character = (entity: string, name: string): string => {
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  if (name.startsWith('#')) return code <= MOST_CODE_POINTS ? String.fromCodePoint(code) : entity
  return ENTITIES[name] ?? entity
}

/** The words of QuickSight's rich text (`<visual-title><inline …>Sales</inline></visual-title>`), without its markup. */
export const wordsOf = (richText: string): string =>
  richText
    // Between tags, line breaks and what follows them only indent the markup (observed in published dashboards).
    .replace(/(?<=>)\s*\n\s*|\s*\n\s*(?=<)/g, '')
    .replace(/<\/?(?:block|br|li|text-box)[^<>]*>/g, ' ')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/g, character)
    .replace(/\s+/g, ' ')
    .trim()

const textOf = (holder: JsonObject): string => {
  const format = objectAt(holder, 'formatText')
  return stringAt(format, 'plainText') ?? wordsOf(stringAt(format, 'richText') ?? '')
}

/** The title that a visual shows, or its subtitle; empty when it has neither. */
export const visualTitle = (visual: JsonObject): string =>
  textOf(objectAt(visual, 'title')) || textOf(objectAt(visual, 'subtitle'))

/** A field of a visual: `column` is `dataset.column`, `value` the field as the file has it. */
export type Field = { id: string; well: string; column: string; value: JsonObject }

/** In a field one of the first three; elsewhere it says what sort of column it is for. */
const AGGREGATIONS = [
  'simpleNumericalAggregation',
  'percentileAggregation',
  'attributeAggregation',
  'numericalAggregationFunction',
  'categoricalAggregationFunction',
  'dateAggregationFunction',
]

const aggregationOf = (value: Json | undefined): string => {
  if (typeof value === 'string') return value
  if (!isObject(value)) return ''
  for (const key of AGGREGATIONS) {
    const inner = value[key]
    if (typeof inner === 'string') return inner
    if (isObject(inner) && key === 'numericalAggregationFunction') return aggregationOf(inner)
    if (isObject(inner))
      return key === 'percentileAggregation' ? `percentile ${String(inner.percentileValue ?? '')}` : 'attribute'
  }
  return ''
}

const DISTINCT = 'DISTINCT_COUNT'

/** `sum of Revenue`, `Order date by month`, `Region`: a field of a visual, as its author thinks of it. */
export const fieldWords = (field: JsonObject): string => {
  const column = stringAt(objectAt(field, 'column'), 'columnName') ?? stringAt(field, 'expression') ?? 'a field'
  const granularity = stringAt(field, 'dateGranularity')
  if (granularity !== undefined) return `${column} by ${granularity.toLowerCase()}`
  const aggregation = aggregationOf(field.aggregationFunction)
  if (aggregation === '') return column
  return `${aggregation === DISTINCT ? 'distinct count' : aggregation.toLowerCase().replaceAll('_', ' ')} of ${column}`
}

const collect = (value: Json, well: string, found: Field[]): void => {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, well, found)
    return
  }
  if (!isObject(value)) return
  const id = stringAt(value, 'fieldId')
  if (id !== undefined) {
    const column = objectAt(value, 'column')
    const name = stringAt(column, 'columnName') ?? stringAt(value, 'expression') ?? ''
    found.push({ id, well, column: `${stringAt(column, 'dataSetIdentifier') ?? ''}.${name}`, value })
    return
  }
  for (const key in value) collect(value[key] as Json, Array.isArray(value[key]) ? key : well, found)
}

/** The fields in the wells of a visual, and of an insight's computations, in the order of the file; `well` is the list they are in (`values`, `category`). */
export const fieldsOf = (visual: JsonObject): Field[] => {
  const found: Field[] = []
  collect(objectAt(objectAt(visual, 'chartConfiguration'), 'fieldWells'), '', found)
  collect(objectAt(visual, 'insightConfiguration').computations ?? null, '', found)
  return found
}

/** What people call the visuals, controls and filters of QuickSight; any other is called by its key. */
const NAMES: Readonly<Record<string, string>> = {
  kpivisual: 'KPI',
  KPIVisual: 'KPI',
  tableVisual: 'table',
  pivotTableVisual: 'pivot table',
  insightVisual: 'insight',
  customContentVisual: 'custom content',
  emptyVisual: 'empty visual',
  wordCloudVisual: 'word cloud',
  treeMapVisual: 'tree map',
  heatMapVisual: 'heat map',
  filledMapVisual: 'filled map',
  geospatialMapVisual: 'map',
  layerMapVisual: 'layer map',
  sankeyDiagramVisual: 'Sankey diagram',
  scatterPlotVisual: 'scatter plot',
  boxPlotVisual: 'box plot',
  radarChartVisual: 'radar chart',
  pluginVisual: 'plugin',
  crossSheet: 'cross-sheet control',
}

/** `bar chart` for `barChartVisual`. */
export const visualWord = (arm: string): string =>
  Object.hasOwn(NAMES, arm) ? (NAMES[arm] ?? arm) : camelWords(arm.replace(/Visual$/, ''))

const MOST_FIELDS = 3

/** The visual's title, or what it shows, since many have none. */
export const visualName = (visual: JsonObject): string => {
  const title = visualTitle(visual)
  if (title !== '') return title
  const words = [...new Set(fieldsOf(visual).map(({ value }) => fieldWords(value)))]
  const shown = words.slice(0, MOST_FIELDS).join(', ')
  return words.length > 0 ? `${SHOWING}${shown}${words.length > MOST_FIELDS ? ', …' : ''}` : ''
}
