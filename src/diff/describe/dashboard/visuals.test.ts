import { describe, expect, test } from 'vitest'
import type { Asset } from '../../../model/asset.ts'
import { isObject, type Json, type JsonObject } from '../../../model/json.ts'
import { withoutValue, withValue } from '../../../testing/edits.ts'
import { salesDashboard } from '../../../testing/sales-dashboard.ts'
import { toldOf } from '../../../testing/told.ts'
import { untold } from '../../../testing/untold.ts'
import { diffAsset } from '../../index.ts'

const BASE = salesDashboard()
const SHEET = '/definition/sheets/0'
const BAR = `${SHEET}/visuals/0/barChartVisual`
const TABLE = `${SHEET}/visuals/1/tableVisual`
const KPI = '/definition/sheets/1/visuals/0/kpivisual'
const BAR_WELLS = `${BAR}/chartConfiguration/fieldWells/barChartAggregatedFieldWells`
const TABLE_WELLS = `${TABLE}/chartConfiguration/fieldWells/tableAggregatedFieldWells`
const KPI_VALUES = `${KPI}/chartConfiguration/fieldWells/values`
const BAR_PLACE = 'sheet "Overview" › bar chart "Revenue by region"'
const TABLE_PLACE = 'sheet "Overview" › table "Orders"'

const set = (pointer: string, value: Parameters<typeof withValue>[2]): Asset => withValue(BASE, pointer, value)
const drop = (pointer: string): Asset => withoutValue(BASE, pointer)
const column = (columnName: string): JsonObject => ({ dataSetIdentifier: 'orders', columnName })

const measureOf = (name: string, simpleNumericalAggregation = 'MAX'): JsonObject => ({
  numericalMeasureField: {
    fieldId: 'f-new',
    column: column(name),
    aggregationFunction: { simpleNumericalAggregation },
  },
})

const TABLE_VALUES = TABLE_WELLS.split('/')
  .slice(1)
  .concat('values')
  .reduce<Json>((value, key) => (value as JsonObject)[key] ?? null, BASE.body) as Json[]

const FIELDS: readonly [string, Asset, string][] = [
  [
    'an aggregation',
    set(`${BAR_WELLS}/values/0/numericalMeasureField/aggregationFunction/simpleNumericalAggregation`, 'AVERAGE'),
    `fields: ${BAR_PLACE}: values: sum of revenue → average of revenue`,
  ],
  [
    'a granularity',
    set(`${TABLE_WELLS}/groupBy/0/dateDimensionField/dateGranularity`, 'YEAR'),
    `fields: ${TABLE_PLACE}: group by: ordered_at by month → ordered_at by year`,
  ],
  [
    'another column in a field',
    set(`${BAR_WELLS}/category/0/categoricalDimensionField/column/columnName`, 'state'),
    `fields: ${BAR_PLACE}: category: region → state`,
  ],
  [
    'a field in a well that was empty',
    set(`${BAR_WELLS}/colors`, [{ categoricalDimensionField: { fieldId: 'f-new', column: column('channel') } }]),
    `fields: ${BAR_PLACE}: colors: channel added`,
  ],
  [
    'a field in a well that had some',
    set(`${TABLE_WELLS}/groupBy/-`, { categoricalDimensionField: { fieldId: 'f-new', column: column('channel') } }),
    `fields: ${TABLE_PLACE}: group by: channel added`,
  ],
  [
    'fields in another order',
    set(`${TABLE_WELLS}/values`, [...TABLE_VALUES].reverse()),
    `fields: ${TABLE_PLACE}: values: order: average of margin, sum of revenue`,
  ],
  [
    'a field added where the others changed places',
    set(`${TABLE_WELLS}/values`, [...TABLE_VALUES, measureOf('cost')].reverse()),
    `fields: ${TABLE_PLACE}: values: max of cost added; others in another order`,
  ],
  [
    'the same field once more',
    set(`${BAR_WELLS}/values/-`, { ...measureOf('revenue', 'SUM') }),
    `fields: ${BAR_PLACE}: values: sum of revenue added`,
  ],
  ['a field taken out', drop(`${TABLE_WELLS}/values/1`), `fields: ${TABLE_PLACE}: values: average of margin removed`],
  [
    'another aggregation in a KPI',
    set(`${KPI_VALUES}/0/numericalMeasureField/aggregationFunction/simpleNumericalAggregation`, 'AVERAGE'),
    'fields: sheet "Detail" › KPI "Revenue": values: sum of revenue → average of revenue',
  ],
  [
    'one more value in a KPI',
    set(`${KPI_VALUES}/-`, measureOf('cost')),
    'fields: sheet "Detail" › KPI "Revenue": values: max of cost added',
  ],
  [
    'the number format of a measure',
    set(`${BAR_WELLS}/values/0/numericalMeasureField/formatConfiguration`, {
      formatConfiguration: {
        percentageDisplayFormatConfiguration: { decimalPlacesConfiguration: { decimalPlaces: 1 } },
      },
    }),
    `number-format: ${BAR_PLACE} › field "sum of revenue": number format: percent decimal places 1 added`,
  ],
  [
    'how empty values of a dimension are written',
    set(`${BAR_WELLS}/category/0/categoricalDimensionField/formatConfiguration`, {
      nullValueFormatConfiguration: { nullString: 'NONE' },
    }),
    `number-format: ${BAR_PLACE} › field "region": text format: empty values null string "NONE" added`,
  ],
  [
    'the direction of sorting',
    set(`${BAR}/chartConfiguration/sortConfiguration/categorySort/0/fieldSort/direction`, 'ASC'),
    `sorting: ${BAR_PLACE}: sorting: sum of revenue desc → sum of revenue asc`,
  ],
  [
    'how many are shown',
    set(`${BAR}/chartConfiguration/sortConfiguration/categoryItemsLimit/itemsLimit`, 20),
    `sorting: ${BAR_PLACE}: sorting: category limited to 10 → category limited to 20`,
  ],
  [
    'how many boxes of a tree map are shown',
    set(`${BAR}/chartConfiguration/sortConfiguration/treeMapGroupItemsLimitConfiguration`, { itemsLimit: 20 }),
    `sorting: ${BAR_PLACE}: sorting: group limited to 20 added`,
  ],
  [
    'sorting by something at last',
    set(`${KPI}/chartConfiguration/sortConfiguration`, {
      trendGroupSort: [{ fieldSort: { fieldId: 'f-total', direction: 'ASC' } }],
    }),
    'sorting: sheet "Detail" › KPI "Revenue": sorting: none → sum of revenue asc',
  ],
  [
    'a step of a drill-down',
    set(`${BAR}/columnHierarchies/0/explicitHierarchy/columns/-`, column('street')),
    `drill-down: ${BAR_PLACE}: drill-down: street added`,
  ],
  ['a drill-down', drop(`${BAR}/columnHierarchies/0`), `drill-down: ${BAR_PLACE}: drill-down removed: region › city`],
]

