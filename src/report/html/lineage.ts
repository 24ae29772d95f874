import { refKey } from '../../model/asset.ts'
import type { LineageNode, Review } from '../../model/review.ts'
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

const lead = (nodes: readonly LineageNode[]): Markup => {
  const reached = nodes.filter(({ state }) => state === 'reached').length
  if (reached === 0) return markup`<p class="lead">Nothing beyond the changed assets is built on them.</p>`
  return markup`<p class="lead">Not changed themselves, but built on what is: <b>${reached} ${reached === 1 ? 'asset' : 'assets'}</b>.</p>`
}

/** What a change touches and what it reaches. */
export const lineageSection = ({ lineage }: Review): Section | undefined => {
  if (lineage.length === 0) return undefined
  const known: Known = new Map(lineage.map((node) => [refKey(node), node]))
  const sorted = layersOf(lineage).flat()
  const rest = sorted.slice(SEEN)
  const folded =
    rest.length === 0
      ? NOTHING
      : markup`<details class="fold"><summary>${rest.length} more assets</summary>${table(rest, known, 'More assets touched or reached')}</details>`
  const body = markup`${lead(lineage)}${lineageGraph(lineage)}${table(sorted.slice(0, SEEN), known, 'Assets touched or reached by this change')}${folded}`
  return { id: 'lineage', title: 'What it reaches', count: lineage.length, body }
}
