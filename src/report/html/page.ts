import type { Review } from '../../model/review.ts'
import { verdictOf } from '../review-words.ts'
import { glyphSymbols } from './glyphs.ts'
import { heading } from './heading.ts'
import { type Markup, markup, NOTHING, ownText } from './markup.ts'
import { style } from './style/index.ts'

/** A part of the page; `id` is its anchor, `count` how much is in it. */
export type Section = { id: string; title: string; count: number; body: Markup }

/** Nothing is loaded, run or sent, whatever a name holds: the page is text, its own styles and its own drawings. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

const head = (review: Review): Markup => markup`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${ownText(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>QuickSight review: ${verdictOf(review)}</title>
<link rel="icon" href="data:,">
<style>${ownText(style)}</style>
</head>`

const contents = (sections: readonly Section[]): Markup =>
  sections.length < 2
    ? NOTHING
    : markup`<nav aria-label="Contents"><ul>${sections.map(({ id, title, count }) => markup`<li><a href="#${id}">${title} <span class="number">${count.toLocaleString('en')}</span></a></li>`)}</ul></nav>\n`

const sectionMarkup = ({ id, title, body }: Section): Markup =>
  markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n${body}</section>\n`

const isWebAddress = (address: string): boolean => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url?.protocol === 'https:' || url?.protocol === 'http:'
}

const runLink = ({ run }: Review): Markup =>
  run === undefined || !isWebAddress(run)
    ? NOTHING
    : markup`<p><a href="${run}" rel="noopener noreferrer">The workflow run that made this report</a></p>`

const footer = (review: Review): Markup =>
  markup`<footer>${runLink(review)}<p>Made by quicksight-gitops. This page is complete in itself and loads nothing from the network.</p></footer>`

const nothing = markup`<p class="nothing">Nothing to review: base and head hold the same assets.</p>`

/** The whole document. */
export const page = (review: Review, sections: readonly Section[]): Markup => markup`<!doctype html>
<html lang="en" dir="ltr">
${head(review)}
<body>
<a class="skip" href="#main">Skip to the changes</a>
${glyphSymbols}
${heading(review)}<div class="columns">
${contents(sections)}<main id="main" tabindex="-1">
${sections.length === 0 ? nothing : sections.map(sectionMarkup)}</main>
</div>
${footer(review)}
</body>
</html>
`
