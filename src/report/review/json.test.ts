import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Json } from '../../model/json.ts'
import type { Review } from '../../model/review.ts'
import { asset, believableReview, changeOf, hugeReview, reviewOf, SALES } from '../../testing/reviews.ts'
import { LARGEST_REPORT, parseReview, reviewJson } from './json.ts'
import type { reviewSchema } from './schema.ts'

/** The same type with every member required and writable, so that a member missing on one side makes a difference. */
type Full<T> = Json extends T ? 'json' : T extends object ? { -readonly [K in keyof T]-?: Full<T[K]> } : T
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** A review with every member that there is. */
const fullReview = (): Review => ({
  ...believableReview(),
  changes: [
    changeOf('breaking', 'renamed', {
      action: 'renamed',
      place: [{ what: 'column', name: 'a' }],
      before: { 'a/b': [1, null, 'x'] },
      after: null,
      lines: [{ sign: '+', text: 'x' }],
      reason: 'it is used',
      subject: { what: 'column', name: 'a', renamed: 'b', of: 'orders' },
      also: [{ asset: SALES, place: [], differences: [{ base: '/d' }] }],
      affects: [{ asset: SALES, place: [{ what: 'sheet', name: '' }] }],
      differences: [{ base: '/a' }, { head: '/b' }, { base: '/c', head: '/c' }],
    }),
  ],
  sheets: [
    {
      asset: SALES,
      name: 'Overview',
      before: {
        width: 36,
        height: 20.5,
        elements: [
          { id: '1', what: 'text box', title: '', x: 0, y: -1, width: 2, height: 3, state: 'moved', changed: true },
        ],
      },
      after: { width: 36, height: 20, elements: [] },
    },
  ],
})

const reread = (value: unknown): Review => parseReview(JSON.stringify(value))

/** The report with one member at a path replaced. */
const withValue = (path: readonly (string | number)[], value: unknown): unknown => {
  const report = structuredClone(reviewJson(fullReview())) as never
  const last = path.at(-1) as never
  const parent = path.slice(0, -1).reduce((at: never, key) => at[key as never], report)
  Object.assign(parent, { [last]: value })
  return report
}

describe('the JSON report', () => {
  test('is read as it was written, with every member', () => {
    const same: Same<Full<Review>, Full<z.output<typeof reviewSchema>>> = true
    expect(same).toBe(true)
    for (const review of [fullReview(), believableReview(), reviewOf(), hugeReview(20, 10)])
      expect(parseReview(JSON.stringify(reviewJson(review)))).toEqual(review)
  })

  test('has no members that are undefined', () => {
    const change = { ...changeOf('notable', 'x'), reason: undefined } as never
    expect(JSON.stringify(reviewJson(reviewOf({ changes: [change] })))).not.toContain('reason')
    expect(
      Object.keys((reviewJson(reviewOf({ changes: [change] })) as { changes: object[] }).changes[0] ?? {}),
    ).not.toContain('reason')
  })

  test('drops what it does not know', () => {
    const report = withValue(['changes', 0, 'html'], '<script>')
    expect(reread({ ...(report as object), extra: { constructor: 1 } })).toEqual(fullReview())
  })
})

describe('a report that is none is refused', () => {
  test.each([
    ['', /report\.json:1 is not valid JSON/],
    ['[]', /not a report of a review\. the report: /],
    ['{"__proto__": {"version": 1}}', /__proto__/],
    [`${'['.repeat(300)}${']'.repeat(300)}`, /nests deeper/],
    ['{"version": 2}', /has version 2, this program reads version 1: use the same version/],
  ])('%#', (text, message) => expect(() => parseReview(text)).toThrow(message))

  test.each<[(string | number)[], unknown, RegExp]>([
    [['run'], 'http://github.com/acme/bi/actions/runs/1', /`run`/],
    [['run'], 'javascript:alert(1)', /`run`/],
    [['base', 'commit'], '--upload-pack=x', /`base\.commit`/],
    [['changes', 0, 'severity'], 'fine', /`changes\.0\.severity`/],
    [['changes', 0, 'message'], 'x'.repeat(200_001), /`changes\.0\.message`/],
    [['changes', 0, 'asset', 'name'], 'x'.repeat(10_001), /`changes\.0\.asset\.name`/],
    [['changes', 0, 'asset', 'kind'], '../../x', /`changes\.0\.asset\.kind`/],
    [['changes', 0, 'place'], Array.from({ length: 101 }, () => ({ what: 'x', name: '' })), /`changes\.0\.place`/],
    [['notes'], Array.from({ length: 100_001 }, () => ''), /`notes`/],
    [['sheets', 0, 'before', 'width'], '36', /`sheets\.0\.before\.width`/],
    [['problems', 0, 'line'], 1.5, /`problems\.0\.line`/],
    [['environments', 0, 'unchanged'], -1, /`environments\.0\.unchanged`/],
  ])('for %j', (path, value, message) => expect(() => reread(withValue(path, value))).toThrow(message))

  test('for its size', () => {
    expect(() => parseReview(' '.repeat(LARGEST_REPORT + 1))).toThrow('The report is too large: 21 MB, at most 20 MB')
  })

  test('for several reasons at once, of which it tells a few', () => {
    const changes = Array.from({ length: 20 }, () => ({
      ...changeOf('notable', 'x'),
      asset: asset('dashboard', 'a'),
      kind: 1,
    }))
    expect(() => reread({ ...reviewOf(), changes })).toThrow(/; and 15 more faults\. Run `review` again/)
  })
})
