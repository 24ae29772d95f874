import type { Action } from '../../model/plan.ts'
import type { EnvironmentReview, Review } from '../../model/review.ts'
import { count } from '../words.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import type { Section } from './page.ts'
import { assetMarkup, named, sentence } from './text.ts'

/** Steps beyond these are folded. */
const SEEN = 25

/** Gravest first: the order in which steps are counted and listed, and what is said of them. */
const ACTIONS: readonly (readonly [Action, string])[] = [
  ['conflict', 'edited in both'],
  ['collision', 'id taken'],
  ['foreign', 'not ours'],
  ['wait', 'being changed'],
  ['create', 'create'],
  ['restore', 'restore'],
  ['update', 'update'],
  ['adopt', 'adopt'],
  ['record', 'record only'],
  ['drift', 'edited there'],
  ['delete', 'delete'],
  ['prune', 'no longer in git'],
  ['edited', 'no longer in git, edited there'],
  ['unmanaged', 'not managed here'],
]

type Step = EnvironmentReview['steps'][number]

const totals = ({ steps, unchanged, facet = [] }: EnvironmentReview): Markup => {
  const parts = ACTIONS.flatMap(([action, word]) => {
    const number = steps.filter((step) => step.action === action).length
    return number === 0 ? [] : [markup`<span class="total"><b>${number}</b> ${word}</span>`]
  })
  if (facet.length > 0) parts.push(markup`<span class="total"><b>${facet.length}</b> shared, tagged or moved</span>`)
  return markup`<span class="totals">${parts}<span class="total quiet"><b>${unchanged}</b> unchanged</span></span>`
}

const outcome = (environment: EnvironmentReview): Markup => {
  const { problem, blocks, steps, facet = [] } = environment
  if (problem !== undefined)
    return markup`<span class="badge unknown">No plan</span><div class="because">${sentence(problem)}</div>`
  const stopped =
    blocks.length === 0
      ? NOTHING
      : markup`<a class="badge stop" href="#stops">Blocked: ${count(blocks.length, 'reason')}</a>`
  if (steps.length + facet.length === 0)
    return markup`${stopped}<span class="outcome">Nothing to do</span>${totals(environment)}`
  return markup`${stopped}${totals(environment)}`
}

const environmentRow = (environment: EnvironmentReview): Markup =>
  markup`<tr><th scope="row">${named(environment.name)}<span class="account"><span>${named(environment.account)}</span> <span>${named(environment.region)}</span></span></th><td>${outcome(environment)}</td></tr>\n`

const stepRow = (step: Step): Markup => {
  const word = ACTIONS.find(([action]) => action === step.action)?.[1] ?? step.action
  return markup`<tr><td class="action">${word}</td><th scope="row">${assetMarkup(step)}</th><td>${sentence(step.reason)}</td></tr>\n`
}

const ranked = (steps: readonly Step[]): Step[] => {
  const rank = new Map(ACTIONS.map(([action], i) => [action, i]))
  return [...steps].sort((a, b) => (rank.get(a.action) ?? ACTIONS.length) - (rank.get(b.action) ?? ACTIONS.length))
}

const stepTable = (steps: readonly Step[], caption: Markup): Markup =>
  markup`<table class="steps"><caption class="unseen">${caption}</caption><thead><tr><th scope="col">Step</th><th scope="col">Asset</th><th scope="col">Why</th></tr></thead><tbody>${steps.map(stepRow)}</tbody></table>`

const facetList = (facet: readonly string[]): Markup =>
  facet.length === 0 ? NOTHING : markup`<ul>${facet.map((words) => markup`<li>${sentence(words)}</li>`)}</ul>`

const planDetails = ({ name, steps, facet = [], digest }: EnvironmentReview): Markup => {
  if (steps.length + facet.length === 0) return NOTHING
  const sorted = ranked(steps)
  const rest = sorted.slice(SEEN)
  const folded =
    rest.length === 0
      ? NOTHING
      : markup`<details><summary>${count(rest.length, 'more step')}</summary>${stepTable(rest, markup`More steps of ${named(name)}`)}</details>`
  const signed = digest === undefined ? NOTHING : markup`<p class="digest">Plan <code><bdi>${digest}</bdi></code></p>`
  return markup`<details class="fold"><summary>Plan for ${named(name)}: ${count(steps.length + facet.length, 'step')}</summary>${steps.length === 0 ? NOTHING : stepTable(sorted.slice(0, SEEN), markup`Steps of ${named(name)}`)}${folded}${facetList(facet)}${signed}</details>\n`
}

/** What a deploy would do to each environment, or why that is not known. */
export const environmentsSection = ({ environments }: Review): Section | undefined => {
  if (environments.length === 0) return undefined
  const body = markup`<table class="environments"><caption class="unseen">What a deploy of this change would do, by environment</caption><thead><tr><th scope="col">Environment</th><th scope="col">A deploy would</th></tr></thead><tbody>${environments.map(environmentRow)}</tbody></table>${environments.map(planDetails)}`
  return { id: 'environments', title: 'Environments', count: environments.length, body }
}
