import type { Connection, Row, Skip } from '../io/quicksight/index.ts'
import { type Asset, describeAsset, refKey } from '../model/asset.ts'
import { fingerprint } from '../model/fingerprint.ts'
import type { Json } from '../model/json.ts'
import type { LiveStatus, LiveUnit, SeenUnit, Unit } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { bodyKey } from '../planning/send.ts'
import { groupUnits } from '../planning/units.ts'
import type { QuickSight } from './context.ts'
import { comparable } from './desired.ts'

/**
 * What an environment holds. `unreadable` are units that are live but whose contents could not be had; `readAt`: when
 * the others were read, by the service's clock.
 */
export type Live = {
  rows: ReadonlyMap<string, Row>
  units: Map<string, SeenUnit>
  unreadable: ReadonlyMap<string, Skip>
  unlisted: readonly string[]
  problems: Problem[]
  readAt: number
}

const BUSY = /_IN_PROGRESS$/
const FAILED = /_FAILED$/

/** Only analyses have a recovery window; anything else that is listed as deleted is gone. */
const isDeleted = (row: Row | undefined): boolean => row?.kind === 'analysis' && row.status === 'DELETED'

const isListed = (row: Row): boolean => row.status !== 'DELETED' || row.kind === 'analysis'

const statusOf = (row: Row | undefined): LiveStatus => {
  if (isDeleted(row)) return 'deleted'
  if (BUSY.test(row?.status ?? '')) return 'busy'
  return FAILED.test(row?.status ?? '') ? 'failed' : 'ready'
}

export const hasBody = (row: Row): boolean => ['ready', 'failed'].includes(statusOf(row))

export const liveUnit = (unit: Unit, row: Row | undefined, place: { account: string; region: string }): LiveUnit => {
  const value = {
    bodies: Object.fromEntries(unit.assets.map((asset) => [bodyKey(asset), comparable(asset, place)])) as Json,
  }
  const raw = Object.fromEntries(unit.assets.map((asset) => [bodyKey(asset), asset.body]))
  return {
    ...unit,
    status: statusOf(row),
    tags: unit.assets[0]?.tags ?? [],
    value,
    observed: fingerprint(raw),
    ...(row?.publishedVersion === undefined ? {} : { publishedVersion: row.publishedVersion }),
  }
}

export const bodyless = (row: Row): LiveUnit => ({
  kind: row.kind,
  id: row.id,
  name: row.name,
  assets: [],
  status: statusOf(row),
  tags: [],
  value: {},
  observed: '',
})

export const unitsOf = (
  assets: readonly Asset[],
  rows: ReadonlyMap<string, Row>,
  connection: Connection,
): Map<string, LiveUnit> => {
  const { units } = groupUnits(assets)
  return new Map([...units].map(([key, unit]) => [key, liveUnit(unit, rows.get(key), connection)]))
}

/** What the lists of an environment tell, without a look into anything. */
export type Listed = Pick<Live, 'rows' | 'unlisted' | 'problems'>

/** All lists, all pages, less what is gone. */
export const listLive = async (quickSight: QuickSight, connection: Connection): Promise<Listed> => {
  const { rows, unlisted, problems } = await quickSight.listAssets(connection)
  return { rows: new Map(rows.filter(isListed).map((row) => [refKey(row), row])), unlisted, problems }
}

/** Some units read again after they were written, and why the others could not be. */
export type ReadAgain = { units: ReadonlyMap<string, LiveUnit>; unreadable: ReadonlyMap<string, Skip> }

/** Read some units again after they were written. */
export const readAgain = async (
  quickSight: QuickSight,
  connection: Connection,
  rows: readonly Row[],
  { permissions = false }: { permissions?: boolean } = {},
): Promise<ReadAgain> => {
  const { assets, skipped } = await quickSight.exportAssets(connection, rows, { permissions })
  return {
    units: unitsOf(assets, new Map(rows.map((row) => [refKey(row), row])), connection),
    unreadable: new Map(skipped.map((skip) => [refKey(skip), skip])),
  }
}

/** What could not be read, as far as this plan is concerned: an error for what git asks for, else a warning. */
export const readProblems = (live: Live, wanted: ReadonlySet<string>): Problem[] => {
  const kinds = new Set([...wanted].map((key) => key.split(':')[0]))
  const lists = live.problems.map((problem, i): Problem => {
    return { ...problem, severity: kinds.has(live.unlisted[i]) ? 'error' : 'warning' }
  })
  const unread = [...live.unreadable].map(
    ([key, skip]): Problem => ({
      severity: wanted.has(key) ? 'error' : 'warning',
      message: `${describeAsset(skip)} is live, but cannot be read: ${skip.reason}`,
      ref: { kind: skip.kind, id: skip.id },
    }),
  )
  return [...lists, ...unread]
}
