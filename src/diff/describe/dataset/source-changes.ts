import type { Part } from '../../../model/change.ts'
import type { Json } from '../../../model/json.ts'
import { openMatching, pairUnique } from '../../matching.ts'
import { placeOf } from '../../place.ts'
import type { Raw, Step } from '../../trail.ts'
import { innerOf } from '../../union.ts'
import type { Versions } from '../describer.ts'
import { columnsOfSource, type SourceColumn } from './source-tables.ts'

/** What became of one column of a source, and the differences that say so. */
export type ColumnChange = {
  sort: 'added' | 'removed' | 'renamed' | 'retyped' | 'elsewhere'
  place: readonly Part[]
  /** As base calls it, or head where base has none. */
  name: string
  /** Its new name, its new type, or the table that it comes from now. */
  to: string
  /** Its type; before, where that changed. */
  type: string
  raws: Raw[]
}

const LIST =
  /^(\/physicalTableMap\/\*\/\w+|\/dataPrepConfiguration\/sourceTableMap\/\*\/dataSet)\/(inputColumns|columns)(?=\/|$)/

/** Which lists of columns differ, by the source they belong to, with what differs in them. */
const bySource = (raws: readonly Raw[]): Map<Step, Raw[]> => {
  const found = new Map<Step, Raw[]>()
  for (const raw of raws) {
    const depth = LIST.exec(raw.path)?.[1]?.split('/').length
    const source = depth === undefined ? undefined : raw.trail[depth - 2]
    if (source) found.set(source, [...(found.get(source) ?? []), raw])
  }
  return found
}

const columnsIn = (side: Json | undefined): SourceColumn[] => columnsOfSource(innerOf(side)) ?? []

const nameIn = (side: Json | undefined): string => {
  const name = innerOf(side).name
  return typeof name === 'string' ? name : ''
}

const rawsOf = (raws: readonly Raw[], name: string, side: 'base' | 'head'): Raw[] =>
  raws.filter(({ trail }) => trail.some((step) => step.key === '#' && nameIn(step[side]) === name))

/** The physical table, or the dataset below. */
const placeOfSource = ([raw]: readonly Raw[]): readonly Part[] => {
  if (!raw) return []
  if (raw.path.startsWith('/physicalTableMap')) return placeOf(raw.trail.slice(0, 2)).place
  const { dataSetArn } = innerOf(raw.trail[3]?.head ?? raw.trail[3]?.base)
  return [{ what: 'dataset', name: typeof dataSetArn === 'string' ? (dataSetArn.split('/').at(-1) ?? '') : '' }]
}

const changesIn = ({ base, head }: Step, raws: readonly Raw[], versions: Versions): ColumnChange[] => {
  const renamed = new Map(versions.renaming.renames.map(({ from, to }) => [to, from]))
  const matching = openMatching(columnsIn(base), columnsIn(head))
  pairUnique(matching, ({ name }) => name)
  pairUnique(matching, ({ name }, side) => (side === 'head' ? (renamed.get(name) ?? name) : name))
  const place = placeOfSource(raws)
  const pairs = matching.pairs.flatMap(([a, b]): ColumnChange[] => {
    const own = rawsOf(raws, b.name, 'head')
    const from = { place, name: a.name }
    const renaming: ColumnChange[] =
      a.name === b.name
        ? []
        : [
            {
              ...from,
              sort: 'renamed',
              to: b.name,
              type: a.type,
              raws: own.filter(({ path }) => path.endsWith('/name')),
            },
          ]
    const retyping: ColumnChange[] =
      a.type === b.type
        ? []
        : [
            {
              ...from,
              sort: 'retyped',
              to: b.type,
              type: a.type,
              raws: own.filter(({ path }) => /\/(type|subType)$/.test(path)),
            },
          ]
    return [...renaming, ...retyping]
  })
  return [
    ...pairs,
    ...matching.base.map(
      ({ name, type }): ColumnChange => ({
        sort: 'removed',
        place,
        name,
        to: '',
        type,
        raws: rawsOf(raws, name, 'base'),
      }),
    ),
    ...matching.head.map(
      ({ name, type }): ColumnChange => ({
        sort: 'added',
        place,
        name,
        to: '',
        type,
        raws: rawsOf(raws, name, 'head'),
      }),
    ),
  ]
}

const wholeTables = (raws: readonly Raw[], action: Raw['action']): Raw[] =>
  raws.filter((raw) => raw.path === '/physicalTableMap/*' && raw.action === action)

const homeOf = (
  changes: readonly ColumnChange[],
  raws: readonly Raw[],
): Map<string, { table: string; raws: Raw[] }> => {
  const homes = new Map<string, { table: string; raws: Raw[] }>()
  for (const { after } of wholeTables(raws, 'added'))
    for (const { name } of columnsIn(after)) homes.set(name, { table: nameIn(after), raws: [] })
  for (const { sort, name, place, raws: own } of changes)
    if (sort === 'added') homes.set(name, { table: place.at(-1)?.name ?? '', raws: own })
  return homes
}

/** A column that left one table and came with another is still there. */
const movedElsewhere = (changes: readonly ColumnChange[], raws: readonly Raw[]): ColumnChange[] => {
  const homes = homeOf(changes, raws)
  const left = new Set(changes.flatMap(({ sort, name }) => (sort === 'removed' ? [name] : [])))
  return changes
    .filter(({ sort, name }) => sort !== 'added' || !left.has(name))
    .map((change) => {
      const home = change.sort === 'removed' ? homes.get(change.name) : undefined
      if (!home) return change
      return { ...change, sort: 'elsewhere', to: home.table, raws: [...change.raws, ...home.raws] }
    })
}

/** What became of the columns that the sources of a dataset give. What says no more than that is in the changes' raws. */
export const changedColumns = (raws: readonly Raw[], versions: Versions): ColumnChange[] => {
  const changes = [...bySource(raws)].flatMap(([source, own]) => changesIn(source, own, versions))
  return movedElsewhere(changes, raws)
}

/** Names of the columns of tables that came or went as a whole. */
export const namesOfWholeTables = (raws: readonly Raw[]): string[] =>
  [...wholeTables(raws, 'added'), ...wholeTables(raws, 'removed')].flatMap(({ before, after }) =>
    columnsIn(after ?? before).map(({ name }) => name),
  )
