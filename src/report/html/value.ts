import type { Change } from '../../model/change.ts'
import type { Json } from '../../model/json.ts'
import { clip } from '../review-words.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

/** Longer values are shown as a block of their own. */
const SHORT = 60
/** Longer blocks are folded behind their beginning. */
const LONG = 700
/** No more than this is written; the JSON report holds all of it. */
const LONGEST = 20_000
/** Lists of so few short entries stand on one line. */
const MOST_ENTRIES = 20

const COLOR = /^#[0-9a-f]{3}(?:[0-9a-f]{3}(?:[0-9a-f]{2})?)?$/i

type Scalar = string | number | boolean | null

const isScalar = (value: Json): value is Scalar => value === null || typeof value !== 'object'

const scalarText = (value: Scalar): string => (value === null ? 'nothing' : String(value))

/** A value as indented lines without braces and quotation marks, for people who do not read JSON. */
const outline = (value: Json, indent = ''): string => {
  if (isScalar(value)) return `${indent}${scalarText(value)}`
  const entries = Array.isArray(value) ? value.map((item) => ['-', item] as const) : Object.entries(value)
  return entries.map(([key, item]) => line(key, item, indent)).join('\n') || `${indent}empty`
}

const line = (key: string, item: Json, indent: string): string => {
  const name = key === '-' ? '-' : `${key}:`
  return isScalar(item) ? `${indent}${name} ${scalarText(item)}` : `${indent}${name}\n${outline(item, `${indent}  `)}`
}

const shown = (value: Json): string => outline(value)

const isShort = (text: string): boolean => text.length <= SHORT && !text.includes('\n')

const swatch = (text: string): Markup =>
  COLOR.test(text)
    ? markup`<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="3" fill="${text}"/></svg>`
    : NOTHING

const shortValue = (text: string): Markup =>
  text === '' ? markup`<i>empty</i>` : markup`${swatch(text)}<code><bdi>${text}</bdi></code>`

/** Line breaks of a value are kept; other control characters become visible as everywhere. */
const block = (text: string): Markup =>
  markup`<pre>${text.split(/\r?\n/).map((line, i) => (i === 0 ? line : markup`\n${line}`))}</pre>`

const counted = (number: number): string => number.toLocaleString('en')

const longValue = (text: string): Markup => {
  if (text.length <= LONG) return block(text)
  const told = text.length <= LONGEST ? 'all' : `the first ${counted(LONGEST)} of`
  return markup`${block(clip(text, LONG))}<details><summary>Show ${told} ${counted(text.length)} characters</summary>${block(clip(text, LONGEST))}</details>`
}

const isShortList = (value: Json): value is Scalar[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MOST_ENTRIES &&
  value.every((item) => isScalar(item) && scalarText(item).length <= SHORT)

/** The entries of a list beside each other; those that the other side does not have are marked. */
const entriesMarkup = (list: readonly Scalar[], other: Json | undefined): Markup => {
  const others = Array.isArray(other) ? other : list
  const entry = (item: Scalar): Markup => {
    const code = markup`<code><bdi>${scalarText(item)}</bdi></code>`
    return others.includes(item) ? code : markup`<mark>${code}</mark>`
  }
  return markup`<span class="entries">${list.map((item) => markup`${entry(item)} `)}</span>`
}

const side = (word: string, value: Json, other: Json | undefined): Markup => {
  if (isShortList(value)) return markup`<div><dt>${word}</dt><dd>${entriesMarkup(value, other)}</dd></div>`
  const text = shown(value)
  return isShort(text)
    ? markup`<div><dt>${word}</dt><dd>${shortValue(text)}</dd></div>`
    : markup`<div class="wide"><dt>${word}</dt><dd>${longValue(text)}</dd></div>`
}

/** A word of the format as messages have it: `pie chart` for `pieChartVisual`, `horizontal` for `HORIZONTAL`. */
const spoken = (text: string): string =>
  /^[A-Z][A-Z_]+$|^[a-z]+(?:[A-Z][a-z]+)*Visual$/.test(text)
    ? text
        .replace(/Visual$/, '')
        .replace(/(?<=[a-z])(?=[A-Z])|_/g, ' ')
        .toLowerCase()
    : text

const QUOTES = ['', '"']
const BETWEEN = [' → ', ' renamed ']

/** Whether a message has a text as words of their own. */
const hasWords = (message: string, text: string): boolean => {
  const at = message.indexOf(text)
  if (text === '' || at < 0) return false
  const around = `${message.charAt(at - 1)}${message.charAt(at + text.length)}`
  return !/[\p{L}\p{N}_]/u.test(around)
}

/** Whether the message itself tells the values: `"bar chart" → "line chart"`, `10 → 25`, `orientation: horizontal added`. */
const isTold = ({ message, before, after }: Change): boolean => {
  const values = [before, after].filter((value) => value !== undefined).map(shown)
  const ways = QUOTES.flatMap((quote) => BETWEEN.map((between) => ({ quote, between })))
  return [values, values.map(spoken)].some((texts) =>
    ways.some(({ quote, between }) => hasWords(message, texts.map((text) => `${quote}${text}${quote}`).join(between))),
  )
}

/** The values before and after, where there are any that the message does not tell. */
export const values = (change: Change): Markup => {
  const { before, after } = change
  if ((before === undefined && after === undefined) || isTold(change)) return NOTHING
  const old = before === undefined ? NOTHING : side('Before', before, after)
  const young = after === undefined ? NOTHING : side('After', after, before)
  return markup`<dl class="values">${old}${young}</dl>`
}
