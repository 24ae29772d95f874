import { parseArn } from '../model/arn.ts'
import { refKey, refOfResource } from '../model/asset.ts'
import { isObject, type JsonObject, objectAt, stringAt } from '../model/json.ts'
import { applyStep, joinTables } from './dataset-steps.ts'
import { armOf } from './places.ts'
import { inherited, listedColumns, opened, providerIn, rename, type Table, tableOf, UNKNOWN, union } from './table.ts'
import type { UseList } from './use-list.ts'

/** The key of the asset that a full or neutral ARN of QuickSight names. */
export const keyOfArn = (arn: string | undefined): string | undefined => {
  const ref = refOfResource(parseArn(arn ?? '')?.resource ?? '')
  return ref && refKey(ref)
}

const mapAt = (object: JsonObject, key: string): [string, JsonObject][] => {
  const map = object[key]
  if (!isObject(map)) return []
  return Object.entries(map).flatMap(([id, value]) => (isObject(value) ? [[id, value] as [string, JsonObject]] : []))
}

/** Tables by id, each made when it is first asked for; a table that is made of itself is not known. */
class Tables {
  readonly #make: ReadonlyMap<string, () => Table>
  readonly #made = new Map<string, Table>()

  constructor(make: ReadonlyMap<string, () => Table>) {
    this.#make = make
  }

  get(id: string): Table {
    const made = this.#made.get(id)
    if (made) return made
    this.#made.set(id, UNKNOWN)
    const table = this.#make.get(id)?.() ?? UNKNOWN
    this.#made.set(id, table)
    return table
  }
}

const physicalTable = (body: JsonObject): Table => {
  const { inner } = armOf(body)
  const columns = listedColumns(inner.inputColumns) ?? listedColumns(inner.columns)
  return columns ? tableOf(columns) : UNKNOWN
}

/** The tables at the sources of a dataset, by id. */
export const physicalTables = (body: JsonObject): Map<string, Table> =>
  new Map(mapAt(body, 'physicalTableMap').map(([id, table]) => [id, physicalTable(table)]))

const idAt = (object: JsonObject, key: string): string => stringAt(object, key) ?? ''

type Sources = { physical: ReadonlyMap<string, Table>; list: UseList }

const logicalSource = (
  id: string,
  source: JsonObject,
  { tables, physical, list }: Sources & { tables: Tables },
): Table => {
  const physicalId = stringAt(source, 'physicalTableId')
  if (physicalId !== undefined) return physical.get(physicalId) ?? UNKNOWN
  const parent = keyOfArn(stringAt(source, 'dataSetArn'))
  if (parent !== undefined) return inherited(parent)
  if (!isObject(source.joinInstruction)) return UNKNOWN
  const body = source.joinInstruction
  const operands = [tables.get(idAt(body, 'leftOperand')), tables.get(idAt(body, 'rightOperand'))]
  return joinTables(operands, { body, list, label: '', path: ['logicalTableMap', id, 'source', 'joinInstruction'] })
}

const transformed = (table: Table, id: string, { logical, list }: { logical: JsonObject; list: UseList }): Table => {
  const label = stringAt(logical, 'alias') ?? ''
  const transforms = Array.isArray(logical.dataTransforms) ? logical.dataTransforms : []
  return transforms.reduce<Table>((before, transform, index) => {
    if (!isObject(transform)) return opened(before)
    const { arm, inner } = armOf(transform)
    return applyStep(before, arm, {
      body: inner,
      list,
      label,
      path: ['logicalTableMap', id, 'dataTransforms', index, arm],
    })
  }, table)
}

/** The columns of the older form: those of the logical tables that no join takes. */
export const ofLogicalTables = (body: JsonObject, sources: Sources): Table | undefined => {
  const logicals = mapAt(body, 'logicalTableMap')
  if (logicals.length === 0) return undefined
  const make = new Map<string, () => Table>()
  const tables = new Tables(make)
  for (const [id, logical] of logicals) {
    const source = objectAt(logical, 'source')
    make.set(id, () =>
      transformed(logicalSource(id, source, { ...sources, tables }), id, { logical, list: sources.list }),
    )
  }
  const joined = new Set(
    logicals.flatMap(([, logical]) => {
      const join = objectAt(objectAt(logical, 'source'), 'joinInstruction')
      return [idAt(join, 'leftOperand'), idAt(join, 'rightOperand')]
    }),
  )
  const all = logicals.map(([id]) => ({ id, table: tables.get(id) }))
  const roots = all.filter(({ id }) => !joined.has(id))
  return roots.length > 0 ? union(roots.map(({ table }) => table)) : UNKNOWN
}

