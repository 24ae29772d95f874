import { type Random, seededRandom } from '../emulator/random.ts'
import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { dataSource, dataset, schedule } from '../testing/assets.ts'
import { DEV } from '../testing/repository.ts'

export const WORDS = [
  'orders',
  'revenue',
  'margin',
  'region',
  'customer',
  'channel',
  'returns',
  'basket',
  'forecast',
  'visits',
]
const VISUALS = ['barChartVisual', 'lineChartVisual', 'tableVisual', 'kpiVisual'] as const

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

const uuid = (random: Random): string =>
  '########-####-4###-8###-############'.replace(/#/g, () => Math.floor(random() * 16).toString(16))

const column = (random: Random): string => `${pick(random, WORDS)}_${pick(random, WORDS)}`

const columnOf = (columnName: string): JsonObject => ({ dataSetIdentifier: 'main', columnName })

const measure = (random: Random): JsonObject => {
  const columnName = column(random)
  return {
    numericalMeasureField: {
      fieldId: `${uuid(random)}.${columnName}.1.${Math.floor(random() * 1e12)}`,
      column: columnOf(columnName),
      aggregationFunction: { simpleNumericalAggregation: pick(random, ['SUM', 'AVERAGE', 'MAX']) },
      formatConfiguration: {
        formatConfiguration: { numberDisplayFormatConfiguration: { decimalPlacesConfiguration: { decimalPlaces: 2 } } },
      },
    },
  }
}

const dimension = (random: Random): JsonObject => {
  const columnName = column(random)
  return { categoricalDimensionField: { fieldId: `${uuid(random)}.${columnName}`, column: columnOf(columnName) } }
}

const label = (text: string): JsonObject => ({
  visibility: 'VISIBLE',
  formatText: { richText: `<visual-title>${text}</visual-title>` },
})

const visual = (random: Random): JsonObject => ({
  [pick(random, VISUALS)]: {
    visualId: uuid(random),
    title: label(`${column(random)} by ${pick(random, WORDS)}`),
    subtitle: { visibility: 'HIDDEN' },
    chartConfiguration: {
      fieldWells: {
        barChartAggregatedFieldWells: {
          category: [dimension(random)],
          values: [measure(random), measure(random)],
          colors: [dimension(random)],
        },
      },
      sortConfiguration: { categorySort: [{ fieldSort: { fieldId: uuid(random), direction: 'DESC' } }] },
      orientation: pick(random, ['VERTICAL', 'HORIZONTAL']),
      legend: { visibility: 'VISIBLE', title: { visibility: 'HIDDEN' }, width: '120px' },
      tooltip: { tooltipVisibility: 'VISIBLE', selectedTooltipType: 'DETAILED' },
    },
    actions: [],
    columnHierarchies: [],
  },
})

const filterGroup = (random: Random, sheetId: string): JsonObject => ({
  filterGroupId: uuid(random),
  filters: [
    {
      categoryFilter: {
        filterId: uuid(random),
        column: columnOf(column(random)),
        configuration: {
          filterListConfiguration: { matchOperator: 'CONTAINS', selectAllOptions: 'FILTER_ALL_VALUES' },
        },
      },
    },
  ],
  scopeConfiguration: { selectedSheets: { sheetVisualScopingConfigurations: [{ sheetId, scope: 'ALL_VISUALS' }] } },
  status: 'ENABLED',
  crossDataset: 'SINGLE_DATASET',
})

const place = (elementId: string, i: number): JsonObject => ({
  elementId,
  elementType: 'VISUAL',
  columnIndex: (i % 2) * 18,
  columnSpan: 18,
  rowIndex: Math.floor(i / 2) * 12,
  rowSpan: 12,
})

const sheet = (random: Random, visuals: Json[]): JsonObject => ({
  sheetId: uuid(random),
  name: `${pick(random, WORDS)} ${pick(random, WORDS)}`,
  visuals,
  layouts: [{ configuration: { gridLayout: { elements: visuals.map((_, i) => place(uuid(random), i)) } } }],
  contentType: 'INTERACTIVE',
})

const calculatedField = (random: Random): JsonObject => ({
  dataSetIdentifier: 'main',
  name: `${column(random)} ${Math.floor(random() * 1e6)}`,
  expression: `ifelse({${column(random)}} > 0, sum({${column(random)}}) / distinct_count({${column(random)}}), NULL)`,
})

const VISUALS_A_SHEET = 20

const content = (random: Random, bytes: number) => {
  const sheets: JsonObject[] = []
  const filterGroups: JsonObject[] = []
  for (let size = 0; size < bytes; ) {
    const made = sheet(
      random,
      Array.from({ length: VISUALS_A_SHEET }, () => visual(random)),
    )
    const filters = Array.from({ length: 6 }, () => filterGroup(random, String(made.sheetId)))
    sheets.push(made)
    filterGroups.push(...filters)
    size += JSON.stringify([made, filters]).length
  }
  return { sheets, calculatedFields: Array.from({ length: 20 }, () => calculatedField(random)), filterGroups }
}

/** A definition of about so many bytes as a bundle holds it, on one dataset, with the keys in the service's order. */
export const definition = (random: Random, dataSetId: string, bytes: number): JsonObject => ({
  dataSetIdentifierDeclarations: [
    { identifier: 'main', dataSetArn: `arn:aws:quicksight:${DEV.region}:${DEV.account}:dataset/${dataSetId}` },
  ],
  ...content(random, bytes),
  parameterDeclarations: [],
  columnConfigurations: [],
  analysisDefaults: { defaultNewSheetConfiguration: { sheetContentType: 'INTERACTIVE' } },
})

export type Size = { smallest: number; largest: number }

const body = (kind: 'analysis' | 'dashboard', id: string, drawn: JsonObject): Asset => ({
  kind,
  id,
  name: `The ${kind} ${id}`,
  body: {
    resourceType: kind,
    [`${kind}Id`]: id,
    name: `The ${kind} ${id}`,
    definition: drawn,
    validationStrategy: { mode: 'LENIENT' },
    ...(kind === 'dashboard' ? { linkEntities: [] } : {}),
  },
})

export type CompanySize = { dataSources: number; dataSets: number; analyses: number; dashboards: number }

/** A company drawn by a seed: SPICE datasets with a refresh schedule each, analyses and dashboards of `size` bytes. */
export const company = (seed: number, counts: CompanySize, { smallest, largest }: Size): Asset[] => {
  const random = seededRandom(seed)
  const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
  const draw = (i: number) =>
    definition(random, `set-${i % counts.dataSets}`, smallest + random() * (largest - smallest))
  return [
    ...times(counts.dataSources, (i) => dataSource(`source-${i}`)),
    ...times(counts.dataSets, (i) => dataset(`set-${i}`, { source: `source-${i % counts.dataSources}` })),
    ...times(counts.dataSets, (i) => schedule(`set-${i}`)),
    ...times(counts.analyses, (i) => body('analysis', `analysis-${i}`, draw(i))),
    ...times(counts.dashboards, (i) => body('dashboard', `dashboard-${i}`, draw(i))),
  ]
}
