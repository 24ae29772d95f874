import type { Change, Subject } from '../../../model/change.ts'
import type { Columns } from './operations.ts'
import type { ColumnChange } from './source-changes.ts'
import { namesText, type Told } from './told.ts'

/** More changes of one sort in one table than this are told together. */
const MOST_ALONE = 8
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
      return { message: `column "${name}": ${type} → ${to}`, before: type, after: to, subject }
    case 'elsewhere':
      return { message: `column "${name}" now comes from table "${to}"`, after: to }
  }
}

const renamedWords = (changes: readonly ColumnChange[]): string => {
  const onlyCase = changes.every(({ name, to }) => name.toLowerCase() === to.toLowerCase())
  const pairs = changes.slice(0, MOST_SHOWN).map(({ name, to }) => `"${name}" → "${to}"`)
  return `renamed${onlyCase ? ', in upper and lower case only' : ''}: ${pairs.join(', ')} and ${changes.length - pairs.length} more`
}

const togetherWords = (sort: Sort, changes: readonly ColumnChange[]): string => {
  const names = namesText(changes.map(({ name }) => name))
  const [first] = changes
  switch (sort) {
    case 'added':
      return `added: ${names}`
    case 'removed':
      return `removed: ${names}`
    case 'renamed':
      return renamedWords(changes)
    case 'retyped':
      return `${first?.type} → ${first?.to}: ${names}`
    case 'elsewhere':
      return `now come from table "${first?.to}": ${names}`
  }
}

const together = (
  changes: readonly ColumnChange[],
  sort: Sort,
): Pick<Told, 'message' | 'before' | 'after' | 'subjects'> => {
  const names = changes.map(({ name }) => name)
  return {
    message: `${changes.length} columns ${togetherWords(sort, changes)}`,
    ...(sort === 'added' ? { after: names } : { before: names }),
    ...(sort === 'renamed' ? { after: changes.map(({ to }) => to) } : {}),
    ...(sort === 'elsewhere' ? {} : { subjects: changes.map(subjectOf) }),
  }
}

const kindOf = (sort: Sort): string => (sort === 'retyped' ? 'column-type' : 'column')

const told = (changes: readonly ColumnChange[], said: Pick<Told, 'message'>, { sort, place }: ColumnChange): Told => ({
  kind: kindOf(sort),
  severity: 'notable',
  action: ACTIONS[sort],
  place,
  ...said,
  raws: changes.flatMap(({ raws }) => raws),
})

const groupOf = ({ sort, place, type, to }: ColumnChange): string =>
  JSON.stringify([sort, place, ...(sort === 'retyped' ? [type, to] : []), ...(sort === 'elsewhere' ? [to] : [])])

/** What became of columns, one by one; more than eight alike in a table are one change. */
export const toldColumns = (changes: readonly ColumnChange[], outputs: Outputs): Told[] => {
  const groups = new Map<string, ColumnChange[]>()
  for (const change of changes) {
    const group = groups.get(groupOf(change))
    if (group) group.push(change)
    else groups.set(groupOf(change), [change])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group as [ColumnChange, ...ColumnChange[]]
    if (group.length > MOST_ALONE) return [told(group, together(group, first.sort), first)]
    return group.map((change) => told([change], alone(change, outputs), change))
  })
}
