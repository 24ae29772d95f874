import { describe, expect, test } from 'vitest'
import type { TextLine } from '../../model/change.ts'
import { textDiff } from './text-diff.ts'

const diff = (...lines: string[]): string =>
  textDiff(lines.map((line): TextLine => ({ sign: line.charAt(0) as TextLine['sign'], text: line.slice(1) }))).html

/** The text a reader sees, line by line. */
const seen = (html: string): string[] =>
  html
    .replace(/<\/(?:div|ins|del)>/g, '\n')
    .replace(/<span class="unseen">[^<]*<\/span>|<[^>]*>/g, '')
    .split('\n')
    .filter((line) => line !== '')

describe('a text diff', () => {
  test('has a sign and a word for each changed line', () => {
    const html = diff(' select', '-  a,', '+  b,')
    expect(seen(html)).toEqual([' select', '−  a,', '+  b,'])
    expect(html).toContain('<span class="unseen">removed: </span>')
    expect(html).toContain('<span class="unseen">added: </span>')
  })

  test('leaves out long unchanged parts, and says how long', () => {
    const kept = Array.from({ length: 20 }, (_, i) => ` line ${i}`)
    expect(seen(diff('-a', ...kept, '+b'))).toEqual([
      '−a',
      ' line 0',
      ' line 1',
      ' line 2',
      '14 unchanged lines',
      ' line 17',
      ' line 18',
      ' line 19',
      '+b',
    ])
  })

  test('shows one or two unchanged lines instead of saying that they are left out', () => {
    const kept = Array.from({ length: 8 }, (_, i) => ` line ${i}`)
    expect(seen(diff('-a', ...kept, '+b'))).toHaveLength(10)
  })

  test('marks what differs within a line', () => {
    const html = diff("-where day >= date '2023-01-01'", "+where day >= date '2024-01-01'")
    expect(html).toContain('date &#39;<mark>2023</mark>-01-01')
    expect(html).toContain('date &#39;<mark>2024</mark>-01-01')
  })

  test('marks nothing in lines that have too little in common, or no partner', () => {
    expect(diff('-one thing', '+another matter altogether')).not.toContain('<mark>')
    expect(diff('-a b c', '+a b d', '+a b e')).not.toContain('<mark>')
  })

  test('keeps tabs, shows other control characters, and no markup gets out of it', () => {
    const html = diff('+\tif\u0007', '-</div><script>')
    expect(html).toContain('\tif\\u0007')
    expect(html).toContain('&lt;/div&gt;&lt;script&gt;')
  })

  test('folds its end when it is very long, and leaves none out', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `+line ${i}`)
    const html = diff(...lines)
    expect(html).toContain('<summary>60 more lines</summary>')
    expect(html.match(/<ins>/g)).toHaveLength(100)
    expect(diff(...lines.slice(0, 48))).not.toContain('<details>')
  })
})
