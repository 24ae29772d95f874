import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Asset, idInBody, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { parseJson, stableText } from '../model/json-text.ts'
import { foreignArns, parseEnvironment, resolveArns, selectAssets } from './index.ts'
import { applyOverlay } from './overlay.ts'

const ROOT = path.join(import.meta.dirname, '../..')

const files = readdirSync(path.join(ROOT, 'assets'), { recursive: true })
  .map((file) => `assets/${String(file).replaceAll(path.sep, '/')}`)
  .filter((file) => file.endsWith('.json'))
  .sort()

const read = (file: string): Asset => {
  const body = parseJson(readFileSync(path.join(ROOT, file), 'utf8'), file) as JsonObject
  const [, kind = '', name = ''] = /^assets\/(\w+)\/(.+)\.json$/.exec(file) ?? []
  return { kind, id: name, name: stringAt(body, 'name') ?? name, body }
}
const assets = files.map(read)

const environment = (name: string): Environment => {
  const file = `environments/${name}.yaml`
  const parsed = parseEnvironment({ name, file, text: readFileSync(path.join(ROOT, file), 'utf8') })
  expect(parsed.problems).toEqual([])
  return parsed.environment as Environment
}

const prepare = (name: string) => {
  const to = environment(name)
  const selection = selectAssets({ assets, select: to.select, environment: to })
  expect([selection.problems, selection.missing, selection.needsExcluded]).toEqual([[], [], []])
  const overlaid = applyOverlay({ assets: selection.selected, environment: to })
  expect(overlaid.problems).toEqual([])
  const target = { partition: 'aws', region: to.region, account: to.account, identityRegion: 'us-east-1' }
  return { ...overlaid, target, sent: overlaid.assets.map((asset) => resolveArns(asset, target)) }
}

const bodyOf = (list: readonly Asset[], key: string): JsonObject =>
  list.find((asset) => refKey(asset) === key)?.body ?? {}

/** Every member with this name, at any depth. */
const every = (value: Json, name: string): Json[] => {
  if (Array.isArray(value)) return value.flatMap((item) => every(item, name))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, member]) => [...(key === name ? [member] : []), ...every(member, name)])
}

describe('the example company', () => {
  test('has the parts a tour needs', () => {
    expect(assets.map(refKey)).toEqual([
      'analysis:sales',
      'dashboard:sales-overview',
      'dashboard:web-traffic',
      'dataset:customers',
      'dataset:orders',
      'dataset:region-access',
      'dataset:web-sessions',
      'datasource:sales-warehouse',
      'datasource:web-events',
      'refreshSchedule:orders--refresh-schedule--every-morning',
      'theme:harbor-leaf',
    ])
  })

  test.each(files)('%s is in the stored form', (file) => {
    const { kind, id, body } = read(file)
    const text = readFileSync(path.join(ROOT, file), 'utf8')
    expect(text).toBe(stableText(body))
    expect([stringAt(body, 'resourceType'), idInBody(kind, body)]).toEqual([kind, id])
    expect(text).not.toMatch(/:\d{12}:|"permissions"|"tags": \[\s*\{\s*"key"/)
  })

  test.each(['analysis:sales', 'dashboard:sales-overview', 'dashboard:web-traffic'])(
    '%s names only sheets, visuals, filters, parameters and columns that are there',
    (key) => {
      const body = bodyOf(assets, key)
      const known = (name: string): Set<Json> => new Set(every(body, name))
      const declared = new Map(
        (every(body, 'dataSetIdentifierDeclarations') as JsonObject[][])
          .flat()
          .map(({ identifier, dataSetArn }) => [identifier, String(dataSetArn).split('/')[1] ?? '']),
      )
      const calculated = new Set((every(body, 'calculatedFields') as JsonObject[][]).flat().map(({ name }) => name))
      for (const column of every(body, 'column').filter(isObject)) {
        const set = bodyOf(assets, `dataset:${declared.get(column.dataSetIdentifier as string)}`)
        const columns = [...every(set, 'inputColumns').flat(), ...every(set, 'columns').flat()].flatMap((item) =>
          isObject(item) ? [item.name ?? null, item.columnName ?? null] : [],
        )
        const names = new Set([...columns, ...every(set, 'newColumnName'), ...calculated])
        expect(names).toContain(column.columnName)
      }
      const filters = known('filterId')
      for (const source of every(body, 'sourceFilterId')) expect(filters).toContain(source)
      const parameters = new Set(
        (every(body, 'parameterDeclarations') as JsonObject[][])
          .flat()
          .map((item) => (Object.values(item)[0] as JsonObject).name),
      )
      for (const source of [...every(body, 'sourceParameterName'), ...every(body, 'parameterName')]) {
        expect(parameters).toContain(source)
      }
      const placeable = new Set(
        ['visualId', 'filterControlId', 'parameterControlId', 'sheetTextBoxId'].flatMap((name) => [...known(name)]),
      )
      for (const element of every(body, 'elementId')) expect(placeable).toContain(element)
      for (const visual of every(body, 'visualIds').flat()) expect(known('visualId')).toContain(visual)
      for (const sheet of every(body, 'targetSheetId')) expect(known('sheetId')).toContain(sheet)
    },
  )

  test('reaches dev as it is', () => {
    const { assets: overlaid, credentials, sent, target } = prepare('dev')
    expect(overlaid).toEqual(assets)
    expect(credentials.size).toBe(0)
    expect(sent.flatMap((asset) => foreignArns(asset, target))).toEqual([])
  })

  test('reaches prod with its overlay, and nothing of dev', () => {
    const { credentials, sent, target } = prepare('prod')
    expect(JSON.stringify(sent)).not.toMatch(/dev_sales|\.dev\.|111122223333|:::/)
    expect(sent.flatMap((asset) => foreignArns(asset, target))).toEqual([])
    expect(credentials.get('sales-warehouse')).toMatchObject({ kind: 'secret' })
    expect(bodyOf(sent, 'datasource:sales-warehouse').dataSourceParameters).toEqual({
      redshiftParameters: { host: 'warehouse.harborleaf.example', port: 5439, database: 'sales' },
    })
    expect(bodyOf(sent, 'dataset:customers').rowLevelPermissionDataSet).toMatchObject({
      arn: 'arn:aws:quicksight:eu-west-1:444455556666:dataset/region-access',
    })
    expect(bodyOf(sent, 'dashboard:sales-overview').dashboardPublishOptions).toMatchObject({
      exportToCSVOption: { availabilityStatus: 'DISABLED' },
    })
  })
})
