import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import { openMatching, pairEqual } from '../matching.ts'
import { fieldsOf } from '../title.ts'
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
export const pairParts = (base: JsonObject, head: JsonObject): Map<string, string> =>
  changedIds([
    ...Object.keys(LISTS).flatMap((list) => pairNamed(itemsOf(base, list), itemsOf(head, list))),
    ...pairNamed(computationsOf(base), computationsOf(head)),
  ])

const mentioned = (value: Json, found: Set<string>): Set<string> => {
  if (Array.isArray(value)) for (const item of value) mentioned(item, found)
  if (!isObject(value)) return found
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'fieldId' && typeof inner === 'string') found.add(inner)
    else mentioned(inner, found)
  }
  return found
}

/** Fields that a visual still mentions though it no longer shows them: exports leave such behind. */
const strays = (visual: JsonObject): string[] => {
  const shown = new Set(fieldsOf(visual).map(({ id }) => id))
  return [...mentioned(visual, new Set())].filter((id) => !shown.has(id))
}

const pairStrays = (base: JsonObject, head: JsonObject): [{ id: string }, { id: string }][] => {
  const [before, after] = [strays(base), strays(head)]
  if (before.length !== after.length) return []
  return before.map((id, i) => [{ id }, { id: after[i] ?? id }])
}

/** Ids of the fields of a visual: head's to base's, where they are not the same. */
export const pairFields = (base: JsonObject, head: JsonObject): Map<string, string> => {
  const matching = openMatching(fieldsOf(base), fieldsOf(head))
  pairEqual(matching, ({ id }) => id)
  pairEqual(matching, ({ well, word, column }) => `${well} ${word} ${column}`)
  pairEqual(matching, ({ well, column }) => `${well} ${column}`)
  pairEqual(matching, ({ column }) => column)
  const changed = changedIds(matching.pairs)
  if (changed.size === 0) return changed
  return new Map([...changedIds(pairStrays(base, head)), ...changed])
}
