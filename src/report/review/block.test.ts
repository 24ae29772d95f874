import { describe, expect, test } from 'vitest'
import { type Block, fitted, visibleLines } from './block.ts'

const leaves = (rank: Block['rank'], what: string, number: number): Block[] =>
  Array.from({ length: number }, (_, i) => ({
    text: `- ${what} ${i} ${'x'.repeat(80)}\n`,
    what,
    ...(rank ? { rank } : {}),
  }))

const fold = (children: readonly Block[]): Block => ({ text: '<details>\n', children, close: '</details>\n' })

describe('blocks', () => {
  test('that all fit are all there', () => {
    const { text, left } = fitted([{ text: 'top\n' }, fold([{ text: 'in\n', rank: 'cosmetic', what: 'x' }])], 100)
    expect(text).toBe('top\n<details>\nin\n</details>\n')
    expect(left.size).toBe(0)
  })

  test('are left out by rank, whatever their order, and counted in their place and in all', () => {
    const blocks = [fold(leaves('cosmetic', 'cosmetic change', 20)), fold(leaves('notable', 'notable change', 20))]
    const { text, left } = fitted(blocks, 2_400)
    expect(text.length).toBeLessThanOrEqual(2_400)
    expect([...left]).toEqual([['cosmetic change', 20]])
    expect(text).toContain('<details>\n\n_and 20 more cosmetic changes, left out here_\n</details>\n')
    expect(text).toContain('notable change 19')
  })

  test('of one rank go from the end', () => {
    const { text, left } = fitted([fold(leaves('notable', 'change', 100))], 2_000)
    expect(text.length).toBeLessThanOrEqual(2_000)
    const kept = 100 - (left.get('change') ?? 0)
    expect(kept).toBeGreaterThan(10)
    expect(text).toContain(`change ${kept - 1} `)
    expect(text).not.toContain(`change ${kept} `)
    expect(text).toContain(`_and ${100 - kept} more changes, left out here_`)
  })

  test('are never there without the one around them, and are counted with it', () => {
    const asset: Block = {
      text: 'x'.repeat(500),
      children: leaves('notable', 'change', 5),
      rank: 'tail',
      what: 'asset',
    }
    const { text, left } = fitted([{ text: 'verdict\n' }, asset], 400)
    expect(text).toBe('verdict\n')
    expect(Object.fromEntries(left)).toEqual({ asset: 1, change: 5 })
  })

  test('that only count a part of what they tell say so, even where all fits', () => {
    const block: Block = { text: '- a\n- and 7 more\n', what: 'breaking change', missing: 7 }
    expect([...fitted([block], 100).left]).toEqual([['breaking change', 7]])
    expect([...fitted([block, ...leaves('tail', 'note', 2)], 130).left]).toEqual([
      ['breaking change', 7],
      ['note', 1],
    ])
  })

  test('without a rank stay, even where there is no room', () => {
    expect(fitted(leaves(undefined, 'breaking change', 5), 10).text.split('\n')).toHaveLength(6)
  })
})

test('lines are visible outside of folds, and summaries are', () => {
  const inner = '<details><summary>b</summary>\n\nhidden\n\n</details>\n'
  expect(visibleLines(`# a\n\ntext\n\n<details><summary>a</summary>\n\nhidden\n${inner}</details>\n\nlast\n`)).toBe(4)
})
