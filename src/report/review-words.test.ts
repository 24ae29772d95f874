import { describe, expect, test } from 'vitest'
import { asset, changeOf, environmentOf, ORDERS, reviewOf, SALES } from '../testing/reviews.ts'
import { clip, countsOf, isNothing, placeText, shortList, verdictOf, whereText } from './review-words.ts'

describe('a verdict', () => {
  const notable = changeOf('notable', 'x')

  test('counts what is gravest first and leaves out what there is not', () => {
    const changes = [
      changeOf('breaking', 'a'),
      changeOf('breaking', 'b', { asset: ORDERS }),
      changeOf('security', 'c'),
      changeOf('notable', 'd', { also: [{ asset: asset('analysis', 'sales'), place: [] }] }),
      changeOf('cosmetic', 'e'),
    ]
    expect(verdictOf(reviewOf({ changes }))).toBe(
      '2 breaking, 1 security, 1 notable and 1 cosmetic changes in 3 assets',
    )
    expect(verdictOf(reviewOf({ changes: [notable] }))).toBe('1 notable change in 1 asset')
  })

  test('tells environments from assets', () => {
    const change = changeOf('notable', 'x', { asset: asset('environment', 'prod') })
    expect(verdictOf(reviewOf({ changes: [change] }))).toBe('1 notable change in 1 environment')
    expect(verdictOf(reviewOf({ changes: [change, notable] }))).toBe('2 notable changes in 1 asset and 1 environment')
  })

  test('of nothing is no changes, and of a failure it is not', () => {
    expect(verdictOf(reviewOf({ environments: [environmentOf('prod')] }))).toBe('No changes')
    const failed = reviewOf({ environments: [environmentOf('prod', { problem: 'access denied' })] })
    expect(verdictOf(failed)).toBe('No changes; no plan for prod')
    expect(isNothing(failed)).toBe(false)
  })

  test('holds what stops a deploy and what is wrong in the files', () => {
    const review = reviewOf({
      changes: [notable],
      environments: [
        environmentOf('prod', { blocks: ['no'] }),
        ...['a', 'b', 'c', 'd'].map((name) => environmentOf(name, { problem: 'no' })),
      ],
      problems: [
        { severity: 'error', message: 'x' },
        { severity: 'warning', message: 'y' },
      ],
    })
    expect(verdictOf(review)).toBe(
      '1 notable change in 1 asset; deploy to prod is blocked; no plan for 4 environments; 1 error in the files',
    )
  })

  test('of a file that differs without a described change does not say that there is none', () => {
    const review = reviewOf({ assets: [{ ...SALES, action: 'changed' }] })
    expect(verdictOf(review)).toBe('No described change in 1 changed file')
    expect(isNothing(review)).toBe(false)
  })
})

test('a place is told from the outside in', () => {
  const place = [
    { what: 'sheet', name: 'Overview' },
    { what: 'bar chart', name: 'Revenue' },
    { what: 'title', name: '' },
  ]
  expect(placeText(place)).toBe('sheet "Overview" › bar chart "Revenue" › title')
  expect(placeText([])).toBe('')
  expect(whereText({ asset: ORDERS, place: [] })).toBe('dataset "Orders"')
  expect(whereText({ asset: asset('refreshSchedule', 'daily', ' '), place })).toMatch(
    /^refresh schedule "daily" › sheet/,
  )
})

test('a name that is too long is cut between characters', () => {
  expect(clip('abc', 3)).toBe('abc')
  expect(clip('abcd', 3)).toBe('ab…')
  expect(clip('📈📈📈', 3)).toBe('📈📈📈')
  expect(clip('📈📈📈📈', 3)).toBe('📈📈…')
  expect(placeText([{ what: 'sheet', name: 'x'.repeat(2048) }])).toBe(`sheet "${'x'.repeat(79)}…"`)
})

test('a list says how much of it is left', () => {
  expect([['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']].map((list) => shortList(list, 3))).toEqual([
    'a',
    'a and b',
    'a, b and c',
    'a, b, c and 1 more',
  ])
})

test('counts by severity', () => {
  expect(countsOf([changeOf('breaking', ''), changeOf('cosmetic', ''), changeOf('cosmetic', '')])).toEqual({
    breaking: 1,
    security: 0,
    notable: 0,
    cosmetic: 2,
  })
})
