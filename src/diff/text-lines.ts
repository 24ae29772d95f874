import { diffLines } from 'diff'
import type { TextLine } from '../model/change.ts'

const MOST_EDITS = 4_000
const CONTEXT = 2

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

const wholly = (before: string, after: string): TextLine[] => [
  ...linesOf(before).map((text): TextLine => ({ sign: '-', text })),
  ...linesOf(after).map((text): TextLine => ({ sign: '+', text })),
]

const isNear = (lines: readonly TextLine[], at: number): boolean =>
  lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' ')

/** Kept lines far from any change are left out; `…` stands for them. */
const shortened = (lines: readonly TextLine[]): TextLine[] =>
  lines.flatMap((line, i): TextLine[] => {
    if (line.sign !== ' ' || isNear(lines, i)) return [line]
    return i === 0 || isNear(lines, i - 1) ? [{ sign: ' ', text: '…' }] : []
  })

/** Two texts compared line by line, with two lines around each change. Beyond 4,000 edits one text replaces the other. */
export const textLines = (before: string, after: string): TextLine[] => {
  const parts = diffLines(before.replace(/\n?$/, '\n'), after.replace(/\n?$/, '\n'), { maxEditLength: MOST_EDITS })
  if (!parts) return wholly(before, after)
  const lines = parts.flatMap(({ value, added, removed }) =>
    linesOf(value).map((text): TextLine => ({ sign: added ? '+' : removed ? '-' : ' ', text })),
  )
  return shortened(lines)
}
