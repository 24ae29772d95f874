import { type Json, objectsOf, stringAt } from '../model/json.ts'
import type { Column, ColumnType, Inherited, Provider } from './facts.ts'

/** The columns at one step of a dataset: those we know, and those it has of datasets below. `open`: there may be more. */
export type Table = {
  columns: ReadonlyMap<string, Column>
  inherits: readonly Inherited[]
  open: boolean
}

export const UNKNOWN: Table = { columns: new Map(), inherits: [], open: true }

export const opened = (table: Table): Table => ({ ...table, open: true })

/** Documented: the service takes booleans and bits as integers. Of JSON and nested data it is not known what becomes. */
const TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ['STRING', 'STRING'],
  ['INTEGER', 'INTEGER'],
  ['DECIMAL', 'DECIMAL'],
  ['DATETIME', 'DATETIME'],
  ['BIT', 'INTEGER'],
  ['BOOLEAN', 'INTEGER'],
])

export const column = (name: string, type?: string): Column => {
  const known = TYPES.get(type ?? '')
  return known ? { name, type: known } : { name }
}

export const tableOf = (columns: readonly Column[]): Table => ({
  columns: new Map(columns.map((one) => [one.name, one])),
  inherits: [],
  open: false,
})

/** A list of columns as tables have it (`[{ name, type }]`); undefined when there is none. */
export const listedColumns = (value: Json | undefined): Column[] | undefined =>
  Array.isArray(value)
    ? objectsOf(value).flatMap((item) => {
        const name = stringAt(item, 'name')
        return name === undefined ? [] : [column(name, stringAt(item, 'type'))]
      })
    : undefined

/** Everything of a dataset below. */
export const inherited = (dataset: string): Table => ({
  columns: new Map(),
  inherits: [{ dataset, except: [] }],
  open: false,
})

const below = (table: Table, name: string): string[] =>
  table.inherits.filter(({ except }) => !except.includes(name)).map(({ dataset }) => dataset)

/** Who has a column of a table; undefined when that cannot be told. */
export const providerIn = (table: Table, name: string): Provider | undefined => {
  const known = table.columns.get(name)
  if (known) return known.type ? { by: 'inside', type: known.type } : { by: 'inside' }
  if (table.open) return undefined
  const datasets = below(table, name)
  return datasets.length > 0 ? { by: 'below', datasets } : { by: 'nothing' }
}

/** A column as it is known, wherever it comes from; none when it is surely not there. */
const taken = (table: Table, name: string): Column | undefined => {
  const known = table.columns.get(name)
  if (known || table.open) return known ?? { name }
  const [dataset, ...others] = below(table, name)
  if (dataset === undefined) return undefined
  return others.length === 0 ? { name, from: { dataset, name } } : { name }
}

/** Only these columns. */
export const project = (table: Table, names: readonly string[]): Table =>
  tableOf(names.flatMap((name) => taken(table, name) ?? []))

/** One column less. */
export const without = (table: Table, name: string): Table => ({
  columns: new Map([...table.columns].filter(([known]) => known !== name)),
  inherits: table.inherits.map((one) => ({ ...one, except: [...one.except, name] })),
  open: table.open,
})

export const add = (table: Table, added: readonly Column[]): Table => ({
  ...table,
  columns: new Map([...table.columns, ...added.map((one) => [one.name, one] as const)]),
})

export const rename = (table: Table, from: string, to: string): Table => {
  if (from === to) return table
  const renamed = taken(table, from)
  const rest = without(table, from)
  return renamed ? add(rest, [{ ...renamed, name: to }]) : rest
}

/** The columns of both, as a join and an append have them; of two with one name the first is kept. */
export const union = (tables: readonly Table[]): Table => ({
  columns: new Map(tables.toReversed().flatMap(({ columns }) => [...columns])),
  inherits: tables.flatMap(({ inherits }) => inherits),
  open: tables.some(({ open }) => open),
})
