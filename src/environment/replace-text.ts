import type { Replacement } from '../model/environment.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

type Found = string[][]

const replaceAt = (value: Json, atKey: boolean, work: Replacement & { found: Found }, path: string[]): Json => {
  if (typeof value === 'string') {
    if (!atKey || !value.includes(work.from)) return value
    work.found.push(path)
    return value.split(work.from).join(work.to)
  }
  if (Array.isArray(value)) {
    const mapped = value.map((item, index) => replaceAt(item, atKey, work, [...path, String(index)]))
    return mapped.every((item, index) => item === value[index]) ? value : mapped
  }
  return isObject(value) ? replaceIn(value, work, path) : value
}

const replaceIn = (object: JsonObject, work: Replacement & { found: Found }, path: string[]): JsonObject => {
  const mapped = Object.entries(object).map(
    ([key, member]) => [key, replaceAt(member, key === work.key, work, [...path, key])] as const,
  )
  return mapped.every(([key, member]) => member === object[key]) ? object : Object.fromEntries(mapped)
}

/** The same in a single value that stands at a key. */
export const replaceAtKey = (value: Json, key: string, replacement: Replacement): Json =>
  replaceAt(value, key === replacement.key, { ...replacement, found: [] }, [])

/** Replace text, exactly as it is spelled, in every text (or list of texts) at a key. `places`: the texts that changed. */
export const replaceText = (body: JsonObject, replacement: Replacement): { body: JsonObject; places: Found } => {
  const work = { ...replacement, found: [] as Found }
  return { body: replaceIn(body, work, []), places: work.found }
}
