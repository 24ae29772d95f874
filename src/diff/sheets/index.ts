import type { Change, Difference, NamedAsset } from '../../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import type { SheetPair, WireElement, Wireframe } from '../../model/review.ts'
import type { Versions } from '../describe/describer.ts'
import { ON_SHEETS } from '../pair/things.ts'
import { placeOf } from '../place.ts'
import type { Raw } from '../trail.ts'
import { innerOf } from '../union.ts'
import { type Box, boxesOf } from './boxes.ts'

type Side = 'base' | 'head'

const sheetsOf = (body: JsonObject): JsonObject[] => {
  const definition = isObject(body.definition) ? body.definition : {}
  return (Array.isArray(definition.sheets) ? definition.sheets : []).filter(isObject)
}

/** What lies on a sheet, by id: in words, as places are. */
const thingsOn = (sheet: JsonObject): Map<string, { what: string; title: string }> => {
  const found = new Map<string, { what: string; title: string }>()
  for (const [list, idKey] of Object.entries(ON_SHEETS)) {
    for (const item of Array.isArray(sheet[list]) ? sheet[list] : []) {
      const id = stringAt(innerOf(item), idKey)
      if (id === undefined) continue
      const trail = ['definition', 'sheets', '#', list].map((key) => ({ key }))
      const [part] = placeOf([...trail, { key: '#', head: item as Json }]).place.slice(-1)
      found.set(id, { what: part?.what ?? list, title: part?.name ?? '' })
    }
  }
  return found
}

const sameBox = (a: Box, b: Box): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height

type Sheet = { sheet: JsonObject; boxes: ReadonlyMap<string, Box> }

const LAYOUT = /\/(layouts|sheetControlLayouts)\//

/** These are notable in themselves, and cosmetic only where the file says the same in another way. */
const SAYS_THE_SAME = ['action', 'fields']

const textOf = ({ base, head }: Difference): string => `${base}\n${head}`

/** Where files differ without a reader of the dashboard seeing it: a re-save regenerates ids, and spells lists out. */
const unseen = (changes: readonly Change[]): Set<string> =>
  new Set(
    changes
      .filter(({ kind, severity }) => severity === 'cosmetic' && SAYS_THE_SAME.includes(kind))
      .flatMap(({ differences }) => differences.map(textOf)),
  )

/** Ids, as base has them, of what changed on sheets otherwise than by moving. */
const changedThings = (
  raws: readonly Raw[],
  changes: readonly Change[],
  { ids }: Versions['renaming'],
): Set<string> => {
  const found = new Set<string>()
  const ignored = unseen(changes)
  for (const { trail, path, at } of raws) {
    if (LAYOUT.test(path) || ignored.has(textOf(at))) continue
    const step = trail[4]
    if (trail[1]?.key !== 'sheets' || step?.key !== '#' || trail.length < 6) continue
    const inner = innerOf(step.head ?? step.base)
    const id = Object.values(ON_SHEETS)
      .map((key) => stringAt(inner, key))
      .find((found) => found !== undefined)
    if (id !== undefined) found.add(ids.get(id) ?? id)
  }
  return found
}

const stateOf = (
  box: Box,
  other: Box | undefined,
  isChanged: boolean,
  side: Side,
): Pick<WireElement, 'state' | 'changed'> => {
  if (!other) return { state: side === 'base' ? 'removed' : 'added' }
  if (!sameBox(box, other)) return { state: 'moved', ...(isChanged ? { changed: true } : {}) }
  return { state: isChanged ? 'changed' : 'same' }
}

const wireframe = (own: Sheet, other: Sheet | undefined, changed: ReadonlySet<string>, side: Side): Wireframe => {
  const things = thingsOn(own.sheet)
  const elements = [...own.boxes].map(
    ([id, box]): WireElement => ({
      id,
      ...(things.get(box.id) ?? { what: 'something', title: '' }),
      x: box.x,
      y: box.y,
      width: box.width,
      height: box.height,
      ...stateOf(box, other?.boxes.get(id), changed.has(id), side),
    }),
  )
  return {
    width: Math.max(1, ...elements.map(({ x, width }) => x + width)),
    height: Math.max(1, ...elements.map(({ y, height }) => y + height)),
    elements,
  }
}

const opened = (sheet: JsonObject | undefined, toBase: (id: string) => string): Sheet | undefined =>
  sheet && { sheet, boxes: new Map(boxesOf(sheet).map((box) => [toBase(box.id), box])) }

const isSame = ({ elements }: Wireframe): boolean => elements.every(({ state }) => state === 'same')

/**
 * The sheets of a dashboard or analysis on which something came, went, moved or changed, as boxes, before and after.
 * `changes` is what the differences were described as.
 */
export const sheetPairs = (
  raws: readonly Raw[],
  changes: readonly Change[],
  { base, head, renaming }: Versions,
): SheetPair[] => {
  const asset: NamedAsset = { kind: head.kind, id: head.id, name: head.name }
  const toBase = (id: string): string => renaming.ids.get(id) ?? id
  const changed = changedThings(raws, changes, renaming)
  const idOf = (sheet: JsonObject): string => stringAt(sheet, 'sheetId') ?? ''
  const before = new Map(sheetsOf(base.body).map((sheet) => [idOf(sheet), sheet]))
  const after = new Map(sheetsOf(head.body).map((sheet) => [toBase(idOf(sheet)), sheet]))
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((id): SheetPair[] => {
    const [one, other] = [opened(before.get(id), (own) => own), opened(after.get(id), toBase)]
    const frames = {
      ...(one ? { before: wireframe(one, other, changed, 'base') } : {}),
      ...(other ? { after: wireframe(other, one, changed, 'head') } : {}),
    }
    const named = other?.sheet ?? one?.sheet ?? {}
    if (frames.before && frames.after && isSame(frames.before) && isSame(frames.after)) return []
    return [{ asset, name: stringAt(named, 'name') ?? stringAt(named, 'title') ?? '', ...frames }]
  })
}
