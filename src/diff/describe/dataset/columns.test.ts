import { describe, expect, test } from 'vitest'
import { arn, columnsOf, oldDataset } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { changesOf, told } from '../../../testing/told.ts'

const MANY = columnsOf({
  code: 'STRING',
  manager: 'STRING',
  ...Object.fromEntries(Array.from('abcdefghij', (name) => [name, 'STRING'])),
})

/** With ten more columns in the joined table. */
const manyColumns = () =>
  edited(oldDataset(), {
    '/physicalTableMap/p2/relationalTable/inputColumns': MANY,
  })

describe('a column of a source', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'added to a query, and given',
      {
        '/physicalTableMap/p1/customSql/columns/-': { name: 'channel', type: 'STRING' },
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/-': 'channel',
      },
      ['notable: query "orders": column "channel" added (string)'],
    ],
    [
      'added to a query, and not chosen',
      { '/physicalTableMap/p1/customSql/columns/-': { name: 'channel', type: 'STRING' } },
      ['notable: query "orders": column "channel" added (string), and not given to analyses'],
    ],
    [
      'added to a table',
      { '/physicalTableMap/p2/relationalTable/inputColumns/-': { name: 'country', type: 'STRING' } },
      ['notable: table "regions": column "country" added (string), and not given to analyses'],
    ],
    [
      'removed',
      {
        '/physicalTableMap/p1/customSql/columns/3': undefined,
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/3': undefined,
      },
      ['notable: query "orders": column "ordered_at" removed'],
    ],
    [
      'removed where only the source lists it',
      { '/physicalTableMap/p1/customSql/columns/3': undefined },
      ['notable: query "orders": column "ordered_at" removed'],
    ],
    [
      'renamed in its source alone',
      { '/physicalTableMap/p1/customSql/columns/2/name': 'revenue' },
      ['notable: query "orders": column "amount" renamed "revenue"'],
    ],
    [
      'renamed, with all that follows',
      {
        '/physicalTableMap/p1/customSql/columns/2/name': 'revenue',
        '/logicalTableMap/l3/dataTransforms/0/createColumnsOperation/columns/0/expression': '{revenue} * 0.81',
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/2': 'revenue',
      },
      ['notable: query "orders": column "amount" renamed "revenue"'],
    ],
    [
      'of another type',
      { '/physicalTableMap/p1/customSql/columns/2/type': 'INTEGER' },
      ['notable: query "orders": column "amount": decimal → integer'],
    ],
    [
      'of a type that says more',
      { '/physicalTableMap/p1/customSql/columns/2/subType': 'FIXED' },
      ['notable: query "orders": column "amount": decimal → decimal (fixed)'],
    ],
    [
      'renamed, and of another type',
      {
        '/physicalTableMap/p1/customSql/columns/2': { name: 'revenue', type: 'INTEGER' },
        '/logicalTableMap/l3/dataTransforms/0/createColumnsOperation/columns/0/expression': '{revenue} * 0.81',
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/2': 'revenue',
      },
      [
        'notable: query "orders": column "amount" removed',
        'notable: query "orders": column "revenue" added (integer)',
        'notable: table "orders with regions": formula of "net": {amount} * 0.81 → {revenue} * 0.81',
      ],
    ],
    [
      'in another order in the source',
      {
        '/physicalTableMap/p1/customSql/columns': columnsOf({
          order_id: 'STRING',
          amount: 'DECIMAL',
          region: 'STRING',
          ordered_at: 'DATETIME',
        }),
      },
      ['cosmetic: columns of the source in another order'],
    ],
    [
      'that are many, added',
      {
        '/physicalTableMap/p2/relationalTable/inputColumns': MANY,
      },
      [
        'notable: table "regions": 10 columns added: "a", "b", "c", "d", "e" and 5 more, none of them given to analyses',
      ],
    ],
    [
      'that comes from another table now',
      {
        '/physicalTableMap/p1/customSql/columns/3': undefined,
        '/physicalTableMap/p2/relationalTable/inputColumns/-': { name: 'ordered_at', type: 'DATETIME' },
      },
      ['notable: column "ordered_at" now comes from table "regions" instead of query "orders"'],
    ],
    [
      'that comes from another table, with another type',
      {
        '/physicalTableMap/p1/customSql/columns/3': undefined,
        '/physicalTableMap/p2/relationalTable/inputColumns/-': { name: 'ordered_at', type: 'STRING' },
      },
      [
        'notable: column "ordered_at" now comes from table "regions" instead of query "orders", and is string instead of datetime',
      ],
    ],
    [
      'that two tables give now',
      {
        '/physicalTableMap/p1/customSql/columns/3': undefined,
        '/physicalTableMap/p2/relationalTable/inputColumns/-': { name: 'ordered_at', type: 'DATETIME' },
        '/physicalTableMap/p3': {
          relationalTable: {
            dataSourceArn: arn('datasource/lake'),
            name: 'days',
            inputColumns: [{ name: 'ordered_at', type: 'DATETIME' }],
          },
        },
      },
      [
        'notable: table "days" added with column "ordered_at"',
        'notable: query "orders": column "ordered_at" removed',
        'notable: table "regions": column "ordered_at" added (datetime)',
      ],
    ],
    [
      'given a name that a filter holds already',
      {
        '/physicalTableMap/p2/relationalTable/inputColumns/1/name': 'region',
        '/logicalTableMap/l1/dataTransforms/1/filterOperation/future': 'SOON',
      },
      [
        'notable: table "regions": column "manager" renamed "region"',
        'notable: table "orders": data transforms › filter operation › future: soon added',
      ],
    ],
    [
      'with a new id alone',
      { '/physicalTableMap/p1/customSql/columns/2/id': 'c-9' },
      ['cosmetic: ids of columns changed'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(oldDataset(), edited(oldDataset(), edits))).toEqual(expected)
  })
})

