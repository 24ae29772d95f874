import { refKey } from '../model/asset.ts'
import type { Change, Where } from '../model/change.ts'
import { addTo } from '../model/groups.ts'
import { keysOfPointer } from '../model/json-pointer.ts'
import type { Facts, Linked, World } from './facts.ts'
import { reached } from './reached.ts'
import { assetsText } from './sentences.ts'

type Graph = ReadonlyMap<string, Linked>

/** Changes by which other rows come out of a dataset. */
const ROWS = new Set([
  'sql',
  'table',
  'data-source',
  'column',
  'column-type',
  'calculated-column',
  'dataset-filter',
  'join',
  'preparation-step',
  'step-order',
  'dataset-form',
])

/** The datasets that each dataset holds the rules of, by key. */
const ruledBy = (facts: World): Map<string, Facts[]> => {
  const found = new Map<string, Facts[]>()
  for (const one of facts.values()) {
    if (one.rules !== undefined) addTo(found, one.rules, one)
  }
  return found
}

const asSecurity = (change: Change, ruled: ReadonlyMap<string, readonly Facts[]>): Change => {
  const datasets = change.severity === 'notable' && ROWS.has(change.kind) ? ruled.get(refKey(change.asset)) : undefined
  if (!datasets) return change
  const reason = `it holds the rules of who sees which rows of ${assetsText(datasets)}`
  return { ...change, severity: 'security', reason: [change.reason, reason].filter(Boolean).join('; ') }
}

/** What an environment says of one asset: by its kind and id, or what is set in `kind:id`. */
const inEnvironment = ({ differences }: Change, graph: Graph): string[] => {
  const pointers = differences.flatMap(({ base, head }) => [base, head].filter((at) => at !== undefined))
  const keys = pointers.map(keysOfPointer).flatMap(([overlay, part, name = '']) => {
    if (overlay !== 'overlay') return []
    return part === 'set' ? [name] : [`${part}:${name}`]
  })
  return [...new Set(keys)].filter((key) => graph.has(key))
}

/** Granting something opens the asset itself, and nothing that is built on it. */
const OWN = new Set(['permissions', 'link-sharing', 'asset'])

const whereOf = (key: string, graph: Graph): Where[] => {
  const asset = graph.get(key)
  if (!asset || asset.kind === 'refreshSchedule') return []
  return [{ asset: { kind: asset.kind, id: asset.id, name: asset.name }, place: [] }]
}

const affectedBy = (change: Change, graph: Graph): Where[] => {
  if (OWN.has(change.kind)) return []
  const named = change.asset.kind === 'environment' ? inEnvironment(change, graph) : []
  const start = change.asset.kind === 'environment' ? named : [refKey(change.asset)]
  return [...named, ...reached(start, graph)].flatMap((key) => whereOf(key, graph))
}

/**
 * The changes, with whom those of security concern: everything that is built on what they open. Other rows in a dataset that
 * holds the rules of others are of security, too. `facts`: of head, of what changed and what is built on it; `graph`: all of
 * head.
 */
export const exposure = (changes: readonly Change[], facts: World, graph: Graph): Change[] => {
  const ruled = ruledBy(facts)
  return changes.map((change) => {
    const told = asSecurity(change, ruled)
    if (told.severity !== 'security' || told.affects !== undefined) return told
    const affects = affectedBy(told, graph)
    return affects.length === 0 ? told : { ...told, affects }
  })
}