const RULE = `${TABLE}/conditionalFormatting/conditionalFormattingOptions/0`
const SOLID = `${RULE}/cell/textFormat/backgroundColor/solid`
const ONCE = 'background color #DE3B00 where AVERAGE({margin}) < 0'

const SHOWN: readonly [string, Asset, string][] = [
  [
    'the color of a rule',
    set(`${SOLID}/color`, '#FF8700'),
    `conditional-formatting: ${TABLE_PLACE}: conditional formatting: ${ONCE} → background color #FF8700 where AVERAGE({margin}) < 0`,
  ],
  [
    'when a rule applies',
    set(`${SOLID}/expression`, 'AVERAGE({margin}) < 10'),
    `conditional-formatting: ${TABLE_PLACE}: conditional formatting: ${ONCE} → background color #DE3B00 where AVERAGE({margin}) < 10`,
  ],
  [
    'a rule that is gone',
    drop(RULE),
    `conditional-formatting: ${TABLE_PLACE}: conditional formatting: ${ONCE} removed`,
  ],
  [
    'a title',
    set(`${BAR}/title/formatText/plainText`, 'Revenue by state'),
    'visual-title: sheet "Overview" › bar chart "Revenue by state": title: "Revenue by region" → "Revenue by state"',
  ],
  [
    'a subtitle that is shown at last',
    set(`${BAR}/subtitle`, { visibility: 'VISIBLE', formatText: { plainText: 'All regions' } }),
    `visual-title: ${BAR_PLACE}: subtitle: "All regions" added`,
  ],
  [
    'whether a title is shown',
    set(`${BAR}/title/visibility`, 'HIDDEN'),
    `(style): ${BAR_PLACE}: title › visibility: visible → hidden`,
  ],
  [
    'an axis title',
    set(`${BAR}/chartConfiguration/valueLabelOptions/axisLabelOptions/0/customLabel`, 'Revenue in USD'),
    `label: ${BAR_PLACE}: value axis title: "Revenue" → "Revenue in USD"`,
  ],
  [
    'an axis title that is gone with all that belongs to it',
    drop(`${BAR}/chartConfiguration/valueLabelOptions`),
    `label: ${BAR_PLACE}: value axis title: "Revenue" removed`,
  ],
  [
    'what a column is called',
    set(`${TABLE}/chartConfiguration/fieldOptions/selectedFieldOptions/0/customLabel`, 'PAID BY'),
    `label: ${TABLE_PLACE} › field "customer": custom label: "Customer" → "PAID BY"`,
  ],
  [
    'a hidden column',
    set(`${TABLE}/chartConfiguration/fieldOptions/selectedFieldOptions/0/visibility`, 'HIDDEN'),
    `field-visibility: ${TABLE_PLACE} › field "customer": visibility: visible → hidden`,
  ],
  [
    'saying that a column is visible, as it is anyhow',
    drop(`${TABLE}/chartConfiguration/fieldOptions/selectedFieldOptions/0/visibility`),
    `(field-visibility): ${TABLE_PLACE} › field "customer": visibility removed`,
  ],
  [
    'the width of a column',
    set(`${TABLE}/chartConfiguration/fieldOptions/selectedFieldOptions/0/width`, '220px'),
    `(style): ${TABLE_PLACE}: field "customer" › width: 200px → 220px`,
  ],
  [
    'a legend',
    set(`${BAR}/chartConfiguration/legend/position`, 'BOTTOM'),
    `(style): ${BAR_PLACE}: legend › position: right → bottom`,
  ],
  [
    'a color',
    set(`${BAR}/chartConfiguration/visualPalette/chartColor`, '#AA0000'),
    `(style): ${BAR_PLACE}: visual palette › chart color: #0055AA → #AA0000`,
  ],
  [
    'a tooltip',
    set(`${BAR}/chartConfiguration/tooltip/fieldBasedTooltip/tooltipFields/0/fieldTooltipItem/visibility`, 'HIDDEN'),
    `(style): ${BAR_PLACE}: field "sum of revenue" › tooltip › visibility: visible → hidden`,
  ],
  [
    'totals',
    set(`${TABLE}/chartConfiguration/totalOptions/totalsVisibility`, 'VISIBLE'),
    `(style): ${TABLE_PLACE}: totals › visibility: hidden → visible`,
  ],
  [
    'an orientation',
    set(`${BAR}/chartConfiguration/orientation`, 'VERTICAL'),
    `visual-setting: ${BAR_PLACE}: orientation: horizontal → vertical`,
  ],
  [
    'the font of a KPI',
    set(`${KPI}/chartConfiguration/kpioptions/primaryValueFontConfiguration/fontSize/relative`, 'MEDIUM'),
    '(style): sheet "Detail" › KPI "Revenue": KPI › primary value font › font size › relative: large → medium',
  ],
  [
    'what a KPI compares with',
    set(`${KPI}/chartConfiguration/kpioptions/comparison`, { comparisonMethod: 'PERCENT_DIFFERENCE' }),
    'visual-setting: sheet "Detail" › KPI "Revenue": KPI › comparison: method percent difference added',
  ],
  [
    'a setting that nobody here has heard of',
    set(`${BAR}/chartConfiguration/glowOptions`, { strength: 'VERY_STRONG', fieldId: 'f-region' }),
    `visual-setting: ${BAR_PLACE}: glow: strength very strong, region added`,
  ],
]

