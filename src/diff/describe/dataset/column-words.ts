import type { Change, Part, Subject } from '../../../model/change.ts'
import type { Json } from '../../../model/json.ts'
import type { Columns } from './operations.ts'
import type { ColumnChange } from './source-changes.ts'
import { namesText, type Told } from './told.ts'

/** More changes of one sort in one table than this are told together. */
export const MOST_ALONE = 8
const MOST_SHOWN = 5

type Sort = ColumnChange['sort']

const ACTIONS: Readonly<Record<Sort, Change['action']>> = {
  added: 'added',
  removed: 'removed',
  renamed: 'renamed',
  retyped: 'changed',
  elsewhere: 'moved',
}

const subjectOf = ({ sort, name, to }: ColumnChange): Subject => ({
  what: 'column',
  name,
  ...(sort === 'renamed' ? { renamed: to } : {}),
})

const isGiven = ({ names, open }: Columns, name: string): boolean => open || names.includes(name)

/** The outputs of both versions, and the names that a step of the preparation renames. */
export type Outputs = { base: Columns; head: Columns; renamed: ReadonlySet<string> }

const asideOf = ({ sort, name }: ColumnChange, { base, head, renamed }: Outputs): string => {
  if (renamed.has(name)) return ''
  if (sort === 'added' && !isGiven(head, name)) return ', and not given to analyses'
  return sort === 'removed' && !isGiven(base, name) ? ', which was not given to analyses' : ''
}

const tableWords = ({ what, name }: Part): string => `${what} "${name}"`

const elsewhereWords = ({ tables, type, to }: ColumnChange, [comes, is] = ['comes', 'is']): string => {
  const moved = tables ? `now ${comes} from ${tableWords(tables.to)} instead of ${tableWords(tables.from)}` : ''
  return type === to ? moved : `${moved}, and ${is} ${to} instead of ${type}`
}

const sidesOf = ({ sort, type, to, tables }: ColumnChange): { before?: string; after?: string } => {
  if (sort === 'elsewhere' && tables) return { before: tables.from.name, after: tables.to.name }
  return { before: type, after: to }
}

const alone = (change: ColumnChange, outputs: Outputs): Pick<Told, 'message' | 'before' | 'after' | 'subject'> => {
  const { sort, name, to, type } = change
  const subject = subjectOf(change)
  const aside = asideOf(change, outputs)
  switch (sort) {
    case 'added':
      return { message: `column "${name}" added (${type})${aside}`, after: type, subject }
    case 'removed':
      return { message: `column "${name}" removed${aside}`, before: type, subject }
    case 'renamed':
      return { message: `column "${name}" renamed "${to}"`, before: name, after: to, subject }
    case 'retyped':
      return { message: `column "${name}": ${type} → ${to}`, ...sidesOf(change), subject }
    case 'elsewhere':
      return { message: `column "${name}" ${elsewhereWords(change)}`, ...sidesOf(change), subject }
  }
}

const byNames = (a: ColumnChange, b: ColumnChange): number => {
  const [one, other] = [a, b].map(({ name, to }) => [name, to].sort().join('\0')) as [string, string]
  return one < other ? -1 : 1
}

const renamedWords = (changes: readonly ColumnChange[]): string => {
  const onlyCase = changes.every(({ name, to }) => name.toLowerCase() === to.toLowerCase())
  const pairs = changes.slice(0, MOST_SHOWN).map(({ name, to }) => `"${name}" → "${to}"`)
  return `renamed${onlyCase ? ', in upper and lower case only' : ''}: ${pairs.join(', ')} and ${changes.length - pairs.length} more`
}

type Group = readonly [ColumnChange, ...ColumnChange[]]

const togetherWords = (changes: Group): string => {
  const [first] = changes
  const names = namesText(changes.map(({ name }) => name))
  switch (first.sort) {
    case 'added':
      return `added: ${names}`
    case 'removed':
      return `removed: ${names}`
    case 'renamed':
      return renamedWords(changes)
    case 'retyped':
      return `${first.type} → ${first.to}: ${names}`
    case 'elsewhere':
      return `${elsewhereWords(first, ['come', 'are'])}: ${names}`
  }
}

const togetherSides = (changes: Group): { before?: Json; after?: Json } => {
  const names = changes.map(({ name }) => name)
  switch (changes[0].sort) {
    case 'added':
      return { after: names }
    case 'removed':
      return { before: names }
    case 'renamed':
      return { before: names, after: changes.map(({ to }) => to) }
    default:
      return sidesOf(changes[0])
  }
}

const ASIDES: Readonly<Record<string, string>> = {
  ', and not given to analyses': ', none of them given to analyses',
  ', which was not given to analyses': ', none of which was given to analyses',
}

/** Said of many only where it is so of all. */
const asideOfAll = (changes: Group, outputs: Outputs): string => {
  const asides = [...new Set(changes.map((change) => asideOf(change, outputs)))]
  return asides.length === 1 ? (ASIDES[asides[0] ?? ''] ?? '') : ''
}

const together = (changes: Group, outputs: Outputs): Pick<Told, 'message' | 'before' | 'after' | 'subjects'> => ({
  message: `${changes.length} columns ${togetherWords(changes)}${asideOfAll(changes, outputs)}`,
  ...togetherSides(changes),
  subjects: changes.map(subjectOf),
})

const kindOf = (sort: Sort): string => (sort === 'retyped' ? 'column-type' : 'column')

const told = (changes: readonly ColumnChange[], said: Pick<Told, 'message'>, { sort, place }: ColumnChange): Told => ({
  kind: kindOf(sort),
  severity: 'notable',
  action: ACTIONS[sort],
  place,
  ...said,
  raws: changes.flatMap(({ raws }) => raws),
})

/** What is the same for all columns that are told together. */
const groupOf = ({ sort, place, type, to, tables }: ColumnChange): string =>
  JSON.stringify([sort, place, tables, ...(sort === 'retyped' || sort === 'elsewhere' ? [type, to] : [])])

/** What became of columns, one by one; more than eight alike in a table are one change. */
export const toldColumns = (changes: readonly ColumnChange[], outputs: Outputs): Told[] => {
  const groups = new Map<string, ColumnChange[]>()
  for (const change of changes) {
    const group = groups.get(groupOf(change))
    if (group) group.push(change)
    else groups.set(groupOf(change), [change])
  }
  return [...groups.values()].flatMap((columns) => {
    const group = columns as [ColumnChange, ...ColumnChange[]]
    if (group.length <= MOST_ALONE) return group.map((change) => told([change], alone(change, outputs), change))
    // In an order that is the same on the way back.
    const ordered = group[0].sort === 'renamed' ? (group.sort(byNames) as typeof group) : group
    return [told(ordered, together(ordered, outputs), ordered[0])]
  })
}
