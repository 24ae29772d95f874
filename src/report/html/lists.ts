import { type Markup, markup, NOTHING, type Piece } from './markup.ts'

/** So many entries of a list are seen at once; the others are folded. */
const SEEN = 8

export type Listing = { entries: readonly Piece[]; seen?: number; name?: string; classes?: string }

const list = (entries: readonly Piece[], classes: string): Markup =>
  entries.length === 0
    ? NOTHING
    : markup`<ul class="${classes}">${entries.map((entry) => markup`<li>${entry}</li>\n`)}</ul>`

/** A list whose end is folded when it is long; `name` is what its entries are called, in the plural. */
export const longList = ({ entries, seen = SEEN, name = '', classes = 'plain' }: Listing): Markup => {
  if (entries.length <= seen + 1) return list(entries, classes)
  const rest = entries.slice(seen)
  const title = name === '' ? `${rest.length} more` : `${rest.length} more ${name}`
  return markup`${list(entries.slice(0, seen), classes)}<details><summary>${title}</summary>${list(rest, classes)}</details>`
}
