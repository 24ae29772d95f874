import type { Asset } from '../../model/asset.ts'
import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import { type Digest, openDigest } from '../digest.ts'
import { openMatching, overlap, pairBest, pairEqual, pairUnique } from '../matching.ts'
import type { OwnIds, Renaming } from '../renaming.ts'
import { sourcesOf } from './controls.ts'
import { pairInside, pairStrays } from './fields.ts'
import { pairFilterGroups, pairFilters } from './filters.ts'
import { renamesOf } from './names.ts'
import { pairDataset } from './tables.ts'
import { filterGroupsOf, ON_SHEETS, sheetsOf, type Thing, thingsOnSheets } from './things.ts'
import { pairOnSheets } from './visuals.ts'
import { openWords, type Words } from './words.ts'

const definitionOf = (body: JsonObject): JsonObject => (isObject(body.definition) ? body.definition : {})

/** A dashboard's ids begin with its own id. */
const withoutPrefix = (id: string, prefix: string): string => (id.startsWith(prefix) ? id.slice(prefix.length) : id)

/** What a sheet shows: each of its visuals by title and content. */
const visualsOf = (sheet: Thing, { title, contentText }: Words): Set<string> =>
  new Set(thingsOnSheets([sheet], 'visuals').map(({ body }) => `${title(body)} ${contentText(body)}`))

const wordsOfSheet = (sheet: Thing, { title, content }: Words): Set<string> =>
  new Set(thingsOnSheets([sheet], 'visuals').flatMap(({ body }) => [title(body), ...content(body)]))

const LEAST_ALIKE = 0.3

/** By id, by name, by what is on them; what is left by resemblance. */
const pairSheets = (base: readonly Thing[], head: readonly Thing[], words: Words): [Thing, Thing][] => {
  const matching = openMatching(base, head)
  pairUnique(matching, ({ id }) => id)
  pairUnique(matching, ({ body }) => stringAt(body, 'name'))
  pairEqual(matching, (sheet) => `${stringAt(sheet.body, 'name')} ${[...visualsOf(sheet, words)].sort().join(';')}`)
  const found = new Map([...matching.base, ...matching.head].map((sheet) => [sheet, wordsOfSheet(sheet, words)]))
  const none: ReadonlySet<string> = new Set()
  pairBest(matching, (a, b) => {
    const alike = overlap(found.get(a) ?? none, found.get(b) ?? none)
    return alike >= LEAST_ALIKE ? alike : 0
  })
  return matching.pairs
}

const once = <V>(work: () => V): (() => V) => {
  let known: { value: V } | undefined
  return () => {
    known ??= { value: work() }
    return known.value
  }
}

/** The ids within each visual, paired once it is asked for. Keyed by the visual of head. */
const openOwnIds = (visuals: ReadonlyMap<JsonObject, JsonObject>, { fields }: Words): Renaming['own'] => {
  const known = new Map<JsonObject, OwnIds>()
  return (head) => {
    const found = known.get(head)
    if (found) return found
    const base = visuals.get(head)
    if (!base) return undefined
    const own = {
      ...pairInside(base, head, fields),
      strays: once(() => pairStrays(base, head, fields)),
    }
    known.set(head, own)
    return own
  }
}

const pairDefinitions = (base: Asset, head: Asset, digest: Digest): Renaming => {
  const [before, after] = [definitionOf(base.body), definitionOf(head.body)]
  const ids = new Map<string, string>()
  const visuals = new Map<JsonObject, JsonObject>()
  const learn = (pairs: readonly [string, string][]): void => {
    for (const [from, to] of pairs) if (from !== to) ids.set(from, to)
  }
  const sides = { base: sheetsOf(before), head: sheetsOf(after) }
  const sources = new Map([...sourcesOf(before, sides.base), ...sourcesOf(after, sides.head)])
  const wordsOf = openWords((control) => sources.get(control) ?? '')
  const sheets = pairSheets(sides.base, sides.head, wordsOf('visuals'))
  learn(sheets.map(([a, b]) => [b.id, a.id]))
  const numbers = new Map(sheets.map(([a, b]) => [sides.head.indexOf(b), sides.base.indexOf(a)]))
  const sheetOf = (thing: Thing, side: 'base' | 'head'): number =>
    side === 'base' ? thing.sheet : (numbers.get(thing.sheet) ?? -1 - thing.sheet)
  const prefixes = { base: `${base.id}_`, head: `${head.id}_` }
  const idOf = ({ id }: Thing, side: 'base' | 'head'): string => withoutPrefix(id, prefixes[side])
  for (const list of Object.keys(ON_SHEETS)) {
    const things = { base: thingsOnSheets(sides.base, list), head: thingsOnSheets(sides.head, list) }
    const { pairs } = pairOnSheets(things, { words: wordsOf(list), digest, sheetOf, idOf })
    learn(pairs.map(([a, b]) => [b.id, a.id]))
    if (list !== 'visuals') continue
    for (const [a, b] of pairs) visuals.set(b.body, a.body)
  }
  const groups = { base: filterGroupsOf(before), head: filterGroupsOf(after) }
  const { pairs } = pairFilterGroups(groups, { digest, toBase: (id) => ids.get(id) ?? id })
  learn(pairs.flatMap(([a, b]): [string, string][] => [[b.id, a.id], ...pairFilters(a.body, b.body, digest)]))
  return {
    ids,
    own: openOwnIds(visuals, wordsOf('visuals')),
    tables: new Map(),
    renames: renamesOf(before, after, digest),
  }
}

/** What is the same in two versions of an asset though its id, key or name is another: found before anything is compared. */
export const pairAssets = (base: Asset, head: Asset): Renaming => {
  const digest = openDigest({ blankIds: true })
  if (base.kind === 'dataset') {
    const { ids, tables, renames } = pairDataset(base.body, head.body, digest)
    // A step repeats its key inside; a table of the older form may share its key with another map's.
    const keys = [...tables.values()].flatMap((table) => [...table])
    return { ids: new Map([...keys, ...ids]), own: () => undefined, tables, renames }
  }
  return pairDefinitions(base, head, digest)
}
