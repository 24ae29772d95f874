import type { Asset } from '../../model/asset.ts'
import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import { type Digest, openDigest } from '../digest.ts'
import { openMatching, overlap, pairBest, pairEqual, pairUnique } from '../matching.ts'
import type { OwnIds, Renaming } from '../renaming.ts'
import { fieldsOf, visualTitle } from '../title.ts'
import { pairFields, pairParts } from './fields.ts'
import { pairFilterGroups, pairFilters } from './filters.ts'
import { renamesOf } from './names.ts'
import { pairDataset } from './tables.ts'
import { filterGroupsOf, ON_SHEETS, sheetsOf, type Thing, thingsOnSheets } from './things.ts'
import { pairOnSheets } from './visuals.ts'

const definitionOf = (body: JsonObject): JsonObject => (isObject(body.definition) ? body.definition : {})

/** A dashboard's ids begin with its own id. */
const withoutPrefix = (id: string, owner: string): string =>
  id.startsWith(`${owner}_`) ? id.slice(owner.length + 1) : id

const sheetWords = (sheet: Thing): ReadonlySet<string> =>
  new Set(
    thingsOnSheets([sheet], 'visuals').flatMap(({ body }) => [
      visualTitle(body),
      ...fieldsOf(body).map(({ column, word }) => `${column} ${word}`),
    ]),
  )

const LEAST_ALIKE = 0.3

const pairSheets = (base: readonly Thing[], head: readonly Thing[], digest: Digest): [Thing, Thing][] => {
  const matching = openMatching(base, head)
  pairUnique(matching, ({ id }) => id)
  pairUnique(matching, ({ body }) => stringAt(body, 'name'))
  pairEqual(matching, ({ body }) => digest(body))
  const words = new Map([...matching.base, ...matching.head].map((sheet) => [sheet, sheetWords(sheet)]))
  const none: ReadonlySet<string> = new Set()
  pairBest(matching, (a, b) => {
    const alike = overlap(words.get(a) ?? none, words.get(b) ?? none)
    return alike >= LEAST_ALIKE ? alike : 0
  })
  return matching.pairs
}

const pairDefinitions = (base: Asset, head: Asset, digest: Digest): Renaming => {
  const [before, after] = [definitionOf(base.body), definitionOf(head.body)]
  const ids = new Map<string, string>()
  const own = new Map<JsonObject, OwnIds>()
  const learn = (pairs: readonly [string, string][]): void => {
    for (const [from, to] of pairs) if (from !== to) ids.set(from, to)
  }
  const sides = { base: sheetsOf(before), head: sheetsOf(after) }
  const sheets = pairSheets(sides.base, sides.head, digest)
  learn(sheets.map(([a, b]) => [b.id, a.id]))
  const numbers = new Map(sheets.map(([a, b]) => [sides.head.indexOf(b), sides.base.indexOf(a)]))
  const sheetOf = (thing: Thing, side: 'base' | 'head'): number =>
    side === 'base' ? thing.sheet : (numbers.get(thing.sheet) ?? -1 - thing.sheet)
  const idOf = ({ id }: Thing, side: 'base' | 'head'): string => withoutPrefix(id, (side === 'base' ? base : head).id)
  for (const list of Object.keys(ON_SHEETS)) {
    const things = { base: thingsOnSheets(sides.base, list), head: thingsOnSheets(sides.head, list) }
    const { pairs } = pairOnSheets(things, list, { sheetOf, digest, idOf })
    learn(pairs.map(([a, b]) => [b.id, a.id]))
    if (list !== 'visuals') continue
    for (const [a, b] of pairs) {
      const ids = { fields: pairFields(a.body, b.body), parts: pairParts(a.body, b.body) }
      if (ids.fields.size + ids.parts.size > 0) own.set(b.body, ids)
    }
  }
  const groups = { base: filterGroupsOf(before), head: filterGroupsOf(after) }
  const { pairs } = pairFilterGroups(groups, { digest, toBase: (id) => ids.get(id) ?? id })
  learn(pairs.flatMap(([a, b]): [string, string][] => [[b.id, a.id], ...pairFilters(a.body, b.body, digest)]))
  return { ids, own, tables: new Map(), renames: renamesOf(before, after, digest) }
}

/** What is the same in two versions of an asset though its id, key or name is another: found before anything is compared. */
export const pairAssets = (base: Asset, head: Asset): Renaming => {
  const digest = openDigest({ blankIds: true })
  if (base.kind === 'dataset') {
    const { ids, tables, renames } = pairDataset(base.body, head.body, digest)
    // A step repeats its key inside; a table of the older form may share its key with another map's.
    const keys = [...tables.values()].flatMap((table) => [...table])
    return { ids: new Map([...keys, ...ids]), own: new Map(), tables, renames }
  }
  return pairDefinitions(base, head, digest)
}
