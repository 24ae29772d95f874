import { describe, expect, test } from 'vitest'
import type { Review } from '../../model/review.ts'
import { outsideFences } from '../../testing/markdown.ts'
import { changeOf, environmentOf, reviewOf } from '../../testing/reviews.ts'
import { COMMENT_LIMIT, reviewMarkdown } from './markdown.ts'

const comment = (review: Review): string =>
  reviewMarkdown(review, { limit: COMMENT_LIMIT, marker: '<!-- our marker -->' })

const OUR_HTML = /<\/?details>|<\/?summary>|<\/?b>|<br>|<!-- (?:our marker )?-->/g

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '@everyone',
  '[skip ci]',
  '::set-output name=x::y',
  '\n\n# title\n```\n</details>',
  '--> | `code` </summary></details>',
  '\u200frtl\u202e',
  '- 1. x',
  '1. x',
  '=== ---',
  '$a$ GH-1 #12',
  'https://evil.example www.evil.example',
  '"]; click n0 "javascript:alert(1)',
  'style: x "#;',
  '\\| \\',
  'x'.repeat(2_048),
  '`'.repeat(500),
  '\u001b'.repeat(500),
  '\ud83d',
  '   ',
]

const hostileReview = (name = HOSTILE.join(' ')): Review => {
  const evil = { kind: 'dashboard', id: name, name }
  const place = [{ what: name, name }]
  const where = { asset: evil, place }
  const severities = ['breaking', 'security', 'notable', 'cosmetic'] as const
  return reviewOf({
    base: { ref: name, commit: 'abcdef' },
    changes: severities.flatMap((severity) =>
      [place, []].map((at) =>
        changeOf(severity, name, {
          asset: evil,
          place: at,
          reason: name,
          also: [where],
          affects: [where],
          lines: [{ sign: '+', text: name }],
        }),
      ),
    ),
    lineage: [
      { ...evil, state: 'changed', needs: [] },
      { ...evil, id: '2', state: 'reached', needs: [`dashboard:${name}`] },
    ],
    environments: [
      environmentOf(name, {
        account: name,
        region: name,
        digest: name,
        blocks: [name],
        problem: name,
        steps: [{ ...evil, action: 'update', reason: name }],
      }),
      environmentOf('b', { steps: [{ ...evil, action: 'update', reason: name }] }),
    ],
    problems: [{ severity: 'error', message: name, file: name, line: 1 }],
    notes: [name],
    run: 'https://github.com/x)[y](javascript:1) <b> @team',
  })
}

const LINE =
  /^$|^<\/?details>|^<!-- our|^#{3,4} \w|^ {0,2}- (?![-=]|\d+\.)|^\| |^\|---|^\*\*|^\\|^&lt;|^[\w…](?!\.)|^_and|^> \*\*Cut/

describe.each([...HOSTILE, HOSTILE.join(' ')].map((name) => [name.slice(0, 20), name]))('the name %j', (_, name) => {
  const text = comment(hostileReview(name))
  const lines = outsideFences(text)

  test('brings no markup, mention or address', () => {
    const prose = lines.join('\n').replaceAll(/\]\(https:\/\/github\.com\/\S*\)/g, '](run)')
    expect(prose.replaceAll(OUR_HTML, '')).not.toMatch(/</)
    expect(prose).not.toMatch(/@(?!<!-- -->)/)
    expect(prose).not.toMatch(/:\/\/|www\.|GH-1|#12/)
    expect(prose).not.toMatch(/(?<!\\)(?:\\\\)*[`$](?!<!-- -->)/)
    const inMarkdown = prose.replaceAll(/<summary>.*<\/summary>/g, '')
    expect(inMarkdown).not.toMatch(/(?<!\\)(?:\\\\)*\[(?!Workflow run|the workflow run)/)
    expect(text).not.toMatch(/[\p{Cs}\u200f\u202e]/u)
    expect(text).not.toContain('\u001b')
    for (const line of lines) if (!line.startsWith('|')) expect(line).not.toMatch(/x{601}/)
    for (const limit of [COMMENT_LIMIT, 10_000, 2_000]) {
      const cut = reviewMarkdown(hostileReview(name), { limit })
      expect(cut.length).toBeLessThanOrEqual(limit)
      outsideFences(cut)
    }
  })

  test('starts no line, list, heading or command', () => {
    for (const line of lines) expect(line).toMatch(LINE)
    expect(text).not.toMatch(/^\s*::/m)
    const lists = reviewMarkdown(hostileReview(name), { limit: COMMENT_LIMIT }).match(/^#### .*$/gm)
    expect(lists).toEqual(['#### Breaking', '#### Security', '#### In the files', '#### Notable', '#### Notes'])
  })

  test('leaves every row of a table its cells', () => {
    const cells = (line: string): number => line.split(/(?<!\\)(?:\\\\)*\|/).length
    const rows = lines.filter((line) => line.startsWith('|'))
    expect(rows).toHaveLength(4)
    expect(new Set(rows.map(cells))).toEqual(new Set([5]))
  })

  test('brings nothing into the graph', () => {
    const graph = /```mermaid\n([\s\S]*?)```/.exec(text)?.[1] ?? ''
    const nodes = graph.split('\n').filter((line) => line.startsWith('  n0['))
    expect(nodes).toHaveLength(1)
    expect(nodes[0]).toMatch(/^ {2}n0\["(?:[\p{L}\p{N} ]|#\d+;|<br\/>)+"\]:::changed$/u)
    expect(graph).toContain('  n0 --> n1\n')
  })
})

test('an address that is none is no link, and none ends its link', () => {
  expect(comment(reviewOf({ changes: [changeOf('notable', 'x')], run: 'javascript:alert(1)' }))).not.toContain('](')
  expect(comment(hostileReview())).toMatch(
    /\]\(https:\/\/github\.com\/x%29%5By%5D%28javascript:1%29%20%3Cb%3E%20@team\)/,
  )
})
