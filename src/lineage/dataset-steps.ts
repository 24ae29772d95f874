import { isObject, type Json, type JsonObject, objectsOf, stringAt } from '../model/json.ts'
import type { Provider } from './facts.ts'
import { add, column, opened, project, providerIn, rename, type Table, union, without } from './table.ts'
import type { NewUse, UseList } from './use-list.ts'

type Path = readonly (string | number)[]

/** One step on a table: what it says, where it stands, and where to note what it uses. */
export type Step = { body: JsonObject; path: Path; list: UseList; label: string }

const text = (object: JsonObject, key: string): string => stringAt(object, key) ?? ''

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const holder = ({ list, path, label }: Step, what: string, name = label): void =>
  list.enter(path, what, [{ what, name }])

const noteUse = (
  { list, path }: Step,
  provider: Provider | undefined,
  use: Omit<NewUse, 'provider' | 'what'>,
): void => {
  if (provider && provider.by !== 'inside') list.add(path, { what: 'column', provider, ...use })
}

const noteColumn = (step: Step, table: Table, name: string): void =>
  noteUse(step, name === '' ? undefined : providerIn(table, name), { name })

const projectStep = (table: Table, step: Step): Table => {
  const names = texts(step.body.projectedColumns)
  holder(step, 'chosen columns')
  for (const name of names) noteColumn(step, table, name)
  return project(table, names)
}

const createStep = (table: Table, step: Step): Table => {
  const created = objectsOf(step.body.columns)
  // The order in which columns of one step may name each other is not documented, so all of them are known to each.
  const all = add(
    table,
    created.map((one) => column(text(one, 'columnName'))),
  )
  created.forEach((one, index) => {
    const at = [...step.path, 'columns', index]
    step.list.enter(at, 'calculated column', [{ what: 'calculated column', name: text(one, 'columnName') }])
    step.list.addExpression([...at, 'expression'], {
      text: text(one, 'expression'),
      provider: (name) => providerIn(all, name),
    })
  })
  return all
}

const renameOne = (table: Table, step: Step, body: JsonObject): Table => {
  const from = text(body, 'columnName')
  holder(step, 'rename', from)
  noteColumn(step, table, from)
  return rename(table, from, text(body, 'newColumnName'))
}

const castOne = (table: Table, step: Step, body: JsonObject): Table => {
  const name = text(body, 'columnName')
  holder(step, 'change of type', name)
  noteColumn(step, table, name)
  return add(table, [column(name, stringAt(body, 'newColumnType'))])
}

const CONDITIONS = ['stringFilterCondition', 'numericFilterCondition', 'dateFilterCondition']

const filterOne = (table: Table, step: Step, body: JsonObject): Table => {
  const conditions = CONDITIONS.map((key) => body[key]).filter(isObject)
  const names = conditions.map((condition) => text(condition, 'columnName'))
  holder(step, 'filter', names.join(', '))
  step.list.addExpression(step.path, {
    text: text(body, 'conditionExpression'),
    provider: (name) => providerIn(table, name),
  })
  for (const name of names) noteColumn(step, table, name)
  return table
}

const tagOne = (table: Table, step: Step): Table => {
  const name = text(step.body, 'columnName')
  holder(step, 'tag', name)
  noteColumn(step, table, name)
  return table
}

const each =
  (key: string, one: (table: Table, step: Step, body: JsonObject) => Table) =>
  (table: Table, step: Step): Table =>
    objectsOf(step.body[key]).reduce((before, body) => one(before, step, body), table)

const inputOf = ({ aggregationFunction }: JsonObject): string => {
  const inner = isObject(aggregationFunction) ? Object.values(aggregationFunction).find(isObject) : undefined
  return inner ? text(inner, 'inputColumnName') : ''
}

const aggregateStep = (table: Table, step: Step): Table => {
  const groups = texts(step.body.groupByColumnNames)
  const aggregations = objectsOf(step.body.aggregations)
  holder(step, 'aggregation')
  for (const name of [...groups, ...aggregations.map(inputOf)]) noteColumn(step, table, name)
  return add(
    project(table, groups),
    aggregations.map((one) => column(text(one, 'newColumnName'))),
  )
}

const pivotStep = (table: Table, step: Step): Table => {
  const groups = texts(step.body.groupByColumnNames)
  const { pivotConfiguration: labels, valueColumnConfiguration: value } = step.body
  if (!isObject(labels)) return opened(table)
  holder(step, 'pivot')
  for (const name of [...groups, text(labels, 'labelColumnName')]) noteColumn(step, table, name)
  if (isObject(value)) noteColumn(step, table, inputOf(value))
  return add(
    project(table, groups),
    objectsOf(labels.pivotedLabels).map((one) => column(text(one, 'newColumnName'))),
  )
}

const unpivotStep = (table: Table, step: Step): Table => {
  const names = objectsOf(step.body.columnsToUnpivot).map((one) => text(one, 'columnName'))
  holder(step, 'unpivot')
  for (const name of names) noteColumn(step, table, name)
  const added = [text(step.body, 'unpivotedLabelColumnName'), text(step.body, 'unpivotedValueColumnName')]
  return add(
    names.reduce(without, table),
    added.filter(Boolean).map((name) => column(name)),
  )
}

type Operation = (table: Table, step: Step) => Table

/** Steps that take one table, by their member in the older form of data sets and in the newer one. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['projectOperation', projectStep],
  ['createColumnsOperation', createStep],
  ['renameColumnOperation', (table, step) => renameOne(table, step, step.body)],
  ['castColumnTypeOperation', (table, step) => castOne(table, step, step.body)],
  ['filterOperation', (table, step) => filterOne(table, step, step.body)],
  ['tagColumnOperation', tagOne],
  ['untagColumnOperation', tagOne],
  ['overrideDatasetParameterOperation', (table) => table],
  ['projectStep', projectStep],
  ['createColumnsStep', createStep],
  ['renameColumnsStep', each('renameColumnOperations', renameOne)],
  ['castColumnTypesStep', each('castColumnTypeOperations', castOne)],
  ['filtersStep', each('filterOperations', filterOne)],
  ['aggregateStep', aggregateStep],
  ['pivotStep', pivotStep],
  ['unpivotStep', unpivotStep],
])

/** The table after a step, which is a member of an object by its kind. After a kind that we do not know it is open. */
export const applyStep = (table: Table, kind: string, step: Step): Table =>
  OPERATIONS.get(kind)?.(table, step) ?? opened(table)

/** A join. Names in its condition are never sure: of two columns with one name it is not documented how they are told apart. */
export const joinTables = (tables: readonly Table[], step: Step): Table => {
  const joined = union(tables)
  holder(step, 'join')
  step.list.addExpression([...step.path, 'onClause'], {
    text: text(step.body, 'onClause'),
    sure: false,
    provider: (name) => providerIn(joined, name),
  })
  return joined
}
