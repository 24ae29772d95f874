import { describe, expect, test } from 'vitest'
import { align, equalInOrder } from './align.ts'
import { openMatching, overlap, pairBest, pairEqual, pairUnique } from './matching.ts'

const isFirst = () => true

test('two lists lie beside each other by what is equal in order', () => {
  expect(equalInOrder([1, 2, 3, 4], [1, 3, 2, 4], isFirst)).toHaveLength(3)
  expect(equalInOrder(['a', 'b'], ['c'], isFirst)).toEqual([])
  expect(equalInOrder([], ['c'], isFirst)).toEqual([])
})

test('a list that is too long for a table is walked once', () => {
  const long = Array.from({ length: 2_500 }, (_, i) => i)
  const [a, b] = [
    [...long, -1, 7_000],
    [-2, ...long.slice(0, 1_000), ...long.slice(1_001), 7_000, -3],
  ]
  const pairs = equalInOrder(a, b, isFirst)
  expect(pairs).toHaveLength(2_500)
  for (const [i, j] of pairs) expect(a[i]).toBe(b[j])
})

test('what is equal in order is as much as there can be, whichever side is called base', () => {
  const random = (seed: number) => Array.from({ length: 40 }, (_, i) => (seed * (i + 3) * 7919) % 11)
  for (let seed = 1; seed < 20; seed += 1) {
    const [a, b] = [random(seed), random(seed + 5)]
    const there = equalInOrder(a, b, () => true)
    const back = equalInOrder(b, a, () => false).map(([j, i]) => [i, j])
    expect(back).toEqual(there)
  }
})

test('in the gaps, what is alike is one thing that changed', () => {
  const [a, b] = [
    ['x1', 'same', 'y1'],
    ['x2', 'same', 'z1'],
  ]
  const found = align(a, b, { isFirst, isAlike: (i, j) => a[i]?.[0] === b[j]?.[0] })
  expect(found).toEqual({
    pairs: [
      [0, 0],
      [1, 1],
    ],
    removed: [2],
    added: [2],
  })
})

describe('pairing', () => {
  test('by a key takes equal items as often as they are there', () => {
    const matching = openMatching(['a', 'a', 'b'], ['a', 'b', 'b'])
    pairEqual(matching, (item) => item)
    expect(matching).toEqual({
      base: ['a'],
      head: ['b'],
      pairs: [
        ['a', 'a'],
        ['b', 'b'],
      ],
    })
  })

  test('by a unique key leaves what could be one or the other', () => {
    const matching = openMatching(['a1', 'a2', 'b1'], ['a3', 'b2'])
    pairUnique(matching, (item) => item[0])
    expect(matching).toEqual({ base: ['a1', 'a2'], head: ['a3'], pairs: [['b1', 'b2']] })
  })

  test('by resemblance takes the best first', () => {
    const matching = openMatching([10, 20], [21, 12])
    pairBest(matching, (a, b) => Math.max(0, 5 - Math.abs(a - b)))
    expect(matching).toEqual({
      base: [],
      head: [],
      pairs: [
        [20, 21],
        [10, 12],
      ],
    })
  })

  test('of more than can be compared gives up', () => {
    const many = Array.from({ length: 201 }, (_, i) => i)
    const matching = openMatching(many, many)
    pairBest(matching, () => 1)
    expect(matching.pairs).toEqual([])
  })

  test('knows how much two sets share', () => {
    expect(overlap(new Set([1, 2, 3]), new Set([2, 3, 4]))).toBe(0.5)
    expect(overlap(new Set(), new Set())).toBe(0)
  })
})
