import { describe, expect, test } from 'vitest'
import type { Asset } from './asset.ts'
import type { Json, JsonObject } from './json.ts'
import { referencesOf } from './references.ts'

const asset = (kind: string, body: JsonObject): Asset => ({ kind, id: 'x', name: 'X', body })
const needs = (kind: string, body: JsonObject): string[] =>
  referencesOf(asset(kind, body)).map(({ ref, path }) => `${path.join('/')} -> ${ref.kind}:${ref.id}`)

const neutral = (resource: string): string => `arn:aws:quicksight:::${resource}`
const full = (resource: string): string => `arn:aws-cn:quicksight:cn-north-1:111122223333:${resource}`

describe('referencesOf', () => {
  test('a dashboard needs its datasets and its custom theme, not its linked analyses', () => {
    const body = {
      themeArn: full('theme/brand'),
      linkEntities: [neutral('analysis/a')],
      definition: {
        dataSetIdentifierDeclarations: [{ identifier: 'Orders', dataSetArn: neutral('dataset/orders') }],
        options: { excludedDataSetArns: [neutral('dataset/old')] },
        sheets: [{ name: 'Sheet' }],
      },
    }
    expect(needs('dashboard', body)).toEqual([
      'themeArn -> theme:brand',
      'definition/dataSetIdentifierDeclarations/0/dataSetArn -> dataset:orders',
      'definition/options/excludedDataSetArns/0 -> dataset:old',
    ])
  })

  test('a theme managed by AWS is no need', () => {
    expect(needs('analysis', { themeArn: 'arn:aws:quicksight::aws:theme/MIDNIGHT' })).toEqual([])
  })

  test('a dataset needs its data sources, parent datasets and row-level security dataset', () => {
    const body = {
      physicalTableMap: {
        't.1': { customSql: { dataSourceArn: neutral('datasource/warehouse'), sqlQuery: 'select 1' } },
      },
      logicalTableMap: { l: { source: { dataSetArn: full('dataset/parent') } } },
      rowLevelPermissionDataSet: { arn: neutral('dataset/rules'), permissionPolicy: 'GRANT_ACCESS' },
      somethingElse: { arn: neutral('dataset/none') },
    }
    expect(needs('dataset', body)).toEqual([
      'physicalTableMap/t.1/customSql/dataSourceArn -> datasource:warehouse',
      'logicalTableMap/l/source/dataSetArn -> dataset:parent',
      'rowLevelPermissionDataSet/arn -> dataset:rules',
    ])
  })

  test('a data source needs its VPC connection, not its IAM role', () => {
    const body = {
      dataSourceParameters: { athenaParameters: { roleArn: 'arn:aws:iam:::role/athena' } },
      vpcConnectionProperties: { vpcConnectionArn: neutral('vpcConnection/private') },
    }
    expect(needs('datasource', body)).toEqual(['vpcConnectionProperties/vpcConnectionArn -> vpcConnection:private'])
  })

  test('a folder needs its parent, a topic its datasets', () => {
    expect(needs('folder', { parentFolderArn: neutral('folder/top') })).toEqual(['parentFolderArn -> folder:top'])
    expect(needs('topic', { dataSets: [{ datasetArn: neutral('dataset/orders') }] })).toEqual([
      'dataSets/0/datasetArn -> dataset:orders',
    ])
  })

  test('a refresh schedule needs its dataset', () => {
    expect(referencesOf(asset('refreshSchedule', { dataSetId: 'orders', schedule: { scheduleId: 'daily' } }))).toEqual([
      { ref: { kind: 'dataset', id: 'orders' }, arn: 'arn:aws:quicksight:::dataset/orders', path: ['dataSetId'] },
    ])
    expect(referencesOf(asset('refreshSchedule', { schedule: {} }))).toEqual([])
  })

  test('does not walk the sheets of a large definition', () => {
    const sheets: Json = Array.from({ length: 50_000 }, (_, i) => ({ sheetId: `${i}`, visuals: [{ a: { b: 'c' } }] }))
    const started = performance.now()
    for (let run = 0; run < 1000; run++) needs('dashboard', { definition: { sheets } })
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
