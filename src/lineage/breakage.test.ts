// biome-ignore-all lint/suspicious/noTemplateCurlyInString: parameters are written like that
import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Change, Where } from '../model/change.ts'
import { breakage } from './breakage.ts'
import {
  analysis,
  type Board,
  barChart,
  categoryFilter,
  change,
  column,
  dashboard,
  dataset,
  datasetOn,
  field,
  parameter,
  rawDataset,
  rules,
  table,
  world,
} from './fixtures/assets.ts'

const TYPES = { region: 'STRING', revenue: 'DECIMAL', ordered_at: 'DATETIME' }
const LESS = { revenue: 'DECIMAL', ordered_at: 'DATETIME' }
const RENAMED = { area: 'STRING', ...LESS }

const ORDERS = dataset('orders', TYPES)

const REMOVED = change(ORDERS, 'removed', { what: 'column', name: 'region' })
const REGION_TO_AREA = change(ORDERS, 'renamed', { what: 'column', name: 'region', renamed: 'area' })

const told = ({ asset, place }: Where): string =>
  [asset.id, ...place.map(({ what, name }) => (name === '' ? what : `${what} ${name}`))].join(' > ')

const affected = (changes: readonly Change[]): string[] => changes.flatMap(({ affects = [] }) => affects.map(told))

/** What becomes of some changes between two lists of assets. */
const outcome = (base: Asset[], head: Asset[], changes: Change[] = []): Change[] =>
  breakage(changes, world(...base), world(...head))

const board = (content: Board): Asset => dashboard('sales', content)

