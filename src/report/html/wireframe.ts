import { SHOWING } from '../../model/part.ts'
import type { WireElement, Wireframe } from '../../model/review.ts'
import { clip } from '../review-words.ts'
import { type Bounds, boxOf, hasPlace } from './bounds.ts'
import { glyphInside } from './glyphs.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { byId, stateWords } from './sheet-words.ts'

/** Longer titles are cut here; what does not fit into its box is cut there by the browser. */
const LONGEST_TITLE = 90

/** What stands before each word, so that it is found by shape as well as by color. */
const SIGNS: Readonly<Record<string, string>> = { added: '+', removed: '−', changed: '~', moved: '→', resized: '↔' }

const signOf = (words: readonly string[]): string => SIGNS[words[0] ?? ''] ?? ''

/** `+ Added`, `→ Moved, changed`. */
export const stateTag = (words: readonly string[]): string => {
  const sentence = words.join(', ')
  return `${signOf(words)} ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`
}

const spoken = ({ what, title }: WireElement, words: readonly string[]): string => {
  const name = title === '' ? what : `${what} "${title}"`
  return words.length === 0 ? name : `${name}: ${words.join(', ')}`
}

/** The width of a picture beside its other on most screens, in pixels, for what has to be decided before it is seen. */
const USUAL_WIDTH = 440

type Room = { classes: string; hasGlyph: boolean; hasWord: boolean }

const LINE = 15
const CHARACTER = 6.5

const sizeOf = (tall: number, wide: number): string => {
  if (tall < 14 || wide < 14) return ''
  if (tall < 42) return tall < 19 ? 'label low thin' : 'label low'
  if (wide < 64) return 'label slim narrow'
  return wide < 100 ? 'label slim' : 'label'
}

/** How many lines its label will take. */
const linesOf = ({ what, title }: WireElement, words: readonly string[], wide: number): number =>
  Math.ceil((words.join(', ').length * CHARACTER) / (wide - LINE)) +
  Math.ceil(((Math.min(title.length, LONGEST_TITLE) + what.length) * CHARACTER) / (wide - LINE))

/** How much of a label a box has room for: several lines, short ones, a single one, a small one, or nothing. */
const roomOf = (element: WireElement, words: readonly string[], bounds: Bounds): Room => {
  const scale = USUAL_WIDTH / bounds.width
  const [tall, wide] = [element.height * scale, element.width * scale]
  const classes = sizeOf(tall, wide)
  const isLow = classes.startsWith('label low')
  return {
    classes,
    hasGlyph: wide >= 80 && tall >= 2 * LINE + linesOf(element, words, wide) * LINE,
    hasWord: wide >= (isLow ? 50 + stateTag(words).length * CHARACTER : 64),
  }
}

/** `Revenue` bar chart, but word cloud `of category`: what has no title is named after what it shows. */
const nameMarkup = ({ what, title }: WireElement): Markup => {
  const sort = markup`<span class="what">${clip(what, LONGEST_TITLE)}</span>`
  if (title === '' || title.toLowerCase() === what.toLowerCase()) return sort
  const name = markup`<bdi class="title">${clip(title, LONGEST_TITLE)}</bdi>`
  return title.startsWith(SHOWING) ? markup`${sort} ${name}` : markup`${name} ${sort}`
}

const label = (element: WireElement, words: readonly string[], { classes, hasWord }: Room): Markup => {
  if (classes === '') return NOTHING
  const tag = words.length === 0 ? NOTHING : markup`<b class="tag">${hasWord ? stateTag(words) : signOf(words)}</b> `
  return markup`<foreignObject width="100%" height="100%"><div xmlns="http://www.w3.org/1999/xhtml" class="${classes}"><div>${tag}${nameMarkup(element)}</div></div></foreignObject>`
}

const drawn = (element: WireElement, words: readonly string[], bounds: Bounds): Markup => {
  const room = roomOf(element, words, bounds)
  const { x, y, width, height } = boxOf(element, bounds)
  return markup`<svg class="element ${element.state}" x="${x}%" y="${y}%" width="${width}%" height="${height}%"><title>${spoken(element, words)}</title><rect class="box" x="2" y="2" width="98%" height="96%" rx="4"/>${room.hasGlyph ? glyphInside(element.what) : NOTHING}${label(element, words, room)}</svg>\n`
}

const summary = ({ elements }: Wireframe): string => {
  const touched = elements.filter(({ state }) => state !== 'same').length
  const number = `${elements.length} ${elements.length === 1 ? 'element' : 'elements'}`
  return `${number} drawn as boxes where they stand, ${touched} of them marked. What became of them is listed below the pictures.`
}

/** `other` is the other side of the sheet. */
export type Drawing = { id: string; title: string; frame: Wireframe; other: Wireframe | undefined; bounds: Bounds }

/**
 * One side of a sheet as boxes. Places are in percent and labels in pixels, so that text keeps its size on a phone and
 * is cut by its box. What has neither place nor size is left to the list beside the picture.
 */
export const drawing = ({ id, title, frame, other, bounds }: Drawing): Markup => {
  const others = byId(other)
  const boxes = frame.elements
    .filter(hasPlace)
    .map((element) => drawn(element, stateWords(element, others.get(element.id)), bounds))
  return markup`<svg class="wireframe" style="--w:${bounds.width};--h:${bounds.height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${summary(frame)}</desc>${boxes}</svg>`
}
