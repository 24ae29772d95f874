import { withoutPrefix } from '../../environment/index.ts'
import { matcherOf } from '../../environment/patterns.ts'
import { type Asset, type AssetRef, refKey } from '../../model/asset.ts'
import type { BackupManifest } from '../../model/backup.ts'
import type { DataSourceOverlay, Environment, Overlay } from '../../model/environment.ts'
import { withNeutralArns } from '../../normalize/index.ts'
import { type Wanted, wantedOf } from '../desired.ts'

/** Whether a set goes back to where it was made. */
export const isInPlace = ({ account, region }: BackupManifest, environment: Environment): boolean =>
  account === environment.account && region === environment.region

/** Logins are all that a set of the environment itself lacks: everything else in it is as it was here. */
const loginsOnly = (assets: readonly Asset[], { overlay }: Environment): Map<string, DataSourceOverlay> =>
  new Map(
    assets.flatMap((asset): [string, DataSourceOverlay][] => {
      if (asset.kind !== 'datasource') return []
      const here = overlay.datasource.get(withoutPrefix(asset, overlay.prefix).id)
      return here && !here.keep && here.credentials ? [[asset.id, { credentials: here.credentials }]] : []
    }),
  )

/** What the overlay says of assets that are restored; the rest of it is not about them. */
const overlayOf = (assets: readonly Asset[], { overlay }: Environment): Overlay => {
  const keys = new Set(assets.map(refKey))
  const isNamed = (pattern: string): boolean => assets.some(matcherOf(pattern))
  const only = <Value>(kind: string, entries: ReadonlyMap<string, Value>): Map<string, Value> =>
    new Map([...entries].filter(([id]) => keys.has(refKey({ kind, id }))))
  return {
    ...overlay,
    datasource: only('datasource', overlay.datasource),
    assets: new Map([...overlay.assets].map(([kind, entries]) => [kind, only(kind, entries)])),
    set: new Map([...overlay.set].filter(([pattern]) => isNamed(pattern))),
    replace: overlay.replace.filter((replacement) => isNamed(replacement.in)),
  }
}

const inPlaceOverlay = (assets: readonly Asset[], environment: Environment): Overlay => ({
  datasource: loginsOnly(assets, environment),
  assets: new Map(),
  set: new Map(),
  replace: [],
  prefix: '',
  namePrefix: '',
})

type Surroundings = {
  manifest: BackupManifest
  environment: Environment
  /** Put before ids and names; '' for nothing. */
  prefix: string
  /** Whether an asset will be there under the id that it has in the set. */
  exists: (ref: AssetRef) => boolean
}

/**
 * Saved assets as they are to be here. Back in their own account and region they stay as they are, but for logins; elsewhere
 * the overlay of the environment is applied to them as it is to files in git. Who sees what comes from the set.
 */
export const wantedHere = (
  assets: readonly Asset[],
  { manifest, environment, prefix, exists }: Surroundings,
): Wanted => {
  const inPlace = isInPlace(manifest, environment)
  const overlay = inPlace ? inPlaceOverlay(assets, environment) : overlayOf(assets, environment)
  const origin = { account: manifest.account, region: manifest.region, inTree: exists }
  const here: Environment = {
    ...environment,
    source: environment.source || inPlace,
    select: ['*:*'],
    permissions: [],
    linkSharing: [],
    tags: new Map(),
    folders: new Map(),
    overlay: prefix === '' ? overlay : { ...overlay, prefix, namePrefix: prefix },
  }
  const keys = new Set(assets.map(refKey))
  const neutral = assets.map((asset) => withNeutralArns(asset, origin))
  return wantedOf(neutral, here, { inTree: (ref) => keys.has(refKey(ref)) })
}
