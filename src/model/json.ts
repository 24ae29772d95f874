/** Any JSON value; what a bundle file holds. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

/** Narrow to a JSON object (not a list, not null). */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text at a key, or undefined when the key is missing or holds something else. */
export const stringAt = (object: JsonObject, key: string): string | undefined => {
  const value = object[key]
  return typeof value === 'string' ? value : undefined
}

/** The object at a key; an empty one when the key is missing or holds something else, or there is no object at all. */
export const objectAt = (value: Json | undefined, key: string): JsonObject => {
  const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return isObject(inner) ? inner : {}
}

/** The list at a key; an empty one when the key is missing or holds something else. */
export const listAt = (object: JsonObject, key: string): readonly Json[] => {
  const value = object[key]
  return Array.isArray(value) ? value : []
}

/** The objects of a list; none when it is no list. */
export const objectsOf = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
