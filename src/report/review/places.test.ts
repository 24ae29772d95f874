import { expect, test } from 'vitest'
import type { Change } from '../../model/change.ts'
import { changeOf, reviewOf, SALES } from '../../testing/reviews.ts'
import { COMMENT_LIMIT, reviewMarkdown } from './markdown.ts'

const comment = (changes: Change[]): string => reviewMarkdown(reviewOf({ changes }), { limit: COMMENT_LIMIT })

test('other places that read the same are counted', () => {
  const sheet = (name: string) => [{ what: 'sheet', name }]
  const also = ['One', 'Two', 'One', 'Two', 'Three'].map((name) => ({ asset: SALES, place: sheet(name) }))
  expect(comment([changeOf('notable', 'control added', { place: sheet('One'), also })])).toContain(
    '› sheet "One": control added \\(also 2 more here, sheet "Two" \\(2 times\\) and sheet "Three"\\)\n',
  )
})

test('what follows a rename where it was made is no other place', () => {
  const place = [{ what: 'table', name: 'orders' }]
  const rename = changeOf('notable', 'column renamed', { place, action: 'renamed', also: [{ asset: SALES, place }] })
  expect(comment([rename])).toContain('› table "orders": column renamed\n')
})

test('a text says above it which change it belongs to', () => {
  const lines = [{ sign: '+' as const, text: 'sum({amount})' }]
  expect(comment([changeOf('notable', 'calculated field "total" added', { lines })])).toContain(
    'dashboard "Sales overview": calculated field "total" added\n\n```diff\n+sum({amount})\n',
  )
})

test('of many changes those of all filters are one fold, those of each sheet another', () => {
  const changes = ['filter', 'parameter', 'sheet'].flatMap((what) =>
    Array.from({ length: 30 }, (_, i) => changeOf('notable', `change ${i}`, { place: [{ what, name: `${i % 3}` }] })),
  )
  expect(comment(changes).match(/<details><summary>.*: \d+ changes<\/summary>/g)).toEqual([
    '<details><summary>3 filters: 30 changes</summary>',
    '<details><summary>3 parameters: 30 changes</summary>',
    ...[0, 1, 2].map((i) => `<details><summary>sheet &quot;${i}&quot;: 10 changes</summary>`),
  ])
})

test('one of several changes of an asset says why it matters, as one that stands alone does', () => {
  const mode = changeOf('notable', 'import mode: SPICE → direct query', { reason: 'every view asks the database' })
  const item = 'import mode: SPICE → direct query. **Why:** every view asks the database.\n'
  expect(comment([mode])).toContain(`: ${item}`)
  expect(comment([mode, changeOf('notable', 'renamed')])).toContain(`- ${item}`)
})
