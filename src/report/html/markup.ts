import { html } from '../../model/escape.ts'

/** Finished HTML. Made by `markup` only, so that no text from outside becomes HTML without having been escaped. */
export class Markup {
  readonly html: string
  constructor(finished: string) {
    this.html = finished
  }
}

export type Piece = string | number | Markup | undefined | readonly Piece[]

const written = (piece: Piece): string => {
  if (piece === undefined) return ''
  if (piece instanceof Markup) return piece.html
  if (typeof piece === 'string') return html(piece)
  return typeof piece === 'number' ? String(piece) : piece.map(written).join('')
}

/** HTML from a template: what stands in it literally is HTML, what is put into it is text, unless it is Markup itself. */
export const markup = (literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  new Markup(literals.map((literal, i) => (i === 0 ? literal : written(pieces[i - 1]) + literal)).join(''))

/** Nothing where there is nothing to show. */
export const NOTHING = markup``

/** Text that must not be escaped: our own style sheet. */
export const ownText = (text: string): Markup => new Markup(text)
