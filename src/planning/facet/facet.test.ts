import { describe, expect, test } from 'vitest'
import type { AskedFacet, FolderFacts, LiveFacet } from '../../model/facet.ts'
import { type Role, roleActions } from '../../model/roles.ts'
import { type FacetPlan, planFacet, type Shared } from './index.ts'

const SALES = { kind: 'dashboard', id: 'sales', name: 'Sales' }
const ARN = 'arn:aws:quicksight:us-east-1:444455556666'
const group = (name: string): string => `${ARN}:group/default/${name}`

const asked = (more: Partial<AskedFacet> = {}): AskedFacet => ({
  grants: new Map(),
  links: [],
  tags: new Map(),
  folders: [],
  ...more,
})
const grants = (roles: Record<string, Role>): AskedFacet =>
  asked({ grants: new Map(Object.entries(roles).map(([name, role]) => [group(name), role])) })
const live = (more: Partial<LiveFacet> = {}): LiveFacet => ({
  permissions: [],
  links: [],
  tags: [],
  folders: [],
  ...more,
})
const held = (kind: string, roles: Record<string, Role>): LiveFacet =>
  live({
    permissions: Object.entries(roles).map(([name, role]) => ({
      principal: group(name),
      actions: roleActions(kind, role),
    })),
  })

const shared = (more: Partial<Shared>): Shared => ({
  asset: SALES,
  asked: asked(),
  before: asked(),
  live: live(),
  keepers: new Set(),
  isRecorded: false,
  ...more,
})
const plan = (more: Partial<Shared>, folders: FolderFacts[] = []): FacetPlan =>
  planFacet([shared(more)], new Map(folders.map((folder) => [folder.id, folder])))
const words = (more: Partial<Shared>, folders?: FolderFacts[]): string[] =>
  plan(more, folders).changes.map((change) => change.words)
const problems = (more: Partial<Shared>, folders?: FolderFacts[]): string[] =>
  plan(more, folders).problems.map(({ message }) => message)

describe('permissions', () => {
  test('are given as the whole set of the role, which is what the service takes', () => {
    const { changes } = plan({ asked: grants({ bi: 'owner' }), live: held('dashboard', { bi: 'viewer' }) })
    expect(changes).toMatchObject([
      { what: 'grant', principal: group('bi'), actions: roleActions('dashboard', 'owner'), surplus: [] },
    ])
  })

  test('beyond the role are taken from a viewer, and left to an owner', () => {
    const extra = { principal: group('bi'), actions: [...roleActions('dashboard', 'owner'), 'quicksight:New'] }
    const found = live({ permissions: [extra] })
    expect(words({ asked: grants({ bi: 'owner' }), before: grants({ bi: 'owner' }), live: found })).toEqual([])
    const narrowed = plan({
      asked: grants({ bi: 'viewer', boss: 'owner' }),
      live: { ...found, permissions: [extra, ...held('dashboard', { boss: 'owner' }).permissions] },
    })
    expect(narrowed.changes.map((change) => change.words)).toEqual([
      'group bi (default) may now only view dashboard "Sales" (sales)',
    ])
    expect(narrowed.changes[0]).toMatchObject({ surplus: expect.arrayContaining(['quicksight:New']) })
  })

  test('nobody asked for stay; those asked for before are taken away', () => {
    const found = held('dashboard', { bi: 'owner', sales: 'viewer', guests: 'viewer' })
    expect(words({ before: grants({ sales: 'viewer' }), live: found })).toEqual([
      'group sales (default) may no longer view dashboard "Sales" (sales)',
    ])
    expect(words({ before: undefined, live: found })).toEqual([])
    expect(words({ before: grants({ sales: 'viewer' }), live: found, keepers: new Set([group('sales')]) })).toEqual([
      'dashboard "Sales" (sales) already has what the environment file asks for; only that is recorded',
    ])
  })

  test('of the last owner stay, whether a rule goes or makes a viewer of them', () => {
    const found = held('dashboard', { bi: 'owner', sales: 'viewer' })
    const message = /^dashboard "Sales" \(sales\) would be left without an owner: group bi \(default\)/
    expect(problems({ before: grants({ bi: 'owner' }), live: found })).toEqual([expect.stringMatching(message)])
    expect(problems({ asked: grants({ bi: 'viewer' }), live: found })).toEqual([expect.stringMatching(message)])
    expect(problems({ asked: grants({ bi: 'viewer', boss: 'owner' }), live: found })).toEqual([])
    expect(problems({ before: grants({ bi: 'owner' }), asked: grants({ boss: 'owner' }), live: found })).toEqual([])
  })

  test('of an asset that nobody owns are given and taken all the same', () => {
    const found = held('dashboard', { sales: 'viewer' })
    expect(problems({ before: grants({ sales: 'viewer' }), live: found })).toEqual([])
  })

  test('that somebody took away or widened are told as that', () => {
    const both = { asked: grants({ bi: 'viewer' }), before: grants({ bi: 'viewer' }) }
    expect(plan(both).changes).toMatchObject([
      { drifted: 'group bi (default) may no longer view dashboard "Sales" (sales)' },
    ])
    const owners = held('dashboard', { bi: 'owner', boss: 'owner' })
    expect(plan({ ...both, live: owners }).changes).toMatchObject([
      { drifted: 'group bi (default) may do more than view dashboard "Sales" (sales)' },
    ])
  })

  test('of data are called use', () => {
    const orders = { kind: 'dataset', id: 'orders', name: 'Orders' }
    expect(words({ asset: orders, asked: grants({ bi: 'viewer' }) })).toEqual([
      'group bi (default) may now use dataset "Orders" (orders)',
    ])
  })
})

