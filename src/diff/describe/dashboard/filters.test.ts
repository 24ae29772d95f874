import { describe, expect, test } from 'vitest'
import type { Asset } from '../../../model/asset.ts'
import type { Json } from '../../../model/json.ts'
import { withoutValue, withValue } from '../../../testing/edits.ts'
import { salesDashboard } from '../../../testing/sales-dashboard.ts'
import { toldOf } from '../../../testing/told.ts'
import { untold } from '../../../testing/untold.ts'
import { diffAsset } from '../../index.ts'

const BASE = salesDashboard()
const GROUPS = '/definition/filterGroups'
const REGION = `${GROUPS}/0/filters/0/categoryFilter`
const RECENT = `${GROUPS}/1/filters/0/relativeDatesFilter`
const LARGE = `${GROUPS}/2/filters/0/numericRangeFilter`

const set = (pointer: string, value: Json): Asset => withValue(BASE, pointer, value)
const drop = (pointer: string): Asset => withoutValue(BASE, pointer)
const sheetScope = (more: Record<string, Json>): Json => ({
  selectedSheets: { sheetVisualScopingConfigurations: [{ sheetId: 's-overview', ...more }] },
})

const FILTERS: readonly [string, Asset, string][] = [
  [
    'a value of a filter',
    set(`${REGION}/configuration/filterListConfiguration/categoryValues`, ['East', 'North']),
    'filter: filter "region": region is one of "East" and "West" → region is one of "East" and "North"',
  ],
  [
    'the column of a filter',
    set(`${REGION}/column/columnName`, 'state'),
    'filter: filter "state": region is one of "East" and "West" → state is one of "East" and "West"',
  ],
  [
    'a bound of a range',
    set(`${LARGE}/rangeMinimum/staticValue`, 500),
    'filter: filter "revenue": sum of revenue is at least 100 → sum of revenue is at least 500',
  ],
  [
    'whether the bound belongs to a range',
    set(`${LARGE}/includeMinimum`, false),
    'filter: filter "revenue": sum of revenue is at least 100 → sum of revenue is above 100',
  ],
  [
    'the aggregation that a filter looks at',
    set(`${LARGE}/aggregationFunction/numericalAggregationFunction/simpleNumericalAggregation`, 'MAX'),
    'filter: filter "revenue": sum of revenue is at least 100 → max of revenue is at least 100',
  ],
  [
    'how many months back',
    set(`${RECENT}/relativeDateValue`, 6),
    'filter: filter "ordered_at": ordered_at is in the last 3 months → ordered_at is in the last 6 months',
  ],
  [
    'the unit of a relative date',
    set(`${RECENT}/timeGranularity`, 'WEEK'),
    'filter: filter "ordered_at": ordered_at is in the last 3 months → ordered_at is in the last 3 weeks',
  ],
  [
    'which way a relative date looks',
    set(`${RECENT}/relativeDateType`, 'THIS'),
    'filter: filter "ordered_at": ordered_at is in the last 3 months → ordered_at is in this month',
  ],
  [
    'what becomes of empty values',
    set(`${RECENT}/nullOption`, 'ALL_VALUES'),
    'filter: filter "ordered_at": ordered_at is in the last 3 months → ordered_at is in the last 3 months, or is empty',
  ],
  [
    'one more visual in the scope of a filter',
    set(`${GROUPS}/1/scopeConfiguration`, sheetScope({ scope: 'SELECTED_VISUALS', visualIds: ['v-bar', 'v-table'] })),
    'filter: filter "ordered_at": also applies to table "Orders" of sheet "Overview"',
  ],
  [
    'the whole sheet as the scope of a filter',
    set(`${GROUPS}/1/scopeConfiguration`, sheetScope({ scope: 'ALL_VISUALS' })),
    'filter: filter "ordered_at": applies to sheet "Overview" instead of bar chart "Revenue by region" of sheet "Overview"',
  ],
  [
    'all sheets as the scope of a filter',
    set(`${GROUPS}/0/scopeConfiguration`, { allSheets: {} }),
    'filter: filter "region": applies to all sheets instead of sheet "Overview"',
  ],
  ['a disabled filter', set(`${GROUPS}/1/status`, 'DISABLED'), 'filter: filter "ordered_at": enabled → disabled'],
  [
    'a filter across datasets',
    set(`${GROUPS}/1/crossDataset`, 'ALL_DATASETS'),
    'filter: filter "ordered_at": cross dataset: single dataset → all datasets',
  ],
  [
    'a filter that is gone',
    drop(`${GROUPS}/2`),
    'filter: filter removed: sum of revenue is at least 100, on all sheets',
  ],
  [
    'one more filter in a group',
    set(`${GROUPS}/0/filters/-`, {
      categoryFilter: {
        filterId: 'channel',
        column: { dataSetIdentifier: 'orders', columnName: 'channel' },
        configuration: { customFilterConfiguration: { matchOperator: 'EQUALS', parameterName: 'Status' } },
      },
    }),
    'filter: filter "region, channel": also channel is the parameter Status',
  ],
]

describe.each(FILTERS)('%s', (_, head, expected) => {
  test('is told by one sentence', () => expect(toldOf(BASE, head)).toEqual([expected]))
  test('is told whole', () => expect(untold(BASE, head, diffAsset(BASE, head))).toBeUndefined())
})

describe('a long list of values', () => {
  const many = Array.from({ length: 40 }, (_, i) => `Region ${i}`)
  const values = `${REGION}/configuration/filterListConfiguration/categoryValues`
  const base = set(values, many)

  test('is told by what came and went', () => {
    const head = withValue(base, values, [...many.slice(0, 30), 'Elsewhere', ...many.slice(31)])
    expect(toldOf(base, head)).toEqual([
      'filter: filter "region": region is one of 40 values: "Elsewhere" added; "Region 30" removed',
    ])
  })

  test('in another order says so', () => {
    const head = withValue(base, values, [...many].reverse())
    expect(toldOf(base, head)).toEqual(['filter: filter "region": region is one of 40 values: in another order'])
  })
})
