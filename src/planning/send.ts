import { parseArn } from '../model/arn.ts'
import { type Asset, type AssetRef, refKey, refOfResource } from '../model/asset.ts'
import { isObject, type Json, stringAt } from '../model/json.ts'

/** The service refuses an import of a dashboard with more links than this (its validation message was observed). */
const MOST_LINKS = 5

/** `exists`: whether an asset is live or sent too. */
export type Sending = { now: Date; exists: (ref: AssetRef) => boolean }
export type Prepared = { asset: Asset; warnings: string[] }

const without = (body: Asset['body'], key: string): Asset['body'] =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== key))

const startsInPast = (schedule: Json | undefined, now: Date): boolean =>
  isObject(schedule) && typeof schedule.startAfterDateTime === 'number' && schedule.startAfterDateTime <= now.getTime()

const withoutPastStart = (asset: Asset, now: Date): Asset => {
  const { schedule } = asset.body
  if (asset.kind !== 'refreshSchedule' || !isObject(schedule) || !startsInPast(schedule, now)) return asset
  return { ...asset, body: { ...asset.body, schedule: without(schedule, 'startAfterDateTime') } }
}

const isLive = (link: Json, exists: Sending['exists']): boolean => {
  const arn = typeof link === 'string' ? parseArn(link) : undefined
  const ref = arn && refOfResource(arn.resource)
  return ref !== undefined && exists(ref)
}

const linkWarning = (asset: Asset, kept: number, all: number): string =>
  `dashboard "${asset.name}" (${asset.id}): ${all - kept} of ${all} links to analyses are not sent, because the analysis is neither live nor in this deploy, or because only ${MOST_LINKS} are allowed`

const withLiveLinks = (asset: Asset, exists: Sending['exists']): Prepared => {
  const links = asset.body.linkEntities
  if (!Array.isArray(links)) return { asset, warnings: [] }
  const kept = links.filter((link) => isLive(link, exists)).slice(0, MOST_LINKS)
  if (kept.length === links.length) return { asset, warnings: [] }
  return {
    asset: { ...asset, body: { ...asset.body, linkEntities: kept } },
    warnings: [linkWarning(asset, kept.length, links.length)],
  }
}

/**
 * What an import accepts of an asset: a start time in the past is left out (documented as required to lie in the future),
 * links to analyses that are not there are dropped, and of more than five the first five stay.
 */
export const prepare = (asset: Asset, { now, exists }: Sending): Prepared =>
  withLiveLinks(withoutPastStart(asset, now), exists)

/** The name of a unit's asset in a value: `refreshSchedule:orders--refresh-schedule--daily`. */
export const bodyKey = (asset: Asset): string => refKey(asset)

/** The schedule ids of a dataset unit's assets. */
export const scheduleIds = (assets: readonly Asset[]): string[] =>
  assets.flatMap(({ kind, body }) =>
    kind === 'refreshSchedule' && isObject(body.schedule) ? (stringAt(body.schedule, 'scheduleId') ?? []) : [],
  )
