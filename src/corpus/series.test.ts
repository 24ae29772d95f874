import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { diffAssets } from '../diff/index.ts'
import type { Change, Part } from '../model/change.ts'
import { COMMENT_LIMIT, reviewMarkdown } from '../report/review/markdown.ts'
import { reviewOf } from '../testing/reviews.ts'
import { corpusFolder, NO_CORPUS, readSeriesOf } from './read-corpus.ts'

const folder = corpusFolder()

const comment = (changes: readonly Change[]): string => {
  const assets = changes.slice(0, 1).map(({ asset }) => ({ ...asset, action: 'changed' as const }))
  return reviewMarkdown(reviewOf({ assets, changes }), { limit: COMMENT_LIMIT })
}

const FOLD = /<details><summary>(?:(?!<details>)[\s\S])*?<\/details>/g

/** Lines that are read without unfolding anything; a fold is one, its summary. Folds lie at most two deep. */
const visibleLines = (markdown: string): number =>
  markdown
    .replaceAll(FOLD, '▸')
    .replaceAll(FOLD, '▸')
    .split('\n')
    .filter((line) => line.trim() !== '').length

const placeText = (place: readonly Part[]): string => place.map(({ what, name }) => `${what} ${name}`).join(' › ')

/** What a reviewer reads above the fold: sort, place and sentence. */
const told = (changes: readonly Change[]): string[] =>
  changes
    .filter(({ severity }) => severity !== 'cosmetic')
    .map(({ place, message }) => `${placeText(place)}: ${message}`)

/** How often a sort of change was made, other places of the same one counted too. */
const timesOf = (changes: readonly Change[], kind: string, action: Change['action']): number =>
  changes
    .filter((change) => change.kind === kind && change.action === action)
    .reduce((sum, { also = [] }) => sum + 1 + also.length, 0)

type Meta = { versions: { v: number; scalars_touched_by_id?: number }[] }

describe.skipIf(folder === undefined)('what is told of the series', async () => {
  if (folder === undefined) return test(NO_CORPUS)
  const series = await readSeriesOf(folder)
  const step = (name: string, to: number): Change[] => {
    const [base, head] = [series.get(name)?.[to - 2], series.get(name)?.[to - 1]]
    if (!base || !head) throw new Error(`the corpus lacks ${name} v${to}`)
    return diffAssets([base], [{ ...head, id: base.id }])
  }

  test('61,133 values by id are a short comment', () => {
    const changes = step('cid-cudos-v5-dashboard', 2)
    const markdown = comment(changes)
    expect(visibleLines(markdown)).toBeLessThanOrEqual(60)
    expect(markdown).not.toContain('Cut to GitHub')
    for (const sentence of told(changes)) expect(sentence).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
  })

  test('and hold the calculated fields and filters that really changed', () => {
    const changes = step('cid-cudos-v5-dashboard', 2)
    expect(timesOf(changes, 'calculated-field', 'added')).toBe(3)
    expect(timesOf(changes, 'formula', 'changed')).toBe(4)
    expect(timesOf(changes, 'filter', 'added')).toBe(3)
    expect(timesOf(changes, 'filter', 'removed')).toBe(5)
  })

  test('a corrected typo is the renamed field, the chart that shows it and the text on the last sheet, and nothing else', () => {
    const changes = step('cid-cudos-v5-dashboard', 3)
    expect(told(changes)).toEqual([
      ': calculated field "Bedrock Cahce Read Ratio" renamed "Bedrock Cache Read Ratio"',
      expect.stringMatching(/^sheet About › text box CUDOS v5\.9\.1.*: text: "v5\.8\.1" → "v5\.9\.1"$/),
    ])
    expect(changes).toHaveLength(2)
    const users = changes[0]?.also?.map(({ place }) => place.map(({ what }) => what))
    expect(users).toEqual([['sheet', 'line chart']])
  })

  test('a re-save with few edits is those edits, and nothing else', () => {
    const changes = step('cid-aws-feeds-dashboard', 5)
    expect(told(changes)).toEqual([
      expect.stringMatching(/^sheet AWS Feeds Summary: text box "3rd Party .*" added$/),
      'sheet About › insight : narrative: "v0.0.9" → "v0.1.0"',
    ])
    const rest = changes.filter(({ severity }) => severity === 'cosmetic')
    expect(rest.map(({ kind, place }) => `${kind}, ${placeText(place)}`)).toEqual(['layout, sheet AWS Feeds Summary'])
  })

  const leaves = await Promise.all(
    [...series.keys()].map(async (name) => {
      const meta = JSON.parse(await readFile(path.join(folder, 'series', name, 'meta.json'), 'utf8')) as Meta
      return meta.versions.filter(({ scalars_touched_by_id: touched }) => touched === 1).map(({ v }) => ({ name, v }))
    }),
  )

  test.each(leaves.flat())('$name v$v: one value is one change, which says before and after', ({ name, v }) => {
    const [change, ...others] = step(name, v)
    expect(others).toEqual([])
    expect(change?.severity).not.toBe('cosmetic')
    expect(change?.message).toMatch(/→|changed|removed/)
    expect(change?.before).not.toEqual(change?.after)
  })
})
