import { count } from '../words.ts'

/** What is left out first when there is too little room stands last. Blocks without a rank are never left out. */
const RANKS = ['tail', 'notable', 'steps', 'graph', 'texts', 'cosmetic'] as const
type Rank = (typeof RANKS)[number]

/**
 * A piece of Markdown that is shown whole or not at all, with the pieces in it. `text` and `close` end their lines. A block
 * is only there when the one around it is, so its rank is never better than that one's. `what` names it, in the singular,
 * for the note of what was left out. A `quiet` one does not say itself what of it is missing: it has told how much there is.
 * `missing`: so many of `what` its text only counts.
 */
export type Block = {
  text: string
  children?: readonly Block[]
  close?: string
  rank?: Rank
  what?: string
  quiet?: boolean
  missing?: number
}

/** Room for the line that says how many pieces of a block were left out. */
const MORE = 160

const moreText = (left: ReadonlyMap<string, number>): string =>
  `\n_and ${[...left].map(([what, number]) => count(number, `more ${what}`)).join(', ')}, left out here_\n`

const childrenOf = (block: Block): readonly Block[] => block.children ?? []

/** What a block takes with everything in it that comes along with it. */
const sizeOf = (block: Block): number => {
  const children = childrenOf(block)
  const own = block.text.length + (block.close?.length ?? 0)
  const reserve = !block.quiet && children.some(({ rank }) => rank !== undefined) ? MORE : 0
  return children.reduce((sum, child) => sum + (child.rank === undefined ? sizeOf(child) : 0), own + reserve)
}

/** What some blocks take where nothing that may be left out is shown. */
export const leastSize = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, block) => sum + (block.rank === undefined ? sizeOf(block) : 0), 0)

type Seen = { block: Block; parent: Seen | undefined }

const seenIn = (blocks: readonly Block[], parent?: Seen): Seen[] =>
  blocks.flatMap((block) => {
    const seen: Seen = { block, parent }
    return [seen, ...seenIn(childrenOf(block), seen)]
  })

/** The blocks that are shown: those that must be, then rank by rank and from top to bottom what still fits. */
const chosen = (blocks: readonly Block[], room: number): Set<Block> => {
  const all = seenIn(blocks)
  const shown = new Set<Block>()
  const comesAlong = ({ block, parent }: Seen): boolean =>
    block.rank === undefined && (parent === undefined || shown.has(parent.block))
  let left = room
  for (const seen of all)
    if (comesAlong(seen)) {
      shown.add(seen.block)
      if (seen.parent === undefined) left -= sizeOf(seen.block)
    }
  const show = (seen: Seen): void => {
    shown.add(seen.block)
    for (const inner of seenIn(childrenOf(seen.block), seen)) if (comesAlong(inner)) shown.add(inner.block)
  }
  for (const rank of RANKS)
    for (const seen of all) {
      if (seen.block.rank !== rank || (seen.parent !== undefined && !shown.has(seen.parent.block))) continue
      const size = sizeOf(seen.block)
      if (size > left) continue
      left -= size
      show(seen)
    }
  return shown
}

/** What is not shown of these blocks and of all in them, by what it is. */
const leftOf = (blocks: readonly Block[], shown: ReadonlySet<Block>, into = new Map<string, number>()) => {
  for (const block of blocks) {
    const { what, missing = 0 } = block
    const number = shown.has(block) ? missing : 1
    if (what !== undefined && number > 0) into.set(what, (into.get(what) ?? 0) + number)
    leftOf(childrenOf(block), shown, into)
  }
  return into
}

const written = (block: Block, shown: ReadonlySet<Block>): string => {
  const children = childrenOf(block)
  const inner = children.filter((child) => shown.has(child)).map((child) => written(child, shown))
  const missing = block.quiet ? [] : children.filter((child) => !shown.has(child))
  const left = leftOf(missing, shown)
  return [block.text, ...inner, left.size > 0 ? moreText(left) : '', block.close ?? ''].join('')
}

/** All of it, whatever its length. */
export const wholeText = (blocks: readonly Block[]): string =>
  blocks.map((block) => block.text + wholeText(childrenOf(block)) + (block.close ?? '')).join('')

export type Fitted = { text: string; left: ReadonlyMap<string, number> }

/**
 * Markdown of at most `room` characters (UTF-16 units), unless the blocks without a rank alone take more; and how many
 * pieces were left out, by what they are. A block is never cut, so fences, tables and `<details>` stay whole.
 */
export const fitted = (blocks: readonly Block[], room: number): Fitted => {
  const whole = wholeText(blocks)
  if (whole.length <= room)
    return { text: whole, left: leftOf(blocks, new Set(seenIn(blocks).map((seen) => seen.block))) }
  const shown = chosen(blocks, room)
  const text = blocks.filter((block) => shown.has(block)).map((block) => written(block, shown))
  return { text: text.join(''), left: leftOf(blocks, shown) }
}

/** How many lines of Markdown can be seen without opening a `<details>`; its own summary line can. */
export const visibleLines = (text: string): number => {
  let depth = 0
  let lines = 0
  for (const line of text.split('\n')) {
    if (line.startsWith('<details>')) {
      if (depth === 0) lines += 1
      depth += 1
    } else if (line.startsWith('</details>')) depth -= 1
    else if (depth === 0 && line.trim() !== '') lines += 1
  }
  return lines
}
