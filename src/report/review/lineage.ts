import { htmlInMarkdown, mermaid } from '../../model/escape.ts'
import { kindText } from '../../model/kind-words.ts'
import type { LineageNode, Review } from '../../model/review.ts'
import { clip, kindCount, shortList } from '../review-words.ts'
import { count } from '../words.ts'
import type { Block } from './block.ts'
import { details } from './inline.ts'

/** Mermaid refuses 500 edges and more, and 50,000 characters; a graph that people can read is far smaller. */
const MOST_NODES = 60
const MOST_EDGES = 200
const LONGEST_LABEL = 40

const STATES: readonly LineageNode['state'][] = ['removed', 'added', 'changed', 'reached']

const STYLES = `  classDef added stroke:#1a7f37,stroke-width:2px
  classDef removed stroke:#cf222e,stroke-width:2px,stroke-dasharray:6 4
  classDef changed stroke:#9a6700,stroke-width:2px
  classDef reached stroke-dasharray:2 2
`

const keyOf = ({ kind, id }: LineageNode): string => `${kind}:${id}`

/** What was changed first, so that it is what was reached that is left out. */
const drawn = (nodes: readonly LineageNode[]): LineageNode[] =>
  STATES.flatMap((state) => nodes.filter((node) => node.state === state)).slice(0, MOST_NODES)

const nodeLine = ({ kind, id, name, state }: LineageNode, index: number): string => {
  const label = mermaid(clip(name.trim() || id, LONGEST_LABEL))
  return `  n${index}["${label}<br/>${mermaid(clip(kindText(kind), LONGEST_LABEL))} ${state}"]:::${state}\n`
}

const edgeLines = (nodes: readonly LineageNode[]): string[] => {
  const indexes = new Map(nodes.map((node, index) => [keyOf(node), index]))
  return nodes.flatMap(({ needs }, to) =>
    [...new Set(needs)].flatMap((need) => {
      const from = indexes.get(need)
      return from === undefined ? [] : [`  n${from} --> n${to}\n`]
    }),
  )
}

const graph = (nodes: readonly LineageNode[]): string => {
  const shown = drawn(nodes)
  const edges = edgeLines(shown)
  const hidden = [
    nodes.length > shown.length ? count(nodes.length - shown.length, 'asset') : '',
    edges.length > MOST_EDGES ? count(edges.length - MOST_EDGES, 'connection') : '',
  ].filter(Boolean)
  const note = hidden.length === 0 ? '' : `Not drawn: ${hidden.join(' and ')}.\n\n`
  const lines = [...shown.map(nodeLine), ...edges.slice(0, MOST_EDGES)].join('')
  return `${note}\`\`\`mermaid\nflowchart LR\n${lines}${STYLES}\`\`\`\n`
}

/** What a change reaches that is not changed itself: `Lineage: reaches 2 dashboards and 1 analysis not changed here`. */
const reachedText = (nodes: readonly LineageNode[]): string => {
  const counts = new Map<string, number>()
  for (const { kind, state } of nodes) if (state === 'reached') counts.set(kind, (counts.get(kind) ?? 0) + 1)
  if (counts.size === 0) return 'Lineage: nothing else is built on what changed'
  const words = [...counts].map(([kind, number]) => kindCount(number, clip(kind, LONGEST_LABEL)))
  return `Lineage: reaches ${htmlInMarkdown(shortList(words, 5))} not changed here`
}

/** The graph of what is changed and what that reaches, folded. */
export const lineageBlocks = ({ lineage }: Pick<Review, 'lineage'>): Block[] =>
  lineage.length < 2
    ? []
    : [
        details({
          summary: reachedText(lineage),
          children: [{ text: graph(lineage), rank: 'graph', what: 'lineage graph' }],
        }),
      ]
