import { expect, test } from 'vitest'
import { type Facts, rowFor, TABLE } from './table.ts'

const OURS: Facts = {
  inGit: true,
  live: 'present',
  owner: 'ours',
  observed: 'same',
  desired: 'same',
  covered: true,
  equal: true,
  removed: 'none',
}
const unknown = { observed: 'unknown', desired: 'unknown' } as const

const CASES: [string, Partial<Facts>, string][] = [
  ['in progress, in git', { live: 'busy' }, 'wait'],
  ['in progress, not in git', { live: 'busy', inGit: false }, 'wait'],
  ['deleted analysis that git wants', { live: 'deleted' }, 'restore'],
  ['deleted analysis that git does not want', { live: 'deleted', inGit: false }, 'unmanaged'],
  ['absent', { live: 'absent', owner: 'none', ...unknown }, 'create'],
  ["another's, even when same", { owner: 'another' }, 'foreign'],
  ["nobody's, covered", { owner: 'none', ...unknown }, 'adopt'],
  ["nobody's, not covered", { owner: 'none', covered: false, ...unknown }, 'collision'],
  ['nothing moved', {}, 'unchanged'],
  ['no state, covered', unknown, 'record'],
  ['no state, live has more', { ...unknown, equal: false }, 'update'],
  ['no state, not covered', { ...unknown, covered: false, equal: false }, 'update'],
  ['only a schedule goes', { desired: 'differs', removed: 'schedules' }, 'update'],
  ['only a schedule goes, after a crash', { desired: 'differs', observed: 'differs', removed: 'schedules' }, 'update'],
  [
    'only credentials differ, after a crash',
    { desired: 'differs', observed: 'differs', removed: 'credentials' },
    'update',
  ],
  ['git moved and live has it', { desired: 'differs' }, 'record'],
  ['both moved to the same', { desired: 'differs', observed: 'differs' }, 'record'],
  ['git moved, something removed is still live', { desired: 'differs', removed: 'some' }, 'update'],
  ['live covers, removals unknown', { desired: 'differs', removed: 'unknown' }, 'update'],
  ['git moved', { desired: 'differs', covered: false }, 'update'],
  ['live moved', { observed: 'differs', covered: false }, 'drift'],
  ['both moved', { observed: 'differs', desired: 'differs', covered: false }, 'conflict'],
  [
    'both moved, something removed is still live',
    { observed: 'differs', desired: 'differs', removed: 'some' },
    'conflict',
  ],
  ['gone from git', { inGit: false, covered: false }, 'prune'],
  ['gone from git, edited', { inGit: false, observed: 'differs', covered: false }, 'edited'],
  ['gone from git, no state', { inGit: false, ...unknown, covered: false }, 'edited'],
  ['not in git, nobody owns it', { inGit: false, owner: 'none', ...unknown, covered: false }, 'unmanaged'],
  ["not in git, another's", { inGit: false, owner: 'another', covered: false }, 'unmanaged'],
]

test.each(CASES)('%s', (_name, facts, action) => {
  expect(rowFor({ ...OURS, ...facts }).action).toBe(action)
})

test('every row of the table is reached by one of these cases', () => {
  const reached = new Set(CASES.map(([, facts]) => rowFor({ ...OURS, ...facts }).name))
  expect(TABLE.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([])
})
