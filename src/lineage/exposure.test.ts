import { describe, expect, test } from 'vitest'
import { type Asset, describeAsset, refKey } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import { schedule } from '../testing/assets.ts'
import { exposure } from './exposure.ts'
import { barChart, change, dashboard, dataset, rules, world } from './fixtures/assets.ts'

const TYPES = { region: 'STRING' }
const LAKE: Asset = { kind: 'datasource', id: 'lake', name: 'Lake', body: {} }
const RULES = dataset('rules', TYPES)
const ORDERS = dataset('orders', TYPES, [], rules('rules'))
const SALES = dashboard('sales', { visuals: [barChart('By region', 'region')] })
const HEAD = world(LAKE, RULES, ORDERS, SALES, schedule())

const of = (asset: Asset, more: Partial<Change> = {}): Change => ({
  ...change(asset, 'changed', { what: 'column', name: 'region' }),
  severity: 'security',
  kind: 'row-level-security',
  ...more,
})

const affected = (one: Change): string[] =>
  exposure([one], HEAD, HEAD).flatMap(({ affects = [] }) => affects.map(({ asset }) => describeAsset(asset)))

const PROD: Asset = { kind: 'environment', id: 'prod', name: 'prod', body: {} }

const inProd = (pointer: string): Change =>
  of(PROD, { kind: 'environment-connection', differences: [{ base: pointer, head: pointer }] })

describe('whom it concerns', () => {
  test('is all that is built on what is opened, but for its refresh schedules', () => {
    expect(affected(of(ORDERS))).toEqual(['dashboard "Sales" (sales)'])
    expect([...HEAD.keys()]).toContain(refKey(schedule()))
  })

  test('is the asset alone where it is shared, and where nothing is opened', () => {
    expect(affected(of(ORDERS, { kind: 'permissions' }))).toEqual([])
    expect(affected(of(ORDERS, { severity: 'notable' }))).toEqual([])
  })

  test.each([
    ['a data source', '/overlay/datasource/lake/mySqlParameters/host', 'datasource "Lake" (lake)'],
    ['values of an asset', '/overlay/set/dashboard:sales/permissions', 'dashboard "Sales" (sales)'],
  ])('is what an environment says something else of: %s', (_, pointer, name) => {
    expect(affected(inProd(pointer))[0]).toBe(name)
  })

  test.each(['/overlay/datasource/gone/host', '/overlay/set/dashboard:*/permissions', '/owners/0', '/overlay'])(
    'is not said where an environment does not name it: %s',
    (pointer) => {
      expect(affected(inProd(pointer))).toEqual([])
    },
  )

  test('stays what it is where it is known', () => {
    const affects = [{ asset: { kind: 'dashboard', id: 'other', name: 'Other' }, place: [] }]
    expect(affected(of(ORDERS, { affects }))).toEqual(['dashboard "Other" (other)'])
  })
})

describe('other rows in a dataset', () => {
  const sql = (asset: Asset): Change => of(asset, { kind: 'sql', severity: 'notable' })

  test('that holds rules are of security', () => {
    expect(exposure([sql(RULES)], HEAD, HEAD)).toMatchObject([
      { severity: 'security', reason: 'it holds the rules of who sees which rows of dataset "Orders"' },
    ])
  })

  test('that holds none are not', () => {
    expect(exposure([sql(ORDERS)], HEAD, HEAD)).toEqual([sql(ORDERS)])
  })

  test.each(['name', 'import-mode', 'field-folders'])('are not there by another %s', (kind) => {
    const one = of(RULES, { kind, severity: 'notable' })
    expect(exposure([one], HEAD, HEAD)).toEqual([one])
  })
})
