import { describe, expect, test } from 'vitest'
import type { Asset } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { dataset } from '../../testing/assets.ts'
import { withoutValue, withValue } from '../../testing/edits.ts'
import { relabel } from '../../testing/relabel.ts'
import { salesDashboard } from '../../testing/sales-dashboard.ts'
import { toldOf } from '../../testing/told.ts'
import { untold } from '../../testing/untold.ts'
import { diffAsset, diffAssets } from '../index.ts'
import { RULE_NAMES } from '../rules/names.ts'

const BASE = salesDashboard()
const D = '/definition'
const SHEET = `${D}/sheets/0`
const BAR = `${SHEET}/visuals/0/barChartVisual`
const TABLE = `${SHEET}/visuals/1/tableVisual`

/** Ids in another order than before, so that nothing can be paired by how they sort. */
const resaved = (asset: Asset): Asset => relabel(asset, (_, index) => `new-${(index * 7919) % 101}`)

const visualsOf = (sheet: number): Json[] => {
  const { sheets } = structuredClone(BASE.body.definition) as { sheets: { visuals: Json[] }[] }
  return sheets[sheet]?.visuals ?? []
}

const EDITS: readonly [string, Asset][] = [
  ['a title', withValue(BASE, `${BAR}/title/formatText/plainText`, 'Sales by region')],
  ['the name of a sheet', withValue(BASE, `${SHEET}/name`, 'Summary')],
  [
    'a field',
    withValue(
      BASE,
      `${BAR}/chartConfiguration/fieldWells/barChartAggregatedFieldWells/category/0/categoricalDimensionField/column/columnName`,
      'state',
    ),
  ],
  [
    'a label of a field',
    withValue(BASE, `${TABLE}/chartConfiguration/fieldOptions/selectedFieldOptions/1/customLabel`, 'Gain'),
  ],
  ['a visual that is gone', withoutValue(BASE, `${SHEET}/visuals/1`)],
  [
    'a visual that moved',
    withValue(withoutValue(BASE, `${SHEET}/visuals/0`), `${D}/sheets/1/visuals/-`, visualsOf(0)[0] ?? null),
  ],
  ['visuals in another order', withValue(BASE, `${SHEET}/visuals`, visualsOf(0).reverse())],
  ['a place on a sheet', withValue(BASE, `${SHEET}/layouts/0/configuration/gridLayout/elements/1/rowIndex`, 4)],
  [
    'a value of a filter',
    withValue(
      BASE,
      `${D}/filterGroups/0/filters/0/categoryFilter/configuration/filterListConfiguration/categoryValues`,
      ['East'],
    ),
  ],
  ['the scope of a filter', withValue(BASE, `${D}/filterGroups/1/scopeConfiguration`, { allSheets: {} })],
  ['a filter that is gone', withoutValue(BASE, `${D}/filterGroups/1`)],
  ['what an action is called', withValue(BASE, `${BAR}/actions/0/name`, 'Drill')],
  ['a drill-down', withoutValue(BASE, `${BAR}/columnHierarchies/0/explicitHierarchy/columns/1`)],
  ['a control', withValue(BASE, `${SHEET}/filterControls/0/dropdown/title`, 'Area')],
  [
    'a text',
    withValue(
      BASE,
      `${SHEET}/textBoxes/0/content`,
      '<text-box>Refreshed every night at five. Ask the finance team when a number looks wrong.</text-box>',
    ),
  ],
  ['a formula', withValue(BASE, `${D}/calculatedFields/0/expression`, '{revenue}')],
  ['a setting', withValue(BASE, `${BAR}/chartConfiguration/legend/position`, 'TOP')],
]

test('a re-save, which makes all ids anew, is no change', () => {
  expect(diffAsset(BASE, resaved(BASE))).toEqual([])
  expect(diffAsset(resaved(BASE), BASE)).toEqual([])
})

describe.each(EDITS)('a re-save with one edit, %s', (_, edited) => {
  test('tells that edit and nothing else', () => {
    const told = toldOf(BASE, edited)
    expect(told.length).toBeGreaterThan(0)
    expect(toldOf(BASE, resaved(edited))).toEqual(told)
  })

  test('leaves nothing out', () => {
    const head = resaved(edited)
    expect(untold(BASE, head, diffAsset(BASE, head))).toBeUndefined()
  })

  test('is undone by the inverse', () => {
    const head = resaved(edited)
    const inverse: Readonly<Record<string, string>> = { added: 'removed', removed: 'added' }
    const telling = ({ kind, action, before, after }: Change, isBack: boolean): string =>
      JSON.stringify(isBack ? [kind, inverse[action] ?? action, after, before] : [kind, action, before, after])
    const plain = (a: Asset, b: Asset): Change[] => diffAssets([a], [b], { without: RULE_NAMES })
    const there = plain(BASE, head).map((change) => telling(change, false))
    const back = plain(head, BASE).map((change) => telling(change, true))
    expect(back.sort()).toEqual(there.sort())
  })
})

const twin = (): Json => {
  const visual = visualsOf(0)[0] as { barChartVisual: JsonObject }
  return { barChartVisual: { ...visual.barChartVisual, visualId: 'v-twin' } }
}