describe('a removed column', () => {
  test('that nothing uses breaks nothing', () => {
    const sales = board({ visuals: [barChart('Revenue', 'revenue', 'number')] })
    expect(outcome([ORDERS, sales], [dataset('orders', LESS), sales], [REMOVED])).toEqual([REMOVED])
  })

  test('breaks visuals, filters, calculated fields, controls and settings that use it', () => {
    const control = {
      dropdown: {
        title: 'Where',
        sourceParameterName: 'P',
        selectableValues: { linkToDataSetColumn: column('region') },
      },
    }
    const sales = board({
      visuals: [barChart('By region', 'region'), barChart('Revenue', 'revenue', 'number')],
      filters: [categoryFilter('region')],
      fields: [field('place', 'toUpper({region})')],
      controls: [control],
      settings: [{ column: column('region') }],
      parameters: [parameter('P')],
    })
    const [found, ...others] = outcome([ORDERS, sales], [dataset('orders', LESS), sales], [REMOVED])
    expect(others).toEqual([])
    expect(found?.severity).toBe('breaking')
    expect(affected([found as Change]).sort()).toEqual([
      'sales > calculated field place',
      'sales > column region',
      'sales > filter region',
      'sales > sheet Overview > bar chart By region',
      'sales > sheet Overview > control Where',
    ])
    expect(found?.reason).toBe(
      'still used by 1 visual, 1 filter, 1 control, 1 calculated field and 1 column setting in dashboard "Sales": they will show an error',
    )
  })

  test('is told once for all assets that use it', () => {
    const users = [
      dashboard('a', { visuals: [barChart('A', 'region')] }),
      analysis('b', { visuals: [barChart('B', 'region')] }),
    ]
    const [found, ...others] = outcome([ORDERS, ...users], [dataset('orders', LESS), ...users], [REMOVED])
    expect(others).toEqual([])
    expect(found?.reason).toBe('still used by 2 visuals in 1 dashboard and 1 analysis: they will show an error')
  })

  test('breaks what a calculated field shows that uses it', () => {
    const sales = board({
      visuals: [barChart('By place', 'loud place')],
      fields: [field('place', '{region}'), field('loud place', 'concat(place, "!")')],
    })
    const [found] = outcome([ORDERS, sales], [dataset('orders', LESS), sales], [REMOVED])
    expect(found?.reason).toBe(
      'still used by 1 calculated field and, through that, by 1 visual and 1 calculated field in dashboard "Sales": they will show an error',
    )
    expect(affected([found as Change])).toContain('sales > sheet Overview > bar chart By place')
  })

  test('breaks calculated columns, row-level security and folders of its own dataset', () => {
    const add = { createColumnsOperation: { columns: [{ columnName: 'place', expression: 'toUpper({region})' }] } }
    const more = {
      rowLevelPermissionTagConfiguration: { tagRules: [{ tagKey: 'k', columnName: 'region' }] },
      columnLevelPermissionRules: [{ columnNames: ['region'], principals: ['p'] }],
      fieldFolders: { Geography: { columns: ['region'] } },
    }
    const head = dataset('orders', LESS, [add], more)
    const [found, ...others] = outcome([dataset('orders', TYPES, [add], more)], [head], [REMOVED])
    expect(others).toEqual([])
    expect(affected([found as Change]).sort()).toEqual([
      'orders > calculated column place',
      'orders > column-level security rule',
      'orders > field folder Geography',
      'orders > row-level security rule',
    ])
    expect(found?.reason).toContain('they will no longer work')
  })

  test('breaks the dataset whose rules of row-level security speak of it', () => {
    const access = dataset('access', { UserName: 'STRING', region: 'STRING' })
    const head = dataset('orders', LESS, [], rules('access'))
    const [found] = outcome([dataset('orders', TYPES, [], rules('access')), access], [head, access], [REMOVED])
    expect(affected([found as Change])).toEqual(['orders > row-level security Access'])
  })

  test('breaks row-level security from the side of the rules, too', () => {
    const access = dataset('access', { UserName: 'STRING', region: 'STRING' })
    const head = dataset('access', { UserName: 'STRING', area: 'STRING' })
    const orders = dataset('orders', TYPES, [], rules('access'))
    const [found] = outcome([orders, access], [orders, head])
    expect(found).toMatchObject({ kind: 'broken-reference', asset: { id: 'orders' }, severity: 'breaking' })
    expect(found?.message).toContain('"area"')
  })

  test('breaks datasets that are built on its dataset, and through them dashboards', () => {
    const upon = datasetOn('upon', 'orders', [{ projectOperation: { projectedColumns: ['region', 'revenue'] } }])
    const all = datasetOn('all', 'orders')
    const users = [
      upon,
      all,
      dashboard('a', { visuals: [barChart('A', 'region')], datasets: { orders: 'all' } }),
      dashboard('b', { visuals: [barChart('B', 'revenue', 'number')], datasets: { orders: 'upon' } }),
    ]
    const [found, ...others] = outcome([ORDERS, ...users], [dataset('orders', LESS), ...users], [REMOVED])
    expect(others).toEqual([])
    expect(affected([found as Change])).toEqual(['upon > chosen columns Upon', 'a > sheet Overview > bar chart A'])
  })

  test('keeps the reason that its change already has, and adds to whom it affects', () => {
    const sales = board({ visuals: [barChart('By region', 'region')] })
    const known: Where = { asset: { kind: 'dataset', id: 'x', name: 'X' }, place: [] }
    const before = { ...REMOVED, severity: 'security', reason: 'it was restricted', affects: [known] } as const
    const [found] = outcome([ORDERS, sales], [dataset('orders', LESS), sales], [before])
    expect(found).toMatchObject({
      severity: 'breaking',
      reason: expect.stringMatching(/^it was restricted; still used by/),
    })
    expect(affected([found as Change])).toEqual(['x', 'sales > sheet Overview > bar chart By region'])
  })

  test('that a bare word in a formula named is missed there', () => {
    const sales = board({ fields: [field('place', 'toUpper(region)')] })
    const [found] = outcome([ORDERS, sales], [dataset('orders', LESS), sales], [REMOVED])
    expect(affected([found as Change])).toEqual(['sales > calculated field place'])
  })

  test('is missed in rules of conditional formatting', () => {
    const chart = barChart('Revenue', 'revenue', 'number')
    const sales = board({
      visuals: [{ ...chart, tableVisual: { rules: [{ solid: { expression: '{region} = "x"' } }] } }],
    })
    const [found] = outcome([ORDERS, sales], [dataset('orders', LESS), sales], [REMOVED])
    expect(affected([found as Change])).toEqual(['sales > sheet Overview > bar chart Revenue'])
  })

  test('breaks nothing when the dashboard no longer uses it either', () => {
    const before = board({ visuals: [barChart('By region', 'region')], filters: [categoryFilter('region')] })
    const head = board({ visuals: [barChart('By region', 'revenue', 'number')] })
    expect(outcome([ORDERS, before], [dataset('orders', LESS), head], [REMOVED])).toEqual([REMOVED])
  })

  test('breaks nothing when a calculated field of its name takes its place', () => {
    const before = board({ visuals: [barChart('By region', 'region')] })
    const head = board({ visuals: [barChart('By region', 'region')], fields: [field('region', '"all"')] })
    expect(outcome([ORDERS, before], [dataset('orders', LESS), head], [REMOVED])).toEqual([REMOVED])
  })
})

