import { expect, test } from 'vitest'
import { capped, columns, count } from './words.ts'

test('counts in words', () => {
  expect([count(1, 'asset'), count(2, 'asset'), count(0, 'entry', 'entries')]).toEqual([
    '1 asset',
    '2 assets',
    '0 entries',
  ])
})

test('columns are as wide as their widest cell', () => {
  expect(
    columns([
      ['a', 'bb', 'x'],
      ['ccc', 'd', 'y'],
    ]),
  ).toBe('  a    bb  x\n  ccc  d   y\n')
  expect(columns([])).toBe('')
})

test('a text that is too long is cut at a line, and says so', () => {
  const text = 'a line of text with an é\n'.repeat(100)
  const cut = capped(text, 1_000)
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1_000)
  expect(cut).toMatch(/é\n\n\*\*Cut here/)
  expect(capped('short\n', 1_000)).toBe('short\n')
})
