import type { Difference, Part, Severity } from '../../../model/change.ts'
import type { Raw } from '../../trail.ts'
import type { Said } from '../describer.ts'

/** Something said of a dataset as a whole, with the differences it accounts for. `places`: where it stands, when none of them is its own. */
export type Told = Said & {
  kind: string
  severity: Severity
  place: readonly Part[]
  raws: Raw[]
  places?: readonly Difference[]
}

/** A formula, a condition: short enough to stand in a sentence. */
export const isShort = (text: string): boolean => text.length <= 90 && !text.includes('\n')

/** `"a", "b" and 3 more`. */
export const namesText = (names: readonly string[], most = 5): string => {
  const shown = names.slice(0, names.length > most + 1 ? most : names.length).map((name) => `"${name}"`)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
