import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { Answers } from './answers.ts'
import { danglingUses } from './dangling.ts'
import { FACTS_VERSION } from './facts.ts'
import { factsOf } from './facts-of.ts'
import {
  barChart,
  categoryFilter,
  column,
  columns,
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

const TYPES = { region: 'STRING', revenue: 'DECIMAL' }

/** `region STRING` for each column that a dataset gives; `…` when there may be more. */
const given = (asset: Asset, ...below: Asset[]): string[] => {
  const { columns: found, open } = new Answers(world(asset, ...below)).output(`${asset.kind}:${asset.id}`)
  const known = [...found].map(([name, type]) => (type ? `${name} ${type}` : name))
  return open ? [...known, '…'] : known
}

/** What is used and not there: `region (calculated column margin)`. */
const missing = (...assets: Asset[]): string[] =>
  danglingUses(world(...assets)).map(
    ({ use, sites }) => `${use.name} (${sites[0]?.place.map(({ what, name }) => `${what} ${name}`.trim()).join(', ')})`,
  )

const create = (name: string, expression: string): JsonObject => ({
  createColumnsOperation: { columns: [{ columnId: name, columnName: name, expression }] },
})
const project = (...names: string[]): JsonObject => ({ projectOperation: { projectedColumns: names } })

describe('facts', () => {
  const sales = dashboard(
    'sales',
    {
      visuals: [barChart('By region', 'region')],
      fields: [field('margin', '{revenue} - {cost}')],
      filters: [categoryFilter('region')],
      parameters: [parameter('Region')],
    },
    { themeArn: 'arn:aws:quicksight:::theme/leaf', linkEntities: ['arn:aws:quicksight:::analysis/sales'] },
  )

  test('are plain JSON', () => {
    const facts = factsOf(sales)
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
    expect(facts.version).toBe(FACTS_VERSION)
  })

  test('tell what an asset needs, and is linked to', () => {
    const { needs, links } = factsOf(sales)
    expect([...needs].sort()).toEqual(['dataset:orders', 'theme:leaf'])
    expect(links).toEqual(['analysis:sales'])
  })

  test('tell what an asset defines', () => {
    expect(factsOf(sales)).toMatchObject({
      identifiers: [{ name: 'orders', dataset: 'dataset:orders' }],
      calculatedFields: [{ name: 'margin', of: 'orders' }],
      parameters: ['Region'],
    })
  })

  test('keep a use once for each visual, filter or field, with the place of the first', () => {
    const chart = barChart('Twice', 'region')
    const twice = { ...chart, sort: [column('region'), column('region')] }
    const { uses, holders, pointers } = factsOf(dashboard('sales', { visuals: [twice, barChart('Once', 'region')] }))
    const sites = uses.flatMap(({ at }) => at.map(([holder, within]) => [holders[holder], pointers[within]]))
    expect(sites).toMatchObject([
      [{ place: [{ name: 'Overview' }, { what: 'bar chart', name: 'Twice' }] }, expect.stringMatching(/\/column$/)],
      [{ pointer: '/definition/sheets/0/visuals/1' }, expect.any(String)],
      [{ pointer: '/definition/sheets/0/visuals/0' }, '/sort/0'],
    ])
  })

  test('of an asset of a kind that we do not know are its needs', () => {
    const body = { dataSets: [{ datasetArn: 'arn:aws:quicksight:::dataset/orders' }] }
    const facts = factsOf({ kind: 'topic', id: 't', name: 'T', body })
    expect(facts).toMatchObject({ needs: ['dataset:orders'], uses: [] })
  })

  test('survive any shape', () => {
    const shapes: Json[] = [null, 'x', 1, [], {}, [null], [[]], { a: null }]
    for (const shape of shapes) {
      const definition = {
        sheets: shape,
        calculatedFields: shape,
        filterGroups: shape,
        dataSetIdentifierDeclarations: shape,
      }
      expect(factsOf({ kind: 'analysis', id: 'a', name: 'A', body: { definition, linkEntities: shape } }).uses).toEqual(
        [],
      )
      const body = {
        physicalTableMap: shape,
        logicalTableMap: shape,
        dataPrepConfiguration: shape,
        fieldFolders: shape,
      }
      expect(() => factsOf(rawDataset('d', body))).not.toThrow()
      expect(() => factsOf(dataset('d', TYPES, [shape]))).not.toThrow()
    }
  })

  test('of a large dashboard are made at once', () => {
    const visuals = Array.from({ length: 400 }, (_, i) => ({
      ...barChart(`v${i}`, `c${i % 90}`),
      padding: Array.from({ length: 400 }, (_, k) => ({ k, text: 'x'.repeat(20) })),
    }))
    const large = dashboard('large', { visuals })
    factsOf(large)
    const start = performance.now()
    factsOf(large)
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('the columns of a dataset in the older form', () => {
  test('are those of its table', () =>
    expect(given(dataset('orders', TYPES))).toEqual(['region STRING', 'revenue DECIMAL']))

  test('go through every step', () => {
    const steps = [
      create('margin', '{revenue} * 0.2'),
      { renameColumnOperation: { columnName: 'region', newColumnName: 'area' } },
      { castColumnTypeOperation: { columnName: 'revenue', newColumnType: 'INTEGER' } },
      { tagColumnOperation: { columnName: 'area', tags: [] } },
      { untagColumnOperation: { columnName: 'area', tagNames: [] } },
      { filterOperation: { conditionExpression: '{revenue} > 0' } },
      project('revenue', 'area', 'margin'),
    ]
    const orders = dataset('orders', TYPES, steps)
    expect(given(orders)).toEqual(['revenue INTEGER', 'area STRING', 'margin'])
    expect(missing(orders)).toEqual([])
  })

  test('that a step names before it makes them are missing', () => {
    expect(missing(dataset('orders', TYPES, [create('double', '{twice}'), create('twice', '{revenue} * 2')]))).toEqual([
      'twice (calculated column double)',
    ])
  })

  test('are missing from every sort of step', () => {
    const steps = [
      create('a', '{gone1}'),
      { renameColumnOperation: { columnName: 'gone2', newColumnName: 'x' } },
      { castColumnTypeOperation: { columnName: 'gone3', newColumnType: 'INTEGER' } },
      { tagColumnOperation: { columnName: 'gone4' } },
      { filterOperation: { stringFilterCondition: { columnName: 'gone5' } } },
      project('region', 'gone6'),
    ]
    expect(missing(dataset('orders', TYPES, steps)).map((text) => text.slice(0, 5))).toEqual([
      'gone1',
      'gone2',
      'gone3',
      'gone4',
      'gone5',
      'gone6',
    ])
  })

  test('are those of both sides of a join', () => {
    const joined = rawDataset('orders', {
      physicalTableMap: { a: table(TYPES), b: table({ region: 'STRING', manager: 'STRING' }) },
      logicalTableMap: {
        left: { alias: 'Left', source: { physicalTableId: 'a' } },
        right: {
          alias: 'Right',
          source: { physicalTableId: 'b' },
          dataTransforms: [{ renameColumnOperation: { columnName: 'region', newColumnName: 'region[b]' } }],
        },
        both: {
          alias: 'Both',
          source: {
            joinInstruction: {
              leftOperand: 'left',
              rightOperand: 'right',
              type: 'LEFT',
              onClause: '{region} = {region[b]}',
            },
          },
          dataTransforms: [project('revenue', 'manager')],
        },
      },
    })
    expect(given(joined)).toEqual(['revenue DECIMAL', 'manager STRING'])
    expect(missing(joined)).toEqual([])
  })

  test('come from the dataset it is built on', () => {
    const upon = datasetOn('upon', 'orders', [
      { renameColumnOperation: { columnName: 'region', newColumnName: 'area' } },
    ])
    expect(given(upon, dataset('orders', TYPES)).sort()).toEqual(['area STRING', 'revenue DECIMAL'])
    expect(given(upon)).toContain('…')
  })

  test('that the dataset below lacks are missing', () => {
    const upon = datasetOn('upon', 'orders', [create('x', '{gone}'), project('region', 'lost')])
    expect(missing(upon, dataset('orders', TYPES))).toEqual([
      'gone (calculated column x)',
      'lost (chosen columns Upon)',
    ])
    expect(missing(upon)).toEqual([])
  })

  test('are all tables when no logical table says otherwise', () => {
    expect(given(rawDataset('orders', { physicalTableMap: { a: table(TYPES) } }))).toHaveLength(2)
  })

  test('are not all known after what we do not know, until a choice lists them', () => {
    const unknown = { reshapeOperation: {} }
    expect(given(dataset('orders', TYPES, [unknown]))).toContain('…')
    expect(given(dataset('orders', TYPES, [unknown, project('region', 'new')]))).toEqual(['region STRING', 'new'])
    expect(missing(dataset('orders', TYPES, [unknown, create('x', '{anything}')]))).toEqual([])
  })
})

describe('the columns of a dataset in the newer form', () => {
  const step = (id: string): JsonObject => ({ transformOperationId: id })

  const prepared = (steps: JsonObject, last: string, more: JsonObject = {}): Asset =>
    rawDataset('orders', {
      physicalTableMap: { a: table(TYPES), b: table({ region: 'STRING', manager: 'STRING' }) },
      dataPrepConfiguration: {
        sourceTableMap: { sa: { physicalTableId: 'a' }, sb: { physicalTableId: 'b' } },
        transformStepMap: {
          ia: { importTableStep: { alias: 'A', source: { sourceTableId: 'sa' } } },
          ib: { importTableStep: { alias: 'B', source: { sourceTableId: 'sb' } } },
          ...steps,
        },
        destinationTableMap: { d: { alias: 'D', source: step(last) } },
      },
      ...more,
    })

  test('go through every step, in whichever order the file has them', () => {
    const orders = prepared(
      {
        p: { projectStep: { source: step('k'), projectedColumns: ['area', 'margin', 'revenue'] } },
        k: {
          castColumnTypesStep: {
            source: step('r'),
            castColumnTypeOperations: [{ columnName: 'revenue', newColumnType: 'STRING' }],
          },
        },
        r: {
          renameColumnsStep: {
            source: step('c'),
            renameColumnOperations: [{ columnName: 'region', newColumnName: 'area' }],
          },
        },
        c: {
          createColumnsStep: { source: step('f'), columns: [{ columnName: 'margin', expression: '{revenue} * 0.2' }] },
        },
        f: {
          filtersStep: {
            source: step('ia'),
            filterOperations: [{ numericFilterCondition: { columnName: 'revenue' } }],
          },
        },
      },
      'p',
    )
    expect(given(orders)).toEqual(['area STRING', 'margin', 'revenue STRING'])
    expect(missing(orders)).toEqual([])
  })

  test('are those of both sides of a join, with the names it gives them', () => {
    const overrides = {
      outputColumnNameOverrides: [{ sourceColumnName: 'region', outputColumnName: 'manager region' }],
    }
    const join = {
      joinStep: {
        leftOperand: step('ia'),
        rightOperand: step('ib'),
        rightOperandProperties: overrides,
        onClause: '{region} = {manager region}',
      },
    }
    expect(given(prepared({ j: join }, 'j')).sort()).toEqual([
      'manager STRING',
      'manager region STRING',
      'region STRING',
      'revenue DECIMAL',
    ])
  })

  test('are made by aggregating, pivoting, unpivoting and appending', () => {
    const sum = { aggregationFunction: { simpleAggregation: { inputColumnName: 'revenue', functionType: 'SUM' } } }
    const aggregate = {
      aggregateStep: {
        source: step('ia'),
        groupByColumnNames: ['region'],
        aggregations: [{ ...sum, newColumnName: 'total' }],
      },
    }
    expect(given(prepared({ x: aggregate }, 'x'))).toEqual(['region STRING', 'total'])
    const labels = { labelColumnName: 'region', pivotedLabels: [{ labelName: 'N', newColumnName: 'north' }] }
    const pivot = {
      pivotStep: {
        source: step('ia'),
        groupByColumnNames: [],
        valueColumnConfiguration: sum,
        pivotConfiguration: labels,
      },
    }
    expect(given(prepared({ x: pivot }, 'x'))).toEqual(['north'])
    const unpivot = {
      unpivotStep: {
        source: step('ia'),
        columnsToUnpivot: [{ columnName: 'revenue' }],
        unpivotedLabelColumnName: 'what',
        unpivotedValueColumnName: 'value',
      },
    }
    expect(given(prepared({ x: unpivot }, 'x'))).toEqual(['region STRING', 'what', 'value'])
    const append = {
      appendStep: { firstSource: step('ia'), secondSource: step('ib'), appendedColumns: [{ columnName: 'region' }] },
    }
    expect(given(prepared({ x: append }, 'x'))).toEqual(['region STRING'])
  })

  test('are missing where a step names what is not there', () => {
    const sum = {
      aggregationFunction: { simpleAggregation: { inputColumnName: 'gone', functionType: 'SUM' } },
      newColumnName: 't',
    }
    expect(
      missing(
        prepared(
          {
            x: {
              aggregateStep: { alias: 'Sum', source: step('ia'), groupByColumnNames: ['region'], aggregations: [sum] },
            },
          },
          'x',
        ),
      ),
    ).toEqual(['gone (aggregation Sum)'])
  })

  test('are not all known after a step of a new kind, or steps in a circle', () => {
    expect(given(prepared({ x: { dreamStep: { source: step('ia') } } }, 'x'))).toContain('…')
    const circle = { x: { filtersStep: { source: step('y') } }, y: { filtersStep: { source: step('x') } } }
    expect(given(prepared(circle, 'x'))).toEqual(['…'])
  })

  test('of a dataset below are listed, and missing where that lacks them', () => {
    const upon = rawDataset('upon', {
      dataPrepConfiguration: {
        sourceTableMap: {
          s: {
            dataSet: {
              dataSetArn: 'arn:aws:quicksight:::dataset/orders',
              inputColumns: columns({ region: 'STRING', gone: 'STRING' }),
            },
          },
        },
        transformStepMap: { i: { importTableStep: { source: { sourceTableId: 's' } } } },
        destinationTableMap: { d: { source: step('i') } },
      },
    })
    expect(given(upon)).toEqual(['region STRING', 'gone STRING'])
    expect(missing(upon, dataset('orders', TYPES))).toEqual(['gone (source table)'])
  })

  test('are what its row-level security and descriptions must name', () => {
    const semantic = {
      rowLevelPermissionConfiguration: { tagConfiguration: { tagRules: [{ tagKey: 'k', columnName: 'gone' }] } },
      semanticMetadata: { columnMetadata: [{ columnNames: ['region', 'lost'] }] },
    }
    const orders = prepared({}, 'ia', { semanticModelConfiguration: { tableMap: { t: semantic } } })
    expect(missing(orders)).toEqual(['gone (row-level security rule)', 'lost (column description)'])
  })
})

describe('uses that nothing answers', () => {
  const orders = dataset('orders', TYPES)

  test('are told with their place and why', () => {
    const sales = dashboard('sales', { visuals: [barChart('By land', 'land')] })
    expect(danglingUses(world(orders, sales))).toMatchObject([
      {
        asset: { kind: 'dashboard', id: 'sales', name: 'Sales' },
        use: { what: 'column', name: 'land' },
        sites: [
          { pointer: expect.stringMatching(/^\/definition\/sheets\/0\/visuals\/0\/barChartVisual\/.*\/column$/) },
        ],
        why: 'which neither dataset "Orders" nor a calculated field gives',
      },
    ])
  })

  test('are none where the dataset is not in the world', () => {
    expect(missing(dashboard('sales', { visuals: [barChart('By land', 'land')] }))).toEqual([])
  })

  test('are none for a name in other upper and lower case', () => {
    expect(missing(orders, dashboard('sales', { visuals: [barChart('By region', 'Region')] }))).toEqual([])
  })

  test('are none for bare words, texts and what the service fills in', () => {
    const label = { customLabel: '<<$aws:subtotalDimension>> of <<region>> and <<unknown>>' }
    const content = { visuals: [{ ...barChart('x', 'region'), label }], fields: [field('x', 'concat(land, "{no}")')] }
    expect(missing(orders, dashboard('sales', content))).toEqual([])
  })

  test('are none where a formula names a calculated field of another dataset', () => {
    const fields = [field('rate', '1.2', 'rates'), field('x', '{rate} * {revenue}')]
    expect(missing(orders, dashboard('sales', { fields, datasets: { orders: 'orders', rates: 'orders' } }))).toEqual([])
  })

  test('are columns of the rules of row-level security, but not those that name people', () => {
    const access = dataset('access', { GroupName: 'STRING', region: 'STRING', land: 'STRING' })
    expect(missing(dataset('orders', TYPES, [], rules('access')), access)).toEqual(['land (row-level security Access)'])
    const off = {
      rowLevelPermissionDataSet: { ...(rules('access').rowLevelPermissionDataSet as JsonObject), status: 'DISABLED' },
    }
    expect(missing(dataset('orders', TYPES, [], off), access)).toEqual([])
  })

  test('are what a dataset says about columns that it does not give', () => {
    const more = {
      columnGroups: [{ geoSpatialColumnGroup: { name: 'Places', columns: ['region', 'land'] } }],
      performanceConfiguration: { uniqueKeys: [{ columnNames: ['id'] }] },
      dataSetRefreshProperties: {
        refreshConfiguration: { incrementalRefresh: { lookbackWindow: { columnName: 'day' } } },
      },
    }
    expect(missing(dataset('orders', TYPES, [], more))).toEqual([
      'land (column group Places)',
      'id (unique key)',
      'day (incremental refresh)',
    ])
  })
})