describe('a renamed column', () => {
  const before = board({ visuals: [barChart('By region', 'region')], fields: [field('place', '{region}')] })

  test('breaks what still has the old name', () => {
    const [found, ...others] = outcome([ORDERS, before], [dataset('orders', RENAMED), before], [REGION_TO_AREA])
    expect(others).toEqual([])
    expect(found?.severity).toBe('breaking')
    expect(affected([found as Change])).toHaveLength(2)
  })

  test('breaks nothing when all users follow', () => {
    const head = board({ visuals: [barChart('By region', 'area')], fields: [field('place', '{area}')] })
    expect(outcome([ORDERS, before], [dataset('orders', RENAMED), head], [REGION_TO_AREA])).toEqual([REGION_TO_AREA])
  })

  test('breaks only what was left behind', () => {
    const head = board({ visuals: [barChart('By region', 'area')], fields: [field('place', '{region}')] })
    const found = outcome([ORDERS, before], [dataset('orders', RENAMED), head], [REGION_TO_AREA])
    expect(affected(found)).toEqual(['sales > calculated field place'])
  })

  test('breaks nothing when the dataset gives it its old name again', () => {
    const back = { renameColumnOperation: { columnName: 'area', newColumnName: 'region' } }
    expect(outcome([ORDERS, before], [dataset('orders', RENAMED, [back]), before], [REGION_TO_AREA])).toEqual([
      REGION_TO_AREA,
    ])
  })

  test('in upper and lower case alone is told, with its doubt', () => {
    const head = dataset('orders', { Region: 'STRING', ...LESS })
    const [found] = outcome(
      [ORDERS, before],
      [head, before],
      [change(ORDERS, 'renamed', { what: 'column', name: 'region', renamed: 'Region' })],
    )
    expect(found?.severity).toBe('breaking')
    expect(found?.reason).toContain('differ in upper and lower case only')
  })

  test('and its dataset swapped for another one, is the fault of the swap', () => {
    const stock = dataset('stock', RENAMED)
    const head = dashboard('sales', { visuals: [barChart('By region', 'region')], datasets: { orders: 'stock' } })
    const swap = change(head, 'changed', { what: 'dataset identifier', name: 'orders' })
    const [found, ...others] = outcome([ORDERS, stock, before], [ORDERS, stock, head], [swap])
    expect(others).toEqual([])
    expect(found).toMatchObject({ severity: 'breaking', subject: { what: 'dataset identifier' } })
  })
})

