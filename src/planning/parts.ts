import { deflateRawSync } from 'node:zlib'
import { type Asset, type Permission, refKey, type Tag } from '../model/asset.ts'
import type { DesiredUnit } from '../model/plan.ts'
import { lacksGrants, PERMISSION_ENTRIES } from './overrides.ts'

/** Limits of one import job in the service's API: bytes of the body, ids of an override entry, entries of tags. */
export const JOB_LIMITS = { bytes: 20 * 1024 * 1024, ids: 50, tagEntries: 5, credentials: 50 }

/**
 * `isNew`: the unit is not live, so the job must give it its owners and its owner tag; unless `carriesGrants`: then its own
 * file holds permissions and tags, which an import takes where no override names the asset (developer guide).
 */
export type Sent = DesiredUnit & { isNew: boolean; sent: readonly Asset[]; carriesGrants?: boolean }
export type Part = { units: Sent[] }

/** A unit that is made anew with who may do what with it, and its tags, in its own file. */
export const carryingGrants = (unit: Sent, permissions: readonly Permission[], tags: readonly Tag[]): Sent => {
  const facets = {
    permissions: permissions.map(({ principal, actions }) => ({ principal, actions: [...actions] })),
    tags: tags.map(({ key, value }) => ({ key, value })),
  }
  const sent = unit.sent.map((asset) =>
    refKey(asset) === refKey(unit) ? { ...asset, body: { ...asset.body, ...facets } } : asset,
  )
  return { ...unit, sent, carriesGrants: true }
}

const HEADERS = 256

const sizeOf = (unit: Sent): number =>
  unit.sent.reduce(
    (sum, asset) => sum + HEADERS + asset.id.length * 2 + deflateRawSync(JSON.stringify(asset.body)).length,
    0,
  )

const newOf = (units: readonly Sent[], kind: string): number =>
  units.filter((unit) => lacksGrants(unit) && unit.kind === kind).length

const fits = (units: readonly Sent[], next: Sent): boolean => {
  const all = [...units, next]
  const newLimit = JOB_LIMITS.ids * (PERMISSION_ENTRIES[next.kind] ?? JOB_LIMITS.tagEntries)
  const wholeKindIsNew = all.every((unit) => unit.kind !== next.kind || lacksGrants(unit))
  const withCredentials = all.filter((unit) => unit.credentials).length
  return (wholeKindIsNew || newOf(all, next.kind) <= newLimit) && withCredentials <= JOB_LIMITS.credentials
}

/**
 * Divide units, which come in dependency order, into import jobs within the service's limits. Usually one.
 * A unit that is too large on its own gets its own part, and the service says so.
 */
export const divide = (units: readonly Sent[]): Part[] => {
  const parts: Part[] = []
  let bytes = 0
  for (const unit of units) {
    const size = sizeOf(unit)
    const last = parts.at(-1)
    if (last && bytes + size <= JOB_LIMITS.bytes && fits(last.units, unit)) {
      last.units.push(unit)
      bytes += size
    } else {
      parts.push({ units: [unit] })
      bytes = size
    }
  }
  return parts
}
