import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { keysOfPointer } from '../model/json-pointer.ts'
import { dashboard } from './assets.ts'

const ORDERS = 'arn:aws:quicksight:us-east-1:111122223333:dataset/orders'
const column = (columnName: string): Json => ({ dataSetIdentifier: 'orders', columnName })

const category = (fieldId: string, name: string): Json => ({
  categoricalDimensionField: { fieldId, column: column(name) },
})
const measure = (fieldId: string, name: string, aggregation = 'SUM'): Json => ({
  numericalMeasureField: {
    fieldId,
    column: column(name),
    aggregationFunction: { simpleNumericalAggregation: aggregation },
  },
})
const month = (fieldId: string, name: string): Json => ({
  dateDimensionField: { fieldId, column: column(name), dateGranularity: 'MONTH', hierarchyId: fieldId },
})
const title = (plainText: string): Json => ({ visibility: 'VISIBLE', formatText: { plainText } })

const revenueByRegion: Json = {
  barChartVisual: {
    visualId: 'v-bar',
    title: title('Revenue by region'),
    subtitle: { visibility: 'HIDDEN' },
    chartConfiguration: {
      fieldWells: {
        barChartAggregatedFieldWells: {
          category: [category('f-region', 'region')],
          values: [measure('f-sum', 'revenue')],
        },
      },
      sortConfiguration: {
        categorySort: [{ fieldSort: { fieldId: 'f-sum', direction: 'DESC' } }],
        categoryItemsLimit: { itemsLimit: 10, otherCategories: 'INCLUDE' },
      },
      orientation: 'HORIZONTAL',
      valueAxis: { gridLineVisibility: 'HIDDEN' },
      valueLabelOptions: {
        axisLabelOptions: [{ customLabel: 'Revenue', applyTo: { fieldId: 'f-sum', column: column('revenue') } }],
      },
      legend: { position: 'RIGHT', width: '120px' },
      visualPalette: { chartColor: '#0055AA' },
      tooltip: {
        fieldBasedTooltip: { tooltipFields: [{ fieldTooltipItem: { fieldId: 'f-sum', visibility: 'VISIBLE' } }] },
      },
    },
    actions: [
      {
        customActionId: 'a-filter',
        name: 'Focus',
        status: 'ENABLED',
        trigger: 'DATA_POINT_CLICK',
        actionOperations: [
          {
            filterOperation: {
              selectedFieldsConfiguration: { selectedFields: ['f-region'] },
              targetVisualsConfiguration: { sameSheetTargetVisualConfiguration: { targetVisuals: ['v-table'] } },
            },
          },
        ],
      },
    ],
    columnHierarchies: [{ explicitHierarchy: { hierarchyId: 'h-place', columns: [column('region'), column('city')] } }],
  },
}

const orders: Json = {
  tableVisual: {
    visualId: 'v-table',
    title: title('Orders'),
    chartConfiguration: {
      fieldWells: {
        tableAggregatedFieldWells: {
          groupBy: [month('f-month', 'ordered_at'), category('f-customer', 'customer')],
          values: [measure('f-revenue', 'revenue'), measure('f-margin', 'margin', 'AVERAGE')],
        },
      },
      sortConfiguration: { rowSort: [{ fieldSort: { fieldId: 'f-month', direction: 'ASC' } }] },
      fieldOptions: {
        selectedFieldOptions: [
          { fieldId: 'f-customer', customLabel: 'Customer', width: '200px', visibility: 'VISIBLE' },
          { fieldId: 'f-margin', customLabel: 'Margin' },
        ],
      },
      totalOptions: { totalsVisibility: 'HIDDEN' },
    },
    conditionalFormatting: {
      conditionalFormattingOptions: [
        {
          cell: {
            fieldId: 'f-margin',
            textFormat: { backgroundColor: { solid: { expression: 'AVERAGE({margin}) < 0', color: '#DE3B00' } } },
          },
        },
      ],
    },
    actions: [],
  },
}

const revenueKpi: Json = {
  kpivisual: {
    visualId: 'v-kpi',
    title: title('Revenue'),
    chartConfiguration: {
      fieldWells: { values: [measure('f-total', 'revenue')] },
      kpioptions: { primaryValueFontConfiguration: { fontSize: { relative: 'LARGE' } } },
    },
  },
}

const filterGroup = (id: string, filter: Json, scope: Json): Json => ({
  filterGroupId: `g-${id}`,
  filters: [filter],
  scopeConfiguration: scope,
  status: 'ENABLED',
  crossDataset: 'SINGLE_DATASET',
})

const onSheet = (sheetId: string, visualIds?: string[]): Json => ({
  selectedSheets: {
    sheetVisualScopingConfigurations: [
      visualIds ? { sheetId, scope: 'SELECTED_VISUALS', visualIds } : { sheetId, scope: 'ALL_VISUALS' },
    ],
  },
})

const box = (elementId: string, elementType: string, [columnIndex, rowIndex, columnSpan, rowSpan]: number[]): Json => ({
  elementId,
  elementType,
  columnIndex: columnIndex ?? 0,
  rowIndex: rowIndex ?? 0,
  columnSpan: columnSpan ?? 12,
  rowSpan: rowSpan ?? 6,
})