describe('a column of another type', () => {
  const asText = board({ visuals: [barChart('By region', 'region')], filters: [categoryFilter('region')] })
  const NUMBERS = dataset('orders', { ...TYPES, region: 'INTEGER' })
  const RETYPED = change(ORDERS, 'changed', { what: 'column', name: 'region' })

  test('breaks fields and filters for the former type', () => {
    const [found, ...others] = outcome([ORDERS, asText], [NUMBERS, asText], [RETYPED])
    expect(others).toEqual([])
    expect(found?.severity).toBe('breaking')
    expect(found?.reason).toBe(
      'holds whole numbers, no longer text; still used as before by 1 visual and 1 filter in dashboard "Sales": they will show an error',
    )
  })

  test('breaks nothing that was changed with it', () => {
    const asNumber = board({ visuals: [barChart('By region', 'region', 'number')] })
    expect(outcome([ORDERS, asText], [NUMBERS, asNumber], [RETYPED])).toEqual([RETYPED])
  })

  test('breaks formulas that stayed the same, not those that were edited', () => {
    const before = board({ fields: [field('a', 'toUpper({region})'), field('b', 'toLower({region})')] })
    const head = board({ fields: [field('a', 'toUpper({region})'), field('b', 'toLower(toString({region}))')] })
    expect(affected(outcome([ORDERS, before], [NUMBERS, head], [RETYPED]))).toEqual(['sales > calculated field a'])
  })

  test('breaks nothing where whole numbers become decimal ones', () => {
    const sales = board({
      visuals: [barChart('Revenue', 'revenue', 'number')],
      fields: [field('twice', '{revenue} * 2')],
    })
    const retyped = change(ORDERS, 'changed', { what: 'column', name: 'revenue' })
    expect(outcome([ORDERS, sales], [dataset('orders', { ...TYPES, revenue: 'INTEGER' }), sales], [retyped])).toEqual([
      retyped,
    ])
  })

  test('breaks nothing when a cast gives it the former one again', () => {
    const cast = { castColumnTypeOperation: { columnName: 'region', newColumnType: 'STRING' } }
    const head = dataset('orders', { ...TYPES, region: 'INTEGER' }, [cast])
    expect(outcome([ORDERS, asText], [head, asText], [RETYPED])).toEqual([RETYPED])
  })

  test('is followed through a dataset that is built on it', () => {
    const upon = datasetOn('upon', 'orders', [
      { renameColumnOperation: { columnName: 'region', newColumnName: 'area' } },
    ])
    const sales = dashboard('sales', { visuals: [barChart('By area', 'area')], datasets: { orders: 'upon' } })
    const found = outcome([ORDERS, upon, sales], [NUMBERS, upon, sales], [RETYPED])
    expect(found).toHaveLength(1)
    expect(affected(found)).toEqual(['sales > sheet Overview > bar chart By area'])
  })

  test('breaks nothing where the type is not known', () => {
    expect(
      outcome([ORDERS, asText], [dataset('orders', { ...TYPES, region: 'SEMISTRUCT' }), asText], [RETYPED]),
    ).toEqual([RETYPED])
  })
})

describe('a calculated field', () => {
  const uses = { visuals: [barChart('By place', 'place')] }
  const before = board({ ...uses, fields: [field('place', '{region}')] })
  const gone = change(before, 'removed', { what: 'calculated field', name: 'place', of: 'orders' })

  test('that is removed breaks what shows it', () => {
    const [found, ...others] = outcome([ORDERS, before], [ORDERS, board(uses)], [gone])
    expect(others).toEqual([])
    expect(found).toMatchObject({ severity: 'breaking', reason: 'still used by 1 visual: it will show an error' })
  })

  test('on a dataset that is not known is told, with its doubt', () => {
    const [found] = outcome([before], [board(uses)], [gone])
    expect(found?.reason).toContain('unless a column of the same name now comes from a dataset that is not in git')
  })

  test('that moves into the dataset breaks nothing', () => {
    const create = { createColumnsOperation: { columns: [{ columnName: 'place', expression: '{region}' }] } }
    expect(outcome([ORDERS, before], [dataset('orders', TYPES, [create]), board(uses)], [gone])).toEqual([gone])
  })

  test('that is renamed with all its users breaks nothing', () => {
    const renamed = change(before, 'renamed', { what: 'calculated field', name: 'place', renamed: 'spot' })
    const head = board({ visuals: [barChart('By place', 'spot')], fields: [field('spot', '{region}')] })
    expect(outcome([ORDERS, before], [ORDERS, head], [renamed])).toEqual([renamed])
  })
})

