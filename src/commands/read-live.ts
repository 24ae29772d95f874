import type { Connection, Row, Skip } from '../io/quicksight/index.ts'
import { refKey } from '../model/asset.ts'
import { type DesiredUnit, type KnownUnit, type LiveUnit, type SeenUnit, wasRead } from '../model/plan.ts'
import { roleActions } from '../model/roles.ts'
import { unitsToLeave } from '../planning/known.ts'
import { ownerOf } from '../planning/state-tag.ts'
import type { Context, QuickSight } from './context.ts'
import { bodyless, hasBody, type Listed, type Live, listLive, unitsOf } from './live.ts'
import { type CacheOwner, type LiveCache, loadCache, saveCache } from './live-cache.ts'
import { entriesOf, unmoved } from './live-stamps.ts'

/** What to read. `full`: everything, whatever earlier runs know. `mayDelete`: whether this run may delete what git lacks. */
export type Reading = {
  listed: Listed
  desired: ReadonlyMap<string, DesiredUnit>
  place: CacheOwner
  full: boolean
  mayDelete: boolean
  /** Whether it counts who may see what. */
  permissions: boolean
  /** Keys of what is read even where it has not moved. */
  mustRead: ReadonlySet<string>
  quickSight: QuickSight
  connection: Connection
}

type Read = { units: Map<string, LiveUnit>; unreadable: Map<string, Skip> }

const isShared = ({ kind }: KnownUnit): boolean => roleActions(kind, 'owner').length > 0

const number = new Intl.NumberFormat('en')

const readRows = async (
  rows: readonly Row[],
  { quickSight, connection, listed, permissions }: Reading,
): Promise<Read> => {
  const { assets, skipped } = await quickSight.exportAssets(connection, rows, { permissions })
  const asked = new Set(rows.map(refKey))
  // Datasets bring along what they need. What is known already comes without its refresh schedules, and is not taken.
  const units = [...unitsOf(assets, listed.rows, connection)].filter(([key]) => asked.has(key) || !listed.rows.has(key))
  return { units: new Map(units), unreadable: new Map(skipped.map((skip) => [refKey(skip), skip])) }
}

/** What is known and may stay unread, or in words why all is read; no words where that was asked for. */
const knownUnits = async (
  { listed, desired, place, full, permissions, mustRead }: Reading,
  context: Context,
): Promise<{ cache: LiveCache; alone: Map<string, KnownUnit> } | string> => {
  if (full) return ''
  if (listed.unlisted.length > 0) return 'not all lists can be read'
  const cache = await loadCache(place, context)
  if (typeof cache === 'string') return cache
  const known = new Map(
    [...unmoved(cache.units, listed.rows)].filter(
      ([key, unit]) => !mustRead.has(key) && (!permissions || unit.permissions !== undefined || !isShared(unit)),
    ),
  )
  return { cache, alone: unitsToLeave(known, { desired, owner: place.owner }) }
}

const unmovedWords = (others: number): string =>
  others === 1
    ? 'the other one has not moved since it was read'
    : `the other ${number.format(others)} have not moved since they were read`

/** `why`: in words why all is read, where somebody may wonder. */
const tellFirst = ({ listed, connection }: Reading, others: number, why: string, { log }: Context): void => {
  const all = `${number.format(listed.rows.size)} assets of account ${connection.account} in ${connection.region}`
  const reads = number.format(listed.rows.size - others)
  if (others > 0) log.progress(`Reading ${reads} of ${all}; ${unmovedWords(others)}`)
  else log.progress(`Reading ${all}${why === '' ? '' : ` (${why})`}`)
}

/** What is ours and no longer in git may be deleted, and then it counts who else uses it: nobody's word is taken for that. */
const isDeletable = ({ units }: Read, { desired, place, mayDelete }: Reading): boolean =>
  mayDelete && [...units].some(([key, { tags }]) => !desired.has(key) && ownerOf(tags) === place.owner)

/** In the order of the lists, whatever was read and whatever was known. */
const inOrder = (
  rows: ReadonlyMap<string, Row>,
  { units }: Read,
  alone: ReadonlyMap<string, KnownUnit>,
): Map<string, SeenUnit> => {
  const all = new Map<string, SeenUnit>()
  for (const [key, row] of rows) {
    const unit = units.get(key) ?? alone.get(key) ?? (hasBody(row) ? undefined : bodyless(row))
    if (unit) all.set(key, unit)
  }
  for (const [key, unit] of units) if (!all.has(key)) all.set(key, unit)
  return all
}

const readRest = async (read: Read, alone: Map<string, KnownUnit>, reading: Reading, { log }: Context) => {
  log.progress(`Reading the other ${number.format(alone.size)} too, since something that they may use could be deleted`)
  const rest = await readRows(
    [...alone.keys()].flatMap((key) => reading.listed.rows.get(key) ?? []),
    reading,
  )
  alone.clear()
  for (const [key, unit] of rest.units) read.units.set(key, unit)
  for (const [key, skip] of rest.unreadable) read.unreadable.set(key, skip)
}

/** An environment of which everything was read. */
export type FullLive = Omit<Live, 'units'> & { units: Map<string, LiveUnit> }

/** Read everything, whatever earlier runs know. */
export const readAll = async (
  reading: Pick<Reading, 'place' | 'quickSight' | 'connection'> & { permissions?: boolean },
  context: Context,
): Promise<FullLive> => {
  const listed = await listLive(reading.quickSight, reading.connection)
  const nothing = { desired: new Map(), mayDelete: false, mustRead: new Set<string>(), permissions: false }
  const live = await readLive({ ...nothing, ...reading, listed, full: true }, context)
  return { ...live, units: new Map([...live.units].flatMap(([key, unit]) => (wasRead(unit) ? [[key, unit]] : []))) }
}

/**
 * Read an environment: by export jobs the bodies and tags of all that moved since an earlier run or that git asks for
 * differently, with what that needs; what else is there is taken as it was. What is read is kept for later runs.
 */
export const readLive = async (reading: Reading, context: Context): Promise<Live> => {
  const { listed, place, connection } = reading
  const known = await knownUnits(reading, context)
  const { cache, alone } = typeof known === 'string' ? { cache: undefined, alone: new Map<string, KnownUnit>() } : known
  const rows = [...listed.rows.values()].filter((row) => hasBody(row) && !alone.has(refKey(row)))
  tellFirst(reading, alone.size, typeof known === 'string' ? known : '', context)
  const readAt = connection.serviceTime()
  const read = await readRows(rows, reading)
  if (alone.size > 0 && isDeletable(read, reading)) await readRest(read, alone, reading, context)
  const units = inOrder(listed.rows, read, alone)
  const fresh = entriesOf([...units.values()].filter(wasRead), listed.rows, readAt)
  const kept = [...alone.keys()].flatMap((key) => {
    const entry = cache?.units.get(key)
    return entry ? [[key, entry] as const] : []
  })
  const fullRead = cache && alone.size > 0 ? cache.fullRead : context.now().getTime()
  await saveCache(place, { fullRead, units: new Map([...kept, ...fresh]) }, context)
  return { ...listed, units, unreadable: read.unreadable, readAt }
}
