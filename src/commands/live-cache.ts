import path from 'node:path'
import type { Row } from '../io/quicksight/index.ts'
import type { AssetRef, Permission, Tag } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { messageOf } from '../model/errors.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Context } from './context.ts'
import { privateFolder } from './private-folder.ts'

/** What is kept of a unit: the row of the list that it was read with, and what a plan must know of it to leave it alone. */
export type CachedUnit = {
  row: Row
  name: string
  tags: readonly Tag[]
  observed: string
  needs: readonly AssetRef[]
  permissions?: readonly Permission[]
}

/** Whose cache it is: what one environment of one repository holds. */
export type CacheOwner = { account: string; region: string; environment: string; owner: string }

export const cacheOwner = ({ account, region, name }: Environment, owner: string): CacheOwner => ({
  account,
  region,
  environment: name,
  owner,
})

/** `fullRead`: when everything was last read, in milliseconds since 1970. */
export type LiveCache = { fullRead: number; units: ReadonlyMap<string, CachedUnit> }

/** Raised whenever what is kept, or what it means, changes: the references that count as needs among it. */
const VERSION = 2

/** What a list tells may miss an edit of refresh schedules, tags or permissions (not documented); so all is read now and then. */
const MOST_DAYS = 7
const DAY = 86_400_000

const fileOf = async ({ environment, account, region }: CacheOwner, context: Context): Promise<string> =>
  path.join(await privateFolder(context), 'cache', `${environment}-${account}-${region}.json`)

const headOf = ({ account, region, environment, owner }: CacheOwner): string =>
  JSON.stringify([VERSION, account, region, environment, owner])

const isText = (value: Json | undefined): boolean => typeof value === 'string'

const areAll = (value: Json | undefined, keys: readonly string[]): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && keys.every((key) => isText(item[key])))

const isRow = (row: Json | undefined): boolean =>
  isObject(row) && ['kind', 'id', 'arn', 'name'].every((key) => isText(row[key])) && typeof row.lastUpdated === 'number'

const isUnit = (unit: Json): boolean =>
  isObject(unit) &&
  isRow(unit.row) &&
  isText(unit.name) &&
  isText(unit.observed) &&
  areAll(unit.tags, ['key', 'value']) &&
  areAll(unit.needs, ['kind', 'id']) &&
  (unit.permissions === undefined || areAll(unit.permissions, ['principal']))

const parsed = (text: string): JsonObject | undefined => {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The cache in a text, or why there is none. */
const readCache = (text: string, owner: CacheOwner, now: number): LiveCache | string => {
  const file = parsed(text)
  if (!file || !isText(file.of) || typeof file.fullRead !== 'number' || !isObject(file.units))
    return 'what an earlier run kept is damaged'
  if (file.of !== headOf(owner)) return 'what an earlier run kept is of another environment or version'
  if (!Object.values(file.units).every(isUnit)) return 'what an earlier run kept is damaged'
  const age = now - file.fullRead
  if (age < 0 || age > MOST_DAYS * DAY) return `everything is read once in ${MOST_DAYS} days`
  return { fullRead: file.fullRead, units: new Map(Object.entries(file.units)) as unknown as LiveCache['units'] }
}

/** What earlier runs know of an environment, or in words why that is nothing. It never fails: without it all is read. */
export const loadCache = async (owner: CacheOwner, context: Context): Promise<LiveCache | string> => {
  try {
    const file = await fileOf(owner, context)
    const text = await context.workspace.readText(path.dirname(file), path.basename(file))
    return text === undefined ? 'no earlier run is known' : readCache(text, owner, context.now().getTime())
  } catch (thrown) {
    return `what an earlier run kept cannot be read: ${messageOf(thrown)}`
  }
}

/** Keep what is known of an environment for the next run. A disk that is full or read-only is told, and stops nothing. */
export const saveCache = async (owner: CacheOwner, { fullRead, units }: LiveCache, context: Context): Promise<void> => {
  const text = JSON.stringify({ of: headOf(owner), fullRead, units: Object.fromEntries(units) })
  try {
    await context.workspace.writeBytes(await fileOf(owner, context), Buffer.from(text), 0o600)
  } catch (thrown) {
    context.log.progress(`What was read could not be kept, so the next run reads it again: ${messageOf(thrown)}`)
  }
}

/** Have units read again by the next run: what the lists tell of them does not show what is done to them now, such as tags. */
export const forget = async (owner: CacheOwner, keys: readonly string[], context: Context): Promise<void> => {
  const cache = await loadCache(owner, context)
  if (typeof cache === 'string' || !keys.some((key) => cache.units.has(key))) return
  const gone = new Set(keys)
  const units = new Map([...cache.units].filter(([key]) => !gone.has(key)))
  await saveCache(owner, { ...cache, units }, context)
}
