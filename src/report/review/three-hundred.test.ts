import { describe, expect, test } from 'vitest'
import type { Change } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { outsideFences } from '../../testing/markdown.ts'
import { asset, changeOf, environmentOf, reviewOf } from '../../testing/reviews.ts'
import { COMMENT_LIMIT, reviewMarkdown, SUMMARY_LIMIT } from './markdown.ts'

const RUN = 'https://github.com/acme/bi/actions/runs/42'
const WHERE = `All of it is in the HTML and JSON reports of [the workflow run](${RUN}).`

/** What GitHub may count: characters, UTF-16 units; and bytes, of which its database holds four for each character. */
const expectComment = (text: string): void => {
  expect(Array.from(text).length).toBeLessThanOrEqual(65_536)
  expect(text.length).toBeLessThanOrEqual(65_536)
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(262_144)
  outsideFences(text)
}

const expectSummary = (text: string): void => {
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_048_576)
  outsideFences(text)
}

const named = (name: (i: number) => string, breaking: number): Review => {
  const assets = Array.from({ length: 300 }, (_, i) => asset('dashboard', `d${i}`, name(i)))
  const sheet = (i: number) => ({ what: 'sheet', name: name(i) })
  const changes = assets.flatMap((one, i): Change[] => [
    ...Array.from({ length: breaking }, (_, k) =>
      changeOf('breaking', `column "c${k}" of ${name(i)} is gone`, {
        asset: one,
        place: [sheet(i), { what: 'bar chart', name: name(k) }],
        reason: `still used by ${name(i)}`,
        affects: assets.slice(i, i + 5).map((other, n) => ({ asset: other, place: [sheet(n)] })),
      }),
    ),
    ...Array.from({ length: 10 }, (_, k) => changeOf('notable', `notable ${k}`, { asset: one, place: [sheet(k)] })),
    changeOf('cosmetic', 'moved', { asset: one }),
  ])
  const steps = assets.map((one) => ({ ...one, action: 'update' as const, reason: 'git moved' }))
  return reviewOf({
    assets: assets.map((one) => ({ ...one, action: 'changed' })),
    changes: [...changes, changeOf('security', 'open to everyone')],
    lineage: assets.map((one) => ({ ...one, state: 'changed', needs: [] })),
    environments: Array.from({ length: 12 }, (_, i) => environmentOf(name(i), { steps, blocks: [name(i)] })),
    problems: assets.map((one) => ({
      severity: 'error',
      message: `${one.name} is wrong`,
      file: `assets/${one.id}.json`,
    })),
    notes: assets.map((one) => one.name),
    run: RUN,
  })
}

const NAMES: readonly (readonly [string, (i: number) => string])[] = [
  ['long', (i) => `Number ${i} ${'of the regional revenue overviews '.repeat(8)}`],
  ['characters of four bytes', (i) => `${i} ${'\u{1f4ca}'.repeat(200)}`],
  ['mentions, which grow ninefold', (i) => `${i}${'@'.repeat(300)}`],
  ['markup', (i) => `${i} ${'](x) <img src=x> `|*_ --> </details>\n\n# t\n```'.repeat(9)}`],
  ['controls, which grow sixfold', (i) => `${i}${'\u202e\u0000'.repeat(150)}`],
]

describe.each(NAMES)('300 assets named with %s', (_, name) => {
  const review = named(name, 3)
  const text = reviewMarkdown(review, { limit: COMMENT_LIMIT, marker: '<!-- m -->' })

  test('keep within the limits of a comment and of a summary, in characters and in bytes', () => {
    expectComment(text)
    expectSummary(reviewMarkdown(review, { limit: SUMMARY_LIMIT }))
  })

  test('keep the verdict, and what is grave before any detail', () => {
    expect(text).toContain(
      '\n### 900 breaking, 1 security, 3000 notable and 300 cosmetic changes in 301 assets; deploy to 12 environments is blocked; 300 errors in the files\n',
    )
    expect(text).toContain('#### Security\n\n- **Sales overview** (dashboard): open to everyone')
    expect(text).toContain('#### Breaking\n')
    expect(text).not.toContain('notable 0')
  })

  test('say how many changes of which kind are left out, and where they are', () => {
    const [, number] = /and (\d+) more breaking changes\*\* in /.exec(text) ?? []
    const shown = text.match(/^- \*\*.*column "c\d/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(0)
    expect(Number(number)).toBe(900 - shown)
    const [note = ''] = /^> \*\*Cut .*$/m.exec(text) ?? []
    expect(note).toContain(`Left out here: ${number} breaking changes, `)
    expect(note).toMatch(/, (3000 notable changes, .*300 cosmetic changes|3300 other changes), /)
    expect(note).toContain(WHERE)
  })
})

test('all of 300 breaking changes are there, at least in short, before any detail', () => {
  const review = named((i) => `Regional overview ${i}`, 1)
  const text = reviewMarkdown(review, { limit: COMMENT_LIMIT })
  expectComment(text)
  for (let i = 0; i < 300; i++) expect(text).toContain(`\n- **Regional overview ${i}** (dashboard) › `)
  expect(text).not.toContain('more breaking changes')
})

test.each([500, 5_000, 20_000])('where only %d characters are allowed it says where all of it is', (limit) => {
  for (const [, name] of NAMES.slice(0, 3)) {
    const text = reviewMarkdown(named(name, 1), { limit })
    expect(text.length).toBeLessThanOrEqual(limit)
    expect(text).toContain(`in the HTML and JSON reports of [the workflow run](${RUN})`)
    outsideFences(text)
  }
})
