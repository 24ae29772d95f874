import { describe, expect, test } from 'vitest'
import type { Asset } from '../../model/asset.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { SheetPair } from '../../model/review.ts'
import { diffWithSheets } from '../index.ts'

const action = (more: JsonObject = {}): Json => ({
  customActionId: 'go',
  name: 'Go',
  trigger: 'DATA_POINT_CLICK',
  actionOperations: [{ navigationOperation: { localNavigationConfiguration: { targetSheetId: 'overview' } } }],
  ...more,
})

const bars = (title: string, actions: Json[] = [action()]): Json => ({
  barChartVisual: { visualId: 'bars', title: { formatText: { plainText: title } }, actions },
})

const at = (elementId: string, [columnIndex, rowIndex, columnSpan, rowSpan]: readonly number[]): Json => ({
  elementId,
  elementType: 'VISUAL',
  columnIndex: columnIndex ?? 0,
  rowIndex: rowIndex ?? 0,
  columnSpan: columnSpan ?? 0,
  rowSpan: rowSpan ?? 0,
})

const HERE = [0, 0, 18, 12]

const dashboard = (visuals: Json[], elements: Json[]): Asset => {
  const sheet = {
    sheetId: 'overview',
    name: 'Overview',
    visuals,
    layouts: [{ configuration: { gridLayout: { elements } } }],
  }
  const body = { resourceType: 'dashboard', dashboardId: 'sales', name: 'Sales', definition: { sheets: [sheet] } }
  return { kind: 'dashboard', id: 'sales', name: 'Sales', body }
}

const statesOf = ({ before, after }: SheetPair): string[][] =>
  [before, after].map((frame) =>
    (frame?.elements ?? []).map(({ id, state, changed }) => `${id} ${state}${changed ? ' changed' : ''}`),
  )

const states = (base: Asset, head: Asset): string[][][] => diffWithSheets([base], [head]).sheets.map(statesOf)

const plain = dashboard([bars('Revenue')], [at('bars', HERE)])

describe('the boxes of a sheet', () => {
  test('are marked where the visual changed, came, went or stands elsewhere', () => {
    const line = { lineChartVisual: { visualId: 'line', title: { formatText: { plainText: 'Revenue by month' } } } }
    const two = dashboard([bars('Revenue in euros'), line], [at('bars', [18, 0, 18, 12]), at('line', HERE)])
    expect(states(plain, dashboard([bars('Revenue in euros')], [at('bars', HERE)]))).toEqual([
      [['bars changed'], ['bars changed']],
    ])
    expect(states(plain, two)).toEqual([[['bars moved changed'], ['bars moved changed', 'line added']]])
    expect(states(two, plain)).toEqual([[['bars moved changed', 'line removed'], ['bars moved changed']]])
  })

  test('are not marked where the file says the same in another way', () => {
    const spelledOut = dashboard([bars('Revenue', [action({ status: 'ENABLED' })])], [at('bars', HERE)])
    expect(diffWithSheets([plain], [spelledOut]).changes).toMatchObject([{ kind: 'action', severity: 'cosmetic' }])
    expect(states(plain, spelledOut)).toEqual([])
    const disabled = dashboard([bars('Revenue', [action({ status: 'DISABLED' })])], [at('bars', HERE)])
    expect(states(plain, disabled)).toEqual([[['bars changed'], ['bars changed']]])
  })
})
