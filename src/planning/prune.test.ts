import { describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import type { Action, LiveUnit, Step, Unit } from '../model/plan.ts'
import { analysis, dashboard, dataSource, dataset } from '../testing/assets.ts'
import { decideDeletions, deletionOrder, type PruneInput } from './prune.ts'

const unitOf = (asset: Asset): Unit => ({ kind: asset.kind, id: asset.id, name: asset.name, assets: [asset] })
const liveOf = (asset: Asset): LiveUnit => ({
  ...unitOf(asset),
  status: 'ready',
  tags: [],
  value: {},
  observed: 'x',
})

type Case = Partial<Record<Action, Asset[]>> & {
  unmanaged?: Asset[]
  git?: Asset[]
  more?: Partial<Omit<PruneInput, 'pruning'>> & { limit?: number; protect?: string[] }
}

/** Steps and surroundings: live are all assets of the steps; `git` is what git asks for instead of those. */
const inputOf = ({ git, more = {}, ...actions }: Case): { steps: Step[]; input: PruneInput } => {
  const entries = Object.entries(actions) as [Action, Asset[]][]
  const steps = entries.flatMap(([action, assets]) =>
    assets.map(({ kind, id, name }): Step => ({ kind, id, name, action, reason: 'x' })),
  )
  const live = entries.flatMap(([, assets]) => assets)
  const desired = entries.flatMap(([action, assets]) => (['prune', 'unmanaged'].includes(action) ? [] : assets))
  const { limit = 10, protect = [], ...rest } = more
  const byKey = <U extends Unit>(units: U[]): Map<string, U> => new Map(units.map((unit) => [refKey(unit), unit]))
  return {
    steps,
    input: {
      desired: byKey([...desired, ...(git ?? [])].map(unitOf)),
      live: byKey(live.map(liveOf)),
      unread: [],
      ...rest,
      pruning: { limit, file: 'environments/prod.yaml', isProtected: (ref) => protect.includes(refKey(ref)) },
    },
  }
}

const decided = (given: Case): string[] => {
  const { steps, input } = inputOf(given)
  return decideDeletions(steps, input)
    .filter(({ action }) => action === 'delete' || action === 'prune')
    .map(({ id, action, reason }) => (action === 'delete' ? `delete ${id}` : `keep ${id}: ${reason}`))
}

/** Something else that git has, so that it is not empty. */
const REST = [dataSource('rest')]

describe('a candidate for deletion', () => {
  test('goes when nothing that stays uses it, and users go first', () => {
    const given = { prune: [dataSource(), dataset(), analysis(), dashboard()], unchanged: REST }
    expect(decided(given)).toEqual(['delete lake', 'delete orders', 'delete sales', 'delete sales'])
    const { steps, input } = inputOf(given)
    const order = deletionOrder(decideDeletions(steps, input), input.live).map(refKey)
    expect(order.indexOf('dataset:orders')).toBeGreaterThan(order.indexOf('dashboard:sales'))
    expect(order.indexOf('dataset:orders')).toBeGreaterThan(order.indexOf('analysis:sales'))
    expect(order.at(-1)).toBe('datasource:lake')
  })

  test.each([
    ['dashboard outside of git', 'unmanaged'],
    ['dashboard of ours', 'unchanged'],
    ['dashboard that was edited live', 'drift'],
  ] as const)('stays, and what it is built on, while a live %s uses it', (_, action) => {
    expect(decided({ prune: [dataSource(), dataset()], [action]: [dashboard()], create: REST })).toEqual([
      'keep lake: dataset "Dataset orders" (orders) still needs it',
      'keep orders: dashboard "Dashboard sales" (sales) still needs it',
    ])
  })

  test('goes when git’s version of its last user, which is written, needs it no more', () => {
    const { steps, input } = inputOf({
      prune: [dataset('old')],
      update: [dashboard('sales', { dataSetId: 'old' })],
      unchanged: [dataset('orders')],
    })
    const desired = new Map(input.desired).set('dashboard:sales', unitOf(dashboard('sales', { dataSetId: 'orders' })))
    expect(decideDeletions(steps, { ...input, desired }).find(({ id }) => id === 'old')?.action).toBe('delete')
  })

  test('stays while something that git asks for, and is not live yet, needs it', () => {
    expect(decided({ prune: [dataset()], git: [dashboard()] })).toEqual([
      'keep orders: dashboard "Dashboard sales" (sales) still needs it',
    ])
  })

  test('stays when it is protected, and keeps what it needs', () => {
    expect(
      decided({ prune: [dataSource(), dataset()], unchanged: REST, more: { protect: ['dataset:orders'] } }),
    ).toEqual([
      'keep lake: dataset "Dataset orders" (orders) still needs it',
      'keep orders: it is protected in environments/prod.yaml',
    ])
  })

  test('stays where something that may use it could not be read', () => {
    const unread = [{ kind: 'dashboard', what: 'dashboard "Odd" (odd) cannot be read' }]
    expect(decided({ prune: [dataset(), analysis()], unchanged: REST, more: { unread } })).toEqual([
      'keep orders: dashboard "Odd" (odd) cannot be read, so that it is not known what still uses it',
      'delete sales',
    ])
  })

  test('of a kind that we do not know stays where anything could not be read', () => {
    const odd: Asset = { kind: 'hologram', id: 'h', name: 'H', body: {} }
    const unread = [{ kind: 'folder', what: 'the list of kind folder cannot be read' }]
    expect(decided({ prune: [odd], unchanged: REST, more: { unread } })).toEqual([
      'keep h: the list of kind folder cannot be read, so that it is not known what still uses it',
    ])
  })
})

describe('none goes', () => {
  const three = [dashboard('a'), dashboard('b'), dashboard('c')]

  test.each([
    [0, 'nothing is deleted without `prune` in environments/prod.yaml'],
    [2, '3 assets would be deleted, and `prune: 2` in environments/prod.yaml allows 2'],
  ])('beyond the limit of %d', (limit, reason) => {
    expect(decided({ prune: three, unchanged: REST, more: { limit } })).toEqual(
      ['a', 'b', 'c'].map((id) => `keep ${id}: ${reason}`),
    )
  })

  test('where git asks for nothing', () => {
    expect(decided({ prune: [dashboard('a')] })).toEqual([
      'keep a: git asks for nothing at all here, which is more likely a mistake than a wish',
    ])
  })

  test('that cannot go anyway counts towards the limit', () => {
    expect(
      decided({ prune: [...three, dataset()], unmanaged: [analysis()], unchanged: REST, more: { limit: 3 } }),
    ).toEqual(['delete a', 'delete b', 'delete c', 'keep orders: analysis "Analysis sales" (sales) still needs it'])
  })
})
