import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { keysOfPointer } from '../model/json-pointer.ts'

/** The object or list that holds what a pointer leads to, and the key of it there. */
const holderOf = (body: Json, pointer: string): { holder: JsonObject | Json[]; key: string } => {
  const keys = keysOfPointer(pointer)
  const key = keys.pop() ?? ''
  const holder = keys.reduce<Json | undefined>((value, name) => (value as JsonObject | undefined)?.[name], body)
  if (typeof holder !== 'object' || holder === null) throw new Error(`nothing is at ${pointer}`)
  return { holder, key }
}

/** An asset with another value at a JSON pointer; `-` as the last key adds to a list (RFC 6902). Fails where nothing could change. */
export const withValue = (asset: Asset, pointer: string, value: Json): Asset => {
  const body = structuredClone(asset.body) as JsonObject
  const { holder, key } = holderOf(body, pointer)
  if (Array.isArray(holder) && key === '-') holder.push(value)
  else if (Array.isArray(holder)) holder[Number(key)] = value
  else holder[key] = value
  return { ...asset, body }
}

/** An asset without what a JSON pointer leads to. Fails where it leads to nothing. */
export const withoutValue = (asset: Asset, pointer: string): Asset => {
  const body = structuredClone(asset.body) as JsonObject
  const { holder, key } = holderOf(body, pointer)
  if (!Object.hasOwn(holder, key)) throw new Error(`nothing is at ${pointer}`)
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return { ...asset, body }
}

/** Values by JSON pointer; undefined takes what is there away. */
export type Edits = Readonly<Record<string, Json | undefined>>

/** An asset with some values changed, one after the other, and with the name that it then has. Fails as the above do. */
export const edited = (asset: Asset, edits: Edits): Asset => {
  const done = Object.entries(edits).reduce(
    (one, [pointer, value]) => (value === undefined ? withoutValue(one, pointer) : withValue(one, pointer, value)),
    asset,
  )
  return { ...done, name: typeof done.body.name === 'string' ? done.body.name : asset.name }
}
