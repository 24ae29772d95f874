import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { dashboard } from './assets.ts'
import { column, orders, revenueByRegion, revenueKpi } from './sales-visuals.ts'

const ORDERS = 'arn:aws:quicksight:us-east-1:111122223333:dataset/orders'
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
