import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'

export const arn = (what: string): string => `arn:aws:quicksight:us-east-1:111122223333:${what}`

/** `{ region: 'STRING' }` as sources list their columns. */
export const columnsOf = (types: Readonly<Record<string, string>>): JsonObject[] =>
  Object.entries(types).map(([name, type]) => ({ name, type }))

const ORDERS = { order_id: 'STRING', region: 'STRING', amount: 'DECIMAL', ordered_at: 'DATETIME' }

const QUERY =
  "SELECT order_id, region, amount, ordered_at\nFROM shop.orders\nWHERE ordered_at >= current_date - interval '1' year"

const datasetOf = (body: JsonObject): Asset => ({
  kind: 'dataset',
  id: 'orders',
  name: 'Orders',
  body: { resourceType: 'dataset', dataSetId: 'orders', name: 'Orders', importMode: 'SPICE', ...body },
})

/** Two sources that a dataset may join: orders by a query, and the regions in a table. */
const physicalTableMap: JsonObject = {
  p1: {
    customSql: { dataSourceArn: arn('datasource/lake'), name: 'orders', sqlQuery: QUERY, columns: columnsOf(ORDERS) },
  },
  p2: {
    relationalTable: {
      dataSourceArn: arn('datasource/lake'),
      catalog: 'AwsDataCatalog',
      schema: 'shop',
      name: 'regions',
      inputColumns: columnsOf({ code: 'STRING', manager: 'STRING' }),
    },
  },
}

const CALCULATED = { columnId: 'c1', columnName: 'net', expression: '{amount} * 0.81' }
const FILTER = "{region} <> 'TEST'"
const COLUMNS = ['order_id', 'region', 'amount', 'ordered_at', 'net', 'code', 'manager']

/** Orders joined with regions, a calculated column, a filter, a rename, a cast and a tag: in the older form. */
export const oldDataset = (): Asset =>
  datasetOf({
    physicalTableMap: structuredClone(physicalTableMap),
    logicalTableMap: {
      l1: {
        alias: 'orders',
        dataTransforms: [
          { castColumnTypeOperation: { columnName: 'order_id', newColumnType: 'INTEGER' } },
          { filterOperation: { conditionExpression: FILTER } },
        ],
        source: { physicalTableId: 'p1' },
      },
      l2: {
        alias: 'regions',
        dataTransforms: [{ renameColumnOperation: { columnName: 'manager', newColumnName: 'head' } }],
        source: { physicalTableId: 'p2' },
      },
      l3: {
        alias: 'orders with regions',
        dataTransforms: [
          { createColumnsOperation: { columns: [CALCULATED] } },
          { tagColumnOperation: { columnName: 'region', tags: [{ columnGeographicRole: 'STATE' }] } },
          { projectOperation: { projectedColumns: COLUMNS.map((name) => (name === 'manager' ? 'head' : name)) } },
        ],
        source: {
          joinInstruction: { leftOperand: 'l1', rightOperand: 'l2', type: 'LEFT', onClause: '{region} = {code}' },
        },
      },
    },
  })

const step = (id: string): JsonObject => ({ transformOperationId: id })

/** The same in the newer form. */
export const newDataset = (): Asset =>
  datasetOf({
    physicalTableMap: structuredClone(physicalTableMap),
    dataPrepConfiguration: {
      sourceTableMap: { s1: { physicalTableId: 'p1' }, s2: { physicalTableId: 'p2' } },
      transformStepMap: {
        t1: { importTableStep: { alias: 'orders', source: { sourceTableId: 's1' } } },
        t2: { importTableStep: { alias: 'regions', source: { sourceTableId: 's2' } } },
        t3: {
          castColumnTypesStep: {
            alias: 'types',
            source: step('t1'),
            castColumnTypeOperations: [{ columnName: 'order_id', newColumnType: 'INTEGER' }],
          },
        },
        t4: {
          filtersStep: { alias: 'no tests', source: step('t3'), filterOperations: [{ conditionExpression: FILTER }] },
        },
        t5: {
          renameColumnsStep: {
            alias: 'names',
            source: step('t2'),
            renameColumnOperations: [{ columnName: 'manager', newColumnName: 'head' }],
          },
        },
        t6: {
          joinStep: {
            alias: 'orders with regions',
            leftOperand: step('t4'),
            rightOperand: step('t5'),
            type: 'LEFT',
            onClause: '{region} = {code}',
          },
        },
        t7: { createColumnsStep: { alias: 'net', source: step('t6'), columns: [CALCULATED] } },
        t8: {
          projectStep: {
            alias: 'columns',
            source: step('t7'),
            projectedColumns: COLUMNS.map((name) => (name === 'manager' ? 'head' : name)),
          },
        },
      },
      destinationTableMap: { d1: { alias: 'orders', source: step('t8') } },
    },
    semanticModelConfiguration: { tableMap: { m1: { alias: 'orders', destinationTableId: 'd1' } } },
  })
