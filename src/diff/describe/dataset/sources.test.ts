import { describe, expect, test } from 'vitest'
import { arn, columnsOf, newDataset, oldDataset } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { changesOf, told } from '../../../testing/told.ts'

/** Sources are written the same in both forms of a dataset. */
const IN_BOTH: [string, Edits, string[]][] = [
  [
    'custom SQL',
    {
      '/physicalTableMap/p1/customSql/sqlQuery':
        "SELECT order_id, region, amount, ordered_at\nFROM shop.orders_v2\nWHERE ordered_at >= current_date - interval '1' year",
    },
    ['notable: query "orders": custom SQL changed'],
  ],
  [
    'custom SQL on other lines',
    {
      '/physicalTableMap/p1/customSql/sqlQuery':
        "SELECT order_id, region, amount, ordered_at FROM shop.orders WHERE ordered_at >= current_date - interval '1' year",
    },
    ['cosmetic: query "orders": custom SQL laid out differently, the same but for spaces'],
  ],
  [
    'a space inside quotes in SQL',
    {
      '/physicalTableMap/p1/customSql/sqlQuery':
        "SELECT order_id, region, amount, ordered_at\nFROM shop.orders\nWHERE ordered_at >= current_date - interval '1 ' year",
    },
    ['notable: query "orders": custom SQL changed'],
  ],
  [
    'schema',
    { '/physicalTableMap/p2/relationalTable/schema': 'shop_v2' },
    ['notable: table "regions": schema: "shop" → "shop_v2"'],
  ],
  [
    'table',
    { '/physicalTableMap/p2/relationalTable/name': 'regions_v2' },
    ['notable: table "regions_v2": reads table "regions_v2" instead of "regions"'],
  ],
  [
    'catalog',
    { '/physicalTableMap/p2/relationalTable/catalog': undefined },
    ['notable: table "regions": catalog: "AwsDataCatalog" → none'],
  ],
  [
    'name of a query',
    { '/physicalTableMap/p1/customSql/name': 'orders query' },
    ['notable: query "orders query": name: "orders" → "orders query"'],
  ],
  [
    'data source',
    { '/physicalTableMap/p2/relationalTable/dataSourceArn': arn('datasource/warehouse') },
    ['notable: table "regions": data source: "lake" → "warehouse"'],
  ],
  [
    'table that becomes custom SQL',
    {
      '/physicalTableMap/p2': {
        customSql: {
          dataSourceArn: arn('datasource/lake'),
          name: 'regions',
          sqlQuery: 'SELECT code, manager FROM shop.regions',
          columns: columnsOf({ code: 'STRING', manager: 'STRING' }),
        },
      },
    },
    [
      'notable: query "regions": a table → custom SQL',
      'notable: query "regions": catalog: "AwsDataCatalog" → none',
      'notable: query "regions": schema: "shop" → none',
      'notable: query "regions": custom SQL added',
      'cosmetic: query "regions": the same columns, listed differently',
    ],
  ],
  [
    'table that becomes one of a sort we do not know',
    { '/physicalTableMap/p2': { quantumTable: { name: 'regions', spin: 'UP' } } },
    [
      'notable: table "regions": column "code" removed',
      'notable: table "regions": column "manager" removed',
      'notable: table "regions": a table → quantum table',
      'notable: table "regions": data source: "lake" → none',
      'notable: table "regions": catalog: "AwsDataCatalog" → none',
      'notable: table "regions": schema: "shop" → none',
      'notable: table "regions": spin: up added',
    ],
  ],
  [
    'table added',
    {
      '/physicalTableMap/p3': {
        relationalTable: {
          dataSourceArn: arn('datasource/lake'),
          name: 'budget',
          inputColumns: columnsOf({ month: 'STRING', plan: 'DECIMAL' }),
        },
      },
    },
    ['notable: table "budget" added with columns "month" and "plan"'],
  ],
]

describe('where rows come from, in the older form', () => {
  const cases: [string, Edits, string[]][] = [
    ...IN_BOTH,
    [
      'dataset below in the place of a table',
      { '/physicalTableMap/p2': undefined, '/logicalTableMap/l2/source': { dataSetArn: arn('dataset/regions') } },
      ['notable: table "regions" removed with columns "code" and "manager"'],
    ],
    [
      'joined table removed',
      {
        '/physicalTableMap/p2': undefined,
        '/logicalTableMap/l2': undefined,
        '/logicalTableMap/l3/source': { physicalTableId: 'p1' },
        '/logicalTableMap/l1': undefined,
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns': [
          'order_id',
          'region',
          'amount',
          'ordered_at',
          'net',
        ],
      },
      [
        'notable: table "regions" removed with columns "code" and "manager"',
        'notable: table "orders": column "order_id" no longer converted to integer',
        'notable: table "orders": filter removed: {region} <> \'TEST\'',
        'notable: table "regions": column "head" no longer given to analyses',
        'notable: table "orders with regions": join with "regions" removed',
      ],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(oldDataset(), edited(oldDataset(), edits))).toEqual(expected)
  })
})

describe('where rows come from, in the newer form', () => {
  const cases: [string, Edits, string[]][] = [
    ...IN_BOTH,
    [
      'dataset below',
      {
        '/dataPrepConfiguration/sourceTableMap/s2': {
          dataSet: {
            dataSetArn: arn('dataset/regions'),
            inputColumns: columnsOf({ code: 'STRING', manager: 'STRING' }),
          },
        },
        '/physicalTableMap/p2': undefined,
      },
      [
        'notable: table "regions" removed with columns "code" and "manager"',
        'notable: step: no longer reads a table or query of its own',
        'notable: step: built on dataset "regions"',
      ],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(newDataset(), edited(newDataset(), edits))).toEqual(expected)
  })
})

test('SQL is told line by line, and what was only indented anew is left out', () => {
  const at = '/physicalTableMap/p1/customSql/sqlQuery'
  const sql = (text: string) => edited(oldDataset(), { [at]: text })
  const [change] = changesOf(
    sql('SELECT\n  a,\n  b,\n  c\nFROM t\nWHERE a > 0'),
    sql('SELECT\n    a,\n    b,\n    c\nFROM t\nWHERE a > 1'),
  )
  expect(change).toMatchObject({ kind: 'sql', message: 'custom SQL changed' })
  expect(change?.lines).toEqual([
    { sign: ' ', text: '…' },
    { sign: ' ', text: 'c' },
    { sign: ' ', text: 'FROM t' },
    { sign: '-', text: 'WHERE a > 0' },
    { sign: '+', text: 'WHERE a > 1' },
  ])
})

test.each([
  ['a comment that swallows more', 'SELECT a -- all\nFROM t WHERE b', 'SELECT a -- all FROM t\nWHERE b'],
  ['spaces in a text', "SELECT 'a  b'", "SELECT 'a b'"],
  ['spaces in a quoted name', 'SELECT "a  b"', 'SELECT "a b"'],
  ['spaces in a text between dollars', 'SELECT $$a  b$$', 'SELECT $$a b$$'],
])('%s is no layout', (_, before, after) => {
  const at = '/physicalTableMap/p1/customSql/sqlQuery'
  const changes = changesOf(edited(oldDataset(), { [at]: before }), edited(oldDataset(), { [at]: after }))
  expect(changes.map(({ kind, severity }) => [kind, severity])).toEqual([['sql', 'notable']])
})
