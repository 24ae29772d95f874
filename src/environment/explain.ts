import type { Origin } from '../model/environment.ts'
import type { ExplainedValue } from '../model/explained.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import { type Segment, segmentsText } from './set-path.ts'
import { itemNamed } from './set-value.ts'

type Difference = { path: string[]; before?: Json; after?: Json }

const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && stableText(a) === stableText(b))

const membersOf = (before: Json, after: Json): string[] => [
  ...new Set([...Object.keys(before as object), ...Object.keys(after as object)]),
]

const canDescend = (before: Json | undefined, after: Json | undefined): boolean =>
  (isObject(before) && isObject(after)) ||
  (Array.isArray(before) &&
    Array.isArray(after) &&
    before.length === after.length &&
    before.some((item) => typeof item === 'object'))

/** The leaves that differ; lists of another length, and of plain values, as wholes. */
const differences = (before: Json | undefined, after: Json | undefined, path: string[] = []): Difference[] => {
  if (isSame(before, after)) return []
  if (before === undefined || after === undefined || !canDescend(before, after)) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
  }
  const member = (value: Json, key: string): Json | undefined =>
    Object.hasOwn(value as object, key) ? (value as JsonObject)[key] : undefined
  return membersOf(before, after).flatMap((key) => differences(member(before, key), member(after, key), [...path, key]))
}

const begins = (long: readonly string[], short: readonly string[]): boolean => short.every((key, i) => long[i] === key)

const isRelated = (a: readonly string[], b: readonly string[]): boolean => begins(a, b) || begins(b, a)

/** The line that decided: the last one that wrote there, or else beside it, since other parameters take the place of the old. */
const originOf = (path: readonly string[], origins: readonly Origin[]): Origin | undefined =>
  origins.findLast((origin) => isRelated(path, origin.path)) ?? origins.findLast((origin) => origin.path[0] === path[0])

const valueAt = (body: Json | undefined, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((value, key) => (value as JsonObject | undefined)?.[key], body)

/** A path as the environment's file would write it: items of lists by a name. */
const pathOf = (path: readonly string[], body: JsonObject): string => {
  let value: Json | undefined = body
  const segments = path.map((key): Segment => {
    const list = value
    value = (value as JsonObject | undefined)?.[key]
    return (Array.isArray(list) && itemNamed(list, Number(key))) || { type: 'key', key }
  })
  return segmentsText(segments)
}

/** What an environment sets in an asset, and from where; `before` is git's version, `after` the one that is sent. */
export const explainAsset = (before: JsonObject, after: JsonObject, origins: readonly Origin[]): ExplainedValue[] => {
  const found = differences(before, after)
  const same = origins.filter(({ path }) => !found.some((difference) => isRelated(difference.path, path)))
  return [
    ...found.map(({ path, ...sides }): ExplainedValue => {
      const origin = originOf(path, origins)
      const text = pathOf(path, valueAt(after, path) === undefined ? before : after)
      return { path: text, ...sides, ...(origin ? { place: origin.place } : {}) }
    }),
    ...same.map(({ path, place }): ExplainedValue => {
      const value = valueAt(after, path)
      return { path: pathOf(path, after), place, ...(value === undefined ? {} : { before: value, after: value }) }
    }),
  ]
}
