import { type Arn, parseArn } from './arn.ts'
import type { Json, JsonObject } from './json.ts'

const NAMED = new Set(['arn', 'linkEntities', 'principal', 'principals'])

/** Whether the text (or list of texts) at this key is an ARN; anywhere else an ARN is text that somebody wrote. */
export const isArnKey = (key: string): boolean => key.endsWith('Arn') || key.endsWith('Arns') || NAMED.has(key)

type MapArn = (arn: Arn, text: string) => string

const mapText = (text: string, map: MapArn): string => {
  const arn = parseArn(text)
  return arn ? map(arn, text) : text
}

const mapList = (list: Json[], key: string, map: MapArn): Json[] => {
  let copy: Json[] | undefined
  for (let index = 0; index < list.length; index++) {
    const item = list[index] as Json
    const mapped = mapMember(item, key, map)
    if (mapped === item) continue
    copy ??= [...list]
    copy[index] = mapped
  }
  return copy ?? list
}

const mapObject = (object: JsonObject, map: MapArn): JsonObject => {
  let copy: JsonObject | undefined
  for (const key of Object.keys(object)) {
    const member = object[key] as Json
    if (typeof member === 'string' ? !member.startsWith('arn:') : typeof member !== 'object') continue
    const mapped = mapMember(member, key, map)
    if (mapped === member) continue
    copy ??= { ...object }
    Object.defineProperty(copy, key, { value: mapped, writable: true, enumerable: true, configurable: true })
  }
  return copy ?? object
}

const mapMember = (value: Json, key: string, map: MapArn): Json => {
  if (typeof value === 'string') return isArnKey(key) ? mapText(value, map) : value
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? mapList(value, key, map) : mapObject(value, map)
}

/**
 * Replace ARNs at ARN keys, at any depth: a text that is an ARN from end to end, alone or in a list. What did not change
 * is shared with the argument, which itself comes back when nothing changed; the argument is never changed.
 */
export const mapArns = (value: Json, map: MapArn): Json => mapMember(value, '', map)

type Visit = (found: { arn: Arn; text: string; path: string[] }) => void

const visitMember = (value: Json, key: string, path: string[], visit: Visit): void => {
  if (typeof value === 'string') {
    const arn = value.startsWith('arn:') && isArnKey(key) ? parseArn(value) : undefined
    if (arn) visit({ arn, text: value, path: [...path] })
    return
  }
  if (typeof value !== 'object' || value === null) return
  const list = Array.isArray(value)
  for (const name of Object.keys(value)) {
    path.push(name)
    visitMember((value as JsonObject)[name] as Json, list ? key : name, path, visit)
    path.pop()
  }
}

/** Visit what `mapArns` would map, in document order; list indexes are digits in `path`. */
export const eachArn = (value: Json, visit: Visit): void => visitMember(value, '', [], visit)
