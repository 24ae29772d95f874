import type { WireElement, Wireframe } from '../../model/review.ts'
import { clip } from '../review-words.ts'
import { type Bounds, boxOf, hasPlace } from './bounds.ts'
import { glyphInside } from './glyphs.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { stateWords } from './sheet-words.ts'

/** Longer titles are cut here; what does not fit into its box is cut there by the browser. */
const LONGEST_TITLE = 90

/** What stands before each word, so that it is found by shape as well as by color. */
const SIGNS: Readonly<Record<string, string>> = { added: '+', removed: '−', changed: '~', moved: '→' }

const signOf = (words: readonly string[]): string => SIGNS[words[0] ?? ''] ?? ''

/** `+ Added`, `→ Moved, changed`. */
export const stateTag = (words: readonly string[]): string => {
  const sentence = words.join(', ')
  return `${signOf(words)} ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`
}

const spoken = (element: WireElement): string => {
  const name = element.title === '' ? element.what : `${element.what} "${element.title}"`
  const words = stateWords(element)
  return words.length === 0 ? name : `${name}: ${words.join(', ')}`
}

/** The width of a picture beside its other on most screens, in pixels, for what has to be decided before it is seen. */
const USUAL_WIDTH = 440

type Room = { isLow: boolean; isSmall: boolean; isNarrow: boolean }

/** Whether a box has room for one line only, for no more than its label, and hardly for a word. */
const roomOf = ({ width, height }: WireElement, bounds: Bounds): Room => {
  const scale = USUAL_WIDTH / bounds.width
  const tall = height * scale * (bounds.isGrid ? 0.62 : 1)
  const wide = width * scale
  return { isLow: tall < 42, isSmall: tall < 56 || wide < 80, isNarrow: wide < 110 }
}

const label = (element: WireElement, { isLow, isNarrow }: Room): Markup => {
  const words = stateWords(element)
  const tag =
    words.length === 0 ? NOTHING : markup`<b class="tag">${isLow && isNarrow ? signOf(words) : stateTag(words)}</b> `
  const name =
    element.title === ''
      ? markup`<span class="what">${clip(element.what, LONGEST_TITLE)}</span>`
      : markup`<bdi class="title">${clip(element.title, LONGEST_TITLE)}</bdi> <span class="what">${element.what}</span>`
  return markup`<foreignObject width="100%" height="100%"><div xmlns="http://www.w3.org/1999/xhtml" class="${isLow ? 'label low' : 'label'}"><div>${tag}${name}</div></div></foreignObject>`
}

const drawn = (element: WireElement, bounds: Bounds): Markup => {
  const room = roomOf(element, bounds)
  const { x, y, width, height } = boxOf(element, bounds)
  return markup`<svg class="element ${element.state}" x="${x}%" y="${y}%" width="${width}%" height="${height}%"><title>${spoken(element)}</title><rect class="box" x="2" y="2" width="98%" height="96%" rx="4"/>${room.isSmall ? NOTHING : glyphInside(element.what)}${label(element, room)}</svg>\n`
}

const summary = ({ elements }: Wireframe): string => {
  const touched = elements.filter(({ state }) => state !== 'same').length
  const number = `${elements.length} ${elements.length === 1 ? 'element' : 'elements'}`
  return `${number} drawn as boxes where they stand, ${touched} of them marked. What became of them is listed below the pictures.`
}

export type Drawing = { id: string; title: string; frame: Wireframe; bounds: Bounds }

/**
 * One side of a sheet as boxes. Places are in percent and labels in pixels, so that text keeps its size on a phone and
 * is cut by its box. What has neither place nor size is left to the list beside the picture.
 */
export const drawing = ({ id, title, frame, bounds }: Drawing): Markup =>
  markup`<svg class="wireframe ${bounds.isGrid ? 'grid' : 'free'}" style="--w:${bounds.width};--h:${bounds.height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${summary(frame)}</desc>${frame.elements.filter(hasPlace).map((element) => drawn(element, bounds))}</svg>`
