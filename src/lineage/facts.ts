import type { AssetRef } from '../model/asset.ts'
import type { Part, Subject } from '../model/change.ts'

/** Changes with the shape and with the meaning of `Facts`, so that a cache of older ones is not read. */
export const FACTS_VERSION = 2

export type ColumnType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'DATETIME'

/** A column that a dataset gives to others. `from`: it comes through unchanged from a dataset (a key) below, with its type. */
export type Column = { name: string; type?: ColumnType; from?: { dataset: string; name: string } }

/** All columns of a dataset below (a key), which the files of this one do not list, but for some. */
export type Inherited = { dataset: string; except: readonly string[] }

/** The thing in an asset that uses something: a visual, a filter, a calculated field. */
export type Holder = {
  /** JSON pointer into the body. */
  pointer: string
  place: readonly Part[]
  /** What people count it as: `visual`, `filter`, `calculated field`. */
  sort: string
  /** A sum over its expressions, to tell whether it was edited. */
  sum?: number
}

/**
 * Who must have what is used. `identifier`: the dataset declared by that name, or a calculated field on it. `asset`: the
 * asset itself (a parameter), or any of its datasets (a column named in a text). `output`: the columns that this dataset
 * gives. `below`: one of the datasets (keys) it is built on. `inside`: a column at a step of this dataset, which is there.
 * `nothing`: a column at a step of this dataset, which is not there.
 */
export type Provider =
  | { by: 'identifier'; identifier: string }
  | { by: 'asset' }
  | { by: 'output' }
  | { by: 'below'; datasets: readonly string[] }
  | { by: 'inside'; type?: ColumnType }
  | { by: 'nothing' }

export type Family = 'text' | 'number' | 'date'

/** Something that an asset uses by name, and the places where it does. */
export type Use = {
  what: Exclude<Subject['what'], 'calculated field'>
  name: string
  provider: Provider
  /** What a column must hold for this use to work. */
  expects?: Family
  /** Named in an expression. */
  formula?: true
  /** Perhaps no reference at all: to be believed only where the name is known to have been one. */
  unsure?: true
  /** Indexes in `holders` and in `pointers`: which holder, and where in it. */
  at: readonly (readonly [holder: number, pointer: number])[]
}

/** What one asset defines, uses and needs by name; plain JSON, to be kept by the id of the file's blob. */
export type Facts = AssetRef & {
  version: typeof FACTS_VERSION
  name: string
  /** Keys (`dataset:orders`) of what it is built on. */
  needs: readonly string[]
  /** Keys of the analyses that a dashboard is linked to. */
  links?: readonly string[]
  /** Of a dataset. */
  columns?: readonly Column[]
  inherits?: readonly Inherited[]
  /** The dataset may have more columns than we can tell. */
  open?: true
  /** Key of the dataset that holds the rules of its row-level security, when that is on. */
  rules?: string
  /** Of an analysis or dashboard: the datasets (keys) by the names they have in it. */
  identifiers?: readonly { name: string; dataset?: string }[]
  calculatedFields?: readonly { name: string; of: string }[]
  /** Of an analysis, a dashboard or a dataset. */
  parameters?: readonly string[]
  holders: readonly Holder[]
  /** Where in a holder things stand; the same few again and again. */
  pointers: readonly string[]
  uses: readonly Use[]
}

/** As much of the facts as lineage alone takes; cheap to hold for every asset of a repository. */
export type Linked = Pick<Facts, 'kind' | 'id' | 'name' | 'needs' | 'links'>

/** Facts by the key of their asset. Those that are missing are not known, which is not the same as not there. */
export type World = ReadonlyMap<string, Facts>