test('one of two equal visuals that is gone is one that is gone', () => {
  const twice = withValue(BASE, `${SHEET}/visuals/-`, twin())
  expect(toldOf(twice, resaved(twice))).toEqual([])
  expect(toldOf(twice, resaved(BASE))).toEqual(['visual: sheet "Overview": bar chart "Revenue by region" removed'])
})

test('a sheet under another name is known by what is on it', () => {
  const head = resaved(withValue(BASE, `${D}/sheets/1/name`, 'Figures'))
  expect(toldOf(BASE, head)).toEqual(['sheet-name: sheet "Detail" renamed "Figures"'])
})

test('a dashboard of another id keeps its things, whose ids begin with its own', () => {
  const own = (asset: Asset, id: string): Asset => relabel({ ...asset, id }, (old) => `${id}_${old}`)
  expect(diffAsset(own(BASE, 'dev'), { ...own(BASE, 'prod'), id: 'prod' }).map(({ action }) => action)).toEqual([
    'removed',
    'added',
  ])
  const head = { ...own(BASE, 'prod'), id: 'dev' }
  expect(diffAsset(own(BASE, 'dev'), head)).toEqual([])
})

describe('a renamed', () => {
  const field = (name: string, expression: string): Json => ({ dataSetIdentifier: 'orders', name, expression })
  const fields = (...list: Json[]): Asset => withValue(BASE, `${D}/calculatedFields`, list)

  test('calculated field reveals the next that is built on it', () => {
    const base = fields(field('cost net', '{cost} * 0.8'), field('gain', '{revenue} - {cost net}'))
    const head = fields(field('net cost', '{cost} * 0.8'), field('profit', '{revenue} - {net cost}'))
    expect(toldOf(base, head)).toEqual([
      'calculated-field: calculated field "cost net" renamed "net cost"',
      'calculated-field: calculated field "gain" renamed "profit"',
    ])
  })

  test('calculated field with another formula is another one', () => {
    const base = fields(field('gain', '{revenue} - {cost}'))
    const head = fields(field('profit', '{revenue} - {tax}'))
    expect(toldOf(base, head)).toEqual([
      'calculated-field: calculated field "gain" removed',
      'calculated-field: calculated field "profit" added: {revenue} - {tax}',
    ])
  })

  test('parameter with another default is known by the formulas that use it', () => {
    const parameter = (name: string, value: number): Json => ({
      integerParameterDeclaration: {
        name,
        parameterValueType: 'SINGLE_VALUED',
        defaultValues: { staticValues: [value] },
      },
    })
    const base = withValue(
      fields(field('late', `{days} > $${'{Limit}'}`)),
      `${D}/parameterDeclarations/-`,
      parameter('Limit', 3),
    )
    const head = withValue(
      fields(field('late', `{days} > $${'{Days}'}`)),
      `${D}/parameterDeclarations/-`,
      parameter('Days', 5),
    )
    expect(toldOf(base, head)).toEqual([
      'parameter: parameter "Limit" renamed "Days"',
      'parameter-default: parameter "Days": default 3 → 5',
    ])
  })

  test('parameter with another default is known by the filter that compares the same column with it', () => {
    const limited = (name: string, value: number, column = 'amount') => {
      const filter = {
        numericRangeFilter: {
          filterId: `by-${name}`,
          column: { dataSetIdentifier: 'orders', columnName: column },
          includeMinimum: true,
          rangeMinimum: { parameter: name },
        },
      }
      const parameter = {
        decimalParameterDeclaration: {
          name,
          parameterValueType: 'SINGLE_VALUED',
          defaultValues: { staticValues: [value] },
        },
      }
      return withValue(withValue(fields(), `${D}/parameterDeclarations/-`, parameter), `${D}/filterGroups/-`, {
        filterGroupId: `limit-${name}`,
        filters: [filter],
        status: 'ENABLED',
        crossDataset: 'SINGLE_DATASET',
      })
    }
    expect(toldOf(limited('floor', 200), limited('Threshold', 0))).toEqual([
      'parameter: parameter "floor" renamed "Threshold"',
      'parameter-default: parameter "Threshold": default 200 → 0',
    ])
    expect(toldOf(limited('floor', 200), limited('Threshold', 0, 'cost')).join()).not.toContain('renamed')
  })

  test('field is no rename where only its dataset is another', () => {
    const base = fields(field('gain', '{a}'))
    const head = withValue(base, `${D}/calculatedFields/0/dataSetIdentifier`, 'returns')
    expect(toldOf(base, head).map((told) => told.replace(/".*/, ''))).toEqual([
      'calculated-field: calculated field ',
      'calculated-field: calculated field ',
    ])
  })
})

describe('tables of a dataset', () => {
  test('keep their columns under new keys', () => {
    const base = dataset('orders')
    expect(
      diffAsset(
        base,
        relabel(base, (id) => `again-${id}`),
      ),
    ).toEqual([])
  })

  test('with another query under new keys are that query', () => {
    const head = relabel(dataset('orders', { sql: 'SELECT amount FROM orders WHERE paid' }), (id) => `again-${id}`)
    expect(diffAsset(dataset('orders'), head).map(({ kind }) => kind)).toEqual(['sql'])
  })
})
