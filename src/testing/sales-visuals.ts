import type { Json } from '../model/json.ts'

/** A column of the one dataset of these fixtures. */
export const column = (columnName: string): Json => ({ dataSetIdentifier: 'orders', columnName })

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

export const revenueByRegion: Json = {
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

export const orders: Json = {
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

export const revenueKpi: Json = {
  kpivisual: {
    visualId: 'v-kpi',
    title: title('Revenue'),
    chartConfiguration: {
      fieldWells: { values: [measure('f-total', 'revenue')] },
      kpioptions: { primaryValueFontConfiguration: { fontSize: { relative: 'LARGE' } } },
    },
  },
}
