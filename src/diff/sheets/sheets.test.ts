import { describe, expect, test } from 'vitest'
import type { Asset } from '../../model/asset.ts'
import type { Json } from '../../model/json.ts'
import { withoutValue, withValue } from '../../testing/edits.ts'
import { relabel } from '../../testing/relabel.ts'
import { salesDashboard } from '../../testing/sales-dashboard.ts'
import { diffWithSheets } from '../index.ts'
import { boxesOf } from './boxes.ts'

const layout = (configuration: Json): Json[] => [{ configuration }]

describe('boxes', () => {
  test('of a grid are in its columns and rows', () => {
    const element = { elementId: 'a', columnIndex: 18, rowIndex: 2, columnSpan: 18, rowSpan: 10 }
    expect(boxesOf({ layouts: layout({ gridLayout: { elements: [element] } }) })).toEqual([
      { id: 'a', x: 720, y: 60, width: 720, height: 300 },
    ])
  })

  test('that say no place stand beside each other, and below where a row is full', () => {
    const elements = ['a', 'b', 'c'].map((elementId) => ({ elementId, columnSpan: 18, rowSpan: 4 }))
    const boxes = boxesOf({ layouts: layout({ gridLayout: { elements } }) })
    expect(boxes.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [720, 0],
      [0, 120],
    ])
  })

  test('that lie freely have their pixels, however the file writes them', () => {
    const elements = [
      { elementId: 'a', xaxisLocation: '10px', yaxisLocation: '20px', width: '300px', height: '40px' },
      { elementId: 'b', xAxisLocation: '5px', yAxisLocation: '6px', width: 'wide', height: '7px' },
    ]
    expect(boxesOf({ layouts: layout({ freeFormLayout: { elements } }) })).toEqual([
      { id: 'a', x: 10, y: 20, width: 300, height: 40 },
      { id: 'b', x: 5, y: 6, width: 300, height: 7 },
    ])
  })

  test('of a report are in sections, one below the other', () => {
    const section = (elementId: string): Json => ({
      content: { layout: { freeFormLayout: { elements: [{ elementId, yaxisLocation: '10px', height: '50px' }] } } },
    })
    const sectionBasedLayout = { bodySections: [section('a'), section('b')], headerSections: [section('h')] }
    const boxes = boxesOf({ layouts: layout({ sectionBasedLayout }) })
    expect(boxes.map(({ id, y }) => [id, y])).toEqual([
      ['h', 10],
      ['a', 70],
      ['b', 130],
    ])
  })

  test('of nothing, or of what nobody here has heard of, are none', () => {
    expect(boxesOf({})).toEqual([])
    expect(boxesOf({ layouts: layout({ moonLayout: { elements: [{ elementId: 'a' }] } }) })).toEqual([])
    expect(boxesOf({ layouts: layout({ gridLayout: { elements: [{ columnSpan: 3 }, 'x', null] } }) })).toEqual([])
  })
})

describe('sheets as boxes', () => {
  const BASE = salesDashboard()
  const SHEET = '/definition/sheets/0'
  const ELEMENTS = `${SHEET}/layouts/0/configuration/gridLayout/elements`
  const sheets = (head: Asset) => diffWithSheets([BASE], [head]).sheets
  const states = (head: Asset) => {
    const [pair, ...others] = sheets(head)
    expect(others).toEqual([])
    return {
      name: pair?.name,
      before: pair?.before?.elements.map(({ title, state }) => `${title}: ${state}`),
      after: pair?.after?.elements.map(
        ({ title, state, changed }) => `${title}: ${state}${changed ? ', changed' : ''}`,
      ),
    }
  }

  test('are not there where nothing on them changed', () => {
    expect(sheets(relabel(BASE, (id) => `new-${id}`))).toEqual([])
    expect(sheets(withValue(BASE, `${SHEET}/name`, 'Summary'))).toEqual([])
  })

  test('show what moved and changed, under whatever ids', () => {
    const moved = withValue(BASE, `${ELEMENTS}/0/rowSpan`, 20)
    const edited = withValue(moved, `${SHEET}/visuals/0/barChartVisual/title/formatText/plainText`, 'Sales')
    const head = withValue(edited, `${SHEET}/visuals/1/tableVisual/title/formatText/plainText`, 'All orders')
    const expected = {
      name: 'Overview',
      before: ['Revenue by region: moved', 'Orders: changed'],
      after: ['Sales: moved, changed', 'All orders: changed'],
    }
    expect(states(head)).toEqual(expected)
    expect(states(relabel(head, (id) => `new-${id}`))).toEqual(expected)
  })

  test('show what came and went', () => {
    const bare = withoutValue(BASE, `${SHEET}/visuals/1`)
    expect(states(withoutValue(bare, `${ELEMENTS}/1`))).toEqual({
      name: 'Overview',
      before: ['Revenue by region: same', 'Orders: removed'],
      after: ['Revenue by region: same'],
    })
  })

  test('are there on one side only where the sheet is', () => {
    const [gone] = sheets(withoutValue(BASE, '/definition/sheets/1'))
    expect(gone?.name).toBe('Detail')
    expect(gone?.before?.elements.map(({ what, state }) => `${what} ${state}`)).toEqual(['KPI removed'])
    expect(gone?.after).toBeUndefined()
  })
})
