import { describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { analysis, dashboard, dataSource, dataset, schedule } from '../testing/assets.ts'
import { ownVersion } from './own-version.ts'
import { parseEnvironment } from './parse.ts'
import { withoutPrefix } from './prefix.ts'

const FILE = 'environments/prod.yaml'
const neutral = (asset: Asset): Asset =>
  JSON.parse(JSON.stringify(asset).replaceAll('arn:aws:quicksight:us-east-1:111122223333:', 'arn:aws:quicksight:::'))

const THEME: Asset = {
  kind: 'theme',
  id: 'corp',
  name: 'Corp',
  body: { resourceType: 'theme', themeId: 'corp', name: 'Corp' },
}
const COMPANY = [
  dataSource(),
  dataset('orders', { more: { rowLevelPermissionDataSet: { arn: 'arn:aws:quicksight:::dataset/rules' } } }),
  dataset('rules'),
  schedule(),
  analysis(),
  dashboard('sales', {
    more: {
      linkEntities: ['arn:aws:quicksight:::analysis/sales', 'arn:aws:quicksight:::analysis/gone'],
      themeArn: 'arn:aws:quicksight::aws:theme/MIDNIGHT',
    },
  }),
  THEME,
].map(neutral)

const version = (more: string, assets = COMPANY) => {
  const text = `account: "444455556666"\nregion: eu-west-1\n${more}`
  const { environment, problems } = parseEnvironment({ name: 'prod', file: FILE, text })
  if (!environment) throw new Error(problems.map(({ message }) => message).join('\n'))
  return ownVersion(assets, environment)
}
const KEEP = 'datasource: { lake: { keep: true } }'
const valid = (overlay: string, head = '', assets = COMPANY) => {
  const found = version(`${head}overlay: { ${KEEP}, ${overlay} }\n`, assets)
  expect(found.problems).toEqual([])
  return found
}
const bodyOf = ({ assets }: { assets: readonly Asset[] }, key: string): JsonObject =>
  assets.find((asset) => refKey(asset) === key)?.body ?? {}

describe('a prefix', () => {
  test('of all kinds is put before ids and in every reference between them, and nowhere else', () => {
    const found = valid('prefix: acme-')
    expect(found.assets.map(refKey)).toEqual([
      'datasource:acme-lake',
      'dataset:acme-orders',
      'dataset:acme-rules',
      'refreshSchedule:acme-orders--refresh-schedule--daily',
      'analysis:acme-sales',
      'dashboard:acme-sales',
      'theme:acme-corp',
    ])
    expect(bodyOf(found, 'dataset:acme-orders')).toMatchObject({
      dataSetId: 'acme-orders',
      name: 'Dataset orders',
      physicalTableMap: { t1: { customSql: { dataSourceArn: 'arn:aws:quicksight:::datasource/acme-lake' } } },
      rowLevelPermissionDataSet: { arn: 'arn:aws:quicksight:::dataset/acme-rules' },
    })
    expect(bodyOf(found, 'refreshSchedule:acme-orders--refresh-schedule--daily')).toMatchObject({
      dataSetId: 'acme-orders',
      schedule: { scheduleId: 'daily' },
    })
    expect(bodyOf(found, 'dashboard:acme-sales')).toMatchObject({
      dashboardId: 'acme-sales',
      definition: {
        dataSetIdentifierDeclarations: [
          { identifier: 'orders', dataSetArn: 'arn:aws:quicksight:::dataset/acme-orders' },
        ],
      },
      linkEntities: ['arn:aws:quicksight:::analysis/acme-sales', 'arn:aws:quicksight:::analysis/gone'],
      themeArn: 'arn:aws:quicksight::aws:theme/MIDNIGHT',
    })
    expect(found.gitRefs.get('dashboard:acme-sales')).toEqual({ kind: 'dashboard', id: 'sales' })
    expect(found.gitRefs.get('refreshSchedule:acme-orders--refresh-schedule--daily')).toEqual({
      kind: 'refreshSchedule',
      id: 'orders--refresh-schedule--daily',
    })
  })

  test('by kind leaves the others', () => {
    const found = valid('prefix: { dashboard: acme- }')
    expect(found.assets.map(refKey)).toContain('dashboard:acme-sales')
    expect(found.assets.map(refKey)).toContain('dataset:orders')
    expect(JSON.stringify(bodyOf(found, 'dashboard:acme-sales'))).toContain('dataset/orders"')
  })

  test('of nothing changes nothing', () => {
    const { assets } = valid('prefix: ""')
    expect(assets).toEqual(COMPANY)
  })

  test('the file goes on speaking of ids in git', () => {
    const found = valid(
      'prefix: acme-, dashboard: { sales: { theme: corp } }, set: { "dataset:orders": { importMode: DIRECT_QUERY } }',
      'select: ["dashboard:sales", "theme:corp"]\n',
    )
    expect(bodyOf(found, 'dashboard:acme-sales').themeArn).toBe('arn:aws:quicksight:::theme/acme-corp')
    expect(bodyOf(found, 'dataset:acme-orders').importMode).toBe('DIRECT_QUERY')
  })

  test('what is left out keeps its id where it is referred to', () => {
    const found = valid('prefix: acme-', 'select: ["*", "!dataset:rules"]\n')
    expect(bodyOf(found, 'dataset:acme-orders').rowLevelPermissionDataSet).toEqual({
      arn: 'arn:aws:quicksight:::dataset/rules',
    })
  })

  test('that would put one asset where another one stays is an error', () => {
    const assets = [...COMPANY, neutral(dataset('acme-orders'))]
    const { problems } = version(
      `select: ["*", "!dataset:acme-orders"]\noverlay:\n  ${KEEP}\n  prefix: acme-\n`,
      assets,
    )
    expect(problems.map(({ message }) => message)).toEqual([
      `${FILE}:6 \`overlay.prefix\` would make dataset orders the dataset:acme-orders that git has too and that keeps its id here; choose another prefix`,
    ])
    expect(valid('prefix: acme-', '', assets).assets.map(refKey)).toContain('dataset:acme-acme-orders')
  })

  test('is taken off again', () => {
    const off = (kind: string, id: string) => withoutPrefix({ kind, id }, new Map([['dataset', 'acme-']]))
    expect(off('dataset', 'acme-old')).toEqual({ kind: 'dataset', id: 'old' })
    expect(off('refreshSchedule', 'acme-old--refresh-schedule--x').id).toBe('old--refresh-schedule--x')
    expect(off('dataset', 'old').id).toBe('old')
    expect(off('theme', 'acme-old').id).toBe('acme-old')
  })
})

test('a prefix of names is put before names, also those that the overlay gave', () => {
  const found = valid('namePrefix: { dashboard: "ACME " }, dashboard: { sales: { name: Sales } }')
  expect(bodyOf(found, 'dashboard:sales').name).toBe('ACME Sales')
  expect(found.assets.find(({ kind }) => kind === 'dashboard')?.name).toBe('ACME Sales')
  expect(bodyOf(found, 'analysis:sales').name).toBe('Analysis sales')
  expect(bodyOf(valid('namePrefix: X'), 'refreshSchedule:orders--refresh-schedule--daily')).not.toHaveProperty('name')
})

describe('what the overlay makes an asset need', () => {
  const OVERLAY = 'dashboard: { sales: { theme: corp } }'
  test('comes along', () => {
    const found = valid(OVERLAY, 'select: ["dashboard:sales"]\n')
    expect(found.assets.map(refKey)).toContain('theme:corp')
  })
  test('unless it is left out by name', () => {
    const found = valid(OVERLAY, 'select: ["dashboard:sales", "!theme:*"]\n')
    expect(found.assets.map(refKey)).not.toContain('theme:corp')
  })
})

test('some files of a tree are overlaid like the whole, without the others', () => {
  const text =
    'account: "444455556666"\nregion: eu-west-1\nselect: ["*", "!dataset:rules"]\noverlay: { prefix: acme- }\n'
  const { environment } = parseEnvironment({ name: 'prod', file: FILE, text })
  if (!environment) throw new Error('no environment')
  const keys = new Set(COMPANY.map(refKey))
  const orders = COMPANY.filter((asset) => refKey(asset) === 'dataset:orders')
  const part = ownVersion(orders, environment, { inTree: (ref) => keys.has(refKey(ref)) })
  const whole = ownVersion(COMPANY, environment)
  expect(bodyOf(part, 'dataset:acme-orders')).toEqual(bodyOf(whole, 'dataset:acme-orders'))
  expect(part.assets).toHaveLength(1)
})
