import { refKey } from '../model/asset.ts'
import type { Change, Subject } from '../model/change.ts'
import { addTo } from '../model/groups.ts'
import type { Broken } from './broken.ts'
import type { Facts, World } from './facts.ts'

/** A place to look for the change that broke something: an asset, and what it had by which name. */
type Lead = { asset: string; what: Subject['what']; name: string; of?: string }

const COLUMN: readonly Subject['what'][] = ['column', 'calculated field']

const columnLeads = (asset: string, name: string): Lead[] => COLUMN.map((what) => ({ asset, what, name }))

/** A column in a dataset and, where it comes through from there, in the datasets below. */
const columnChain = (key: string, name: string, worlds: readonly World[], seen = new Set<string>()): Lead[] => {
  if (seen.has(key)) return []
  seen.add(key)
  const below = worlds.flatMap((world) => {
    const { columns = [], inherits = [] } = world.get(key) ?? {}
    const from = columns.find((column) => column.name === name)?.from
    return from
      ? [from]
      : inherits.filter(({ except }) => !except.includes(name)).map(({ dataset }) => ({ dataset, name }))
  })
  const deeper = below.flatMap(({ dataset, name: there }) => columnChain(dataset, there, worlds, seen))
  return [...columnLeads(key, name), ...deeper]
}

const datasetOf = (facts: Facts | undefined, identifier: string): string | undefined =>
  facts?.identifiers?.find(({ name }) => name === identifier)?.dataset

const datasetsOf = ({ facts, was }: Broken, identifier: string): string[] => {
  const found = [datasetOf(was, identifier), datasetOf(facts, identifier)]
  return [...new Set(found.filter((key) => key !== undefined))]
}

const identifiedLeads = (broken: Broken, identifier: string, worlds: readonly World[]): Lead[] => {
  const asset = refKey(broken.facts)
  const { name, what } = broken.use
  const datasets = datasetsOf(broken, identifier)
  // More than one: the identifier stands for another dataset than before.
  const pointed: Lead[] = datasets.length > 1 ? [{ asset, what: 'dataset identifier', name: identifier }] : []
  if (what === 'parameter') return [...pointed, ...datasets.map((key): Lead => ({ asset: key, what, name }))]
  const own: Lead = { asset, what: 'calculated field', name, of: identifier }
  return [own, ...pointed, ...datasets.flatMap((key) => columnChain(key, name, worlds))]
}

const columnAnywhere = (broken: Broken, worlds: readonly World[]): Lead[] => {
  const { facts, was, use } = broken
  const identifiers = new Set([facts, was].flatMap((one) => one?.identifiers?.map(({ name }) => name) ?? []))
  const own: Lead = { asset: refKey(facts), what: 'calculated field', name: use.name }
  return [own, ...[...identifiers].flatMap((identifier) => identifiedLeads(broken, identifier, worlds))]
}

const leadsOf = (broken: Broken, worlds: readonly World[]): Lead[] => {
  const { facts, use } = broken
  const asset = refKey(facts)
  if (use.provider.by === 'identifier') return identifiedLeads(broken, use.provider.identifier, worlds)
  if (use.what !== 'column') return [{ asset, what: use.what, name: use.name }]
  if (use.provider.by === 'asset') return columnAnywhere(broken, worlds)
  const below = use.provider.by === 'below' ? use.provider.datasets : []
  const rules = use.provider.by === 'output' && facts.rules !== undefined ? [facts.rules] : []
  return [asset, ...below, ...rules].flatMap((key) => columnChain(key, use.name, worlds))
}

const ACTIONS: readonly Change['action'][] = ['removed', 'renamed', 'changed', 'moved', 'added']

/** A change that was put together from several has several subjects, if it names them. */
const subjectsOf = (change: Change): readonly Subject[] => [
  ...(change.subject ? [change.subject] : []),
  ...(change.subjects ?? []),
]

const fits = (change: Change, { what, name, of }: Lead): boolean =>
  change.action !== 'added' &&
  subjectsOf(change).some(
    (subject) =>
      subject.what === what &&
      subject.name === name &&
      (of === undefined || subject.of === undefined || subject.of === of),
  )

/** Changes that have a subject, by the key of their asset, and of others that have the very same change. */
export const changesByAsset = (changes: readonly Change[]): Map<string, Change[]> => {
  const found = new Map<string, Change[]>()
  for (const change of changes) {
    if (subjectsOf(change).length === 0) continue
    const assets = [change.asset, ...(change.also ?? []).map(({ asset }) => asset)]
    for (const key of new Set(assets.map(refKey))) addTo(found, key, change)
  }
  return found
}

/** The change that broke something: of what it used, the nearest first, and a removal before an edit. */
export const causeOf = (
  broken: Broken,
  changes: ReadonlyMap<string, readonly Change[]>,
  worlds: readonly World[],
): Change | undefined => {
  for (const lead of leadsOf(broken, worlds)) {
    const fitting = (changes.get(lead.asset) ?? []).filter((change) => fits(change, lead))
    const [first] = fitting.sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action))
    if (first) return first
  }
  return undefined
}
