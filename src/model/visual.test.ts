import { expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { visualName, visualWord } from './visual.ts'

test.each([
  ['barChartVisual', 'bar chart'],
  ['kpivisual', 'KPI'],
  ['glowMapVisual', 'glow map'],
  ['constructor', 'constructor'],
])('%s is called %s', (arm, expected) => expect(visualWord(arm)).toBe(expected))

const measure = (columnName: string): JsonObject => ({
  numericalMeasureField: {
    fieldId: columnName,
    column: { dataSetIdentifier: 'orders', columnName },
    aggregationFunction: { simpleNumericalAggregation: 'SUM' },
  },
})
const visual = (title: string, ...columns: string[]): JsonObject => ({
  title: { formatText: { richText: `<visual-title><b>${title}</b></visual-title>` } },
  chartConfiguration: { fieldWells: { values: columns.map(measure) } },
})

test.each<[JsonObject, string]>([
  [visual('Tea &amp; cups', 'revenue'), 'Tea & cups'],
  [visual('', 'revenue', 'cost'), 'of sum of revenue, sum of cost'],
  [visual('', 'a', 'b', 'c', 'd'), 'of sum of a, sum of b, sum of c, …'],
  [visual(''), ''],
])('%j', (given, expected) => expect(visualName(given)).toBe(expected))
