import { isObject, type Json, type JsonObject } from '../model/json.ts'

/** `{ barChartVisual: {…} }` taken apart: QuickSight writes one of several as an object with one member, named after which. */
export type Union = { arm: string; body: JsonObject }

/** The one member of an object that has a single one, itself an object; else undefined. */
export const unionOf = (value: Json | undefined): Union | undefined => {
  if (!isObject(value)) return undefined
  let found: Union | undefined
  for (const arm in value) {
    const body = value[arm]
    if (found || !isObject(body)) return undefined
    found = { arm, body }
  }
  return found
}

/** What an item of a list says about itself: the inside of a union, or the object. */
export const innerOf = (item: Json | undefined): JsonObject => unionOf(item)?.body ?? (isObject(item) ? item : {})
