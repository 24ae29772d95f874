import { refKey } from '../../model/asset.ts'
import { kindText } from '../../model/kind-words.ts'
import type { LineageNode } from '../../model/review.ts'
import { assetText, clip } from '../review-words.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

/** A picture of more than this helps nobody; the table holds all of them. */
const MOST = 40

const WIDTH = 180
const HEIGHT = 48
const ACROSS = 52
const DOWN = 14
/** It shrinks with the window down to this part of its width, and scrolls from there on, so that it can be read. */
const NARROWEST = 0.8

type Spot = { node: LineageNode; x: number; y: number }

/** How many assets lie below each one, on the longest way down; assets that need each other in a circle end it. */
const depthsOf = (nodes: readonly LineageNode[]): Map<string, number> => {
  const byKey = new Map(nodes.map((node) => [refKey(node), node]))
  const depths = new Map<string, number>()
  const visit = (key: string, way: readonly string[]): number => {
    const known = depths.get(key)
    if (known !== undefined) return known
    const below = (byKey.get(key)?.needs ?? []).filter((need) => byKey.has(need) && !way.includes(need) && need !== key)
    const depth = below.reduce((most, need) => Math.max(most, visit(need, [...way, key]) + 1), 0)
    depths.set(key, depth)
    return depth
  }
  for (const key of byKey.keys()) visit(key, [])
  return depths
}

/** Nodes by depth, deepest needs first. */
export const layersOf = (nodes: readonly LineageNode[]): LineageNode[][] => {
  const depths = depthsOf(nodes)
  const layers: LineageNode[][] = []
  for (const node of nodes) {
    const depth = depths.get(refKey(node)) ?? 0
    while (layers.length <= depth) layers.push([])
    layers[depth]?.push(node)
  }
  return layers
}

const middle = (rows: readonly number[]): number =>
  rows.length === 0 ? Number.MAX_SAFE_INTEGER : rows.reduce((sum, row) => sum + row, 0) / rows.length

/** Each layer in the order of what it is built on, so that few lines cross. */
const placed = (layers: readonly LineageNode[][]): Map<string, Spot> => {
  const spots = new Map<string, Spot>()
  const rowOf = (node: LineageNode): number => middle(node.needs.flatMap((need) => spots.get(need)?.y ?? []))
  const tallest = Math.max(...layers.map((layer) => layer.length))
  for (const [column, layer] of layers.entries()) {
    const sorted = [...layer].sort((a, b) => rowOf(a) - rowOf(b))
    const top = ((tallest - layer.length) * (HEIGHT + DOWN)) / 2
    for (const [row, node] of sorted.entries())
      spots.set(refKey(node), { node, x: column * (WIDTH + ACROSS), y: top + row * (HEIGHT + DOWN) })
  }
  return spots
}

const edge = (from: Spot, to: Spot): Markup => {
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2]
  const bend = Math.max(36, (x2 - x1) / 2)
  return markup`<path class="edge" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`
}

const box = ({ node, x, y }: Spot): Markup => {
  const name = clip(node.name || node.id, 80)
  return markup`<svg class="node ${node.state}" x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}"><title>${assetText(node)}: ${node.state}</title><rect class="box" x="1" y="1" width="${WIDTH - 2}" height="${HEIGHT - 2}" rx="8"/><foreignObject width="100%" height="100%"><div xmlns="http://www.w3.org/1999/xhtml" class="label"><bdi class="title">${name}</bdi><span class="what">${kindText(node.kind)} · <b>${node.state}</b></span></div></foreignObject></svg>`
}

/** What is built on what, from left to right; nothing where it would be no picture. */
export const lineageGraph = (nodes: readonly LineageNode[]): Markup => {
  const layers = layersOf(nodes)
  if (nodes.length < 2 || nodes.length > MOST || layers.length < 2) return NOTHING
  const spots = placed(layers)
  const width = layers.length * (WIDTH + ACROSS) - ACROSS
  const height = Math.max(...layers.map((layer) => layer.length)) * (HEIGHT + DOWN) - DOWN
  const all = [...spots.values()]
  const edges = all.flatMap((to) => to.node.needs.flatMap((need) => edgeTo(spots.get(need), to)))
  return markup`<div class="graph" tabindex="0" role="region" aria-label="Picture of the lineage"><svg role="img" aria-labelledby="lineage-title" viewBox="0 0 ${width} ${height}" style="min-width:${Math.round(width * NARROWEST)}px;max-width:${width}px"><title id="lineage-title">What is built on what, from left to right. The tables below tell the same.</title>${edges}${all.map(box)}</svg></div>`
}

const edgeTo = (from: Spot | undefined, to: Spot): Markup[] => (from === undefined ? [] : [edge(from, to)])
