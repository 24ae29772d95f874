import { isObject, type Json } from '../model/json.ts'

/**
 * Whether every value of `desired` is in `live` at the same place. Live may have more object keys (the service adds fields
 * by itself); lists agree in length and order.
 */
export const covers = (live: Json | undefined, desired: Json): boolean => {
  if (Array.isArray(desired)) {
    return Array.isArray(live) && live.length === desired.length && desired.every((item, i) => covers(live[i], item))
  }
  if (!isObject(desired)) return live === desired
  return isObject(live) && Object.keys(desired).every((key) => key in live && covers(live[key], desired[key] as Json))
}

const child = (value: Json | undefined, key: string | number): Json | undefined => {
  if (Array.isArray(value)) return value[Number(key)]
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

const keysOf = (value: Json): (string | number)[] =>
  Array.isArray(value) ? [...value.keys()] : isObject(value) ? Object.keys(value) : []

/**
 * Paths (dotted) that `before` has and `desired` no longer has, and that are still in `live`.
 * These are the removals that `covers` cannot see. Replaced values are not removals: `covers` sees them.
 */
export const removedPaths = (before: Json, desired: Json, live: Json | undefined, path = ''): string[] => {
  if (live === undefined || Array.isArray(before) !== Array.isArray(desired)) return []
  return keysOf(before).flatMap((key) => {
    const [was, wanted, is] = [child(before, key), child(desired, key), child(live, key)]
    const here = path === '' ? String(key) : `${path}.${key}`
    if (was === undefined || is === undefined) return []
    return wanted === undefined ? [here] : removedPaths(was, wanted, is, here)
  })
}
