import { partitionOf } from './arn.ts'
import type { AssetRef } from './asset.ts'
import type { BackupSettings } from './backup.ts'
import type { Place } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import type { Credentials } from './plan.ts'
import type { Role } from './roles.ts'

/** What an environment changes in one data source; `null` removes what git has. */
export type DataSourceOverride = {
  name?: string
  /** One member of the API's data source parameters under its bundle name: `{ redshiftParameters: { host: … } }`. */
  parameters?: JsonObject
  credentials?: Credentials
  /** The id of a VPC connection. */
  vpcConnection?: string | null
  sslProperties?: JsonObject | null
}

/** `keep`: the data source is imported with the parameters that git has. */
export type DataSourceOverlay = { keep: true } | ({ keep?: never } & DataSourceOverride)

/** Text replacement in every text at the member `key` of the assets that `in` (`kind:glob`) names. */
export type Replacement = { in: string; key: string; from: string; to: string }

/** Text to put before ids or names: of all kinds, or by kind. */
export type Prefix = string | ReadonlyMap<string, string>

export const prefixFor = (prefix: Prefix, kind: string): string =>
  typeof prefix === 'string' ? prefix : (prefix.get(kind) ?? '')

/** What is merged into the files of assets, by kind and id in git: as a file has it, and a few short forms. */
export type AssetOverlays = ReadonlyMap<string, ReadonlyMap<string, JsonObject>>

/** What differs in an environment. `set`: `kind:glob` → path → value. Maps, since their keys are somebody's text. */
export type Overlay = {
  datasource: ReadonlyMap<string, DataSourceOverlay>
  assets: AssetOverlays
  /** Of ids; those of this file are always the ones in git. */
  prefix: Prefix
  namePrefix: Prefix
  set: ReadonlyMap<string, ReadonlyMap<string, Json>>
  replace: readonly Replacement[]
}

/** `changed`: those that the deploy wrote; `all`: those that did not change too. */
export const REFRESH_MODES = ['changed', 'all', 'none'] as const
export type RefreshMode = (typeof REFRESH_MODES)[number]

/** The principals `to` (`group/<namespace>/<name>`) have the role in the assets (`kind:glob`). */
export type PermissionRule = { assets: readonly string[]; role: Role; to: readonly string[] }

/** `unmapped`: users and groups of a backup that do not exist here. */
export type RestoreRules = {
  /** The environment whose backups may be restored here too. */
  from?: string
  /** Who stands here for whom of a backup: `user/default/*@old` → `user/default/*@new`. */
  principals: ReadonlyMap<string, string>
  unmapped: 'refuse' | 'drop'
}

/** One `environments/<name>.yaml`, checked. */
export type Environment = {
  name: string
  /** The file, relative to the repository. */
  file: string
  /** 12 digits. */
  account: string
  region: string
  /** Where users and groups live; asked of the service when left out. */
  identityRegion?: string
  /** The role that reads (plan, export, drift). */
  role?: string
  /** The role that writes. */
  deployRole?: string
  /** The only branch that it is deployed from. */
  branch?: string
  /** Whether exports come from here. */
  source: boolean
  /** `kind:glob` and `!kind:glob`, later ones win. */
  select: readonly string[]
  /** Who we are in tags. */
  owner?: string
  /** How many assets a deploy may delete; 0: none. */
  prune: number
  /** `kind:glob` of assets that are never deleted. */
  protect: readonly string[]
  /** Which SPICE datasets a deploy loads anew and waits for. */
  refresh: RefreshMode
  /** `user/<namespace>/<name>`, `group/<namespace>/<name>` or an ARN of one. */
  owners: readonly string[]
  permissions: readonly PermissionRule[]
  /** `kind:glob` of dashboards that everyone may open by their link. */
  linkSharing: readonly string[]
  /** Tags of every asset, key → value. */
  tags: ReadonlyMap<string, string>
  /** Id of a folder → `kind:glob` of what lies in it. */
  folders: ReadonlyMap<string, readonly string[]>
  /** How backups are restored here. */
  restore: RestoreRules
  overlay: Overlay
  /** How its backups are kept. */
  backup?: BackupSettings
  /** Where each key and list item stands, in its own file or in the one it extends, by `pointer` of its path. */
  places: ReadonlyMap<string, Required<Place>>
}

/** The account and region that neutral ARNs mean; `identityRegion` for users, groups and namespaces. */
export type Target = { partition: string; region: string; account: string; identityRegion: string }

/** What neutral ARNs mean in an environment. */
export const targetOf = (environment: Environment): Target => ({
  partition: partitionOf(environment.region),
  region: environment.region,
  account: environment.account,
  identityRegion: environment.identityRegion ?? environment.region,
})

/** A JSON pointer (RFC 6901). */
export const pointer = (path: readonly (string | number)[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** Where a value of the environment stands: its own place, else that of the nearest key above it. */
export const placeOf = (
  { file, places }: Pick<Environment, 'file' | 'places'>,
  path: readonly (string | number)[],
): Required<Place> => {
  for (let length = path.length; length > 0; length--) {
    const place = places.get(pointer(path.slice(0, length)))
    if (place !== undefined) return place
  }
  return { file, line: 1 }
}

/** `environments/prod.yaml:12`: how a message names a place. */
export const placeText = ({ file, line }: Place): string => (line === undefined ? file : `${file}:${line}`)

/** Where the value at a path of an asset (list indexes are digits) was written in the environment's file. */
export type Origin = { path: string[]; place: Required<Place> }

/** An asset that needs another one that will not be sent along. */
export type Need = { asset: AssetRef & { name: string }; needs: AssetRef }
