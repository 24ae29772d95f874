import { type Asset, type AssetRef, describeAsset, type Permission, refKey, type Tag } from './asset.ts'
import type { FacetChange } from './facet.ts'
import type { Json } from './json.ts'
import type { Problem } from './problem.ts'

/** Where the user name and password, or the secret, of a data source come from. Never the values themselves. */
export type Credentials = { kind: 'secret'; arn: string } | { kind: 'env'; name: string }

/** What is planned together: an asset, and a dataset with its refresh schedules. `assets[0]` is the asset itself. */
export type Unit = AssetRef & { name: string; assets: readonly Asset[] }

/**
 * A unit as git and the overlay ask for it. `value` is what is compared (normalized bodies by refKey, and credentials by
 * reference); `fingerprint` is over it.
 */
export type DesiredUnit = Unit & { value: Json; fingerprint: string; credentials?: Credentials }

/** `busy`: the service is still making it; `deleted`: an analysis in its recovery window; `failed`: its last change failed. */
export type LiveStatus = 'ready' | 'busy' | 'deleted' | 'failed'

/** A unit as the environment holds it: `assets` as exported, `value` normalized, `observed` the fingerprint of the raw bodies. */
export type LiveUnit = Unit & {
  status: LiveStatus
  tags: readonly Tag[]
  value: Json
  observed: string
  publishedVersion?: number
}

/**
 * A unit that an earlier run read and that has not moved since: what a plan must know of a unit that is left alone. It holds no
 * bodies, so nothing can take it for one that was read; what is written or deleted is always read first.
 */
export type KnownUnit = AssetRef & {
  name: string
  status: 'ready'
  tags: readonly Tag[]
  observed: string
  needs: readonly AssetRef[]
  /** As they were when it was read, where an environment has rules for them; sharing may not move an asset. */
  permissions?: readonly Permission[]
  publishedVersion?: number
}

export type SeenUnit = LiveUnit | KnownUnit

/** Whether this run read the unit. */
export const wasRead = (unit: SeenUnit): unit is LiveUnit => 'assets' in unit

/** A unit as this run read it; undefined when it is not live. @throws where it was left unread, since it must not be touched. */
export const unitRead = (units: ReadonlyMap<string, SeenUnit>, ref: AssetRef): LiveUnit | undefined => {
  const unit = units.get(refKey(ref))
  if (unit && !wasRead(unit)) throw new Error(`${describeAsset(unit)} is to be touched, and was not read in this run`)
  return unit
}

/** What the state tag says: what we asked for, what we then saw, and the commit it came from. */
export type RecordedState = { desired: string; observed: string; commit: string }

export type Action =
  | 'wait'
  | 'restore'
  | 'create'
  | 'foreign'
  | 'adopt'
  | 'collision'
  | 'unchanged'
  | 'record'
  | 'update'
  | 'drift'
  | 'conflict'
  | 'prune'
  | 'delete'
  | 'edited'
  | 'unmanaged'

/**
 * One decided step. `reason` is a sentence for people. `added` names a few of the places where live has more than git asks
 * for, `gained` all of them without positions in lists; `addedOnly` marks drift and conflicts that are no more than that, and change
 * neither who sees what nor when it is refreshed.
 * `failed`: the last change of it failed in QuickSight. `untagged`: it was ours once and no longer carries our tags.
 */
export type Step = AssetRef & {
  name: string
  action: Action
  reason: string
  addedOnly?: boolean
  added?: string[]
  gained?: string[]
  failed?: boolean
  untagged?: boolean
}

/** A whole plan. `blocks` are the reasons why nothing may be written; `digest` names exactly these steps against this live state. */
export type Plan = {
  environment: string
  account: string
  region: string
  steps: Step[]
  /** Changes of permissions, tags and folders; missing where there are none. */
  facet?: FacetChange[]
  blocks: Problem[]
  digest: string
}
