import { type AssetRef, refKey } from '../../model/asset.ts'
import type { BackupManifest } from '../../model/backup.ts'
import { type Environment, type Target, targetOf } from '../../model/environment.ts'
import type { Unit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import type { Context } from '../context.ts'
import { type SendableUnit, sendableUnits, type Wanted } from '../desired.ts'
import type { Listed } from '../live.ts'
import type { ChosenAssets } from './chosen-assets.ts'
import { wantedHere } from './wanted-here.ts'

/** What a set asks of the target, before anything of that was read but its lists. */
export type DesiredHere = {
  listed: Listed
  wanted: Wanted
  /** What was asked for, and of what that needs what is not live. */
  units: ReadonlyMap<string, SendableUnit>
  /** Keys of those that were asked for. */
  chosen: ReadonlySet<string>
  target: Target
  problems: readonly Problem[]
  isLive: (ref: AssetRef) => boolean
  /** What an asset of the set is here. */
  here: (saved: AssetRef) => AssetRef
  saved: (here: AssetRef) => AssetRef
  nameOf: (here: AssetRef) => string
}

const isLiveIn =
  ({ rows }: Listed) =>
  (ref: AssetRef): boolean => {
    const row = rows.get(refKey(ref))
    return row !== undefined && row.status !== 'DELETED'
  }

const savedIn =
  ({ gitRefs }: Wanted) =>
  (ref: AssetRef): AssetRef =>
    gitRefs.get(refKey(ref)) ?? ref

const hereIn = ({ gitRefs }: Wanted): DesiredHere['here'] => {
  const keys = new Map([...gitRefs].map(([key, saved]) => [refKey(saved), key]))
  return (ref) => {
    const key = keys.get(refKey(ref))
    return key === undefined ? ref : { kind: ref.kind, id: key.slice(ref.kind.length + 1) }
  }
}

const isChosenBy =
  ({ chosen }: ChosenAssets, saved: DesiredHere['saved']) =>
  ({ assets }: Unit): boolean =>
    assets.some((asset) => chosen.has(refKey(saved(asset))))

type Source = {
  manifest: BackupManifest
  taken: ChosenAssets
  environment: Environment
  prefix: string
  identityRegion: string | undefined
}

/** What assets of a set are to be in the target. */
export const desiredHere = (
  { manifest, taken, environment, prefix, identityRegion }: Source,
  listed: Listed,
  { now }: Pick<Context, 'now'>,
): DesiredHere => {
  const isLive = isLiveIn(listed)
  const inSet = new Set(taken.assets.map(refKey))
  const exists = (ref: AssetRef): boolean => inSet.has(refKey(ref)) || isLive(ref)
  const wanted = wantedHere(taken.assets, { manifest, environment, prefix, exists })
  const saved = savedIn(wanted)
  const isChosen = isChosenBy(taken, saved)
  const kept = new Map([...wanted.units].filter(([, unit]) => isChosen(unit) || !isLive(unit)))
  const keys = new Set([...kept.values()].flatMap(({ assets }) => assets.map(refKey)))
  const target = { ...targetOf(environment), ...(identityRegion === undefined ? {} : { identityRegion }) }
  const { units, problems } = sendableUnits(
    { units: kept, credentials: wanted.credentials },
    { target, now: now(), exists: (ref) => keys.has(refKey(ref)) || isLive(ref) },
  )
  return {
    ...{ listed, wanted, units, target, isLive, saved },
    chosen: new Set([...kept].filter(([, unit]) => isChosen(unit)).map(([key]) => key)),
    problems: [...wanted.problems, ...problems],
    here: hereIn(wanted),
    nameOf: (ref) => wanted.units.get(refKey(ref))?.name ?? listed.rows.get(refKey(ref))?.name ?? ref.id,
  }
}
