import { isObject, type Json } from '../model/json.ts'
import type { Shape, Structure } from './model/shape.ts'

/**
 * A bundle file's spelling of an API member: the whole leading run of capitals becomes lower case, the rest stays
 * (`DataSetId` → `dataSetId`, `KPIVisual` → `kpivisual`). Observed in bundles AWS exported.
 */
export const bundleKey = (member: string): string => member.replace(/^[A-Z]+/, (run) => run.toLowerCase())

const lowerFirst = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1)

type Keys = { ordered: { member: string; key: string }[]; byKey: Map<string, string> }
const known = new WeakMap<Structure, Keys>()

/** A structure's bundle keys: the model's order, then those whose spelling differs by more than the first letter. */
const keysOf = (shape: Structure): Keys => {
  const made = known.get(shape)
  if (made) return made
  const all = [...shape.members.keys()].map((member) => ({ member, key: bundleKey(member) }))
  const plain = all.filter(({ member, key }) => key === lowerFirst(member))
  const ordered = [...plain, ...all.filter((entry) => !plain.includes(entry))]
  const keys = { ordered, byKey: new Map(all.map(({ member, key }) => [key, member])) }
  known.set(shape, keys)
  return keys
}

type Convert = (shape: Shape, value: Json) => Json

const eachOf = (shape: Shape, value: Json, convert: Convert): Json => {
  if (shape.type === 'list' && Array.isArray(value)) return value.map((item) => convert(shape.of(), item))
  if (shape.type === 'map' && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(shape.of(), item)]))
  }
  return value
}

const member = (shape: Structure, name: string): Shape => shape.members.get(name)?.shape() ?? { type: 'document' }

/** API form → bundle form: keys re-cased and ordered, epoch seconds → milliseconds, unset and unknown members left out. */
export const toBundle: Convert = (shape, value) => {
  if (shape.type === 'timestamp')
    return typeof value === 'number' ? Math.round(value * 1000) : Date.parse(String(value))
  if (shape.type !== 'structure' || !isObject(value)) return eachOf(shape, value, toBundle)
  const entries = keysOf(shape).ordered.map(({ member: name, key }): [string, Json | undefined] => {
    const inner = value[name]
    return [key, inner === undefined || inner === null ? undefined : toBundle(member(shape, name), inner)]
  })
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

/** Bundle form → API form; keys the API does not know are left out. */
export const toApi: Convert = (shape, value) => {
  if (shape.type === 'timestamp') return typeof value === 'number' ? value / 1000 : value
  if (shape.type !== 'structure' || !isObject(value)) return eachOf(shape, value, toApi)
  const entries: [string, Json][] = []
  for (const { member: name, key } of keysOf(shape).ordered) {
    const inner = value[key]
    if (inner !== undefined && inner !== null) entries.push([name, toApi(member(shape, name), inner)])
  }
  return Object.fromEntries(entries)
}

/** Put a bundle-form value's keys in the service's order; keys the API does not know keep their order, at the end. */
export const inServiceOrder: Convert = (shape, value) => {
  if (shape.type !== 'structure' || !isObject(value)) return eachOf(shape, value, inServiceOrder)
  const { ordered, byKey } = keysOf(shape)
  const entries: [string, Json][] = []
  for (const { member: name, key } of ordered) {
    const inner = value[key]
    if (inner !== undefined) entries.push([key, inServiceOrder(member(shape, name), inner)])
  }
  for (const key of Object.keys(value)) if (!byKey.has(key)) entries.push([key, value[key] as Json])
  return Object.fromEntries(entries)
}
