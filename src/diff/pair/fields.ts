import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import { type Field, fieldWords } from '../../model/visual.ts'
import { openMatching, pairEqual, pairUnique } from '../matching.ts'
import { unionOf } from '../union.ts'

type Named = { id: string; words: string }

/** The lists of a visual whose items have ids of their own, and where those are. */
const LISTS: Readonly<Record<string, string>> = { actions: 'customActionId', columnHierarchies: 'hierarchyId' }

const itemsOf = (visual: JsonObject, list: string): Named[] => {
  const items = visual[list]
  if (!Array.isArray(items)) return []
  return items.flatMap((item: Json): Named[] => {
    const body = unionOf(item)?.body ?? item
    const id = isObject(body) ? stringAt(body, LISTS[list] ?? '') : undefined
    return isObject(body) && id !== undefined ? [{ id, words: stringAt(body, 'name') ?? '' }] : []
  })
}

const computationsOf = (visual: JsonObject): Named[] => {
  const insights = visual.insightConfiguration
  const list = isObject(insights) ? insights.computations : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json): Named[] => {
    const union = unionOf(item)
    const id = union && stringAt(union.body, 'computationId')
    return union && id !== undefined ? [{ id, words: `${union.arm} ${stringAt(union.body, 'name') ?? ''}` }] : []
  })
}

/** Pair by id, then by name, then in order: what is left of a visual's own small things. */
const pairNamed = (base: readonly Named[], head: readonly Named[]): [Named, Named][] => {
  const matching = openMatching(base, head)
  pairEqual(matching, ({ id }) => id)
  pairEqual(matching, ({ words }) => words)
  pairEqual(matching, () => 'any')
  return matching.pairs
}

const changedIds = (pairs: readonly [{ id: string }, { id: string }][]): Map<string, string> =>
  new Map(pairs.filter(([a, b]) => a.id !== b.id).map(([a, b]) => [b.id, a.id]))

/** Ids of actions, hierarchies and computations of a visual: head's to base's, where they are not the same. */
const pairParts = (base: JsonObject, head: JsonObject): Map<string, string> =>
  changedIds([
    ...Object.keys(LISTS).flatMap((list) => pairNamed(itemsOf(base, list), itemsOf(head, list))),
    ...pairNamed(computationsOf(base), computationsOf(head)),
  ])

const mentioned = (value: Json, found: Set<string>): Set<string> => {
  if (Array.isArray(value)) for (const item of value) mentioned(item, found)
  if (!isObject(value)) return found
  for (const key in value) {
    const inner = value[key]
    if (typeof inner === 'object') mentioned(inner, found)
    else if (key === 'fieldId' && typeof inner === 'string') found.add(inner)
  }
  return found
}

/** The fields that a visual shows; whoever pairs many visuals has worked them out already. */
type FieldsOf = (visual: JsonObject) => readonly Field[]

/** Fields that a visual still mentions though it no longer shows them: exports leave such behind. */
const strays = (visual: JsonObject, fieldsOf: FieldsOf): string[] => {
  const shown = new Set(fieldsOf(visual).map(({ id }) => id))
  return [...mentioned(visual, new Set())].filter((id) => !shown.has(id))
}

/** Ids of fields that a visual mentions and does not show: head's to base's. Takes a walk over both. */
export const pairStrays = (base: JsonObject, head: JsonObject, fieldsOf: FieldsOf): Map<string, string> => {
  const [before, after] = [strays(base, fieldsOf), strays(head, fieldsOf)]
  if (before.length !== after.length) return new Map()
  return new Map(after.map((id, i) => [id, before[i] ?? id]))
}

type FieldPair = readonly [Field, Field]

/** Field by field, where all stand as before and none could be taken for another. */
const sideBySide = (base: readonly Field[], head: readonly Field[]): FieldPair[] | undefined => {
  if (base.length !== head.length) return undefined
  const [ids, names] = [new Set(base.map(({ id }) => id)), new Set(base.map(({ well, column }) => `${well} ${column}`))]
  const pairs = base.map((field, i): FieldPair => [field, head[i] as Field])
  const isSafe = ([a, b]: FieldPair): boolean =>
    a.well === b.well && a.column === b.column && (a.id === b.id || !ids.has(b.id))
  return names.size === base.length && pairs.every(isSafe) ? pairs : undefined
}

const pairsOf = (before: readonly Field[], after: readonly Field[]): readonly FieldPair[] => {
  const beside = sideBySide(before, after)
  if (beside) return beside
  const matching = openMatching(before, after)
  pairEqual(matching, ({ id }) => id)
  pairEqual(matching, ({ well, column, value }) => `${well} ${fieldWords(value)} ${column}`)
  pairEqual(matching, ({ well, column }) => `${well} ${column}`)
  pairEqual(matching, ({ column }) => column)
  // The one field of a well that is another one now: what refers to it follows, and need not be told again.
  pairUnique(matching, ({ well }) => well)
  return matching.pairs
}

/** A field may name a hierarchy that its visual does not list. */
const hierarchiesOf = (pairs: readonly FieldPair[]): [string, string][] =>
  pairs.flatMap(([a, b]): [string, string][] => {
    const [from, to] = [stringAt(a.value, 'hierarchyId'), stringAt(b.value, 'hierarchyId')]
    return from === undefined || to === undefined || from === to ? [] : [[to, from]]
  })

/** Ids that mean something within one visual only, head's to base's: of its fields, and of its actions, hierarchies and computations. */
export const pairInside = (
  base: JsonObject,
  head: JsonObject,
  fieldsOf: FieldsOf,
): { fields: Map<string, string>; parts: Map<string, string> } => {
  const pairs = pairsOf(fieldsOf(base), fieldsOf(head))
  return {
    fields: new Map(pairs.map(([a, b]) => [b.id, a.id])),
    parts: new Map([...hierarchiesOf(pairs), ...pairParts(base, head)]),
  }
}
