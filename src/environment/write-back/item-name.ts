import { GENERATED, NAMED } from '../../model/item-names.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import type { Segment } from '../set-path.ts'

const MEMBERS: readonly string[] = [...GENERATED, ...NAMED]

/** What an item says about itself; for a union such as `{ barChartVisual: { visualId } }` what that one member says. */
const innerOf = (item: JsonObject): JsonObject => {
  const [only, ...more] = Object.values(item)
  return more.length === 0 && isObject(only) ? only : item
}

/** The member that names an item of a list, as a step of a path; undefined where it has neither id nor name. */
export const itemSegment = (item: Json | undefined): Segment | undefined => {
  if (!isObject(item)) return undefined
  const inner = innerOf(item)
  for (const member of MEMBERS) {
    const value = stringAt(inner, member)
    if (value !== undefined) return { type: 'item', member, value }
  }
  return undefined
}

/** The same as one text. Columns and calculated fields of several datasets may share a name, so that of the dataset counts. */
const itemName = (item: Json): string | undefined => {
  const segment = itemSegment(item)
  if (segment?.type !== 'item' || !isObject(item)) return undefined
  return [segment.member, segment.value, stringAt(innerOf(item), 'dataSetIdentifier') ?? ''].join('\0')
}

/** The names of all items of a list, or undefined where one has none or two share one. */
export const itemNames = (list: readonly Json[]): string[] | undefined => {
  const names = list.map(itemName).filter((name) => name !== undefined)
  return names.length === list.length && new Set(names).size === names.length ? names : undefined
}
