import type { Part } from '../../../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { pointerOf } from '../../../model/json-pointer.ts'
import { constant, keyWords, valueWords } from '../../words/values.ts'
import { rowsKept } from './conditions.ts'
import { namesText } from './told.ts'

type Path = readonly (string | number)[]

/** One thing that the preparation of data does, in either form. Two with the same sort and key are the same thing. */
export type Step = {
  sort: 'calculated' | 'filter' | 'rename' | 'cast' | 'tag' | 'join' | 'other'
  /** The column it is about, the table that is joined, or the sort of operation. */
  key: string
  words: string
  pointer: string
  place: readonly Part[]
}

/** The columns at some point; `open`: there may be more. */
export type Columns = { names: readonly string[]; open: boolean }

export type Prepared = { steps: Step[]; projections: { pointer: string; names: readonly string[] }[] }

export type At = { prepared: Prepared; path: Path; place: readonly Part[] }

/** The objects in a list, with their indexes. */
export const itemsAt = (object: JsonObject, key: string): [number, JsonObject][] => {
  const list = object[key]
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json, i) => (isObject(item) ? [[i, item] as [number, JsonObject]] : []))
}

export const wordAt = (object: JsonObject, key: string): string => stringAt(object, key) ?? ''

export const noteStep = (
  { prepared, path, place }: At,
  step: Pick<Step, 'sort' | 'key' | 'words'>,
  under: Path = [],
): void => {
  prepared.steps.push({ ...step, pointer: pointerOf([...path, ...under]), place })
}

type Operation = (columns: Columns, inner: JsonObject, at: At) => Columns

const textsAt = (object: JsonObject, key: string): string[] => {
  const list = object[key]
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}

const project: Operation = (columns, inner, { prepared, path }) => {
  const names = textsAt(inner, 'projectedColumns')
  prepared.projections.push({ pointer: pointerOf([...path, 'projectedColumns']), names })
  return Array.isArray(inner.projectedColumns) ? { names, open: false } : columns
}

const create: Operation = (columns, inner, at) => {
  const created = itemsAt(inner, 'columns').map(([i, column]) => {
    const key = wordAt(column, 'columnName')
    noteStep(at, { sort: 'calculated', key, words: wordAt(column, 'expression') }, ['columns', i])
    return key
  })
  return { ...columns, names: [...new Set([...columns.names, ...created])] }
}

/** The columns after one was given another name. */
export const renameIn = ({ names, open }: Columns, from: string, to: string): Columns => ({
  names: names.map((name) => (name === from ? to : name)),
  open,
})

const rename =
  (under: Path = []): Operation =>
  (columns, inner, at) => {
    const [from, to] = [wordAt(inner, 'columnName'), wordAt(inner, 'newColumnName')]
    noteStep(at, { sort: 'rename', key: from, words: to }, under)
    return renameIn(columns, from, to)
  }

const cast =
  (under: Path = []): Operation =>
  (columns, inner, at) => {
    const subType = stringAt(inner, 'subType')
    const format = stringAt(inner, 'format')
    const more = [subType && constant(subType), format].filter(Boolean).join(', ')
    const words = `${constant(wordAt(inner, 'newColumnType'))}${more === '' ? '' : ` (${more})`}`
    noteStep(at, { sort: 'cast', key: wordAt(inner, 'columnName'), words }, under)
    return columns
  }

const filter =
  (under: Path = []): Operation =>
  (columns, inner, at) => {
    const words = rowsKept(inner)
    noteStep(at, { sort: 'filter', key: words, words }, under)
    return columns
  }

const tag: Operation = (columns, inner, at) => {
  for (const [i, one] of itemsAt(inner, 'tags')) {
    for (const [what, value] of Object.entries(one)) {
      const text = isObject(value) ? wordAt(value, 'text') : constant(String(value))
      const key = `${keyWords(what).replace(/^column /, '')} of "${wordAt(inner, 'columnName')}"`
      noteStep(at, { sort: 'tag', key, words: text }, ['tags', i])
    }
  }
  return columns
}

const FUNCTIONS = ['simpleAggregation', 'listAggregation']

/** `sum of "amount" as "total"`. */
const aggregationWords = (aggregation: JsonObject): string => {
  const of = isObject(aggregation.aggregationFunction) ? aggregation.aggregationFunction : {}
  const inner = FUNCTIONS.map((key) => of[key]).find(isObject) ?? {}
  const name = constant(stringAt(inner, 'functionType') ?? 'list').toLowerCase()
  return `${name} of "${wordAt(inner, 'inputColumnName')}" as "${wordAt(aggregation, 'newColumnName')}"`
}

const aggregate: Operation = (columns, inner, at) => {
  const groups = textsAt(inner, 'groupByColumnNames')
  const made = itemsAt(inner, 'aggregations').map(([, one]) => one)
  const alias = stringAt(inner, 'alias')
  const by = groups.length > 0 ? `, by ${namesText(groups)}` : ''
  noteStep(at, {
    sort: 'other',
    key: alias === undefined ? 'aggregation' : `aggregation "${alias}"`,
    words: `${made.map(aggregationWords).join(', ')}${by}`,
  })
  return {
    names: [...groups, ...made.map((one) => wordAt(one, 'newColumnName'))],
    open: columns.open && made.length === 0,
  }
}

const untag: Operation = (columns, inner, at) => {
  const words = textsAt(inner, 'tagNames').map((name) => constant(name).replace(/^column /, ''))
  noteStep(at, { sort: 'other', key: `removal of tags of "${wordAt(inner, 'columnName')}"`, words: words.join(', ') })
  return columns
}

const overrideParameter: Operation = (columns, inner, at) => {
  const { parameterName: _, ...rest } = inner
  noteStep(at, {
    sort: 'other',
    key: `override of dataset parameter "${wordAt(inner, 'parameterName')}"`,
    words: valueWords(rest),
  })
  return columns
}

/** A list of operations in one step of the newer form. */
const each =
  (list: string, operation: (under: Path) => Operation): Operation =>
  (columns, inner, at) =>
    itemsAt(inner, list).reduce((before, [i, item]) => operation([list, i])(before, item, at), columns)

/** What a step that we have no words of its own for does, without where it stands. */
export const noteOther = (arm: string, inner: JsonObject, at: At): void => {
  const rest = Object.entries(inner).filter(([key]) => !/^(alias|source|firstSource|secondSource)$/.test(key))
  const name = keyWords(arm.replace(/(Step|Operation)$/, ''))
  const alias = stringAt(inner, 'alias')
  noteStep(at, {
    sort: 'other',
    key: alias === undefined ? name : `${name} "${alias}"`,
    words: valueWords(Object.fromEntries(rest)),
  })
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['projectOperation', project],
  ['projectStep', project],
  ['createColumnsOperation', create],
  ['createColumnsStep', create],
  ['renameColumnOperation', rename()],
  ['renameColumnsStep', each('renameColumnOperations', rename)],
  ['castColumnTypeOperation', cast()],
  ['castColumnTypesStep', each('castColumnTypeOperations', cast)],
  ['filterOperation', filter()],
  ['filtersStep', each('filterOperations', filter)],
  ['tagColumnOperation', tag],
  ['untagColumnOperation', untag],
  ['overrideDatasetParameterOperation', overrideParameter],
  ['aggregateStep', aggregate],
])

/** Note what an operation does; the columns there are after it. */
export const applyOperation = (columns: Columns, arm: string, inner: JsonObject, at: At): Columns => {
  const known = OPERATIONS.get(arm)
  if (known) return known(columns, inner, at)
  noteOther(arm, inner, at)
  return { ...columns, open: true }
}