describe('a parameter', () => {
  const uses = (name: string): Board => ({
    controls: [{ dropdown: { title: 'Where', sourceParameterName: name } }],
    filters: [categoryFilter('region', { customFilterConfiguration: { parameterName: name } })],
    fields: [field('chosen', `ifelse({region} = \${${name}}, 1, 0)`)],
    texts: [{ content: `<text-box><parameter>\${${name}}</parameter></text-box>` }],
    visuals: [
      {
        customContentVisual: { visualId: 'v', chartConfiguration: { contentUrl: `https://example.com/<<$${name}>>` } },
      },
    ],
  })
  const before = board({ ...uses('Where'), parameters: [parameter('Where')] })
  const renamed = change(before, 'renamed', { what: 'parameter', name: 'Where', renamed: 'Place' })

  test('that is renamed everywhere breaks nothing', () => {
    const head = board({ ...uses('Place'), parameters: [parameter('Place')] })
    expect(outcome([ORDERS, before], [ORDERS, head], [renamed])).toEqual([renamed])
  })

  test('that is renamed alone breaks controls, filters, formulas, texts and addresses', () => {
    const head = board({ ...uses('Where'), parameters: [parameter('Place')] })
    const [found, ...others] = outcome([ORDERS, before], [ORDERS, head], [renamed])
    expect(others).toEqual([])
    expect(found?.reason).toMatch(
      /^still used by 1 visual, 1 filter, 1 control, 1 calculated field and 1 text box: they/,
    )
  })

  test('that is renamed with one user left behind breaks that one', () => {
    const head = board({ ...uses('Place'), fields: uses('Where').fields ?? [], parameters: [parameter('Place')] })
    expect(affected(outcome([ORDERS, before], [ORDERS, head], [renamed]))).toEqual(['sales > calculated field chosen'])
  })

  test('of a dataset breaks the queries and dashboards that use it', () => {
    const sql = (name: string) =>
      rawDataset('orders', {
        physicalTableMap: { t: { customSql: { name: 'q', sqlQuery: 'select 1 where x = <<$From>>', columns: [] } } },
        datasetParameters: [{ stringDatasetParameter: { id: 'p', name, valueType: 'SINGLE_VALUED' } }],
      })
    const mapped = { mappedDataSetParameters: [{ dataSetIdentifier: 'orders', dataSetParameterName: 'From' }] }
    const sales = board({ parameters: [{ stringParameterDeclaration: { name: 'P', ...mapped } }] })
    const gone = change(ORDERS, 'renamed', { what: 'parameter', name: 'From', renamed: 'Since' })
    const found = outcome([sql('From'), sales], [sql('Since'), sales], [gone])
    expect(found).toHaveLength(1)
    expect(affected(found).sort()).toEqual(['orders > query q', 'sales > parameter P'])
  })
})

