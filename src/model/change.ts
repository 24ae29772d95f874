import type { AssetRef } from './asset.ts'
import type { Json } from './json.ts'

/** How much a change matters, gravest first. Cosmetic changes are folded away in reports. */
export const SEVERITIES = ['breaking', 'security', 'notable', 'cosmetic'] as const
export type Severity = (typeof SEVERITIES)[number]

/** One step into an asset, in words: `{ what: 'sheet', name: 'Overview' }`; `name` is empty where the thing has none. */
export type Part = { what: string; name: string }

/** An asset as reports name it. */
export type NamedAsset = AssetRef & { name: string }

/** A place in words, from the outside in; empty for the asset itself. */
export type Where = { asset: NamedAsset; place: readonly Part[] }

/** Another place of the same change; in another asset it has differences of its own. */
export type Elsewhere = Where & { differences?: readonly Difference[] }

/** One line of a text that was compared line by line: kept, removed or added. */
export type TextLine = { sign: ' ' | '-' | '+'; text: string }

/**
 * Where two files differ, as JSON pointers (RFC 6901) into the body before and after. A pointer to an object or a list
 * stands for all that is in it. One side is missing where something was added or removed.
 */
export type Difference = { base?: string; head?: string }

/** What other assets, or other places of the same one, refer to by name. */
export type Subject = {
  what: 'column' | 'calculated field' | 'parameter' | 'dataset identifier'
  /** The name in base; in head for what was added. */
  name: string
  /** The name in head, for a rename. */
  renamed?: string
  /** The dataset identifier that a calculated field belongs to. */
  of?: string
}

/** One described difference between two versions of a repository. */
export type Change = {
  /** The sort of change, for rules and for readers of the JSON report: `visual-title`, `column`, `filter-value`, … */
  kind: string
  action: 'added' | 'removed' | 'changed' | 'moved' | 'renamed'
  asset: NamedAsset
  place: readonly Part[]
  /** What happened there, in an analyst's words, without the place. Holds text from outside: escape it. */
  message: string
  before?: Json
  after?: Json
  /** Of SQL and expressions, where they have several lines or are long. */
  lines?: readonly TextLine[]
  severity: Severity
  /** Why it has its severity, where that does not speak for itself. */
  reason?: string
  subject?: Subject
  /** Instead of `subject`, where one change is made to many at once: 40 columns renamed. */
  subjects?: readonly Subject[]
  /** Other places of the very same change: it was made to many visuals, or to an analysis and its dashboard, or follows a rename. */
  also?: readonly Elsewhere[]
  /** What no longer works, or shows other data, because of it. */
  affects?: readonly Where[]
  /** Where the files differ; with those of all other changes, every place where they do. */
  differences: readonly Difference[]
}
