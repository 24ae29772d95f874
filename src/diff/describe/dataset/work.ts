import type { Raw } from '../../trail.ts'
import type { Versions } from '../describer.ts'
import type { Preparation } from './preparation.ts'
import type { Told } from './told.ts'

/** What is known of both versions of a dataset while its differences are shared out; `left` are those that nothing tells yet. */
export type Work = {
  base: Preparation
  head: Preparation
  versions: Versions
  raws: readonly Raw[]
  left: Set<Raw>
  told: Told[]
}

const within = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && (a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`))

/** Whether a difference is in, at, or around what the pointers lead to. */
export const touches = (raw: Raw, at: { base?: string; head?: string }): boolean =>
  within(raw.at.base, at.base) || within(raw.at.head, at.head)

/** Take what fits from what is not told yet. */
export const take = ({ left }: Work, fits: (raw: Raw) => boolean): Raw[] => {
  const taken = [...left].filter(fits)
  for (const raw of taken) left.delete(raw)
  return taken
}

const PREPARATION = /^\/(logicalTableMap|dataPrepConfiguration|semanticModelConfiguration)(\/|$)/

/** Whether a difference is in what a dataset does with its data, in either form. */
export const isOfPreparation = ({ path }: Raw): boolean => PREPARATION.test(path)

/** Whether all of that came or went, and not because it is written in the other form. */
export const isWholePreparation = ({ path, action }: Raw): boolean =>
  action !== 'changed' && /^\/(logicalTableMap|dataPrepConfiguration)$/.test(path)

/** Whether the two versions are written in different forms. */
export const isMoved = ({ base, head }: Work): boolean => base.form !== head.form