const overview: Json = {
  sheetId: 's-overview',
  name: 'Overview',
  contentType: 'INTERACTIVE',
  visuals: [revenueByRegion, orders],
  textBoxes: [
    {
      sheetTextBoxId: 't-help',
      content:
        '<text-box><inline font-size="16px">Refreshed every night at five. Ask the sales team when a number looks wrong, and say which order it is about.</inline> <a href="https://example.com/help">Help</a></text-box>',
    },
  ],
  parameterControls: [
    { dropdown: { parameterControlId: 'c-year', title: 'Year', sourceParameterName: 'Year', type: 'SINGLE_SELECT' } },
  ],
  filterControls: [{ dropdown: { filterControlId: 'c-region', title: 'Region', sourceFilterId: 'fi-region' } }],
  layouts: [
    {
      configuration: {
        gridLayout: { elements: [box('v-bar', 'VISUAL', [0, 0, 18, 12]), box('v-table', 'VISUAL', [18, 0, 18, 12])] },
      },
    },
  ],
}

const detail: Json = {
  sheetId: 's-detail',
  name: 'Detail',
  contentType: 'INTERACTIVE',
  visuals: [revenueKpi],
  layouts: [{ configuration: { gridLayout: { elements: [box('v-kpi', 'VISUAL', [0, 0, 12, 6])] } } }],
}

const definition: Json = {
  dataSetIdentifierDeclarations: [{ identifier: 'orders', dataSetArn: ORDERS }],
  sheets: [overview, detail],
  calculatedFields: [
    { dataSetIdentifier: 'orders', name: 'margin', expression: '{revenue} - {cost}' },
    { dataSetIdentifier: 'orders', name: 'margin share', expression: 'sum({margin}) / sum({revenue})' },
  ],
  parameterDeclarations: [
    {
      integerParameterDeclaration: {
        name: 'Year',
        parameterValueType: 'SINGLE_VALUED',
        defaultValues: { staticValues: [2024] },
      },
    },
    {
      stringParameterDeclaration: {
        name: 'Status',
        parameterValueType: 'MULTI_VALUED',
        defaultValues: { staticValues: ['OPEN', 'PAID'] },
      },
    },
  ],
  filterGroups: [
    filterGroup(
      'region',
      {
        categoryFilter: {
          filterId: 'fi-region',
          column: column('region'),
          configuration: { filterListConfiguration: { matchOperator: 'CONTAINS', categoryValues: ['East', 'West'] } },
        },
      },
      onSheet('s-overview'),
    ),
    filterGroup(
      'recent',
      {
        relativeDatesFilter: {
          filterId: 'fi-recent',
          column: column('ordered_at'),
          anchorDateConfiguration: { anchorOption: 'NOW' },
          timeGranularity: 'MONTH',
          relativeDateType: 'LAST',
          relativeDateValue: 3,
          nullOption: 'NON_NULLS_ONLY',
        },
      },
      onSheet('s-overview', ['v-bar']),
    ),
    filterGroup(
      'large',
      {
        numericRangeFilter: {
          filterId: 'fi-large',
          column: column('revenue'),
          aggregationFunction: { numericalAggregationFunction: { simpleNumericalAggregation: 'SUM' } },
          rangeMinimum: { staticValue: 100 },
          includeMinimum: true,
          nullOption: 'NON_NULLS_ONLY',
        },
      },
      { allSheets: {} },
    ),
  ],
  columnConfigurations: [
    {
      column: column('revenue'),
      formatConfiguration: {
        numberFormatConfiguration: {
          formatConfiguration: {
            currencyDisplayFormatConfiguration: { symbol: 'USD', decimalPlacesConfiguration: { decimalPlaces: 2 } },
          },
        },
      },
    },
  ],
}

/** A small dashboard with one of nearly everything, as a bundle has it. */
export const salesDashboard = (): Asset =>
  dashboard('sales', { more: { definition: structuredClone(definition) as JsonObject } })

/** The object or list that holds what a pointer leads to, and the key of it there. */
const holderOf = (body: Json, pointer: string): { holder: JsonObject | Json[]; key: string } => {
  const keys = keysOfPointer(pointer)
  const key = keys.pop() ?? ''
  const holder = keys.reduce<Json | undefined>((value, name) => (value as JsonObject | undefined)?.[name], body)
  if (typeof holder !== 'object' || holder === null) throw new Error(`nothing is at ${pointer}`)
  return { holder, key }
}

/** An asset with another value at a JSON pointer; `-` as the last key adds to a list (RFC 6902). Fails where nothing could change. */
export const withValue = (asset: Asset, pointer: string, value: Json): Asset => {
  const body = structuredClone(asset.body) as JsonObject
  const { holder, key } = holderOf(body, pointer)
  if (Array.isArray(holder) && key === '-') holder.push(value)
  else if (Array.isArray(holder)) holder[Number(key)] = value
  else holder[key] = value
  return { ...asset, body }
}

/** An asset without what a JSON pointer leads to. Fails where it leads to nothing. */
export const withoutValue = (asset: Asset, pointer: string): Asset => {
  const body = structuredClone(asset.body) as JsonObject
  const { holder, key } = holderOf(body, pointer)
  if (!Object.hasOwn(holder, key)) throw new Error(`nothing is at ${pointer}`)
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return { ...asset, body }
}
