import type { Change, TextLine } from '../../model/change.ts'
import { logLine, markdown, plain } from '../../model/escape.ts'
import { clip, whereText } from '../review-words.ts'
import { count } from '../words.ts'
import type { Block } from './block.ts'
import { ROOMY } from './inline.ts'

const CONTEXT = 3
const MOST_LINES = 150
const LONGEST_LINE = 400
const LONGEST_TEXT = 4_000
const WIDTH = 140
const TITLE = 100

/** A fence that nothing in the text can close. */
const fence = (language: string, lines: readonly string[]): string => {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length)
  const ticks = '`'.repeat(Math.max(3, ...runs.map((run) => run + 1)))
  return `${ticks}${language}\n${lines.join('\n')}\n${ticks}\n`
}

const shownLine = ({ sign, text }: TextLine): string =>
  `${sign}${plain(clip(text.replaceAll('\t', '  '), LONGEST_LINE))}`

const isNear = (lines: readonly TextLine[]): boolean[] => {
  const near = lines.map(() => false)
  for (const [i, { sign }] of lines.entries())
    if (sign !== ' ') near.fill(true, Math.max(0, i - CONTEXT), i + CONTEXT + 1)
  return near
}

/** Changed lines with a few around them; what lies between is counted. */
const shortDiff = (lines: readonly TextLine[]): string[] => {
  const near = isNear(lines)
  const shown: string[] = []
  let skipped = 0
  const skip = (): void => {
    if (skipped > 0) shown.push(`@@ ${count(skipped, 'unchanged line')} @@`)
    skipped = 0
  }
  for (const [i, line] of lines.entries()) {
    if (!near[i]) {
      skipped += 1
      continue
    }
    skip()
    shown.push(shownLine(line))
  }
  skip()
  if (shown.length <= MOST_LINES) return shown
  return [...shown.slice(0, MOST_LINES), `@@ ${count(shown.length - MOST_LINES, 'more line')}, left out here @@`]
}

const wrappedLine = (line: string): string[] => {
  const characters = Array.from(plain(line.replaceAll('\t', '  ')))
  const rows = Math.max(1, Math.ceil(characters.length / WIDTH))
  return Array.from({ length: rows }, (_, i) => logLine(characters.slice(i * WIDTH, (i + 1) * WIDTH).join('')))
}

/** Text in lines that a screen holds, without breaking it into halves of characters. */
const wrapped = (text: string): string[] => {
  const lines = clip(text, LONGEST_TEXT).split(/\r?\n/).flatMap(wrappedLine)
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), '…']
}

const hasLines = ({ lines }: Change): boolean => lines !== undefined && lines.length > 0

/** Whether there is more to read than a line of a list shows. */
export const hasText = (change: Change): boolean => hasLines(change) || change.message.length > ROOMY.message

const textBlock = (change: Change): Block => {
  const { asset, place, message, lines = [] } = change
  const where = whereText({ asset, place })
  const full = message.length > ROOMY.message ? fence('text', wrapped(message)) : ''
  const diff = hasLines(change) ? fence('diff', shortDiff(lines)) : ''
  return {
    text: `\n${markdown(clip(full === '' ? `${where}: ${clip(message, TITLE)}` : where, ROOMY.message))}\n\n${full}${full && diff ? '\n' : ''}${diff}`,
    rank: 'texts',
    what: 'text',
  }
}

/** The line-by-line texts of changes, and messages that were cut in the list. */
export const textBlocks = (changes: readonly Change[]): Block[] => changes.filter(hasText).map(textBlock)
