import type { AssetRef } from './asset.ts'

/** What a backup saves: assets, people and settings, or only one of both. */
export const BACKUP_MODES = ['full', 'assets-only', 'users-only'] as const
export type BackupMode = (typeof BACKUP_MODES)[number]

/** What assets are saved as: bundles, which can be restored, or templates, which CloudFormation deploys. */
export const BACKUP_FORMATS = ['quicksight-json', 'cloudformation-json'] as const
export type BackupFormat = (typeof BACKUP_FORMATS)[number]

/** One object of a set. `version`: of a bucket that keeps versions. */
export type SavedObject = { key: string; size: number; sha256: string; version?: string }

/** `bundle`: the key of the object that holds it. `needs`: what it needs to exist, as `kind:id`. */
export type SavedAsset = AssetRef & { name: string; bundle: string; fingerprint: string; needs: readonly string[] }

/** `failed`: it could not be had. `unsupported`: QuickSight's export does not know it. `left out`: a pattern says so. */
export type UnsavedWhy = 'failed' | 'unsupported' | 'left out'

/** An asset that is not in a set. `dependants`: saved assets that need it, directly or through others. */
export type UnsavedAsset = AssetRef & {
  name: string
  why: UnsavedWhy
  reason: string
  advice?: string
  dependants: readonly string[]
}

/** Something beside single assets that is not in a set: a list that cannot be read, the groups of a namespace. */
export type Gap = { what: string; reason: string }

/** A CloudFormation template: the key of its object, and its assets as `kind:id`. */
export type SavedTemplate = { key: string; assets: readonly string[] }

/** What was asked for, written first: a set that is cut off is finished with it. `formats`: bundles only when left out. */
export type BackupStart = {
  version: 1
  tool: string
  account: string
  region: string
  mode: BackupMode
  select: readonly string[]
  formats?: readonly BackupFormat[]
  startedAt: string
}

/**
 * The last object of a set, without which it is unfinished. `complete`: nothing failed and nothing is unsupported. `records`:
 * the objects that hold people, settings and members of folders as JSON lines, by what is in them. `assets`: those of bundles.
 */
export type BackupManifest = BackupStart & {
  identityRegion?: string
  finishedAt: string
  complete: boolean
  counts: Readonly<Record<string, number>>
  objects: readonly SavedObject[]
  records: Readonly<Record<string, string>>
  assets: readonly SavedAsset[]
  templates?: readonly SavedTemplate[]
  skipped: readonly UnsavedAsset[]
  gaps: readonly Gap[]
}

/** How many sets stay: the newest of each of the last so many days, ISO weeks and months, in UTC, that have one. */
export type Retention = { daily: number; weekly: number; monthly: number }

export const LOCK_MODES = ['GOVERNANCE', 'COMPLIANCE'] as const
export type LockMode = (typeof LOCK_MODES)[number]

/** What an environment says of its backups. `kmsKey`: encrypts the objects in a bucket; `objectLock`: how long nobody may delete them there. */
export type BackupSettings = {
  retention?: Retention
  kmsKey?: string
  objectLock?: { mode: LockMode; days: number }
}

/** How the objects of one run are written to a bucket. */
export type Protection = { kmsKey?: string; lock?: { mode: LockMode; until: Date } }

const BUNDLES_ONLY: readonly BackupFormat[] = ['quicksight-json']

/** What the assets of a set are saved as. */
export const formatsOf = ({ formats = BUNDLES_ONLY }: Pick<BackupStart, 'formats'>): readonly BackupFormat[] => formats

/** Whether a set holds the bundles that a restore needs. */
export const hasBundles = (start: Pick<BackupStart, 'formats'>): boolean => formatsOf(start).includes('quicksight-json')

/** Whether a set lacks this although it was asked for. */
export const isLacking = ({ why }: Pick<UnsavedAsset, 'why'>): boolean => why !== 'left out'
