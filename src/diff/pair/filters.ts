import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import type { Digest } from '../digest.ts'
import { type Matching, openMatching, pairEqual, pairUnique } from '../matching.ts'
import { filtersOf, type Thing } from './things.ts'

type MapId = (id: string) => string

const columnOf = (filter: JsonObject): string => {
  const column = isObject(filter.column) ? filter.column : {}
  return `${stringAt(column, 'dataSetIdentifier') ?? ''}.${stringAt(column, 'columnName') ?? ''}`
}

const subject = ({ body }: Thing): string =>
  filtersOf(body)
    .map(({ arm, body: filter }) => `${arm} ${columnOf(filter)}`)
    .join(';')

const texts = (value: Json, map: MapId): string => {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => texts(item, map)).join()
  if (!isObject(value)) return String(value)
  return Object.keys(value)
    .sort()
    .map((key) => `${key}:${texts(value[key] as Json, map)}`)
    .join()
}

const scopeOf = ({ body }: Thing, map: MapId): string => texts(body.scopeConfiguration ?? null, map)

/** Pair filter groups: by id; by what they filter and where, where that is unique; by content and where; by content; by what and where; by what alone. */
export const pairFilterGroups = (
  { base, head }: { base: readonly Thing[]; head: readonly Thing[] },
  { digest, toBase }: { digest: Digest; toBase: MapId },
): Matching<Thing> => {
  const matching = openMatching(base, head)
  pairUnique(matching, ({ id }) => id)
  if (matching.base.length === 0 || matching.head.length === 0) return matching
  const scope = (thing: Thing, side: 'base' | 'head'): string => scopeOf(thing, side === 'head' ? toBase : (id) => id)
  pairUnique(matching, (thing, side) => `${subject(thing)} ${scope(thing, side)}`)
  pairEqual(matching, (thing, side) => `${digest(thing.body)} ${scope(thing, side)}`)
  pairUnique(matching, (thing, side) => `${subject(thing)} ${scope(thing, side)}`)
  pairUnique(matching, (thing) => digest(thing.body))
  pairUnique(matching, subject)
  return matching
}

/** Ids of the filters of a group: head's to base's. */
export const pairFilters = (base: JsonObject, head: JsonObject, digest: Digest): [string, string][] => {
  const matching = openMatching(filtersOf(base), filtersOf(head))
  pairUnique(matching, ({ id }) => id)
  pairEqual(matching, ({ raw }) => digest(raw))
  pairEqual(matching, ({ arm, body }) => `${arm} ${columnOf(body)}`)
  pairEqual(matching, ({ body }) => columnOf(body))
  return matching.pairs.map(([a, b]) => [b.id, a.id])
}
