import type { Change, Severity } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { severityTitle } from '../review-words.ts'
import { affected, beforeAndAfter, otherPlaces } from './change.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import type { Section } from './page.ts'
import { sentence, whereMarkup } from './text.ts'

/** Cards beyond these are folded: all of them are there, and the page stays one that can be read. */
const SEEN = 40

const GRAVE: readonly Severity[] = ['breaking', 'security']

export const isGrave = ({ severity }: Change): boolean => GRAVE.includes(severity)

const reached = (change: Change): Markup => {
  const who = affected(change)
  return who === NOTHING ? NOTHING : markup`<div class="who"><h4>Who is affected</h4>${who}</div>`
}

const why = ({ reason }: Change): Markup =>
  reason === undefined ? NOTHING : markup`<div class="reason"><b>Why it matters:</b> ${sentence(reason)}</div>`

const card = (change: Change): Markup =>
  markup`<article class="card ${change.severity}"><p class="kicker"><span class="badge ${change.severity}">${severityTitle(change.severity)}</span></p><h3>${whereMarkup(change)}</h3><div class="message">${sentence(change.message)}</div>${beforeAndAfter(change)}${why(change)}${reached(change)}${otherPlaces(change)}</article>\n`

const cards = (changes: readonly Change[]): Markup => {
  if (changes.length <= SEEN) return markup`${changes.map(card)}`
  const rest = changes.slice(SEEN)
  return markup`${changes.slice(0, SEEN).map(card)}<details class="fold"><summary>${rest.length} more breaking and security changes</summary>${rest.map(card)}</details>`
}

/** What a reviewer must not miss: every breaking and security change, why, and who is affected. */
export const graveSection = ({ changes }: Review): Section | undefined => {
  const grave = GRAVE.flatMap((severity) => changes.filter((change) => change.severity === severity))
  if (grave.length === 0) return undefined
  const titles = GRAVE.filter((severity) => grave.some((change) => change.severity === severity)).map(severityTitle)
  const title = titles.join(' and ').replace(/ and S/, ' and s')
  return { id: 'grave', title, count: grave.length, body: cards(grave) }
}
