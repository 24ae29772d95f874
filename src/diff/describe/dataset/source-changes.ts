import type { Part } from '../../../model/change.ts'
import { addTo } from '../../../model/groups.ts'
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
  /** Its new name or its new type. */
  to: string
  /** Its type; before, where that changed. */
  type: string
  raws: Raw[]
  /** The tables it came from and comes from now, where it is elsewhere. */
  tables?: { from: Part; to: Part }
}

const LIST =
  /^(\/physicalTableMap\/\*\/\w+|\/dataPrepConfiguration\/sourceTableMap\/\*\/dataSet)\/(inputColumns|columns)(?=\/|$)/

/** Which lists of columns differ, by the source they belong to, with what differs in them. */
const bySource = (raws: readonly Raw[]): Map<Step, Raw[]> => {
  const found = new Map<Step, Raw[]>()
  for (const raw of raws) {
    const depth = LIST.exec(raw.path)?.[1]?.split('/').length
    const source = depth === undefined ? undefined : raw.trail[depth - 2]
    if (source) addTo(found, source, raw)
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

export const NO_TABLE: Part = { what: 'table', name: '' }

/** The physical table, or the dataset below. */
const placeOfSource = ([raw]: readonly Raw[]): readonly Part[] => {
  if (!raw) return []
  if (raw.path.startsWith('/physicalTableMap')) return placeOf(raw.trail.slice(0, 2)).place
  const { dataSetArn } = innerOf(raw.trail[3]?.head ?? raw.trail[3]?.base)
  return [{ what: 'dataset', name: typeof dataSetArn === 'string' ? (dataSetArn.split('/').at(-1) ?? '') : '' }]
}

/** A list that came or went as a whole, with a table of another sort, is told by its columns. */
const withWholeLists = (changes: readonly ColumnChange[], raws: readonly Raw[]): ColumnChange[] => {
  const lists = raws.filter(({ path }) => /\/(inputColumns|columns)$/.test(path))
  return changes.map((change, i) => (i === 0 ? { ...change, raws: [...change.raws, ...lists] } : change))
}

type Found = { place: readonly Part[]; raws: readonly Raw[] }

const renamedOrRetyped = (a: SourceColumn, b: SourceColumn, { place, raws }: Found): ColumnChange[] => {
  const own = rawsOf(raws, b.name, 'head')
  const change = (sort: 'renamed' | 'retyped', to: string, keys: RegExp): ColumnChange => ({
    sort,
    place,
    name: a.name,
    to,
    type: a.type,
    raws: own.filter(({ path }) => keys.test(path)),
  })
  return [
    ...(a.name === b.name ? [] : [change('renamed', b.name, /\/name$/)]),
    ...(a.type === b.type ? [] : [change('retyped', b.type, /\/(type|subType)$/)]),
  ]
}

const onOneSide = ({ name, type }: SourceColumn, sort: 'removed' | 'added', { place, raws }: Found): ColumnChange => ({
  sort,
  place,
  name,
  to: '',
  type,
  raws: rawsOf(raws, name, sort === 'removed' ? 'base' : 'head'),
})

const changesIn = ({ base, head }: Step, raws: readonly Raw[], versions: Versions): ColumnChange[] => {
  const renamed = new Map(
    versions.renaming.renames.flatMap(({ what, from, to }) => (what === 'column' ? [[to, from]] : [])),
  )
  const matching = openMatching(columnsIn(base), columnsIn(head))
  pairUnique(matching, ({ name }) => name)
  pairUnique(matching, ({ name }, side) => (side === 'head' ? (renamed.get(name) ?? name) : name))
  const found = { place: placeOfSource(raws), raws }
  const changes = [
    ...matching.pairs.flatMap(([a, b]) => renamedOrRetyped(a, b, found)),
    ...matching.base.map((column) => onOneSide(column, 'removed', found)),
    ...matching.head.map((column) => onOneSide(column, 'added', found)),
  ]
  return withWholeLists(changes, raws)
}

const wholeTables = (raws: readonly Raw[], action: Raw['action']): Raw[] =>
  raws.filter((raw) => raw.path === '/physicalTableMap/*' && raw.action === action)

/** A column that left a source, or came to one. `alone`: its table stays; else it left or came with the whole of it. */
type Passing = { name: string; type: string; table: Part; alone?: ColumnChange }

const inWholeTables = (raws: readonly Raw[], action: 'added' | 'removed'): Passing[] =>
  wholeTables(raws, action).flatMap(({ before, after, trail }) => {
    const [table = NO_TABLE] = placeOf(trail).place
    return columnsIn(after ?? before).map(({ name, type }) => ({ name, type, table }))
  })

const inTablesThatStay = (changes: readonly ColumnChange[], sort: 'added' | 'removed'): Passing[] =>
  changes
    .filter((change) => change.sort === sort)
    .map((alone) => ({ name: alone.name, type: alone.type, table: alone.place.at(-1) ?? NO_TABLE, alone }))

const elsewhere = (gone: Passing, come: Passing): ColumnChange => ({
  sort: 'elsewhere',
  place: [],
  name: gone.name,
  to: come.type,
  type: gone.type,
  raws: [...(gone.alone?.raws ?? []), ...(come.alone?.raws ?? [])],
  tables: { from: gone.table, to: come.table },
})

/** A column that left one table and came to another is still there. Where it left or came more than once, each is told. */
const movedElsewhere = (changes: readonly ColumnChange[], raws: readonly Raw[]): ColumnChange[] => {
  const matching = openMatching(
    [...inTablesThatStay(changes, 'removed'), ...inWholeTables(raws, 'removed')],
    [...inTablesThatStay(changes, 'added'), ...inWholeTables(raws, 'added')],
  )
  pairUnique(matching, ({ name }) => name)
  // What left and came with whole tables is told of these.
  const moves = matching.pairs.filter((pair) => pair.some(({ alone }) => alone))
  const merged = new Set(moves.flatMap((pair) => pair.map(({ alone }) => alone)))
  return [...changes.filter((change) => !merged.has(change)), ...moves.map((pair) => elsewhere(...pair))]
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
