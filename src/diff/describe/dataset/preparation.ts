import { isObject, type JsonObject, objectAt, stringAt } from '../../../model/json.ts'
import { unionOf } from '../../union.ts'
import { constant } from '../../words/values.ts'
import {
  type At,
  applyOperation,
  type Columns,
  itemsAt,
  noteOther,
  noteStep,
  type Prepared,
  renameIn,
  wordAt,
} from './operations.ts'
import { columnsOfSource, entriesAt, insideOf } from './source-tables.ts'

/** What a dataset does with its data, in either form: its steps, which columns it keeps on the way, and those it gives. */
export type Preparation = Prepared & { form: 'old' | 'new'; output: Columns }

const OPEN: Columns = { names: [], open: true }

const union = (tables: readonly Columns[]): Columns => ({
  names: [...new Set(tables.flatMap(({ names }) => names))],
  open: tables.some(({ open }) => open),
})

const sourceColumns = (source: JsonObject): Columns => {
  const columns = columnsOfSource(source)
  return columns ? { names: columns.map(({ name }) => name), open: false } : OPEN
}

type Table = Columns & { name: string }

/** Walks from the last table back to the sources, each table once. */
abstract class Walk {
  readonly body: JsonObject
  readonly prepared: Prepared = { steps: [], projections: [] }
  readonly #made = new Map<string, Table>()

  constructor(body: JsonObject) {
    this.body = body
  }

  protected abstract make(id: string): Table

  table(id: string): Table {
    const made = this.#made.get(id)
    if (made) return made
    this.#made.set(id, { ...OPEN, name: '' })
    const table = this.make(id)
    this.#made.set(id, table)
    return table
  }

  physical(id: string): Columns {
    const map = objectAt(this.body, 'physicalTableMap')
    return Object.hasOwn(map, id) ? sourceColumns(insideOf(map[id])) : OPEN
  }

  protected join(join: JsonObject, tables: { left: Table; right: Table }, at: At): Columns {
    const words = `${constant(wordAt(join, 'type'))} join on ${wordAt(join, 'onClause')}`
    noteStep(at, { sort: 'join', key: tables.right.name, words })
    return union([tables.left, tables.right])
  }
}

class OldForm extends Walk {
  protected make(id: string): Table {
    const logical = objectAt(objectAt(this.body, 'logicalTableMap'), id)
    const name = wordAt(logical, 'alias')
    const at: At = { prepared: this.prepared, path: ['logicalTableMap', id], place: [{ what: 'table', name }] }
    const transforms = itemsAt(logical, 'dataTransforms')
    let columns: Columns = this.#source(objectAt(logical, 'source'), at)
    for (const [i, transform] of transforms) {
      const operation = unionOf(transform)
      columns = operation
        ? applyOperation(columns, operation.arm, operation.body, {
            ...at,
            path: [...at.path, 'dataTransforms', i, operation.arm],
          })
        : { ...columns, open: true }
    }
    return { ...columns, name }
  }

  #source(source: JsonObject, at: At): Columns {
    const id = stringAt(source, 'physicalTableId')
    if (id !== undefined) return this.physical(id)
    if (!isObject(source.joinInstruction)) return OPEN
    const join = source.joinInstruction
    const [left, right] = [this.table(wordAt(join, 'leftOperand')), this.table(wordAt(join, 'rightOperand'))]
    return this.join(join, { left, right }, { ...at, path: [...at.path, 'source', 'joinInstruction'] })
  }

  output(): Columns {
    const logicals = entriesAt(this.body, 'logicalTableMap')
    const joined = new Set(
      logicals.flatMap(([, logical]) => {
        const join = objectAt(objectAt(logical, 'source'), 'joinInstruction')
        return [wordAt(join, 'leftOperand'), wordAt(join, 'rightOperand')]
      }),
    )
    return union(logicals.filter(([id]) => !joined.has(id)).map(([id]) => this.table(id)))
  }
}

const SOURCES = ['source', 'firstSource', 'secondSource']

class NewForm extends Walk {
  readonly #prep: JsonObject

  constructor(body: JsonObject) {
    super(body)
    this.#prep = objectAt(body, 'dataPrepConfiguration')
  }

  protected make(id: string): Table {
    const step = unionOf(objectAt(objectAt(this.#prep, 'transformStepMap'), id))
    if (!step) return { ...OPEN, name: '' }
    const path = ['dataPrepConfiguration', 'transformStepMap', id, step.arm]
    const alias = wordAt(step.body, 'alias')
    const place = [{ what: 'step', name: alias }]
    const columns = this.#columns(step.arm, step.body, { prepared: this.prepared, path, place })
    return { ...columns, name: this.#nameOf(step.body) ?? alias }
  }

  /** What is done to one table leaves it that table to people. */
  #nameOf(inner: JsonObject): string | undefined {
    const source = stringAt(objectAt(inner, 'source'), 'transformOperationId')
    return source === undefined ? undefined : this.table(source).name
  }

  #columns(arm: string, inner: JsonObject, at: At): Columns {
    if (arm === 'importTableStep') return this.#source(wordAt(objectAt(inner, 'source'), 'sourceTableId'))
    if (arm === 'joinStep') return this.#join(inner, at)
    const sources = SOURCES.filter((key) => isObject(inner[key])).map((key) => this.#before(objectAt(inner, key)))
    if (arm !== 'appendStep') return applyOperation(union(sources), arm, inner, at)
    const names = itemsAt(inner, 'appendedColumns').map(([, column]) => wordAt(column, 'columnName'))
    noteOther(arm, { alias: wordAt(inner, 'alias'), columns: names }, at)
    return Array.isArray(inner.appendedColumns) ? { names, open: false } : { ...union(sources), open: true }
  }

  #before(operand: JsonObject): Table {
    return this.table(wordAt(operand, 'transformOperationId'))
  }

  #source(id: string): Columns {
    const source = objectAt(objectAt(this.#prep, 'sourceTableMap'), id)
    const physical = stringAt(source, 'physicalTableId')
    return physical === undefined ? sourceColumns(objectAt(source, 'dataSet')) : this.physical(physical)
  }

  #operand(join: JsonObject, side: 'left' | 'right', at: At): Table {
    const { name, ...table } = this.#before(objectAt(join, `${side}Operand`))
    const properties = `${side}OperandProperties`
    const columns = itemsAt(objectAt(join, properties), 'outputColumnNameOverrides').reduce<Columns>(
      (before, [i, one]) => {
        const [from, to] = [wordAt(one, 'sourceColumnName'), wordAt(one, 'outputColumnName')]
        noteStep(at, { sort: 'rename', key: from, words: to }, [properties, 'outputColumnNameOverrides', i])
        return renameIn(before, from, to)
      },
      table,
    )
    return { ...columns, name }
  }

  #join(join: JsonObject, at: At): Columns {
    return this.join(join, { left: this.#operand(join, 'left', at), right: this.#operand(join, 'right', at) }, at)
  }

  output(): Columns {
    const destinations = entriesAt(this.#prep, 'destinationTableMap')
    return destinations.length === 0
      ? OPEN
      : union(destinations.map(([, table]) => this.#before(objectAt(table, 'source'))))
  }
}

/** Read what a dataset does with its data; undefined where it has neither form. */
export const preparationOf = (body: JsonObject): Preparation | undefined => {
  const form = isObject(body.dataPrepConfiguration) ? 'new' : isObject(body.logicalTableMap) ? 'old' : undefined
  if (form === undefined) return undefined
  const walk = form === 'new' ? new NewForm(body) : new OldForm(body)
  const output = walk.output()
  return { ...walk.prepared, form, output }
}
