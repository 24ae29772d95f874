import { describe, expect, test } from 'vitest'
import type { Change } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { outsideFences } from '../../testing/markdown.ts'
import {
  asset,
  believableReview,
  changeOf,
  environmentOf,
  hugeReview,
  ORDERS,
  reviewOf,
  SALES,
} from '../../testing/reviews.ts'
import { COMMENT_LIMIT, reviewMarkdown, SUMMARY_LIMIT } from './markdown.ts'

const MARKER = '<!-- our marker -->'
const comment = (review: Review, limit = COMMENT_LIMIT): string => reviewMarkdown(review, { limit, marker: MARKER })

/** What can be seen without unfolding, counted without the code under test. */
const visible = (text: string): number => {
  const flat = text.replaceAll(/<details><summary>(?:(?!<details>)[\s\S])*?<\/details>/g, '\u0001')
  const folded = flat.replaceAll(/<details><summary>(?:(?!<details>)[\s\S])*?<\/details>/g, '\u0001')
  expect(folded).not.toContain('<details>')
  return folded.split('\n').filter((line) => line.trim() !== '' && line !== MARKER).length
}

const many = (number: number, make: (i: number) => Partial<Change>): Change[] =>
  Array.from({ length: number }, (_, i) => changeOf('notable', `change ${i}`, make(i)))

describe('the comment', () => {
  test('of a pull request reads from the verdict to the details', () => {
    const text = comment(believableReview())
    const verdict =
      '### 1 breaking, 1 security, 5 notable and 2 cosmetic changes in 4 assets; no plan for test; 1 error in the files'
    const run = '[Workflow run, with the HTML report](https://github.com/acme/bi/actions/runs/42)'
    expect(text.split('\n').slice(0, 5)).toEqual([
      MARKER,
      '',
      verdict,
      '',
      `From main (1f2e3d4c5b) to regions (9988776655) · ${run}`,
    ])
    const order = [
      '| **test** 444455556666 eu-west-1 | **No plan:** no credentials here |',
      '| **prod** 444455556666 eu-west-1 | 1 to create: dashboard "Returns"; 2 to update: dataset "Orders"',
      '#### Breaking\n\n- **Orders** (dataset) › column "region": column "region" is gone. **Why:** it is still used. **Affects:** dashboard "Sales overview" › sheet "Overview" › bar chart "Revenue by region" and dashboard "Operations".\n',
      '#### Security\n\n- **Orders** (dataset): row-level security is no longer applied. **Why:**',
      '#### In the files\n\n- error: column "region" is used and is gone (assets/dashboard/sales.json:212)\n',
      '#### Notable\n\n- **Returns** (dashboard): added, with 3 sheets\n\n**Orders** (dataset)\n\n- table "orders": SQL changed\n- SPICE instead of direct query\n',
      '```diff\n SELECT\n-  region,\n+  sales_region,\n   amount\n FROM orders\n```\n',
      '**Sales overview** (dashboard)\n\n- sheet "Overview" › visual "Revenue": line chart instead of bar chart \\(also analysis "Sales overview"\\)\n',
      '<details><summary>2 cosmetic changes in 1 asset</summary>\n',
      '#### Notes\n\n- The analysis "Sales overview" is ahead of its dashboard.\n',
      '<details><summary>Lineage: reaches 1 dashboard not changed here</summary>\n',
      '```mermaid\nflowchart LR\n  n0["Orders<br/>dataset changed"]:::changed\n',
      '  n0 --> n1\n  n0 --> n2\n',
    ]
    const places = order.map((part) => text.indexOf(part))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(visible(text)).toBeLessThanOrEqual(30)
    outsideFences(text)
  })

  test('of nothing is short', () => {
    const review = reviewOf({ environments: [environmentOf('prod', { unchanged: 12 })] })
    const text = comment(review)
    expect(text).toMatch(
      /^<!-- our marker -->\n\n### No changes\n\nFrom main \(1f2e3d4c5b\) to regions \(9988776655\)\n\n/,
    )
    expect(visible(text)).toBe(3)
    outsideFences(text)
  })

  test('of nothing keeps warnings and notes in a fold', () => {
    const problems = [{ severity: 'warning' as const, message: 'an account id in SQL' }]
    const text = comment(reviewOf({ problems, notes: ['from a fork'] }))
    expect(visible(text)).toBe(3)
    expect(text).toContain('- warning: an account id in SQL\n')
    expect(text).toContain('- from a fork\n')
  })

  test('of nothing where a plan failed shows why', () => {
    const text = comment(reviewOf({ environments: [environmentOf('prod', { problem: 'access denied' })] }))
    expect(text).toContain('### No changes; no plan for prod\n')
    expect(text).toContain('| **prod** 444455556666 eu-west-1 | **No plan:** access denied |  |\n')
  })

  test('shows what stops a deploy', () => {
    const blocks = ['dashboard "Sales" was edited there', 'b', 'c']
    const text = comment(reviewOf({ environments: [environmentOf('prod', { blocks, unchanged: 3 })] }))
    expect(text).toContain('**Blocked:** dashboard "Sales" was edited there, b and 1 more<br>3 unchanged |')
    expect(text).toContain('- prod: blocked: c\n')
  })

  test('tells assets of one name apart', () => {
    const changes = [changeOf('notable', 'x'), changeOf('notable', 'y', { asset: { ...SALES, id: 'copy' } })]
    const text = comment(reviewOf({ changes }))
    expect(text).toContain('**Sales overview \\(sales\\)** (dashboard): x\n')
    expect(text).toContain('**Sales overview \\(copy\\)** (dashboard): y\n')
  })

  test('folds long texts and cut messages, with all of them in the fold', () => {
    const message = `text is now ${'word '.repeat(100)}`
    const text = comment(reviewOf({ changes: [changeOf('notable', message), changeOf('notable', 'short')] }))
    expect(text).toContain('<details><summary>1 text in full</summary>\n')
    const words = /```text\n([\s\S]*)\n```/.exec(text)?.[1]?.replaceAll('\n', '')
    expect(words).toBe(message)
  })

  test('no fence is closed by what is in it', () => {
    const lines = [{ sign: '+' as const, text: '```` </details> @team' }]
    const text = comment(reviewOf({ changes: [changeOf('notable', 'SQL', { lines })] }))
    expect(text).toContain('`````diff\n+```` </details> @team\n`````\n')
    outsideFences(text)
  })

  test('counts unchanged lines of a text instead of showing all of them', () => {
    const kept = (number: number) => Array.from({ length: number }, (_, i) => ({ sign: ' ' as const, text: `k${i}` }))
    const lines = [...kept(40), { sign: '-' as const, text: 'old' }, ...kept(5)]
    const text = comment(reviewOf({ changes: [changeOf('notable', 'SQL', { lines })] }))
    expect(text).toContain(
      '```diff\n@@ 37 unchanged lines @@\n k37\n k38\n k39\n-old\n k0\n k1\n k2\n@@ 2 unchanged lines @@\n```',
    )
  })
})

