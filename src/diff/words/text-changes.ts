import { diffArrays } from 'diff'
import { short } from './values.ts'

type Token = { text: string; start: number; end: number }

const MOST_RUNS = 3
const LONGEST_RUN = 60
const MOST_EDITS = 60

const tokensOf = (text: string, pattern: RegExp): Token[] =>
  [...text.matchAll(pattern)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))

/** Words of a text that somebody reads, and the pieces of an expression: names, texts in quotes, signs. */
export const PROSE = /\S+/gu
export const EXPRESSION = /"[^"]*"|'[^']*'|\$?\{[^}]*\}|\/\/.*|[\p{L}\p{N}_.]+|[^\s\p{L}\p{N}_]/gu

type Runs = { runs: Run[]; isAkin: boolean }
type Run = { before: Token[]; after: Token[] }

const runsOf = (before: Token[], after: Token[]): Runs | undefined => {
  const parts = diffArrays(before, after, { comparator: (a, b) => a.text === b.text, maxEditLength: MOST_EDITS })
  if (!parts) return undefined
  const runs: Run[] = []
  let open: Run | undefined
  for (const { value, added, removed } of parts) {
    if (!added && !removed) {
      open = undefined
      continue
    }
    if (!open) {
      open = { before: [], after: [] }
      runs.push(open)
    }
    ;(added ? open.after : open.before).push(...value)
  }
  return { runs, isAkin: parts.some(({ added, removed }) => !added && !removed) }
}

const sliceOf = (text: string, tokens: readonly Token[]): string => {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return first && last ? short(text.slice(first.start, last.end), LONGEST_RUN) : ''
}

const runWords = (from: string, to: string, quote: (text: string) => string): string => {
  if (from === '') return `${quote(to)} added`
  return to === '' ? `${quote(from)} removed` : `${quote(from)} → ${quote(to)}`
}

/** Whether two texts differ in nothing but the space between their pieces. */
export const isOnlySpacing = (before: string, after: string, pattern: RegExp): boolean => {
  const [a, b] = [tokensOf(before, pattern), tokensOf(after, pattern)]
  return a.length === b.length && a.every(({ text }, i) => text === b[i]?.text)
}

/** A piece of an expression that came or went by itself, and closes no more than it opens. */
const isWhole = ([from, to]: readonly [string, string]): boolean =>
  (from !== '' && to !== '') ||
  from.split('(').length + to.split('(').length === from.split(')').length + to.split(')').length

/** `v5.8.1 → v5.9.1`: the few words that differ in a long text. Undefined where they are not few. */
export const wordChanges = (
  before: string,
  after: string,
  { pattern, quote = (text) => text }: { pattern: RegExp; quote?: (text: string) => string },
): string | undefined => {
  const found = runsOf(tokensOf(before, pattern), tokensOf(after, pattern))
  if (!found?.isAkin || found.runs.length === 0 || found.runs.length > MOST_RUNS) return undefined
  const sides = found.runs.map((run) => [sliceOf(before, run.before), sliceOf(after, run.after)] as const)
  if (!sides.every(isWhole)) return undefined
  return sides.map(([from, to]) => runWords(from, to, quote)).join('; ')
}
