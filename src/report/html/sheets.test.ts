import { describe, expect, test } from 'vitest'
import type { SheetPair, WireElement } from '../../model/review.ts'
import { boundsOf, boxOf } from './bounds.ts'
import { exampleReview } from './example.ts'
import { reviewHtml } from './index.ts'
import { elementChanges, moveText } from './sheet-words.ts'
import { sheetsSection } from './sheets.ts'

const box = (given: Partial<WireElement> = {}): WireElement => ({
  id: 'a',
  what: 'bar chart',
  title: 'Revenue',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  state: 'same',
  ...given,
})

const pair = (before: WireElement[], after: WireElement[]): SheetPair => ({
  asset: { kind: 'dashboard', id: 'sales', name: 'Sales' },
  name: 'Overview',
  before: { width: 36, height: 12, elements: before },
  after: { width: 36, height: 12, elements: after },
})

const told = (given: SheetPair): string[] =>
  elementChanges(given, boundsOf(given)).map(
    ({ element, words, detail }) => `${element.title} ${words.join('+')}: ${detail}`,
  )

const drawnAs = (given: SheetPair): string => sheetsSection({ ...exampleReview, sheets: [given] })?.body.html ?? ''

describe('moveText', () => {
  test.each([
    [{ x: 12 }, 'to the right'],
    [{ x: -3, y: 6 }, 'down and to the left'],
    [{ width: 24, height: 3 }, 'wider and shorter'],
    [{ y: -1, width: 6 }, 'up, narrower'],
    [{}, ''],
  ])('%j is %j', (given, text) => expect(moveText(box(), box(given))).toBe(text))
})

describe('the bounds of a sheet', () => {
  test('are the same before and after, and hold what sticks out', () => {
    expect(boundsOf(pair([box({ y: -2 })], [box({ x: 30, y: 10 })]))).toEqual({
      left: 0,
      top: -2,
      width: 42,
      height: 18,
    })
  })

  test('survive sheets without anything, and without numbers', () => {
    const nowhere = box({ x: Number.NaN, width: Number.POSITIVE_INFINITY })
    const empty: SheetPair = { ...pair([nowhere], []), after: { width: 0, height: Number.NaN, elements: [] } }
    expect(boundsOf(empty)).toMatchObject({ width: 36, height: 12 })
    expect(drawnAs(empty)).not.toMatch(/NaN|Infinity/)
    expect(boundsOf({ asset: empty.asset, name: '' })).toMatchObject({ width: 1, height: 1 })
  })

  test('put boxes in percent', () => {
    const given = pair([box({ x: 9, y: 3 })], [])
    expect(boxOf(box({ x: 9, y: 3 }), boundsOf(given))).toEqual({ x: 25, y: 25, width: 33.33, height: 50 })
  })
})

describe('what became of elements, in words', () => {
  test('names each once, what is gone first, what only moved last', () => {
    const before = [
      box({ title: 'A', state: 'moved', changed: true }),
      box({ id: 'b', title: 'B', state: 'removed', x: 24 }),
      box({ id: 'c', title: 'C', state: 'changed', y: 6, width: 36 }),
      box({ id: 'd', title: 'D', state: 'moved' }),
    ]
    const after = [
      box({ title: 'A', state: 'moved', changed: true, x: 24, y: 6 }),
      box({ id: 'c', title: 'C', state: 'changed', y: 6, width: 36 }),
      box({ id: 'd', title: 'D', state: 'moved', width: 6 }),
      box({ id: 'e', title: 'E', state: 'added' }),
    ]
    expect(told(pair(before, after))).toEqual([
      'B removed: top right',
      'E added: top left',
      'A moved+changed: down and to the right; now bottom right',
      'C changed: bottom, full width',
      'D resized: narrower; now top left',
    ])
  })

  test('stand below the picture, with how many stay', () => {
    const html = drawnAs(pair([box()], [box(), box({ id: 'e', state: 'added' })]))
    expect(html).toContain('<b class="tag added">+ Added</b>')
    expect(html).toContain('1 element stays as before.')
    expect(drawnAs(pair([box()], [box()]))).toContain('No element was added, removed, changed or moved.')
  })
})

describe('the pictures', () => {
  test('say what they show, and name each box in full', () => {
    const title = `Revenue ${'of the north '.repeat(6)}`
    const html = drawnAs(pair([box({ title, state: 'removed' })], []))
    expect(html).toContain('role="img" aria-labelledby="sheet-1-before-title" aria-describedby="sheet-1-before-text"')
    expect(html).toContain('<title id="sheet-1-before-title">Sheet &quot;Overview&quot; before</title>')
    expect(html).toContain('1 element drawn as boxes')
    expect(html).toContain(`${title}&quot;: removed</title>`)
  })

  test('name what has no title after what it shows, and nothing twice', () => {
    const html = drawnAs(
      pair([], [box({ state: 'added', title: 'of region' }), box({ id: 'b', what: 'insight', title: 'Insight' })]),
    )
    expect(html).toContain('<span class="what">bar chart</span> <bdi class="title">of region</bdi>')
    expect(html).not.toContain('<bdi class="title">Insight</bdi>')
  })

  test('have room for a label, for a short one, or for none', () => {
    const sizes = [6, 3, 1.3, 0.3].map((height, i) => box({ id: `${i}`, height, y: i, state: 'added' }))
    const drawnIn = (width: number): string[] =>
      [
        ...drawnAs(
          pair([], [box({ id: 'x', x: 30, y: 10, width: 6, height: 2 }), ...sizes.map((one) => ({ ...one, width }))]),
        ).matchAll(/class="(label[^"]*)"/g),
      ].map(([, classes]) => classes ?? '')
    expect(drawnIn(12)).toEqual(['label low', 'label', 'label low', 'label low thin'])
    expect(drawnIn(3)).toEqual(['label low', 'label slim narrow', 'label low', 'label low thin'])
  })

  test('that look the same in an analysis and its dashboard are shown once, with both named', () => {
    const own = pair([box({ state: 'removed' })], [])
    const other: SheetPair = {
      ...pair([box({ id: 'sales_a', state: 'removed' })], []),
      asset: { kind: 'analysis', id: 'sales', name: 'Sales draft' },
    }
    const sheets = [own, other, { ...own, name: 'Another' }, own]
    const section = sheetsSection({ ...exampleReview, sheets })
    expect(section?.count).toBe(3)
    expect(section?.body.html.match(/Sales draft/g)).toHaveLength(1)
    const html = reviewHtml({ ...exampleReview, assets: [], changes: [], sheets })
    expect(html.match(/<a href="#sheet-1">/g)).toHaveLength(2)
    expect(html).not.toContain('#sheet-4')
  })

  test('of a new or removed sheet say that there is no other side', () => {
    const { before, ...added } = pair([], [box({ state: 'added' })])
    const { after, ...removed } = pair([box({ state: 'removed' })], [])
    expect(drawnAs(added)).toContain('The sheet was not there before.')
    expect(drawnAs(removed)).toContain('The sheet is no longer there.')
    expect([before, after]).toHaveLength(2)
  })
})
