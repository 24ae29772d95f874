import { isObject, type Json, type JsonObject, listAt, stringAt } from '../../model/json.ts'
import { partText } from '../../model/part.ts'
import { visualPart } from '../place.ts'
import { innerOf, unionOf } from '../union.ts'

const MOST_NAMED = 3

const sheetOf = (definition: JsonObject, id: string): JsonObject | undefined => {
  const sheet = listAt(definition, 'sheets').find((item) => isObject(item) && item.sheetId === id)
  return isObject(sheet) ? sheet : undefined
}

const sheetWords = (definition: JsonObject, id: string): string => {
  const sheet = sheetOf(definition, id)
  return sheet ? `sheet "${stringAt(sheet, 'name') ?? id}"` : 'a sheet that is not there'
}

const titled = (visual: Json): string => partText(visualPart(visual))

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** `bar chart "Revenue" and KPI "Cost"`; many are counted. The ids are looked for on all sheets, and unknown ones counted. */
export const visualsWords = (ids: readonly string[], definition: JsonObject): string => {
  const wanted = new Set(ids)
  const found = listAt(definition, 'sheets')
    .filter(isObject)
    .flatMap((sheet) => listAt(sheet, 'visuals'))
    .filter((visual) => wanted.has(stringAt(innerOf(visual), 'visualId') ?? ''))
  if (ids.length > 0 && ids.length <= MOST_NAMED && found.length === ids.length) return listed(found.map(titled))
  return ids.length === 1 ? '1 visual' : `${ids.length} visuals`
}

type Selected = { sheet: string; visuals?: readonly string[] }

const selectedIn = (scope: Json | undefined): Selected[] => {
  const union = unionOf(scope)
  return (union ? listAt(union.body, 'sheetVisualScopingConfigurations') : []).filter(isObject).map((item) => {
    const sheet = stringAt(item, 'sheetId') ?? ''
    if (stringAt(item, 'scope') !== 'SELECTED_VISUALS') return { sheet }
    return { sheet, visuals: listAt(item, 'visualIds').filter((id) => typeof id === 'string') }
  })
}

const selectedWords = ({ sheet, visuals }: Selected, definition: JsonObject): string => {
  const name = sheetWords(definition, sheet)
  return visuals === undefined ? name : `${visualsWords(visuals, definition)} of ${name}`
}

const isOfAll = (scope: Json | undefined): boolean => isObject(scope) && 'allSheets' in scope

/** What a filter applies to: `all sheets`, `bar chart "Revenue" of sheet "Overview" and sheet "Detail"`. */
export const scopeWords = (scope: Json | undefined, definition: JsonObject): string => {
  if (isOfAll(scope)) return 'all sheets'
  const sheets = selectedIn(scope)
  return sheets.length === 0 ? 'no sheet' : listed(sheets.map((sheet) => selectedWords(sheet, definition)))
}

/** The definition of a side, and how ids of that side read in base. */
export type Side = { definition: JsonObject; toBase: (id: string) => string }

type Piece = { sheet: string; visual?: string; key: string }

const piecesOf = (selected: readonly Selected[], { toBase }: Side): Piece[] =>
  selected.flatMap(({ sheet, visuals }): Piece[] =>
    visuals === undefined
      ? [{ sheet, key: toBase(sheet) }]
      : visuals.map((visual) => ({ sheet, visual, key: `${toBase(sheet)} ${toBase(visual)}` })),
  )

const piecesWords = (pieces: readonly Piece[], { definition }: Side): string => {
  const sheets = [...new Set(pieces.map(({ sheet }) => sheet))]
  const words = sheets.map((sheet) => {
    const visuals = pieces.flatMap((piece) => (piece.sheet === sheet ? (piece.visual ?? []) : []))
    return selectedWords(visuals.length === 0 ? { sheet } : { sheet, visuals }, definition)
  })
  return listed(words)
}

/** A sheet that was wholly filtered, and now in parts, or the other way round: what came or went does not say it. */
const isRegrained = (before: readonly Piece[], after: readonly Piece[], base: Side, head: Side): boolean => {
  const whole = new Set(before.flatMap(({ visual, sheet }) => (visual === undefined ? [base.toBase(sheet)] : [])))
  return after.some(({ visual, sheet }) => visual !== undefined && whole.has(head.toBase(sheet)))
}

/**
 * How a scope changed: `also applies to table "Orders" of sheet "Detail"`, or before and after where that says more. Empty
 * where it did not.
 */
export const scopeChange = (
  before: Json | undefined,
  after: Json | undefined,
  { base, head }: { base: Side; head: Side },
): string => {
  const [from, to] = [piecesOf(selectedIn(before), base), piecesOf(selectedIn(after), head)]
  const [old, now] = [new Set(from.map(({ key }) => key)), new Set(to.map(({ key }) => key))]
  const added = to.filter(({ key }) => !old.has(key))
  const removed = from.filter(({ key }) => !now.has(key))
  if (isOfAll(before) && isOfAll(after)) return ''
  if (added.length + removed.length === 0 && isOfAll(before) === isOfAll(after)) return ''
  const isOtherwise =
    isOfAll(before) ||
    isOfAll(after) ||
    removed.length === from.length ||
    added.length === to.length ||
    isRegrained(from, to, base, head) ||
    isRegrained(to, from, head, base)
  if (isOtherwise)
    return `applies to ${scopeWords(after, head.definition)} instead of ${scopeWords(before, base.definition)}`
  const parts = [
    added.length > 0 ? `also applies to ${piecesWords(added, head)}` : '',
    removed.length > 0 ? `no longer applies to ${piecesWords(removed, base)}` : '',
  ]
  return parts.filter(Boolean).join('; ')
}
