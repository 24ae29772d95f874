import { expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { identityTables } from './identity-tables.ts'

const tablesOf = (records: Record<string, Json[]>) =>
  identityTables('acme', '2025-10-19', {
    records: new Map(Object.entries(records)),
    readAt: '2025-10-19T04:00:00.000Z',
  })

const member = (GroupName: string, MemberName: string, Namespace = 'default'): Json => ({
  Namespace,
  GroupName,
  MemberName,
  Arn: `arn:aws:quicksight:us-east-1:111122223333:user/${Namespace}/${MemberName}`,
})

test('are named after the prefix and the day, and there with nobody in them', () => {
  expect(tablesOf({}).map(({ name, items }) => [name, items.length])).toEqual([
    ['acme-users-backup-2025-10-19', 0],
    ['acme-groups-backup-2025-10-19', 0],
    ['acme-users-groups-backup-2025-10-19', 0],
  ])
})

test('tell apart what has the same name in two namespaces, and names that hold the separator', () => {
  const memberships = [
    member('b#c', 'a'),
    member('c', 'a#b'),
    member('c', 'a%23b'),
    member('c', 'a'),
    member('c', 'a', 'x'),
  ]
  const [, , { key, items } = { key: [], items: [] }] = tablesOf({ memberships })
  const keys = items.map((item) => key.map((name) => item[name]).join('\n'))
  expect(new Set(keys).size).toBe(memberships.length)
  expect(items[3]).toMatchObject({ membership_id: 'a#c', namespace: 'default' })
})

test('leave out what is empty, and the members of a group that would not fit into one item', () => {
  const groups = ['small', 'large', 'empty'].map((GroupName) => ({ Namespace: 'default', GroupName, Description: '' }))
  const many = Array.from({ length: 40_000 }, (_, i) => member('large', `user-${i}`))
  const [, { items } = { items: [] }] = tablesOf({ groups, memberships: [member('small', 'ada'), ...many] })
  expect(items).toEqual([
    { group_name: 'small', namespace: 'default', members: ['ada'], backup_timestamp: '2025-10-19T04:00:00.000+00:00' },
    { group_name: 'large', namespace: 'default', backup_timestamp: '2025-10-19T04:00:00.000+00:00' },
    { group_name: 'empty', namespace: 'default', backup_timestamp: '2025-10-19T04:00:00.000+00:00' },
  ])
})
