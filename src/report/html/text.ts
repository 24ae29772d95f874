import type { NamedAsset, Part, Where } from '../../model/change.ts'
import { kindText } from '../../model/kind-words.ts'
import { SHOWING } from '../../model/part.ts'
import { clip } from '../review-words.ts'
import { type Markup, markup } from './markup.ts'

/** Longer names are cut. */
export const LONGEST_SHOWN = 120
const LONGEST_TEXT = 400
const LONGEST_WORD = 60

/** A name from outside, in its own direction. A very long one is cut; all of it shows when it is pointed at. */
export const named = (name: string): Markup =>
  name.length <= LONGEST_SHOWN
    ? markup`<bdi>${name}</bdi>`
    : markup`<bdi title="${name}">${clip(name, LONGEST_SHOWN)}</bdi>`

/** A sentence of ours with names from outside in it, on one line. A very long one is folded behind its beginning. */
export const sentence = (words: string): Markup => {
  const text = words.replace(/\s*[\r\n]+\s*/g, ' ').trim()
  return text.length <= LONGEST_TEXT
    ? markup`<bdi dir="ltr">${text}</bdi>`
    : markup`<details class="whole"><summary><bdi dir="ltr">${clip(text, LONGEST_TEXT)}</bdi> <span class="more">Show all of it</span></summary><bdi dir="ltr">${text}</bdi></details>`
}

/** `dashboard “Sales overview”`. */
export const assetMarkup = ({ kind, id, name }: NamedAsset): Markup =>
  markup`<span class="kind">${clip(kindText(kind), LONGEST_WORD)}</span> ${named(name === '' ? id : name)}`

const partMarkup = ({ what, name }: Part): Markup => {
  const sort = markup`<span class="kind">${clip(what, LONGEST_WORD)}</span>`
  if (name === '') return sort
  return name.startsWith(SHOWING)
    ? markup`${sort} <span class="name">${named(name)}</span>`
    : markup`${sort} <span class="name">“${named(name)}”</span>`
}

const SEPARATOR = markup` <span class="then">›</span> `

const joined = (parts: readonly Markup[]): Markup =>
  markup`${parts.map((part, i) => (i === 0 ? part : markup`${SEPARATOR}${part}`))}`

/** `sheet “Overview” › bar chart “Revenue”`. */
export const placeMarkup = (place: readonly Part[]): Markup => joined(place.map(partMarkup))

/** `dashboard “Sales overview” › sheet “Overview” › bar chart “Revenue”`. */
export const whereMarkup = ({ asset, place }: Where): Markup => joined([assetMarkup(asset), ...place.map(partMarkup)])
