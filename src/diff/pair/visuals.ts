import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import type { Digest } from '../digest.ts'
import { type Matching, openMatching, overlap, pairBest, pairEqual, pairUnique } from '../matching.ts'
import { fieldsOf, visualTitle, wordsOf } from '../title.ts'
import type { Thing } from './things.ts'

type Side = 'base' | 'head'
/** The number of the sheet, the same for a sheet of base and the one of head that it was paired with. */
export type SheetNumber = (thing: Thing, side: Side) => number

const memo = <V>(work: (thing: Thing) => V): ((thing: Thing) => V) => {
  const known = new Map<Thing, V>()
  return (thing) => {
    const found = known.get(thing)
    if (found !== undefined) return found
    const value = work(thing)
    known.set(thing, value)
    return value
  }
}

type Words = { title: (thing: Thing) => string; columns: (thing: Thing) => ReadonlySet<string> }

const wordSet = (text: string): Set<string> => new Set(text.split(/\s+/).filter(Boolean))

/** The words of an insight that somebody wrote by hand; it shows no fields. */
const narrativeOf = (body: JsonObject): Set<string> => {
  const configuration = isObject(body.insightConfiguration) ? body.insightConfiguration : {}
  const custom = isObject(configuration.customNarrative) ? configuration.customNarrative : {}
  return wordSet(wordsOf(stringAt(custom, 'narrative') ?? ''))
}

const wordsOfVisuals = (): Words => ({
  title: memo(({ body }) => visualTitle(body)),
  columns: memo(({ body }) => {
    const columns = new Set(fieldsOf(body).map(({ column }) => column))
    return columns.size > 0 ? columns : narrativeOf(body)
  }),
})

const CONTROL_SOURCES = ['sourceParameterName', 'sourceFilterId', 'title']

const wordsOfOthers = (list: string): Words => ({
  title: memo(({ body }) =>
    list === 'textBoxes'
      ? wordsOf(stringAt(body, 'content') ?? '')
      : CONTROL_SOURCES.map((key) => stringAt(body, key) ?? '').join(' '),
  ),
  columns: memo(
    ({ body }) => new Set((list === 'textBoxes' ? (stringAt(body, 'content') ?? '') : '').split(/\s+/).filter(Boolean)),
  ),
})

const LEAST_ALIKE = 0.5

/** How alike two things are: what they show counts most, then what they are called, what they are, and where. */
const scoreOf =
  ({ title, columns }: Words, sheetOf: SheetNumber) =>
  (base: Thing, head: Thing): number => {
    const sameTitle = title(base) !== '' && title(base) === title(head) ? 1 : 0
    const content = overlap(columns(base), columns(head))
    if (content + sameTitle < LEAST_ALIKE) return 0
    const sameSheet = sheetOf(base, 'base') === sheetOf(head, 'head') ? 1 : 0
    return content * 3 + sameTitle * 2 + (base.arm === head.arm ? 1 : 0) + sameSheet
  }

/**
 * Pair what lies on sheets: by id; by signature (sheet, type, title, fields), where it is unique; by equal content, on the
 * same sheet and then anywhere; by title; by fields; the rest by resemblance. `idOf` is head's id without the dashboard's prefix.
 */
export const pairOnSheets = (
  { base, head }: { base: readonly Thing[]; head: readonly Thing[] },
  list: string,
  { sheetOf, digest, idOf }: { sheetOf: SheetNumber; digest: Digest; idOf: (thing: Thing, side: Side) => string },
): Matching<Thing> => {
  const matching = openMatching(base, head)
  pairUnique(matching, idOf)
  if (matching.base.length === 0 || matching.head.length === 0) return matching
  const words = list === 'visuals' ? wordsOfVisuals() : wordsOfOthers(list)
  const fields = memo((thing: Thing) =>
    fieldsOf(thing.body)
      .map(({ id }) => id)
      .join(),
  )
  const columns = memo((thing: Thing) => [...words.columns(thing)].sort().join())
  const content = memo((thing: Thing) => digest(thing.raw))
  const on = (thing: Thing, side: Side): string => `${sheetOf(thing, side)} ${thing.arm}`
  pairUnique(matching, (thing, side) => `${on(thing, side)} ${words.title(thing)} ${fields(thing)}`)
  pairEqual(matching, (thing, side) => `${sheetOf(thing, side)} ${content(thing)}`)
  pairEqual(matching, (thing) => content(thing))
  pairUnique(matching, (thing, side) =>
    words.title(thing) === '' ? undefined : `${on(thing, side)} ${words.title(thing)} ${columns(thing)}`,
  )
  pairUnique(matching, (thing, side) =>
    words.title(thing) === '' ? undefined : `${sheetOf(thing, side)} ${words.title(thing)}`,
  )
  pairUnique(matching, (thing, side) => (columns(thing) === '' ? undefined : `${on(thing, side)} ${columns(thing)}`))
  pairBest(matching, scoreOf(words, sheetOf))
  return matching
}
