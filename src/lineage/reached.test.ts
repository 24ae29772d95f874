import { describe, expect, test } from 'vitest'
import type { ChangedAsset } from '../model/review.ts'
import { analysis, dashboard, dataset, datasetOn, rules, world } from './fixtures/assets.ts'
import { factsNeeded, lineageOf, reached } from './reached.ts'

const TYPES = { region: 'STRING' }
const SCHEDULE = {
  kind: 'refreshSchedule',
  id: 'orders--refresh-schedule--daily',
  name: 'daily',
  body: { dataSetId: 'orders' },
}
const THEME = { kind: 'theme', id: 'leaf', name: 'Leaf', body: {} }
const LINKED = dashboard(
  'sales',
  {},
  {
    themeArn: 'arn:aws:quicksight:::theme/leaf',
    linkEntities: ['arn:aws:quicksight:::analysis/sales'],
  },
)

const HEAD = world(
  dataset('orders', TYPES),
  dataset('access', TYPES),
  datasetOn('upon', 'orders'),
  dataset('guarded', TYPES, [], rules('access')),
  dashboard('above', { datasets: { x: 'upon' } }),
  dashboard('other', { datasets: { x: 'guarded' } }),
  analysis('sales', {}),
  THEME,
  LINKED,
  SCHEDULE,
)

const changed = (kind: string, id: string, action: ChangedAsset['action'] = 'changed'): ChangedAsset => ({
  kind,
  id,
  name: id,
  action,
})

const nodes = (...assets: ChangedAsset[]) =>
  Object.fromEntries(
    lineageOf({ changed: assets, base: HEAD, head: HEAD }).map(({ kind, id, state, needs }) => [
      `${kind}:${id}`,
      [state, ...needs],
    ]),
  )

describe('what is reached', () => {
  test('is everything that is built on it, through others too', () => {
    expect([...reached(['dataset:orders'], HEAD)].sort()).toEqual([
      'analysis:sales',
      'dashboard:above',
      'dashboard:sales',
      'dataset:upon',
      'refreshSchedule:orders--refresh-schedule--daily',
    ])
    expect(reached(['dashboard:sales'], HEAD).size).toBe(0)
  })

  test('is found among assets that need each other', () => {
    const circle = world(datasetOn('a', 'b'), datasetOn('b', 'a'))
    expect([...reached(['dataset:a'], circle)]).toEqual(['dataset:b'])
  })
})

describe('the lineage of a change', () => {
  test('has what changed, what it reaches, and the edges among them', () => {
    expect(nodes(changed('dataset', 'orders'))).toEqual({
      'dataset:orders': ['changed'],
      'dataset:upon': ['reached', 'dataset:orders'],
      'dashboard:above': ['reached', 'dataset:upon'],
      'analysis:sales': ['reached', 'dataset:orders'],
      'dashboard:sales': ['reached', 'dataset:orders', 'analysis:sales'],
    })
  })

  test('leaves out what only others are built on', () => {
    expect(nodes(changed('dashboard', 'above'))).toEqual({ 'dashboard:above': ['changed'] })
  })

  test('shows a schedule only when it changed itself', () => {
    expect(Object.keys(nodes(changed('refreshSchedule', SCHEDULE.id)))).toEqual([`refreshSchedule:${SCHEDULE.id}`])
  })

  test('of what was removed is that of base', () => {
    const head = new Map([...HEAD].filter(([key]) => key !== 'dataset:orders'))
    const found = lineageOf({ changed: [changed('dataset', 'orders', 'removed')], base: HEAD, head })
    expect(found.find(({ id }) => id === 'orders')?.state).toBe('removed')
    expect(found.map(({ id }) => id)).toContain('above')
  })
})

describe('the facts that breakage needs', () => {
  const needed = (...keys: string[]): string[] => [...factsNeeded({ changed: keys, base: HEAD, head: HEAD })].sort()

  test('are those of the change, of what is built on it, and of the datasets below', () => {
    expect(needed('dashboard:above')).toEqual(['dashboard:above', 'dataset:orders', 'dataset:upon'])
    expect(needed('dataset:access')).toEqual(['dashboard:other', 'dataset:access', 'dataset:guarded'])
  })

  test('do not grow with all that is on a theme, unless that is gone', () => {
    expect(needed('theme:leaf')).toEqual(['theme:leaf'])
    const head = new Map([...HEAD].filter(([key]) => key !== 'theme:leaf'))
    expect([...factsNeeded({ changed: ['theme:leaf'], base: HEAD, head })]).toContain('dashboard:sales')
  })
})