describe('tags', () => {
  test('are given and changed; those no longer asked for go as long as they are as they were given', () => {
    const tags = [
      { key: 'team', value: 'old' },
      { key: 'gone', value: '1' },
      { key: 'kept', value: 'theirs' },
      { key: 'other', value: 'x' },
    ]
    const before = asked({
      tags: new Map([
        ['gone', '1'],
        ['kept', 'ours'],
      ]),
    })
    expect(words({ asked: asked({ tags: new Map([['team', 'bi']]) }), before, live: live({ tags }) })).toEqual([
      'dashboard "Sales" (sales) gets the tag team = bi',
      'dashboard "Sales" (sales) loses the tag gone',
    ])
  })
})

describe('the record', () => {
  test('moves where something else is asked than before, also when nothing has to be done', () => {
    const found = held('dashboard', { bi: 'owner', sales: 'viewer' })
    const rule = grants({ sales: 'viewer' })
    expect(plan({ asked: rule, before: rule, live: found })).toMatchObject({ changes: [], moved: new Set() })
    expect(plan({ asked: rule, live: found })).toMatchObject({
      changes: [{ what: 'record' }],
      moved: new Set(['dashboard:sales']),
    })
    expect(plan({ asked: rule, live: found, isRecorded: true }).changes).toEqual([])
  })
})

describe('folders', () => {
  const open = { id: 'open', name: 'Open', type: 'SHARED' }
  const safe = { id: 'safe', name: 'Safe', type: 'RESTRICTED' }
  const inner = { id: 'inner', name: 'Inner', type: 'SHARED', parent: 'safe' }
  const all = [open, safe, inner]

  test('are joined before others are left, and others are left alone', () => {
    const moved = {
      asked: asked({ folders: ['b'] }),
      before: asked({ folders: ['a'] }),
      live: live({ folders: ['a', 'c'] }),
    }
    expect(words(moved, [{ id: 'b', name: 'Board', type: 'SHARED' }])).toEqual([
      'dashboard "Sales" (sales) now lies in folder "Board" (b)',
      'dashboard "Sales" (sales) no longer lies in folder a',
    ])
  })

  test('that are restricted let what is in them move inside, and not out', () => {
    const within = live({ folders: ['safe'] })
    const before = asked({ folders: ['safe'] })
    expect(problems({ asked: asked({ folders: ['inner'] }), before, live: within }, all)).toEqual([])
    expect(problems({ asked: asked({ folders: ['open'] }), before, live: within }, all)).toEqual([
      expect.stringContaining('would leave the restricted folder "Safe" (safe)'),
      expect.stringContaining('cannot lie in folder open outside of it too'),
    ])
    expect(problems({ before, live: within }, all)).toEqual([expect.stringContaining('QuickSight lets nothing out')])
  })

  test('that are restricted share what is in them, also from below', () => {
    const rule = { asked: grants({ bi: 'viewer' }), live: live({ folders: ['inner'] }) }
    expect(problems(rule, all)).toEqual([expect.stringContaining('lies in the restricted folder "Safe" (safe)')])
    expect(problems({ ...rule, live: live({ folders: ['open'] }) }, all)).toEqual([])
  })

  test('that are restricted have no owners', () => {
    const folder = { kind: 'folder', id: 'safe', name: 'Safe' }
    expect(problems({ asset: folder, asked: grants({ bi: 'owner' }) }, all)).toEqual([
      expect.stringContaining('is a restricted folder, and QuickSight gives those no owners'),
    ])
    expect(problems({ asset: folder, asked: grants({ bi: 'contributor' }) }, all)).toEqual([])
  })
})
