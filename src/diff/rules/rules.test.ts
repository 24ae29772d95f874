import { describe, expect, test } from 'vitest'
import { analysis, barChart, dashboard } from '../../lineage/fixtures/assets.ts'
import { type Asset, describeAsset } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import { edited } from '../../testing/edits.ts'
import { changeOf } from '../../testing/reviews.ts'
import { lineOf } from '../../testing/told.ts'
import { diffAssets } from '../index.ts'
import { gravestFirst } from './gravest-first.ts'
import { RULES } from './index.ts'
import { RULE_NAMES } from './names.ts'
import { sameInMany } from './same-in-many.ts'

test('the names that may be left out are those of the rules, in their order', () => {
  expect(RULES.map(({ name }) => name)).toEqual([...RULE_NAMES])
})

test('the gravest come first, those alike as they came', () => {
  const changes = [
    changeOf('cosmetic', 'a'),
    changeOf('notable', 'b'),
    changeOf('breaking', 'c'),
    changeOf('notable', 'd'),
    changeOf('security', 'e'),
  ]
  expect(gravestFirst.apply(changes, []).map(({ message }) => message)).toEqual(['c', 'e', 'b', 'd', 'a'])
})

describe('the same change in many places', () => {
  const at = (name: string, more: Partial<Change> = {}): Change =>
    changeOf('notable', 'legend: right → bottom', {
      place: [{ what: 'bar chart', name }],
      differences: [{ base: `/${name}`, head: `/${name}` }],
      ...more,
    })

  test('is told once, with all of them and all that differs', () => {
    const [change, ...others] = sameInMany.apply([at('a'), at('b'), at('c')], [])
    expect(others).toEqual([])
    expect(change?.place).toEqual([{ what: 'bar chart', name: 'a' }])
    expect(change?.also?.map(({ place }) => place)).toEqual(['b', 'c'].map((name) => [{ what: 'bar chart', name }]))
    expect(change?.differences).toHaveLength(3)
  })

  test.each<[string, Partial<Change>]>([
    ['another asset', { asset: { kind: 'dashboard', id: 'other', name: 'Other' } }],
    ['another severity', { severity: 'cosmetic' }],
    ['another reason', { reason: 'it matters' }],
    ['another value', { after: 'left' }],
    ['another sort of place', { place: [{ what: 'line chart', name: 'b' }] }],
  ])('is another in %s', (_, more) => {
    expect(sameInMany.apply([at('a'), at('b', more)], [])).toHaveLength(2)
  })
})

describe('an analysis and its dashboard', () => {
  const LINKED = { linkEntities: ['arn:aws:quicksight:us-east-1:111122223333:analysis/sales'] }
  const chart = (title: string) => ({ visuals: [barChart(title, 'region')] })
  const board = (title: string, more = {}): Asset => dashboard('sales', chart(title), more)
  const titled = (asset: Asset): Asset => edited(asset, { '/definition/sheets/0/name': 'Summary' })

  test('are told once where they change alike, at the dashboard', () => {
    const base = [board('A', LINKED), analysis('sales', chart('A'))]
    const [change, ...others] = diffAssets(base, base.map(titled))
    expect(others).toEqual([])
    expect(describeAsset(change?.asset ?? { kind: '', id: '' })).toBe('dashboard "Sales" (sales)')
    expect(change?.also).toEqual([
      {
        asset: { kind: 'analysis', id: 'sales', name: 'Sales' },
        place: change?.place,
        differences: [{ base: '/definition/sheets/0/name', head: '/definition/sheets/0/name' }],
      },
    ])
  })

  test.each([
    ['the dashboard names no analysis', {}],
    ['the dashboard names another analysis', { linkEntities: ['arn:aws:quicksight:us-east-1:1:analysis/other'] }],
    ['the id of the analysis only ends alike', { linkEntities: ['arn:aws:quicksight:us-east-1:1:analysis/presales'] }],
  ])('are told apart where %s', (_, more) => {
    const base = [board('A', more), analysis('sales', chart('A'))]
    expect(diffAssets(base, base.map(titled))).toHaveLength(2)
  })

  test('are told apart where they change differently', () => {
    const base = [board('A', LINKED), analysis('sales', chart('A'))]
    const [one = board('A'), other = board('A')] = base
    const lines = diffAssets(base, [titled(one), edited(other, { '/definition/sheets/0/name': 'Details' })]).map(lineOf)
    expect(lines).toHaveLength(2)
  })

  test('are told once each where the analysis is read by two dashboards', () => {
    const second = { ...board('A', LINKED), id: 'second' }
    const base = [board('A', LINKED), second, analysis('sales', chart('A'))]
    const changes = diffAssets(base, base.map(titled))
    expect(changes.map(({ asset }) => asset.kind)).toEqual(['dashboard', 'dashboard'])
    expect(changes.flatMap(({ also = [] }) => also.map(({ asset }) => asset.kind))).toEqual(['analysis'])
  })
})
