import type { Asset } from '../model/asset.ts'
import type { Change, Difference } from '../model/change.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { generatedIds } from './relabel.ts'

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** A body without what some pointers lead to. */
const without = (value: Json, pointers: ReadonlySet<string>, at = ''): Json => {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => (pointers.has(`${at}/${i}`) ? [] : [without(item, pointers, `${at}/${i}`)]))
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const pointer = `${at}/${escaped(key)}`
      return pointers.has(pointer) ? [] : [[key, without(inner, pointers, pointer)]]
    }),
  )
}

const MAPS = /(TableMap|StepMap|^tableMap)$/

/** One text for a value, whatever its generated ids are: each is replaced by a number in order of appearance. */
const canonical = (body: JsonObject, ids: ReadonlySet<string>): string => {
  const numbers = new Map<string, string>()
  // A field and the hierarchy it belongs to may have the same id.
  const numberOf = (id: string, key: string): string => {
    const name = key === 'hierarchyId' ? `hierarchy ${id}` : id
    if (!numbers.has(name)) numbers.set(name, `id ${numbers.size}`)
    return numbers.get(name) ?? ''
  }
  const blank = (value: Json): string =>
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' && ids.has(inner) ? '' : inner))
  const walk = (value: Json, key = ''): Json => {
    if (typeof value === 'string') return ids.has(value) ? numberOf(value, key) : value
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (!isObject(value)) return value
    const entries = Object.entries(value)
    if (!MAPS.test(key)) entries.sort(([a], [b]) => (a < b ? -1 : 1))
    else entries.sort(([, a], [, b]) => (blank(a) < blank(b) ? -1 : 1))
    return Object.fromEntries(
      entries.map(([name, inner]) => [MAPS.test(key) ? numberOf(name, '') : name, walk(inner, name)]),
    )
  }
  return JSON.stringify(walk(body))
}

const shortened = (text: string, at: number): string => text.slice(Math.max(0, at - 150), at + 150)

/**
 * What a list of changes does not tell: everything told is cut out of both bodies, and what is left must be the same but
 * for generated ids. Undefined when nothing is missing, else the place where the rests begin to differ.
 */
export const untold = (base: Asset, head: Asset, changes: readonly Change[]): string | undefined => {
  const told: readonly Difference[] = changes.flatMap(({ differences }) => differences)
  const cut = (asset: Asset, side: 'base' | 'head'): JsonObject =>
    without(asset.body, new Set(told.flatMap((difference) => difference[side] ?? []))) as JsonObject
  const ids = new Set([...generatedIds(base.body), ...generatedIds(head.body)])
  const [before, after] = [canonical(cut(base, 'base'), ids), canonical(cut(head, 'head'), ids)]
  if (before === after) return undefined
  const at = [...before].findIndex((character, i) => character !== after[i])
  return `${shortened(before, at)}\n!=\n${shortened(after, at)}`
}
