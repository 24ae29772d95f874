import { describe, expect, test } from 'vitest'
import type { Change } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { countsOf, verdictOf } from '../review-words.ts'
import { exampleReview } from './example.ts'
import { reviewHtml } from './index.ts'
import { largeReview } from './large.ts'

const NOTHING: Review = {
  version: 1,
  base: { ref: 'main', commit: '4f1c2a97d0b83e6655a1f2c09e7d3b4812aa60cd' },
  head: { ref: 'main' },
  assets: [],
  changes: [],
  lineage: [],
  sheets: [],
  environments: [],
  problems: [],
  notes: [],
}

const page = reviewHtml(exampleReview)

const sections = (html: string): string[] => [...html.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id ?? '')

/** What a reader sees of the page, its folded parts included. */
const words = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>|<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&gt;', '>')

describe('the page', () => {
  test('starts with the verdict', () => {
    expect(words(page.slice(page.indexOf('<h1'), page.indexOf('</h1>')))).toBe(verdictOf(exampleReview))
  })

  test('holds its sections in the order in which they matter', () => {
    expect(sections(page)).toEqual(['stops', 'grave', 'environments', 'notes', 'assets', 'lineage', 'sheets'])
  })

  test('says that there is nothing, and nothing more', () => {
    const html = reviewHtml(NOTHING)
    expect(html).toContain('No changes')
    expect(html).toContain('work tree')
    expect(sections(html)).toEqual([])
  })

  test('forbids everything but its own styles before anything else is read', () => {
    const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:`
    expect(page.indexOf(policy)).toBeLessThan(page.indexOf('<style>'))
    expect(page).not.toMatch(/<script|<link rel="stylesheet|@import|url\((?!#)|src=/)
  })

  test.each([
    ['https://github.com/harbor-leaf/bi/actions/runs/1', true],
    ['http://github.internal/runs/1', true],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['not an address', false],
  ])('links to the run %s: %s', (run, isLinked) => {
    expect(reviewHtml({ ...NOTHING, run }).includes(`href="${run}"`)).toBe(isLinked)
  })

  test('is the same for the same review', () => expect(reviewHtml(exampleReview)).toBe(page))
})

describe('no change is left out', () => {
  test.each([
    ['the example', exampleReview],
    ['a large review', largeReview],
  ])('of %s', (_, review) => {
    const html = reviewHtml(review)
    const counts = countsOf(review.changes)
    expect(html.match(/<article class="card/g)).toHaveLength(counts.breaking + counts.security)
    expect(html.match(/<li class="change">/g)).toHaveLength(counts.notable + counts.cosmetic)
  })

  test('and each is there with its message, its reason and what it affects', () => {
    const text = words(page)
    const given = exampleReview.changes.flatMap(({ message, reason = '', affects = [] }: Change) => [
      message,
      reason,
      ...affects.flatMap(({ asset, place }) => [asset.name, ...place.map(({ name }) => name)]),
    ])
    expect(given.filter((one) => !text.includes(one))).toEqual([])
  })

  test('nor an asset to which the changes of another were made too', () => {
    const { asset, ...change } = exampleReview.changes[0] as Change
    const also = [{ asset: { kind: 'analysis', id: 'draft', name: 'Draft' }, place: [] }]
    const assets = [{ kind: 'analysis', id: 'draft', name: 'Draft', action: 'changed' as const }]
    const html = reviewHtml({ ...NOTHING, assets, changes: [{ asset, ...change, also }] })
    expect(words(html)).toContain(`1 change is the same as in ${asset.kind} ${asset.name}, where it is told.`)
    expect(html).toContain('<a href="#asset-2">')
    expect(html).toContain('id="asset-2"')
    expect(words(html)).not.toContain('without a difference that is told here')
  })

  test('even of an asset that is not among the changed files', () => {
    expect(words(reviewHtml({ ...exampleReview, assets: [] }))).toContain('SPICE → direct query')
  })
})

describe('environments', () => {
  test('say what a deploy would do, what stops it, and why there is no plan', () => {
    const text = words(page)
    expect(text).toContain('1 create2 update8 unchanged')
    expect(text).toContain('Blocked: 1 reason')
    expect(text).toContain('No credentials for this account in a review.')
    expect(text).toContain('was edited in prod after the last deploy')
  })

  test('fold the steps of a long plan, and leave none out', () => {
    const steps = Array.from({ length: 90 }, (_, i) => ({
      kind: 'dashboard',
      id: `sales-${i}`,
      name: `Sales ${i}`,
      action: 'update' as const,
      reason: 'git moved',
    }))
    const environment = { name: 'prod', account: '444455556666', region: 'eu-west-1', steps, unchanged: 0, blocks: [] }
    const html = reviewHtml({ ...NOTHING, environments: [environment] })
    expect(html).toContain('<summary>65 more steps</summary>')
    expect(html.match(/<td class="action">/g)).toHaveLength(90)
  })
})

describe('what is very long', () => {
  const name = `${'Sales '.repeat(340)}end of it`

  test('is cut in places and told in full once', () => {
    const html = reviewHtml({ ...NOTHING, assets: [{ kind: 'dashboard', id: 'sales', name, action: 'changed' }] })
    expect(html).toContain('<summary>The full name, 2,049 characters</summary>')
    expect(words(html)).toContain('end of it')
  })

  test('does not fold a message of normal length', () => {
    expect(reviewHtml({ ...NOTHING, notes: ['One remark.\nTwo lines.'] })).toContain('One remark. Two lines.')
    expect(reviewHtml({ ...NOTHING, notes: [name] })).toContain('Show all of it')
  })
})
