import { refKey } from '../model/asset.ts'
import { addTo } from '../model/groups.ts'
import type { ChangedAsset, LineageNode } from '../model/review.ts'
import type { Linked } from './facts.ts'

/** Assets by key, with what they need. */
type Graph = ReadonlyMap<string, Linked>

type Dependants = ReadonlyMap<string, readonly string[]>

const findDependants = (graph: Graph): Dependants => {
  const found = new Map<string, string[]>()
  graph.forEach(({ needs }, key) => {
    for (const need of needs) addTo(found, need, key)
  })
  return found
}

/** A graph may be of ten thousand assets, and one comparison asks several times. */
const known = new WeakMap<Graph, Dependants>()

/** The keys of what is built directly on each asset. */
const dependants = (graph: Graph): Dependants => {
  const found = known.get(graph) ?? findDependants(graph)
  known.set(graph, found)
  return found
}

/** Keys of all assets that are built on some others, directly or through others; without those themselves. */
export const reached = (changed: Iterable<string>, graph: Graph): Set<string> => {
  const seen = new Set(changed)
  if (seen.size === 0) return new Set()
  const above = dependants(graph)
  const found = new Set<string>()
  const queue = [...seen]
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const next of above.get(key) ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      found.add(next)
      queue.push(next)
    }
  }
  return found
}

/** Datasets are what other assets take columns and parameters from. */
const isDataset = (key: string): boolean => key.startsWith('dataset:')

/** Keys of the assets in which a change of some others can break something: those, and what is built on the datasets among them. */
export const breakable = (changed: ReadonlySet<string>, graph: Graph): Set<string> =>
  new Set([...changed, ...reached([...changed].filter(isDataset), graph)])

/** A refresh schedule is a part of its dataset to people, not something built on it. */
const isShown = ({ kind }: Linked): boolean => kind !== 'refreshSchedule'

type Sides = { changed: readonly ChangedAsset[]; base: Graph; head: Graph }

/**
 * What changed, and everything that is built on it: in head, and for what was removed, in base. The needs of each are those
 * that are shown too; a dashboard also has those of its linked analyses that are.
 */
export const lineageOf = ({ changed, base, head }: Sides): LineageNode[] => {
  const states = new Map<string, LineageNode['state']>(changed.map((asset) => [refKey(asset), asset.action]))
  const removed = changed.filter(({ action }) => action === 'removed').map(refKey)
  for (const key of [...reached(states.keys(), head), ...reached(removed, base)]) {
    if (!states.has(key)) states.set(key, 'reached')
  }
  const nodes = [...states].flatMap(([key, state]) => {
    const facts = head.get(key) ?? base.get(key)
    return facts && (state !== 'reached' || isShown(facts)) ? [{ facts, state }] : []
  })
  const shown = new Set(nodes.map(({ facts }) => refKey(facts)))
  return nodes.map(({ facts, state }) => ({
    kind: facts.kind,
    id: facts.id,
    name: facts.name,
    state,
    needs: [...facts.needs, ...(facts.links ?? [])].filter((key) => shown.has(key)),
  }))
}

/**
 * Keys of the assets whose facts, of base and of head, `breakage` must be given for changes of some assets: those themselves,
 * what may break with them, and every dataset that any of these is built on, however far below.
 */
export const factsNeeded = ({
  changed,
  base,
  head,
}: {
  changed: Iterable<string>
  base: Graph
  head: Graph
}): Set<string> => {
  const all = new Set(changed)
  const removed = new Set([...all].filter((key) => !head.has(key)))
  const found = breakable(all, head)
  for (const key of removed) for (const user of dependants(head).get(key) ?? []) found.add(user)
  // A set may grow while it is gone through: what is added is gone through too.
  for (const key of found) {
    const needs = [...(base.get(key)?.needs ?? []), ...(head.get(key)?.needs ?? [])]
    for (const need of needs) if (isDataset(need)) found.add(need)
  }
  return found
}
