import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { didYouMean, distance, listNames } from './nearest.ts'
import { type Segment, segmentsText, segmentText } from './set-path.ts'

/** A changed copy and where in it the value now stands, or why it could not be set. */
export type SetResult = { value: Json; place: string[] } | { fault: string }

type Task = { segments: readonly Segment[]; to: Json }

const withMember = (object: JsonObject, key: string, value: Json): JsonObject =>
  Object.fromEntries(
    Object.hasOwn(object, key)
      ? Object.entries(object).map(([name, old]) => [name, name === key ? value : old])
      : [...Object.entries(object), [key, value]],
  )

const here = (segments: readonly Segment[], depth: number): string =>
  depth === 0 ? 'the asset' : `\`${segmentsText(segments.slice(0, depth))}\``

const noKey = (object: JsonObject, key: string, where: string): string => {
  const names = Object.keys(object)
  const hint = didYouMean(key, names) || (names.length > 0 ? `; there are ${listNames(names)}` : '; it is empty')
  return `${where} has no ${JSON.stringify(key)}${hint}`
}

const SHORT = 4

/** The existing key that a new one is most likely a slip of the pen of: one letter away, and not just another number or axis. */
export const slipOf = (key: string, names: readonly string[]): string | undefined =>
  key.length <= SHORT
    ? undefined
    : names.find((name) => {
        const [a, b] = [name.toLowerCase(), key.toLowerCase()]
        return (a[0] === b[0] && distance(a, b) <= 1 && a.replace(/\d/g, '') !== b.replace(/\d/g, '')) || a === b
      })

const setLeaf = (object: JsonObject, key: string, { segments, to }: Task): SetResult => {
  const where = here(segments, segments.length - 1)
  if (to === null) {
    if (!Object.hasOwn(object, key)) return { fault: `there is nothing to remove: ${noKey(object, key, where)}` }
    return { value: Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)), place: [key] }
  }
  const slip = Object.hasOwn(object, key) ? undefined : slipOf(key, Object.keys(object))
  if (slip !== undefined) {
    const message = `${where} has no ${JSON.stringify(key)}; did you mean ${JSON.stringify(slip)}? A key that is really new is set together with the map around it`
    return { fault: message }
  }
  return { value: withMember(object, key, to), place: [key] }
}

const setKey = (value: Json, key: string, depth: number, task: Task): SetResult => {
  const where = here(task.segments, depth)
  if (Array.isArray(value))
    return { fault: `${where} is a list; choose an item before .${key}, such as ${exampleOf(value)}` }
  if (!isObject(value)) return { fault: `${where} is a single value, so it has no ${JSON.stringify(key)}` }
  if (depth === task.segments.length - 1) return setLeaf(value, key, task)
  if (!Object.hasOwn(value, key)) return { fault: noKey(value, key, where) }
  const inner = setAt(value[key] as Json, depth + 1, task)
  return 'fault' in inner ? inner : { value: withMember(value, key, inner.value), place: [key, ...inner.place] }
}

/** A member of a list's item; for a union such as `{ barChartVisual: { visualId } }` also a member of what it holds. */
const memberOf = (item: Json, member: string): string | undefined => {
  if (!isObject(item)) return undefined
  const [only, ...more] = Object.values(item)
  const held = Object.hasOwn(item, member)
    ? item[member]
    : more.length === 0 && isObject(only) && Object.hasOwn(only, member)
      ? only[member]
      : undefined
  return held === undefined || typeof held === 'object' ? undefined : String(held)
}

const NAMING = ['name', 'identifier', 'visualId', 'sheetId', 'filterGroupId', 'filterId', 'columnName', 'id']

/** How an item of a list is addressed by name or id, where it has either. */
export const itemNamed = (list: readonly Json[], index: number): Segment | undefined => {
  for (const member of NAMING) {
    const value = memberOf(list[index] ?? null, member)
    if (value !== undefined) return { type: 'item', member, value }
  }
  return undefined
}

const exampleOf = (list: readonly Json[]): string => {
  for (const member of NAMING) {
    const value = list.map((item) => memberOf(item, member)).find((found) => found !== undefined)
    if (value !== undefined) return segmentText({ type: 'item', member, value })
  }
  return '[name=…]'
}

const noItem = (list: readonly Json[], member: string, value: string, where: string): string => {
  const values = [...new Set(list.flatMap((item) => memberOf(item, member) ?? []))]
  if (values.length === 0) {
    const hint = list.length === 0 ? '; it is empty' : `; choose by another member, such as ${exampleOf(list)}`
    return `no item of ${where} has a ${JSON.stringify(member)}${hint}`
  }
  const hint = didYouMean(value, values) || `; there are ${listNames(values)}`
  return `no item of ${where} has ${member} ${JSON.stringify(value)}${hint}`
}

const setItem = (
  list: Json,
  { member, value }: { member: string; value: string },
  depth: number,
  task: Task,
): SetResult => {
  const where = here(task.segments, depth)
  if (!Array.isArray(list)) return { fault: `${where} is no list, so [${member}=…] finds nothing in it` }
  const found = list.flatMap((item, index) => (memberOf(item, member) === value ? [index] : []))
  const [index] = found
  if (index === undefined) return { fault: noItem(list, member, value, where) }
  if (found.length > 1) {
    return {
      fault: `${found.length} items of ${where} have ${member} ${JSON.stringify(value)}; choose by a member that only one of them has`,
    }
  }
  const place = String(index)
  if (depth === task.segments.length - 1) {
    return { value: task.to === null ? list.toSpliced(index, 1) : list.with(index, task.to), place: [place] }
  }
  const inner = setAt(list[index] as Json, depth + 1, task)
  return 'fault' in inner ? inner : { value: list.with(index, inner.value), place: [place, ...inner.place] }
}

const setAt = (value: Json, depth: number, task: Task): SetResult => {
  const segment = task.segments[depth] as Segment
  return segment.type === 'key' ? setKey(value, segment.key, depth, task) : setItem(value, segment, depth, task)
}

/**
 * Set one value in a copy. Everything above it must exist, null removes. A key that is not there is added, unless it looks
 * like a misspelled neighbor.
 */
export const setValue = (value: Json, segments: readonly Segment[], to: Json): SetResult =>
  setAt(value, 0, { segments, to })
