import { expect, test } from 'vitest'
import { covers, removedPaths } from './covers.ts'

test.each([
  ['the same', { a: 1 }, { a: 1 }, true],
  ['more keys live', { a: 1, b: { c: 2 } }, { b: {} }, true],
  ['a missing key', { a: 1 }, { a: 1, b: 2 }, false],
  ['another value', { a: 1 }, { a: 2 }, false],
  ['another type', { a: '1' }, { a: 1 }, false],
  ['a longer list', { a: [1, 2] }, { a: [1] }, false],
  ['a list in another order', { a: [2, 1] }, { a: [1, 2] }, false],
  ['more keys inside a list', { a: [{ x: 1, y: 2 }] }, { a: [{ x: 1 }] }, true],
  ['an object where a list is asked for', { a: {} }, { a: [] }, false],
  ['null against an object', { a: null }, { a: {} }, false],
])('%s', (_name, live, desired, expected) => {
  expect(covers(live, desired)).toBe(expected)
})

test('finds what was asked for, no longer is, and still lives', () => {
  const before = { keep: 1, gone: 2, gone2: 3, deep: { gone: [1], keep: 0 }, list: [{ a: 1, b: 2 }] }
  const desired = { keep: 1, deep: { keep: 0 }, list: [{ a: 1 }] }
  const live = { ...before, gone2: undefined as unknown as null, added: true }
  expect(removedPaths(before, desired, live)).toEqual(['gone', 'deep.gone', 'list.0.b'])
  expect(removedPaths(before, desired, desired)).toEqual([])
})

test('a key named like a method of every object is only a key', () => {
  expect(removedPaths({ toString: 1 }, {}, {})).toEqual([])
  expect(covers({}, { toString: 1 })).toBe(false)
})
