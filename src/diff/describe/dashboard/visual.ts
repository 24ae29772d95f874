import { isObject, type JsonObject } from '../../../model/json.ts'
import type { Raw, Step } from '../../trail.ts'
import { type Union, unionOf } from '../../union.ts'
import type { Spot } from '../describer.ts'

const AT = 4

/** The visual that a trail leads into, in both versions. */
export const visualAt = (trail: readonly Step[]): { base?: Union; head?: Union } => {
  const [base, head] = [unionOf(trail[AT]?.base), unionOf(trail[AT]?.head)]
  return { ...(base ? { base } : {}), ...(head ? { head } : {}) }
}

/** The insides of the visual, empty where it is not there. */
export const bodiesAt = (trail: readonly Step[]): { base: JsonObject; head: JsonObject } => {
  const { base, head } = visualAt(trail)
  return { base: base?.body ?? {}, head: head?.body ?? {} }
}

/** Whether the visual became one of another type. */
export const isRetyped = ({ trail }: Spot): boolean => {
  const { base, head } = visualAt(trail)
  return base !== undefined && head !== undefined && base.arm !== head.arm
}

/** Members of a field that `fieldWords` has words for, and ids, which say nothing. */
const SAID =
  /\/(column|columnName|dataSetIdentifier|aggregationFunction|dateGranularity|expression|fieldId|hierarchyId)(\/|$)|#$|@$/

/** What differs inside fields, and is not in their words: number formats above all. */
export const besideWords = (raws: readonly Raw[]): Raw[] =>
  raws.filter(({ path }) => {
    const inside = /\/fieldWells\/.*\/#\/.*$/.exec(path)?.[0]
    return inside !== undefined && !SAID.test(inside)
  })

export const definitionOf = (body: JsonObject): JsonObject => (isObject(body.definition) ? body.definition : {})