describe.each([...FIELDS, ...SHOWN])('%s', (_, head, expected) => {
  test('is told by one sentence', () => expect(toldOf(BASE, head)).toEqual([expected]))
  test('is told whole', () => expect(untold(BASE, head, diffAsset(BASE, head))).toBeUndefined())
})

test.each([
  [['revenue'], 'KPI of sum of revenue added'],
  [['revenue', 'cost'], 'KPI of sum of revenue, sum of cost added'],
  [
    ['revenue', 'cost', 'margin', 'weight'],
    'KPI of sum of revenue, sum of cost, sum of margin, … added: sum of revenue, sum of cost, sum of margin, sum of weight',
  ],
])('a visual without a title is called by what it shows: %s', (columns, expected) => {
  const values = columns.map((name) => measureOf(name, 'SUM'))
  const kpi = { kpivisual: { visualId: 'v-new', chartConfiguration: { fieldWells: { values } } } }
  expect(toldOf(BASE, set(`${SHEET}/visuals/-`, kpi))).toEqual([`visual: sheet "Overview": ${expected}`])
})

test('another type of visual is its type, its sorting, and what follows from the type, folded', () => {
  const sheets = (BASE.body.definition as { sheets: { visuals: { barChartVisual: JsonObject }[] }[] }).sheets
  const bar = sheets[0]?.visuals[0]?.barChartVisual ?? {}
  const chart = isObject(bar.chartConfiguration) ? bar.chartConfiguration : {}
  const wells = isObject(chart.fieldWells) ? (chart.fieldWells.barChartAggregatedFieldWells ?? null) : null
  const pie = { ...bar, chartConfiguration: { fieldWells: { pieChartAggregatedFieldWells: wells } } }
  const place = 'sheet "Overview" › pie chart "Revenue by region"'
  const head = set(`${SHEET}/visuals/0`, { pieChartVisual: pie })
  expect(toldOf(BASE, head)).toEqual([
    `visual-type: ${place}: bar chart → pie chart`,
    `sorting: ${place}: sorting: sum of revenue desc, category limited to 10 → none`,
    `(fields): ${place}: fields: the same ones, where a pie chart has them`,
    `(style): ${place}: settings that come and go with the type of a visual: orientation, value axis, value label, legend, visual palette, tooltip`,
  ])
  expect(untold(BASE, head, diffAsset(BASE, head))).toBeUndefined()
})
