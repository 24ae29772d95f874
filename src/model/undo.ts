import type { AssetRef, Permission, Tag } from './asset.ts'

/** What an asset was at one moment: the fingerprint of its bodies where it could be read, and tags. */
export type Moment = { observed?: string; tags: readonly Tag[] }

/**
 * What a run did to one asset. `before`: absent for what it created. `after`: absent for what it deleted, and where the run
 * was cut off. Tags are our two; of a deleted asset all that it had, and `permissions` where they could be read.
 */
export type UndoEntry = AssetRef & {
  name: string
  did: 'updated' | 'created' | 'deleted' | 'recorded'
  before?: Moment
  after?: Moment
  permissions?: readonly Permission[]
}

/** One change of who sees an asset, how it is tagged or where it lies, as a sentence. */
export type SharedThen = AssetRef & { words: string }

/**
 * What one run did to an environment, kept beside the bundle of what was live before, so that it can be taken back.
 * `bundle`: the fingerprint of that file's bytes; none where nothing was overwritten. `commits`: all that our state tags in
 * the environment named when the run was over. `complete`: the run is over, and all of it was done. `undoes`: the record that an undo took back.
 * `shared`: what it changed beside the assets; what it meant to change where it was cut off.
 */
export type UndoRecord = {
  version: 1
  run: 'deploy' | 'undo' | 'restore'
  environment: string
  account: string
  region: string
  owner: string
  time: string
  commit: string
  complete: boolean
  undoes?: string
  bundle?: string
  commits: readonly string[]
  entries: readonly UndoEntry[]
  shared?: readonly SharedThen[]
}

/** `back`: its old body; `again`: made again; `restore`: an analysis brought back; `tags`: only its tags; `delete`: what the run made. */
export type UndoAction = 'back' | 'again' | 'restore' | 'tags' | 'delete' | 'stays' | 'nothing'

export type UndoStep = AssetRef & { name: string; action: UndoAction; reason: string }
