import type { Severity } from '../../model/change.ts'
import { SEVERITIES } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { clip, countsOf, severityTitle, verdictOf } from '../review-words.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { named } from './text.ts'

const SHORT_COMMIT = 10

const refMarkup = ({ ref, commit }: Review['head']): Markup => {
  const at =
    commit === undefined
      ? markup`<span class="commit">work tree</span>`
      : markup`<code class="commit"><bdi>${commit.slice(0, SHORT_COMMIT)}</bdi></code>`
  return markup`<span class="ref">${named(clip(ref, 100))} ${at}</span>`
}

const ANCHORS: Readonly<Record<Severity, string>> = {
  breaking: 'grave',
  security: 'grave',
  notable: 'assets',
  cosmetic: 'assets',
}

const tile = (severity: Severity, number: number): Markup => {
  const body = markup`<b>${number.toLocaleString('en')}</b> ${severityTitle(severity)}`
  return number === 0
    ? markup`<li class="none"><span>${body}</span></li>`
    : markup`<li class="${severity}"><a href="#${ANCHORS[severity]}">${body}</a></li>`
}

const tiles = (review: Review): Markup => {
  if (review.changes.length === 0) return NOTHING
  const counts = countsOf(review.changes)
  return markup`<ul class="counts" aria-label="Changes by severity">${SEVERITIES.map((severity) => tile(severity, counts[severity]))}</ul>`
}

const isStopped = ({ environments, problems }: Review): boolean =>
  environments.some(({ blocks }) => blocks.length > 0) || problems.some(({ severity }) => severity === 'error')

/** What changed in large type, what stops or hides it in smaller below. */
const verdict = (review: Review): Markup => {
  const [changes = '', ...troubles] = verdictOf(review).split('; ')
  return troubles.length === 0
    ? markup`${changes}`
    : markup`${changes}<span class="unseen">; </span><span class="troubles ${isStopped(review) ? 'stopped' : 'unknown'}">${troubles.join('; ')}</span>`
}

/** The verdict, and what was compared with what. */
export const heading = (review: Review): Markup =>
  markup`<header class="top"><p class="eyebrow">QuickSight review</p><h1><bdi dir="ltr">${verdict(review)}</bdi></h1><p class="refs"><span class="unseen">From </span>${refMarkup(review.base)} <span aria-hidden="true">→</span><span class="unseen"> to </span> ${refMarkup(review.head)}</p>${tiles(review)}</header>\n`
