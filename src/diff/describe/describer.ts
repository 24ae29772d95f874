import type { Asset } from '../../model/asset.ts'
import type { Change, Severity, Subject, TextLine } from '../../model/change.ts'
import type { Json } from '../../model/json.ts'
import type { Renaming } from '../renaming.ts'
import type { Raw, Step } from '../trail.ts'
import type { AssetNames } from './asset-words.ts'

/** The two versions that are compared, what was paired in them, and what other assets are called. */
export type Versions = { base: Asset; head: Asset; renaming: Renaming; nameOf: AssetNames }

/** What a change is about: a place that `at` of a describer names, both versions of it, and all that differs in it. */
export type Spot = { trail: readonly Step[]; base?: Json; head?: Json; raws: readonly Raw[]; versions: Versions }

/** What is said of a spot. `inner`: the spot names itself in the message, so that it is left out of the place. */
export type Said = {
  message: string
  action?: Change['action']
  before?: Json
  after?: Json
  lines?: readonly TextLine[]
  severity?: Severity
  reason?: string
  subject?: Subject
  subjects?: readonly Subject[]
  inner?: boolean
}

/**
 * How one sort of change is said. `at` is matched against the start of a difference's path; all differences in the same
 * spot are said together. `say` may give none, and leave them to a later describer.
 */
export type Describer = {
  kind: string
  at: RegExp
  severity: Severity
  say: (spot: Spot) => Said | undefined
}