/** A dataset below, of which the newer form lists the columns; each must be there. */
const parentTable = (id: string, parent: JsonObject, list: UseList): Table => {
  const key = keyOfArn(stringAt(parent, 'dataSetArn'))
  const columns = listedColumns(parent.inputColumns)
  if (key === undefined || columns === undefined) return key === undefined ? UNKNOWN : inherited(key)
  const path = ['dataPrepConfiguration', 'sourceTableMap', id, 'dataSet', 'inputColumns']
  list.enter(path, 'source table', [{ what: 'source table', name: '' }])
  const all = inherited(key)
  columns.forEach(({ name }, index) => {
    const provider = providerIn(all, name)
    if (provider) list.add([...path, index], { what: 'column', name, provider })
  })
  return tableOf(columns)
}

const sourceTable = (id: string, source: JsonObject, { physical, list }: Sources): Table => {
  const physicalId = stringAt(source, 'physicalTableId')
  if (physicalId !== undefined) return physical.get(physicalId) ?? UNKNOWN
  return isObject(source.dataSet) ? parentTable(id, source.dataSet, list) : UNKNOWN
}

const operandTable = (step: JsonObject, side: 'left' | 'right', tables: Tables): Table => {
  const table = tables.get(idAt(objectAt(step, `${side}Operand`), 'transformOperationId'))
  const overrides = objectAt(step, `${side}OperandProperties`).outputColumnNameOverrides
  if (!Array.isArray(overrides)) return table
  return overrides
    .filter(isObject)
    .reduce((before, one) => rename(before, idAt(one, 'sourceColumnName'), idAt(one, 'outputColumnName')), table)
}

const sourceOf = (inner: JsonObject, key: string, tables: Tables): Table =>
  tables.get(idAt(objectAt(inner, key), 'transformOperationId'))

/** Two tables below each other; the step lists which columns it keeps. */
const appended = (inner: JsonObject, tables: Tables): Table => {
  const both = union([sourceOf(inner, 'firstSource', tables), sourceOf(inner, 'secondSource', tables)])
  if (!Array.isArray(inner.appendedColumns)) return opened(both)
  const names = inner.appendedColumns.filter(isObject).map((one) => idAt(one, 'columnName'))
  return tableOf(names.map((name) => both.columns.get(name) ?? { name }))
}

type Prepared = { source: Tables; steps: Tables; list: UseList }

const stepTable = (id: string, step: JsonObject, { source, steps, list }: Prepared): Table => {
  const { arm, inner } = armOf(step)
  const label = stringAt(inner, 'alias') ?? ''
  const path = ['dataPrepConfiguration', 'transformStepMap', id, arm]
  if (arm === 'importTableStep') return source.get(idAt(objectAt(inner, 'source'), 'sourceTableId'))
  if (arm === 'appendStep') return appended(inner, steps)
  if (arm === 'joinStep') {
    return joinTables([operandTable(inner, 'left', steps), operandTable(inner, 'right', steps)], {
      body: inner,
      path,
      list,
      label,
    })
  }
  return applyStep(sourceOf(inner, 'source', steps), arm, { body: inner, path, list, label })
}

const lazily = (entries: readonly [string, JsonObject][], table: (id: string, body: JsonObject) => Table): Tables =>
  new Tables(new Map(entries.map(([id, body]) => [id, () => table(id, body)])))

/** The columns of the newer form: those of its destination tables. */
export const ofDataPrep = (body: JsonObject, sources: Sources): Table | undefined => {
  if (!isObject(body.dataPrepConfiguration)) return undefined
  const prep = body.dataPrepConfiguration
  const stepEntries = mapAt(prep, 'transformStepMap')
  const source = lazily(mapAt(prep, 'sourceTableMap'), (id, table) => sourceTable(id, table, sources))
  const steps: Tables = lazily(stepEntries, (id, step) => stepTable(id, step, { source, steps, list: sources.list }))
  for (const [id] of stepEntries) steps.get(id)
  const destinations = mapAt(prep, 'destinationTableMap')
  if (destinations.length === 0) return UNKNOWN
  return union(destinations.map(([, table]) => sourceOf(table, 'source', steps)))
}
