import { isDeepStrictEqual } from 'node:util'
import type { Row } from '../io/quicksight/index.ts'
import { refKey } from '../model/asset.ts'
import type { KnownUnit, LiveUnit } from '../model/plan.ts'
import { needsOf } from '../planning/order.ts'
import type { CachedUnit } from './live-cache.ts'

/** Times may be in whole seconds (not documented), and a second edit in the same second is then not seen. */
export const FRESH = 2_000

const knownAs = ({ row, name, tags, observed, needs, permissions }: CachedUnit): KnownUnit => ({
  kind: row.kind,
  id: row.id,
  name,
  status: 'ready',
  tags,
  observed,
  needs,
  ...(permissions && { permissions }),
  ...(row.publishedVersion === undefined ? {} : { publishedVersion: row.publishedVersion }),
})

/** The units whose row of the list is to the letter the one they were read with. */
export const unmoved = (
  cached: ReadonlyMap<string, CachedUnit>,
  rows: ReadonlyMap<string, Row>,
): Map<string, KnownUnit> => {
  const same = [...cached].filter(([key, { row }]) => isDeepStrictEqual(row, rows.get(key)))
  return new Map(same.map(([key, unit]) => [key, knownAs(unit)]))
}

/** Whether any later edit shows in the row: it has a time, and that was over when the unit was read. */
const tells = (row: Row | undefined, readAt: number): row is Row =>
  row?.lastUpdated !== undefined && readAt - row.lastUpdated >= FRESH

/**
 * What is worth keeping of units that were read. `rows` are those of a list made before that, `readAt` is when reading began by
 * the service's clock. Left out is what a later edit could not be told of.
 */
export const entriesOf = (
  units: readonly LiveUnit[],
  rows: ReadonlyMap<string, Row>,
  readAt: number,
): Map<string, CachedUnit> => {
  const entries = new Map<string, CachedUnit>()
  for (const unit of units) {
    const row = rows.get(refKey(unit))
    if (unit.status !== 'ready' || !tells(row, readAt)) continue
    const needs = new Map(needsOf(unit).map((ref) => [refKey(ref), ref]))
    const { name, tags, observed } = unit
    const permissions = unit.assets[0]?.permissions
    entries.set(refKey(unit), {
      row,
      name,
      tags,
      observed,
      needs: [...needs.values()],
      ...(permissions && { permissions }),
    })
  }
  return entries
}