describe('a dataset identifier', () => {
  test('that is gone is told once, not for each of its columns', () => {
    const content = {
      visuals: [barChart('By region', 'region'), barChart('Revenue', 'revenue', 'number')],
      filters: [categoryFilter('region')],
    }
    const before = board(content)
    const head = dashboard('sales', { ...content, datasets: { stock: 'orders' } })
    const gone = change(before, 'renamed', { what: 'dataset identifier', name: 'orders', renamed: 'stock' })
    const [found, ...others] = outcome([ORDERS, before], [ORDERS, head], [gone])
    expect(others).toEqual([])
    expect(found?.reason).toBe('still used by 2 visuals and 1 filter: they will show an error')
  })

  test('that is renamed everywhere breaks nothing', () => {
    const before = dashboard('sales', { datasets: { a: 'orders' }, fields: [field('x', '{region}', 'a')] })
    const head = dashboard('sales', { datasets: { b: 'orders' }, fields: [field('x', '{region}', 'b')] })
    expect(outcome([ORDERS, before], [ORDERS, head])).toEqual([])
  })
})

describe('an asset that is removed', () => {
  const removed: Change = { ...REMOVED, kind: 'asset', action: 'removed' }

  test('breaks what still needs it, and its columns are not told one by one', () => {
    const sales = board({ visuals: [barChart('By region', 'region')] })
    const [found, ...others] = outcome([ORDERS, sales], [sales], [removed])
    expect(others).toEqual([])
    expect(found).toMatchObject({
      severity: 'breaking',
      reason: 'still needed by dashboard "Sales", which cannot be deployed without it',
      affects: [{ asset: { id: 'sales' }, place: [] }],
    })
  })

  test('breaks nothing when nothing needs it', () => {
    expect(outcome([ORDERS], [], [removed])).toEqual([removed])
  })
})

describe('the cause', () => {
  const sales = board({ visuals: [barChart('By region', 'region')] })

  test('may be one of several subjects of a change', () => {
    const both = { subjects: ['shop', 'region'].map((name) => ({ what: 'column' as const, name })) }
    const { subject: _, ...several } = { ...REMOVED, ...both }
    const [found, ...others] = outcome([ORDERS, sales], [dataset('orders', LESS), sales], [several])
    expect(others).toEqual([])
    expect(found?.severity).toBe('breaking')
  })

  test('may be a change that was made to several assets', () => {
    const uses = { controls: [{ dropdown: { title: 'Where', sourceParameterName: 'P' } }] }
    const before = board({ ...uses, parameters: [parameter('P')] })
    const elsewhere = analysis('draft', {})
    const also = [{ asset: { kind: 'dashboard', id: 'sales', name: 'Sales' }, place: [] }]
    const gone = change(elsewhere, 'removed', { what: 'parameter', name: 'P' }, { also })
    const [found, ...others] = outcome([ORDERS, before, elsewhere], [ORDERS, board(uses), elsewhere], [gone])
    expect(others).toEqual([])
    expect(found?.reason).toBe('still used by 1 control in dashboard "Sales": it will show an error')
  })

  test('is never that something was added', () => {
    const added = change(ORDERS, 'added', { what: 'column', name: 'region' })
    expect(outcome([ORDERS, sales], [dataset('orders', LESS), sales], [added]).map(({ severity }) => severity)).toEqual(
      ['notable', 'breaking'],
    )
  })
})

