import { describe, expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { filterWords, valuesChange } from './filters.ts'

const filter = (arm: string, more: Record<string, Json>): Json => ({
  [arm]: { filterId: 'f', column: { dataSetIdentifier: 'orders', columnName: 'region' }, ...more },
})
const listed = (matchOperator: string, more: Record<string, Json>): Json =>
  filter('categoryFilter', { configuration: { filterListConfiguration: { matchOperator, ...more } } })
const custom = (matchOperator: string, more: Record<string, Json>): Json =>
  filter('categoryFilter', { configuration: { customFilterConfiguration: { matchOperator, ...more } } })

describe('filters', () => {
  test.each<[Json, string]>([
    [listed('CONTAINS', { categoryValues: ['N', 'GB'] }), 'region is one of "N" and "GB"'],
    [listed('DOES_NOT_CONTAIN', { categoryValues: ['N'] }), 'region is not "N"'],
    [
      listed('DOES_NOT_CONTAIN', { categoryValues: ['N', 'GB'], nullOption: 'ALL_VALUES' }),
      'region is none of "N" and "GB", or is empty',
    ],
    [listed('DOES_NOT_CONTAIN', {}), 'region is anything'],
    [listed('DOES_NOT_CONTAIN', { nullOption: 'ALL_VALUES' }), 'region is anything or empty'],
    [listed('DOES_NOT_CONTAIN', { nullOption: 'NULLS_ONLY' }), 'region is empty'],
    [listed('CONTAINS', { selectAllOptions: 'FILTER_ALL_VALUES' }), 'region is anything'],
    [custom('STARTS_WITH', { categoryValue: 'AB', nullOption: 'ALL_VALUES' }), 'region starts with "AB", or is empty'],
    [custom('EQUALS', { parameterName: 'Region' }), 'region is the parameter Region'],
    [filter('numericEqualityFilter', { matchOperator: 'DOES_NOT_EQUAL', value: 3 }), 'region is not 3'],
    [filter('timeEqualityFilter', { rollingDate: { expression: 'now()' } }), 'region is now()'],
    [
      filter('numericRangeFilter', {
        rangeMinimum: { staticValue: 1 },
        rangeMaximum: { parameter: 'Top' },
        includeMaximum: true,
      }),
      'region is above 1 and at most the parameter Top',
    ],
    [filter('timeRangeFilter', {}), 'region is anything'],
    [
      filter('timeRangeFilter', { rangeMinimumValue: { staticValue: '2024-01-01' }, includeMinimum: true }),
      'region is at least "2024-01-01"',
    ],
    [
      filter('relativeDatesFilter', { relativeDateType: 'PREVIOUS', timeGranularity: 'QUARTER' }),
      'region is in the previous quarter',
    ],
    [
      filter('relativeDatesFilter', { relativeDateType: 'NOW', timeGranularity: 'YEAR' }),
      'region is in the year up to now',
    ],
    [
      filter('relativeDatesFilter', {
        relativeDateType: 'NEXT',
        timeGranularity: 'DAY',
        relativeDateValue: 2,
        anchorDateConfiguration: { parameterName: 'From' },
      }),
      'region is in the next 2 days from the parameter From',
    ],
    [
      filter('topBottomFilter', {
        limit: 5,
        aggregationSortConfigurations: [
          {
            column: { dataSetIdentifier: 'orders', columnName: 'cost' },
            sortDirection: 'ASC',
            aggregationFunction: { numericalAggregationFunction: { simpleNumericalAggregation: 'SUM' } },
          },
        ],
      }),
      'region is one of the bottom 5 by sum of cost',
    ],
    [filter('moonFilter', { phase: 'FULL' }), 'region phase full'],
  ])('%j', (given, words) => expect(filterWords(given)).toBe(words))

  test('a column that QuickSight no longer finds is no name', () => {
    const missing = {
      categoryFilter: { column: { columnName: 'MissingColumnId_1', dataSetIdentifier: 'x' }, configuration: {} },
    }
    expect(filterWords(missing)).toBe('a missing column is anything')
  })

  test('with the dataset, where that is what differs', () => {
    expect(filterWords(listed('CONTAINS', { categoryValues: ['a'] }), true)).toBe('region of orders is "a"')
  })

  test('long lists are only compared where nothing else differs', () => {
    const many = (values: string[]): Json[] => Array.from({ length: 7 }, (_, i) => `v${i}`).concat(values)
    const list = (values: string[], operator = 'CONTAINS') => listed(operator, { categoryValues: many(values) })
    expect(valuesChange(list(['a']), list(['b']))).toBe('region is one of 8 values: "b" added; "a" removed')
    expect(valuesChange(list(['a']), list(['b'], 'DOES_NOT_CONTAIN'))).toBeUndefined()
    expect(
      valuesChange(listed('CONTAINS', { categoryValues: ['a'] }), listed('CONTAINS', { categoryValues: ['b'] })),
    ).toBeUndefined()
  })
})
