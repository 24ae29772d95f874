import type { Digest } from '../digest.ts'
import { type Matching, openMatching, overlap, pairBest, pairEqual, pairUnique } from '../matching.ts'
import type { Thing } from './things.ts'
import type { Words } from './words.ts'

type Side = 'base' | 'head'
/** The number of the sheet, the same for a sheet of base and the one of head that it was paired with. */
export type SheetNumber = (thing: Thing, side: Side) => number

const LEAST_ALIKE = 0.5

/** How alike two things are: what they show counts most, then what they are called, what they are, and where. */
const scoreOf =
  ({ title, content }: Words, sheetOf: SheetNumber) =>
  (base: Thing, head: Thing): number => {
    const sameTitle = title(base.body) !== '' && title(base.body) === title(head.body) ? 1 : 0
    const common = overlap(content(base.body), content(head.body))
    if (common + sameTitle < LEAST_ALIKE) return 0
    const sameSheet = sheetOf(base, 'base') === sheetOf(head, 'head') ? 1 : 0
    return common * 3 + sameTitle * 2 + (base.arm === head.arm ? 1 : 0) + sameSheet
  }

type Around = { words: Words; digest: Digest; sheetOf: SheetNumber; idOf: (thing: Thing, side: Side) => string }

/**
 * Pair what lies on sheets: by id, that is without the dashboard's prefix; by signature (sheet, type, title, fields or
 * columns) where it is unique, which is cheap and says as much as the rest; by equal content, on the same sheet and then
 * anywhere; by title; by columns; what is left by resemblance.
 */
export const pairOnSheets = (
  { base, head }: { base: readonly Thing[]; head: readonly Thing[] },
  { words, digest, sheetOf, idOf }: Around,
): Matching<Thing> => {
  const matching = openMatching(base, head)
  pairUnique(matching, idOf)
  if (matching.base.length === 0 || matching.head.length === 0) return matching
  const on = (thing: Thing, side: Side): string => `${sheetOf(thing, side)} ${thing.arm}`
  const title = ({ body }: Thing): string => words.title(body)
  const content = ({ body }: Thing): string => words.contentText(body)
  const fieldIds = ({ body }: Thing): string =>
    words
      .fields(body)
      .map(({ id }) => id)
      .join()
  pairUnique(matching, (thing, side) => `${on(thing, side)} ${title(thing)} ${fieldIds(thing)}`)
  pairUnique(matching, (thing, side) => `${on(thing, side)} ${title(thing)} ${content(thing)}`)
  pairEqual(matching, (thing, side) => `${sheetOf(thing, side)} ${digest(thing.raw)}`)
  pairEqual(matching, (thing) => digest(thing.raw))
  pairUnique(matching, (thing, side) => (title(thing) === '' ? undefined : `${sheetOf(thing, side)} ${title(thing)}`))
  pairUnique(matching, (thing, side) => (content(thing) === '' ? undefined : `${on(thing, side)} ${content(thing)}`))
  pairBest(matching, scoreOf(words, sheetOf))
  return matching
}
