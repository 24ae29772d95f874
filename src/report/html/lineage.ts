import { refKey } from '../../model/asset.ts'
import type { LineageNode, Review } from '../../model/review.ts'
import { count } from '../words.ts'
import { layersOf, lineageGraph } from './lineage-graph.ts'
import { longList } from './lists.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import type { Section } from './page.ts'
import { assetMarkup, named } from './text.ts'

/** Rows beyond these are folded. */
const SEEN = 30

type Known = ReadonlyMap<string, LineageNode>

const needMarkup = (need: string, known: Known): Markup => {
  const node = known.get(need)
  if (node !== undefined) return assetMarkup(node)
  const colon = need.indexOf(':')
  const id = need.slice(colon + 1)
  return colon < 0 ? named(need) : assetMarkup({ kind: need.slice(0, colon), id, name: id })
}

const row = (node: LineageNode, known: Known): Markup => {
  const needs = longList({ entries: node.needs.map((need) => needMarkup(need, known)), seen: 4 })
  return markup`<tr><th scope="row">${assetMarkup(node)}</th><td><span class="badge ${node.state}">${node.state}</span></td><td>${needs}</td></tr>\n`
}

const table = (nodes: readonly LineageNode[], known: Known, caption: string): Markup =>
  markup`<table class="lineage"><caption class="unseen">${caption}</caption><thead><tr><th scope="col">Asset</th><th scope="col">State</th><th scope="col">Built on</th></tr></thead><tbody>${nodes.map((node) => row(node, known))}</tbody></table>`

const isReached = ({ state }: LineageNode): boolean => state === 'reached'

const folded = (nodes: readonly LineageNode[], known: Known, title: string): Markup =>
  markup`<details class="fold"><summary>${title}</summary>${table(nodes, known, title)}</details>`

const reachedTable = (nodes: readonly LineageNode[], known: Known): Markup => {
  if (nodes.length === 0) return NOTHING
  const rest = nodes.slice(SEEN)
  const more = rest.length === 0 ? NOTHING : folded(rest, known, count(rest.length, 'more reached asset'))
  return markup`${table(nodes.slice(0, SEEN), known, 'Assets reached by this change')}${more}`
}

/** Where nothing is built on something, it would only repeat what changed. */
const changedTable = (nodes: readonly LineageNode[], known: Known): Markup =>
  nodes.some(({ needs }) => needs.length > 0)
    ? folded(nodes, known, `${count(nodes.length, 'changed asset')}, and what they are built on`)
    : NOTHING

const lead = (reached: number): Markup => {
  if (reached === 0) return markup`<p class="lead">Nothing beyond the changed assets is built on them.</p>`
  return markup`<p class="lead">Not changed themselves, but built on what is: <b>${reached} ${reached === 1 ? 'asset' : 'assets'}</b>.</p>`
}

/** What a change touches and what it reaches. */
export const lineageSection = ({ lineage }: Review): Section | undefined => {
  if (lineage.length === 0) return undefined
  const known: Known = new Map(lineage.map((node) => [refKey(node), node]))
  const sorted = layersOf(lineage).flat()
  const reached = sorted.filter(isReached)
  const changed = sorted.filter((node) => !isReached(node))
  const body = markup`${lead(reached.length)}${lineageGraph(lineage)}${reachedTable(reached, known)}${changedTable(changed, known)}`
  return { id: 'lineage', title: 'What it reaches', count: reached.length, body }
}
