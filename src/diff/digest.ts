import { GENERATED } from '../model/item-names.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { innerOf } from './union.ts'

/** Members that hold ids which a re-save makes anew, or refer to such ids; they say nothing about what a thing is. */
const IDS: ReadonlySet<string> = new Set<string>([
  ...GENERATED,
  'columnId',
  'sourceFilterId',
  'sourceSheetControlId',
  'targetSheetId',
  'targetVisuals',
  'visualIds',
  'selectedFields',
  'physicalTableId',
  'leftOperand',
  'rightOperand',
  'sourceTableId',
  'transformOperationId',
  'destinationTableId',
])

const isSorted = (keys: readonly string[]): boolean => {
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] as string) > (keys[i] as string)) return false
  return true
}

const keysOf = (object: JsonObject): string[] => {
  const keys = Object.keys(object)
  return isSorted(keys) ? keys : keys.sort()
}

type MapText = (text: string) => string

/**
 * A function that gives equal values the same number and different ones different numbers, whatever the order of keys.
 * With `blankIds`, values that differ in nothing but generated ids are equal; texts are read through `map`. Numbers of
 * different functions cannot be compared.
 */
export const openDigest = ({ blankIds }: { blankIds: boolean }) => {
  const numbers = new Map<string, number>()
  const numberOf = (text: string): number => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, numbers.size)
    return numbers.size - 1
  }
  const ofObject = (object: JsonObject, map: MapText | undefined): string => {
    let text = '{'
    for (const key of keysOf(object)) {
      if (blankIds && IDS.has(key)) text += `${key};`
      else text += `${key}:${digest(object[key] as Json, map)};`
    }
    return text
  }
  const digest = (value: Json, map?: MapText): number => {
    if (typeof value === 'string') return numberOf(`"${map ? map(value) : value}`)
    if (typeof value !== 'object' || value === null) return numberOf(String(value))
    if (Array.isArray(value)) return numberOf(`[${value.map((item) => digest(item, map)).join(',')}`)
    return numberOf(ofObject(value, map))
  }
  return digest
}

export type Digest = ReturnType<typeof openDigest>

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

/**
 * A text to put lists of items in an order that does not depend on generated ids, nor on which list is called base: of each
 * item what it says on its surface.
 */
export const orderText = (items: readonly Json[]): string =>
  JSON.stringify(
    items.map((item) => {
      const inner = innerOf(item)
      return isPlain(item) ? item : Object.entries(inner).filter(([key, value]) => isPlain(value) && !IDS.has(key))
    }),
  )
