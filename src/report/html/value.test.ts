import { describe, expect, test } from 'vitest'
import type { Change } from '../../model/change.ts'
import type { Json } from '../../model/json.ts'
import { values } from './value.ts'

type Given = { before?: Json; after?: Json; message?: string }

const shown = ({ before, after, message = 'Differs' }: Given): string => {
  const change: Change = {
    kind: 'visual',
    action: 'changed',
    asset: { kind: 'dashboard', id: 'sales', name: 'Sales' },
    place: [],
    message,
    severity: 'notable',
    differences: [],
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
  return values(change).html
}

const words = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/ +/g, ' ')
    .trim()

describe('values', () => {
  test.each([
    [{ before: 'SUM', after: 'MAX' }, 'Before SUM After MAX'],
    [{ before: false, after: true }, 'Before false After true'],
    [{ before: null, after: 0 }, 'Before nothing After 0'],
    [{ before: '', after: 'x' }, 'Before empty After x'],
    [{ after: 'new' }, 'After new'],
    [{ before: 'old' }, 'Before old'],
    [{}, ''],
  ] satisfies [Given, string][])('of %j read %j', (given, text) => expect(words(shown(given))).toBe(text))

  test.each([
    ['Aggregation: SUM → MAX', 'SUM', 'MAX'],
    ['Title: "A" → "B"', 'A', 'B'],
    ['Rows: 10 → 25', 10, 25],
    ['calculated field "End day" renamed "End Day"', 'End day', 'End Day'],
  ])('are not told twice: %s', (message, before, after) => expect(shown({ message, before, after })).toBe(''))

  test.each([
    ['orientation: horizontal added', undefined, 'HORIZONTAL'],
    ['pie chart → bar chart', 'pieChartVisual', 'barChartVisual'],
    ['filter removed: shop is one of "Kiel", on sheet "Shops"', 'shop is one of "Kiel", on sheet "Shops"', undefined],
  ])('are not told in the words of the file either: %s', (message, before, after) =>
    expect(shown({ message, ...(before ? { before } : {}), ...(after ? { after } : {}) })).toBe(''),
  )

  test.each([
    ['Axis of 12 visuals', { before: 1, after: 2 }, 'Before 1 After 2'],
    ['Axis of 12 visuals', { before: 1 }, 'Before 1'],
    ['column "region_2" retyped', { before: 'region' }, 'Before region'],
    ['no text', { before: '' }, 'Before empty'],
  ])('are told when the message has them by chance only: %s', (message, given, text) => {
    expect(words(shown({ message, ...given }))).toBe(text)
  })

  test('in lists stand beside each other, with what the other side does not have marked', () => {
    const html = shown({ before: ['Shop', 'Online'], after: ['Shop', 'Wholesale'] })
    expect(words(html)).toBe('Before Shop Online After Shop Wholesale')
    expect(html.match(/<mark><code><bdi>(\w+)/g)).toEqual(['<mark><code><bdi>Online', '<mark><code><bdi>Wholesale'])
  })

  test('of objects read as lines, without braces', () => {
    expect(shown({ before: { status: 'ENABLED', rule: { all: [1, { a: null }] } } })).toContain(
      '<pre>status: ENABLED\nrule:\n  all:\n    - 1\n    -\n      a: nothing</pre>',
    )
  })

  test('keep their line breaks', () => {
    expect(shown({ before: 'one\r\ntwo' })).toContain('<pre>one\ntwo</pre>')
  })

  test('that are long are folded behind their beginning', () => {
    const html = shown({ before: 'x'.repeat(30_000) })
    expect(html).toContain('<summary>Show the first 20,000 of 30,000 characters</summary>')
    expect(html.length).toBeLessThan(22_000)
    expect(shown({ before: 'x'.repeat(1_000) })).toContain('<summary>Show all 1,000 characters</summary>')
  })

  test('that are colors are seen, and nothing else becomes an attribute', () => {
    expect(shown({ before: '#1f6f54' })).toContain('fill="#1f6f54"')
    expect(shown({ before: '#1f6f54"/><script>' })).not.toContain('fill=')
  })
})
