import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { slipOf } from './set-value.ts'

/** `paths`: what was written, as leaves of what is merged. With `faults` the value is not to be used. */
export type MergedInto = {
  value: JsonObject
  paths: string[][]
  faults: { path: string[]; message: string }[]
}

const withoutNulls = (value: Json): Json =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, withoutNulls(member)]])),
      )
    : value

/** Why a key cannot be written where it stands. */
const faultOf = (base: JsonObject, key: string, value: Json): string | undefined => {
  if (Object.hasOwn(base, key)) return undefined
  if (value === null) return `git has no ${JSON.stringify(key)} there, so null removes nothing; remove this line`
  const slip = slipOf(key, Object.keys(base))
  return slip === undefined
    ? undefined
    : `git has no ${JSON.stringify(key)} there; did you mean ${JSON.stringify(slip)}?`
}

type Spot = { path: string[]; found: Omit<MergedInto, 'value'> }

const mergeAt = (base: JsonObject, over: JsonObject, { path, found }: Spot): JsonObject => {
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    const at = [...path, key]
    const before = merged.get(key)
    const message = faultOf(base, key, value)
    if (message !== undefined) found.faults.push({ path: at, message })
    if (isObject(value) && isObject(before)) {
      merged.set(key, mergeAt(before, value, { path: at, found }))
      continue
    }
    if (value === null) merged.delete(key)
    else merged.set(key, withoutNulls(value))
    found.paths.push(at)
  }
  return Object.fromEntries(merged)
}

/**
 * Merge what an environment says into a copy of what git has: maps deeply, lists and values replace, null removes. A key that
 * is not there is added, unless it looks like a misspelled neighbor.
 */
export const mergeInto = (base: JsonObject, over: JsonObject): MergedInto => {
  const found: Omit<MergedInto, 'value'> = { paths: [], faults: [] }
  return { value: mergeAt(base, over, { path: [], found }), ...found }
}