describe('many columns', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'removed',
      { '/physicalTableMap/p2/relationalTable/inputColumns': columnsOf({ code: 'STRING', manager: 'STRING' }) },
      [
        'notable: table "regions": 10 columns removed: "a", "b", "c", "d", "e" and 5 more, none of which was given to analyses',
      ],
    ],
    [
      'of another type',
      {
        '/physicalTableMap/p2/relationalTable/inputColumns': columnsOf({
          code: 'STRING',
          manager: 'STRING',
          a: 'INTEGER',
          b: 'INTEGER',
          c: 'INTEGER',
          d: 'INTEGER',
          e: 'INTEGER',
          f: 'INTEGER',
          g: 'INTEGER',
          h: 'INTEGER',
          i: 'INTEGER',
          j: 'INTEGER',
        }),
      },
      ['notable: table "regions": 10 columns string → integer: "a", "b", "c", "d", "e" and 5 more'],
    ],
    [
      'renamed',
      {
        '/physicalTableMap/p2/relationalTable/inputColumns': columnsOf({
          code: 'STRING',
          manager: 'STRING',
          A: 'STRING',
          B: 'STRING',
          C: 'STRING',
          D: 'STRING',
          E: 'STRING',
          F: 'STRING',
          G: 'STRING',
          H: 'STRING',
          I: 'STRING',
          J: 'STRING',
        }),
      },
      [
        'notable: table "regions": 10 columns renamed, in upper and lower case only: "a" → "A", "b" → "B", "c" → "C", "d" → "D", "e" → "E" and 5 more',
      ],
    ],
    [
      'now in another table',
      {
        '/physicalTableMap/p2/relationalTable/inputColumns': columnsOf({ code: 'STRING', manager: 'STRING' }),
        '/physicalTableMap/p1/customSql/columns': columnsOf({
          order_id: 'STRING',
          region: 'STRING',
          amount: 'DECIMAL',
          ordered_at: 'DATETIME',
          a: 'STRING',
          b: 'STRING',
          c: 'STRING',
          d: 'STRING',
          e: 'STRING',
          f: 'STRING',
          g: 'STRING',
          h: 'STRING',
          i: 'STRING',
          j: 'STRING',
        }),
      },
      [
        'notable: 10 columns now come from query "orders" instead of table "regions": "a", "b", "c", "d", "e" and 5 more',
      ],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(manyColumns(), edited(manyColumns(), edits))).toEqual(expected)
  })
})

test('what others refer to by name is said for lineage, with both sides', () => {
  const [at, chosen] = [
    '/physicalTableMap/p1/customSql/columns',
    '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns',
  ]
  const subjectOf = (edits: Edits) =>
    changesOf(oldDataset(), edited(oldDataset(), edits)).map(({ action, subject, before, after }) => ({
      action,
      subject,
      before,
      after,
    }))
  expect(subjectOf({ [`${at}/2/name`]: 'revenue' })).toEqual([
    {
      action: 'renamed',
      subject: { what: 'column', name: 'amount', renamed: 'revenue' },
      before: 'amount',
      after: 'revenue',
    },
  ])
  expect(subjectOf({ [`${at}/2/type`]: 'STRING' })).toEqual([
    { action: 'changed', subject: { what: 'column', name: 'amount' }, before: 'decimal', after: 'string' },
  ])
  expect(subjectOf({ [`${chosen}/2`]: undefined })).toEqual([
    { action: 'removed', subject: { what: 'column', name: 'amount' } },
  ])
})