describe('no false alarm is raised', () => {
  const sales = board({ visuals: [barChart('By region', 'region')], fields: [field('place', '{region}')] })

  test('for a step that we do not know', () => {
    const head = dataset('orders', LESS, [{ reshapeOperation: { shape: 'tall' } }])
    expect(outcome([ORDERS, sales], [head, sales], [REMOVED])).toEqual([REMOVED])
  })

  test('for a source that we do not know', () => {
    const head = rawDataset('orders', { physicalTableMap: { t: { quantumTable: { name: 'x' } } } })
    expect(outcome([ORDERS, sales], [head, sales], [REMOVED])).toEqual([REMOVED])
  })

  test('for what was broken before', () => {
    const broken = board({ visuals: [barChart('By gone', 'gone')], fields: [field('x', '{lost} + ${Nothing}')] })
    const head = board({ visuals: [barChart('By gone', 'gone')], fields: [field('x', '{lost} + ${Nothing} + 1')] })
    expect(outcome([ORDERS, broken], [ORDERS, head])).toEqual([])
  })

  test('for placeholders of the service, whose ids change at every save', () => {
    const filter = (id: string): Asset =>
      board({
        filters: [
          { filters: [{ categoryFilter: { column: column(`MissingColumnId_${id}`, `MissingDataSetId_${id}`) } }] },
        ],
      })
    expect(outcome([ORDERS, filter('0a1b')], [ORDERS, filter('9f8e')])).toEqual([])
  })

  test('for words in a new formula that are no columns', () => {
    expect(
      outcome([ORDERS, board({})], [ORDERS, board({ fields: [field('x', 'dateDiff({ordered_at}, now(), DD)')] })]),
    ).toEqual([])
  })

  test('for a dataset that comes into git with leftovers in a dashboard that was there', () => {
    const old = board({ visuals: [barChart('By gone', 'gone')] })
    expect(outcome([old], [ORDERS, old])).toEqual([])
  })

  test('for a dataset that is built on itself', () => {
    expect(outcome([datasetOn('orders', 'orders'), sales], [datasetOn('orders', 'orders'), sales])).toEqual([])
  })
})

describe('what no change explains', () => {
  test('is told as a change of its own, after the others', () => {
    const head = board({ visuals: [barChart('By land', 'land')] })
    const other = change(ORDERS, 'added', { what: 'column', name: 'land' })
    const [first, second, ...others] = outcome([ORDERS, board({})], [ORDERS, head], [other])
    expect(others).toEqual([])
    expect(first).toEqual(other)
    expect(second).toMatchObject({
      kind: 'broken-reference',
      asset: { kind: 'dashboard', id: 'sales', name: 'Sales' },
      place: [
        { what: 'sheet', name: 'Overview' },
        { what: 'bar chart', name: 'By land' },
      ],
      message: 'uses column "land", which neither dataset "Orders" nor a calculated field gives',
      severity: 'breaking',
      reason: 'used by 1 visual: it will show an error',
      differences: [],
    })
  })

  test('is told once for all places of one name in one asset', () => {
    const table = { tableVisual: { column: column('land'), rules: [{ solid: { expression: 'SUM({land}) > 1' } }] } }
    const [found, ...others] = outcome([ORDERS, board({})], [ORDERS, board({ visuals: [table] })])
    expect(others).toEqual([])
    expect(found?.message).toContain('dataset "Orders"')
    expect(found?.affects).toHaveLength(1)
  })

  test('is told of new assets, too', () => {
    const found = outcome([], [ORDERS, board({ fields: [field('x', '{land}')] })])
    expect(found.map(({ kind }) => kind)).toEqual(['broken-reference'])
  })
})

describe('names that mean harm', () => {
  test.each(['__proto__', 'constructor', 'hasOwnProperty', '</script>', 'a"b}\n::error::', ''])(
    '%j is a column like any',
    (name) => {
      const before = Object.fromEntries([[name, 'STRING'], ...Object.entries(LESS)])
      const sales = board({ visuals: [barChart(name, name)], filters: [categoryFilter(name)] })
      const gone = change(ORDERS, 'removed', { what: 'column', name })
      expect(outcome([dataset('orders', before), sales], [dataset('orders', before), sales], [])).toEqual([])
      const [found] = outcome([dataset('orders', before), sales], [dataset('orders', LESS), sales], [gone])
      expect(found?.severity).toBe('breaking')
      expect(found?.affects).toHaveLength(2)
    },
  )

  test('__proto__ is a table, a field and a parameter like any', () => {
    const body = JSON.parse(`{"physicalTableMap":{"__proto__":${JSON.stringify(table(TYPES))}}}`)
    const content: Board = {
      fields: [field('__proto__', '{region}'), field('x', '{__proto__}')],
      parameters: [parameter('__proto__')],
    }
    expect(outcome([], [rawDataset('orders', body), board(content)])).toEqual([])
  })
})