describe('the visible lines', () => {
  test('of 500 changes of one dashboard are few, sheet by sheet', () => {
    const changes = many(500, (i) => ({ place: [{ what: 'sheet', name: `Sheet ${i % 12}` }] }))
    const text = comment(reviewOf({ changes }))
    expect(visible(text)).toBeLessThanOrEqual(60)
    expect(text).toContain('**Sales overview** (dashboard): 500 changes on 12 sheets\n')
    expect(text).toContain('<details><summary>sheet &quot;Sheet 3&quot;: 42 changes</summary>\n')
    for (let i = 0; i < 500; i += 1) expect(text).toContain(`change ${i}\n`)
    outsideFences(text)
  })

  test.each([
    ['one asset without sheets', many(500, () => ({}))],
    ['one asset with 90 sheets', many(500, (i) => ({ place: [{ what: 'sheet', name: `Sheet ${i % 90}` }] }))],
    ['500 assets', many(500, (i) => ({ asset: asset('dataset', `d${i}`) }))],
    ['50 assets with ten each', many(500, (i) => ({ asset: asset('dataset', `d${i % 50}`) }))],
    ['20 assets and one', many(80, (i) => ({ asset: asset('dataset', `d${Math.max(0, i - 60)}`) }))],
  ])('of %s are bounded', (_, changes) => {
    const trouble = Array.from({ length: 30 }, (_, i) => ({ severity: 'error' as const, message: `error ${i}` }))
    const environments = Array.from({ length: 20 }, (_, i) => environmentOf(`env-${i}`, { problem: 'denied' }))
    const notes = Array.from({ length: 20 }, (_, i) => `note ${i}`)
    const grave = Array.from({ length: 10 }, (_, i) => changeOf('breaking', `broken ${i}`))
    for (const review of [
      reviewOf({ changes }),
      reviewOf({ changes: [...grave, ...changes], environments, notes, problems: trouble }),
    ]) {
      const text = comment(review)
      expect(visible(text)).toBeLessThanOrEqual(60)
      for (const change of changes) expect(text).toContain(change.message)
      outsideFences(text)
    }
  })

  test('small assets are written out where a large one is folded', () => {
    const changes = [
      ...many(200, () => ({})),
      ...many(3, (i) => ({ asset: ORDERS, place: [{ what: 'column', name: `${i}` }] })),
    ]
    const text = comment(reviewOf({ changes }))
    expect(text).toContain('<details><summary><b>Sales overview</b> (dashboard): 200 changes</summary>\n')
    expect(text).toContain('**Orders** (dataset)\n\n- column "0": change 0\n')
  })
})

