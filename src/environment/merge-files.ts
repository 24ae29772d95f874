import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { PARAMETER_ARMS } from './parameter-arms.ts'

type Path = readonly string[]

const ARMS: readonly string[] = PARAMETER_ARMS
const LOGINS: readonly string[] = ['secret', 'credentialsEnv']
const NULLABLE: readonly string[] = ['vpcConnection', 'sslProperties']
/** Members of other assets that are never taken away, so that null can only mean what the base says of them. */
const ALWAYS: readonly string[] = ['name', 'importMode', 'schedules']

/** Whether a value goes into an asset, where null already means to take away what git has: it is kept as it stands. */
const isOfAsset = ([first, kind = '', , ...keys]: Path): boolean => {
  if (first !== 'overlay' || keys.length === 0) return false
  if (['prefix', 'namePrefix', 'replace'].includes(kind)) return false
  const [key = ''] = keys
  if (kind === 'set') return true
  if (kind !== 'datasource') return keys.length > (key === 'schedules' ? 2 : ALWAYS.includes(key) ? 1 : 0)
  return keys.length > 1 || NULLABLE.includes(key)
}

/** What is set at a path of an asset is one value, also where it is a map. */
const isWhole = (path: Path): boolean => path.length === 4 && path[0] === 'overlay' && path[1] === 'set'

const isOneDataSource = (path: Path): boolean => path.length === 3 && path[0] === 'overlay' && path[1] === 'datasource'

/** Members of a data source that take each other's place: its kinds of parameters, its logins, and `keep` all others. */
const isRival = (key: string, keys: readonly string[]): boolean => {
  const others = keys.filter((other) => other !== key)
  if (key === 'keep') return others.length > 0
  if (others.includes('keep')) return true
  return [ARMS, LOGINS].some((group) => group.includes(key) && others.some((other) => group.includes(other)))
}

const withoutRivals = (base: JsonObject, own: JsonObject): [string, Json][] => {
  const keys = Object.keys(own).filter((key) => own[key] !== null)
  return Object.entries(base).filter(([key]) => keys.includes(key) || !isRival(key, [key, ...keys]))
}

const mergeAt = (base: JsonObject, own: JsonObject, path: Path): JsonObject => {
  const merged = new Map(isOneDataSource(path) ? withoutRivals(base, own) : Object.entries(base))
  for (const [key, value] of Object.entries(own)) {
    const at = [...path, key]
    const before = merged.get(key)
    if (value === null && before !== undefined && !isOfAsset(at)) merged.delete(key)
    else merged.set(key, isObject(value) && isObject(before) && !isWhole(at) ? mergeAt(before, value, at) : value)
  }
  return Object.fromEntries(merged)
}

/**
 * An environment's file over the one that it extends: maps merge deeply, lists and values replace, null takes away what the
 * base says. Inside of what goes into an asset null stays, since there it takes away what git has. Of a data source another
 * kind of parameters or of login takes the place of the base's.
 */
export const mergeFiles = (base: JsonObject, own: JsonObject): JsonObject => mergeAt(base, own, [])
