import type { AssetRef } from './asset.ts'
import type { Change, NamedAsset } from './change.ts'
import type { Action } from './plan.ts'

/** What happened to one file of the repository: an asset, or an environment (kind `environment`, id its name). */
export type ChangedAsset = NamedAsset & { action: 'added' | 'removed' | 'changed' }

/** An asset that a change touches or reaches; `needs` are the keys (`dataset:orders`) of what it is built on. */
export type LineageNode = NamedAsset & { state: 'added' | 'removed' | 'changed' | 'reached'; needs: readonly string[] }

/** One thing on a sheet. Places and sizes in the units of its wireframe. `state` says what became of it between base and head. */
export type WireElement = {
  /** The same in base and head for what was paired. */
  id: string
  /** `bar chart`, `text box`, `table`, … */
  what: string
  title: string
  x: number
  y: number
  width: number
  height: number
  state: 'same' | 'added' | 'removed' | 'changed' | 'moved'
  /** Whether it was changed in itself too, when it moved. */
  changed?: boolean
}

/** A sheet as boxes. */
export type Wireframe = { width: number; height: number; elements: readonly WireElement[] }

/** A sheet that was added, removed or changed, before and after. */
export type SheetPair = { asset: NamedAsset; name: string; before?: Wireframe; after?: Wireframe }

/** What a deploy would do to one environment, or why that is not known. */
export type EnvironmentReview = {
  name: string
  account: string
  region: string
  /** The steps that do something, without those that are unchanged. */
  steps: readonly (AssetRef & { name: string; action: Action; reason: string })[]
  unchanged: number
  /** Changes of permissions, tags and folders, each a sentence; missing where there are none. */
  facet?: readonly string[]
  /** What stops the deploy. */
  blocks: readonly string[]
  digest?: string
  /** Why there is no plan: no credentials here, an error. */
  problem?: string
}

/** Something wrong in the resulting files. */
export type ReviewProblem = { severity: 'error' | 'warning'; message: string; file?: string; line?: number }

/** Everything a reviewer is shown, as data: the JSON report. `version` changes when its shape does. */
export type Review = {
  version: 1
  base: { ref: string; commit: string }
  /** Without `commit` it is the work tree. */
  head: { ref: string; commit?: string }
  assets: readonly ChangedAsset[]
  /** Gravest first. */
  changes: readonly Change[]
  lineage: readonly LineageNode[]
  sheets: readonly SheetPair[]
  environments: readonly EnvironmentReview[]
  problems: readonly ReviewProblem[]
  /** Remarks that are no change: an analysis ahead of its dashboard, a pull request from a fork. */
  notes: readonly string[]
  /** Address of the workflow run. */
  run?: string
}
