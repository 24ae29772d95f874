import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import { fieldsOf, fieldWords } from '../../model/visual.ts'
import { replacedWords } from './lists.ts'
import { constant, keyWords, valueWords } from './values.ts'

const columnOf = (sort: JsonObject): string =>
  (isObject(sort.column) ? stringAt(sort.column, 'columnName') : undefined) ??
  (isObject(sort.sortBy) ? (stringAt(sort.sortBy, 'columnName') ?? '') : '')

const LIMIT = /(Items)?Limit(Configuration)?$/

const collect = (value: Json, visual: JsonObject, found: string[]): void => {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, visual, found)
    return
  }
  if (!isObject(value)) return
  const direction = stringAt(value, 'direction') ?? stringAt(value, 'sortDirection')
  if (direction !== undefined) {
    const id = stringAt(value, 'fieldId')
    const field = fieldsOf(visual).find((known) => known.id === id)
    found.push(`${field ? fieldWords(field.value) : columnOf(value) || 'a field'} ${constant(direction)}`)
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    if (LIMIT.test(key) && isObject(inner) && inner.itemsLimit !== undefined) {
      found.push(
        `${keyWords(key.replace(LIMIT, '').replace(/^treeMap/, ''))} limited to ${valueWords(inner.itemsLimit)}`,
      )
    } else collect(inner, visual, found)
  }
}

/** `sum of Revenue desc`, `category limited to 20`; empty when a visual sorts by nothing. */
const sortingParts = (sorting: Json | undefined, visual: JsonObject): string[] => {
  const found: string[] = []
  if (sorting !== undefined) collect(sorting, visual, found)
  return [...new Set(found)]
}

type Sorted = { sorting: Json | undefined; visual: JsonObject }

/** How a visual sorts before and after, and what differs; empty where it sorts the same. */
export const sortingChange = (base: Sorted, head: Sorted): { words: string; before: string; after: string } => {
  const [from, to] = [sortingParts(base.sorting, base.visual), sortingParts(head.sorting, head.visual)]
  const [before, after] = [from.join(', '), to.join(', ')]
  if (before === after) return { words: '', before, after }
  const parts = from.length > 0 && to.length > 0 ? replacedWords(from, to) : []
  return { words: parts.length > 0 ? parts.join('; ') : `${before || 'none'} → ${after || 'none'}`, before, after }
}
