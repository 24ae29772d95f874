import type { TextLine } from '../../model/change.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

/** Unchanged lines that are kept around what changed. */
const CONTEXT = 3
/** So few unchanged lines are not worth leaving out. */
const SHORTEST_GAP = 2
/** Lines beyond these are folded. */
const SEEN = 40
/** So few more are not worth folding. */
const SHORTEST_FOLD = 8
/** A pair of lines is compared word by word up to this length. */
const LONGEST_LINE = 2_000

type Row = { line: TextLine; other?: string } | { skipped: number }

const isNear = (lines: readonly TextLine[], i: number): boolean =>
  lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ sign }) => sign !== ' ')

/** For each line, the one it replaces or is replaced by: the n-th removed and the n-th added of a block as long on both sides. */
const partners = (lines: readonly TextLine[]): (string | undefined)[] => {
  const found: (string | undefined)[] = lines.map(() => undefined)
  for (let i = 0; i < lines.length; ) {
    const start = i
    while (lines[i]?.sign === '-') i++
    const middle = i
    while (lines[i]?.sign === '+') i++
    const length = middle - start
    if (length > 0 && i - middle === length) {
      for (let k = 0; k < length; k++) {
        found[start + k] = lines[middle + k]?.text
        found[middle + k] = lines[start + k]?.text
      }
    }
    if (i === start) i++
  }
  return found
}

/** Whether a line is shown: it changed, or is near to what did, or too little is unchanged there to be worth leaving out. */
const shownLines = (lines: readonly TextLine[]): boolean[] => {
  const shown = lines.map((_, i) => isNear(lines, i))
  for (let start = 0; start < lines.length; start++) {
    let end = start
    while (end < lines.length && !shown[end]) end++
    if (end - start <= SHORTEST_GAP) shown.fill(true, start, end)
    else start = end
  }
  return shown
}

const rowsOf = (lines: readonly TextLine[]): Row[] => {
  const others = partners(lines)
  const shown = shownLines(lines)
  const rows: Row[] = []
  for (const [i, line] of lines.entries()) {
    const other = others[i]
    const last = rows.at(-1)
    if (shown[i]) rows.push(other === undefined ? { line } : { line, other })
    else if (last !== undefined && 'skipped' in last) last.skipped++
    else rows.push({ skipped: 1 })
  }
  return rows
}

const words = (text: string): string[] => text.match(/[\p{L}\p{N}_]+|\s+|./gu) ?? []

/** Tabs are kept; other control characters become visible as everywhere. */
const tabbed = (text: string): Markup =>
  markup`${text.split('\t').map((piece, i) => (i === 0 ? piece : markup`\t${piece}`))}`

/** A line with the part marked in which it differs from its partner; not marked where they have too little in common. */
const markedLine = (text: string, other: string): Markup => {
  if (Math.max(text.length, other.length) > LONGEST_LINE) return tabbed(text)
  const ours = words(text)
  const theirs = words(other)
  const most = Math.min(ours.length, theirs.length)
  let start = 0
  while (start < most && ours[start] === theirs[start]) start++
  let end = 0
  while (end < most - start && ours.at(-1 - end) === theirs.at(-1 - end)) end++
  const shared = [...ours.slice(0, start), ...ours.slice(ours.length - end)].join('').trim()
  if (shared.length * 4 < text.length) return tabbed(text)
  const middle = ours.slice(start, ours.length - end).join('')
  const marked = middle === '' ? NOTHING : markup`<mark>${tabbed(middle)}</mark>`
  return markup`${tabbed(ours.slice(0, start).join(''))}${marked}${tabbed(ours.slice(ours.length - end).join(''))}`
}

const SIGNS = {
  '+': { sign: '+', word: 'added: ', tag: 'ins' },
  '-': { sign: '−', word: 'removed: ', tag: 'del' },
} as const

const rowMarkup = (row: Row): Markup => {
  if ('skipped' in row)
    return markup`<div class="skipped">${row.skipped} unchanged ${row.skipped === 1 ? 'line' : 'lines'}</div>`
  const { line, other } = row
  const text = other === undefined ? tabbed(line.text) : markedLine(line.text, other)
  if (line.sign === ' ') return markup`<div><span class="sign"> </span><span class="code">${text}</span></div>`
  const { sign, word } = SIGNS[line.sign]
  const body = markup`<span class="sign" aria-hidden="true">${sign}</span><span class="unseen">${word}</span><span class="code">${text}</span>`
  return line.sign === '+' ? markup`<ins>${body}</ins>` : markup`<del>${body}</del>`
}

const box = (rows: readonly Row[]): Markup =>
  markup`<div class="diff" dir="ltr" translate="no">${rows.map(rowMarkup)}</div>`

/** A text compared line by line: the sign of each line is seen and read out, long unchanged parts are left out, and the end of a very long one folded. */
export const textDiff = (lines: readonly TextLine[]): Markup => {
  const rows = rowsOf(lines)
  const seen = rows.length <= SEEN + SHORTEST_FOLD ? rows.length : SEEN
  const rest = rows.slice(seen)
  const more =
    rest.length === 0 ? NOTHING : markup`<details><summary>${rest.length} more lines</summary>${box(rest)}</details>`
  return markup`${box(rows.slice(0, seen))}${more}`
}