describe('a huge review', () => {
  const review = hugeReview()
  const text = comment(review)

  test('keeps within the limits of a comment and of a summary', () => {
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(text.length).toBeGreaterThan(COMMENT_LIMIT * 0.8)
    expect(Buffer.byteLength(text)).toBeLessThan(262_144)
    const summary = reviewMarkdown(review, { limit: SUMMARY_LIMIT })
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576)
    expect(summary.length).toBeGreaterThan(text.length * 3)
    outsideFences(text)
    outsideFences(summary)
  })

  test('keeps its verdict, every breaking change and every asset', () => {
    expect(text).toContain('### 100 breaking, 9200 notable and 2700 cosmetic changes in 300 assets\n')
    for (let a = 0; a < 300; a += 1) expect(text).toContain(`Dashboard ${a}*`.slice(0, -1))
    const breaking = text.slice(text.indexOf('#### Breaking'), text.indexOf('#### Notable'))
    for (let a = 0; a < 300; a += 3)
      expect(breaking).toContain(`- **Dashboard ${a}** (dashboard) › sheet "Sheet 0": change 0`)
  })

  test('says what is left out and where it is', () => {
    expect(text).toMatch(
      /\n> \*\*Cut to GitHub's limit\.\*\* Left out here: \d+ notable changes, 1200 texts, 2700 cosmetic changes, 300 steps, 1 lineage graph\. All of it is in the HTML and JSON reports of \[the workflow run\]\(https:\/\/github\.com\/acme\/bi\/actions\/runs\/42\)\.\n/,
    )
  })

  test('with more breaking changes than fit counts the rest by asset', () => {
    const changes = Array.from({ length: 5_000 }, (_, i) =>
      changeOf('breaking', `gone ${i} ${'y'.repeat(100)}`, {
        asset: asset('dataset', `d${i % 100}`, `Data ${i % 100}`),
      }),
    )
    const security = changeOf('security', 'open to everyone')
    const cut = comment(reviewOf({ changes: [...changes, security] }))
    expect(cut.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    const shown = (cut.match(/\): gone /g) ?? []).length
    expect(shown).toBeGreaterThan(50)
    expect(cut).toContain(`- **and ${5_000 - shown} more breaking changes** in `)
    for (let i = 0; i < 100; i += 1) expect(cut).toMatch(new RegExp(`dataset "Data ${i}" \\(\\d+\\)`))
    expect(cut).toContain('open to everyone')
  })

  test.each([500, 1_000, 3_000, 10_000, 30_000])('fits into %d characters too', (limit) => {
    for (const given of [review, believableReview()]) {
      const cut = comment(given, limit)
      expect(cut.length).toBeLessThanOrEqual(limit)
      expect(cut.startsWith(`${MARKER}\n\n### `)).toBe(true)
      outsideFences(cut)
    }
  })
})

test('a graph of many assets is cut, and says so', () => {
  const lineage = Array.from({ length: 240 }, (_, i) => ({
    ...asset('dashboard', `d${i}`),
    state: i < 10 ? ('changed' as const) : ('reached' as const),
    needs: Array.from({ length: Math.min(i, 10) }, (_, j) => `dashboard:d${j}`),
  }))
  const text = comment(reviewOf({ changes: [changeOf('notable', 'x')], lineage }))
  expect(text.match(/^ {2}n\d+\[/gm)).toHaveLength(60)
  expect(text.match(/ --> /g)).toHaveLength(200)
  expect(text).toContain('Not drawn: 180 assets and 345 connections.\n')
  expect(text).toContain('Lineage: reaches 230 dashboards not changed here')
})
