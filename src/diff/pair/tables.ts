import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../model/json.ts'
import type { Digest } from '../digest.ts'
import { openMatching, pairEqual, pairUnique } from '../matching.ts'
import type { Rename } from '../renaming.ts'
import { unionOf } from '../union.ts'

type Table = { id: string; body: JsonObject; raw: Json; arm: string }

/** Where a dataset keeps maps whose keys are generated: the old form, and the newer one with steps. */
const MAPS: readonly { map: string; holder?: string }[] = [
  { map: 'physicalTableMap' },
  { map: 'logicalTableMap' },
  { map: 'sourceTableMap', holder: 'dataPrepConfiguration' },
  { map: 'transformStepMap', holder: 'dataPrepConfiguration' },
  { map: 'destinationTableMap', holder: 'dataPrepConfiguration' },
  { map: 'tableMap', holder: 'semanticModelConfiguration' },
]

const tablesOf = (body: JsonObject, { map, holder }: (typeof MAPS)[number]): Table[] =>
  Object.entries(objectAt(holder === undefined ? body : objectAt(body, holder), map)).map(([id, raw]) => {
    const union = unionOf(raw)
    return { id, raw, arm: union?.arm ?? '', body: union?.body ?? (isObject(raw) ? raw : {}) }
  })

const nameOf = ({ body }: Table): string | undefined => stringAt(body, 'alias') ?? stringAt(body, 'name')

const pairTables = (base: readonly Table[], head: readonly Table[], digest: Digest): [Table, Table][] => {
  const matching = openMatching(base, head)
  pairUnique(matching, ({ id }) => id)
  pairEqual(matching, ({ raw }) => digest(raw))
  pairUnique(matching, (table) => {
    const name = nameOf(table)
    return name === undefined ? undefined : `${table.arm} ${name}`
  })
  pairUnique(matching, ({ arm }) => arm)
  return matching.pairs
}

type Column = { name: string; type: string; id: string; index: number }

const COLUMN_LISTS = ['inputColumns', 'columns']

const columnsOf = ({ body }: Table): Column[] => {
  const list = COLUMN_LISTS.map((key) => body[key]).find((value) => Array.isArray(value))
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json, index): Column[] => {
    const name = isObject(item) ? stringAt(item, 'name') : undefined
    if (!isObject(item) || name === undefined) return []
    return [{ name, type: stringAt(item, 'type') ?? '', id: stringAt(item, 'id') ?? '', index }]
  })
}

/** A renamed column keeps its id, or its letters but for their case, or its place and type among columns that stayed. */
const renamedColumns = (base: Table, head: Table): Rename[] => {
  const before = columnsOf(base)
  const after = columnsOf(head)
  const matching = openMatching(before, after)
  pairUnique(matching, ({ name }) => name)
  const kept = matching.pairs.length
  pairUnique(matching, ({ id }) => (id === '' ? undefined : id))
  pairUnique(matching, ({ name }) => name.toLowerCase())
  if (before.length === after.length) pairUnique(matching, ({ index, type }) => `${index} ${type}`)
  return matching.pairs.slice(kept).map(([a, b]) => ({ what: 'column', of: '', from: a.name, to: b.name }))
}

const calculatedIn = (body: JsonObject): { name: string; id: string; expression: string }[] =>
  Object.values(objectAt(body, 'logicalTableMap')).flatMap((table) => {
    const transforms = isObject(table) && Array.isArray(table.dataTransforms) ? table.dataTransforms : []
    return transforms.flatMap((transform: Json) => {
      const union = unionOf(transform)
      const columns =
        union?.arm === 'createColumnsOperation' && Array.isArray(union.body.columns) ? union.body.columns : []
      return columns.flatMap((column: Json) => {
        const name = isObject(column) ? stringAt(column, 'columnName') : undefined
        if (!isObject(column) || name === undefined) return []
        return [{ name, id: stringAt(column, 'columnId') ?? '', expression: stringAt(column, 'expression') ?? '' }]
      })
    })
  })

const parametersIn = ({ datasetParameters: list }: JsonObject): { name: string; id: string }[] =>
  (Array.isArray(list) ? list : []).flatMap((item: Json) => {
    const { body } = unionOf(item) ?? { body: {} as JsonObject }
    const [name, id] = [stringAt(body, 'name'), stringAt(body, 'id')]
    return name === undefined || id === undefined ? [] : [{ name, id }]
  })

/** A renamed parameter keeps its id. */
const renamedParameters = (base: JsonObject, head: JsonObject): Rename[] => {
  const matching = openMatching(parametersIn(base), parametersIn(head))
  pairUnique(matching, ({ name }) => name)
  const kept = matching.pairs.length
  pairUnique(matching, ({ id }) => id)
  return matching.pairs.slice(kept).map(([a, b]) => ({ what: 'parameter', of: '', from: a.name, to: b.name }))
}

export type DatasetPairs = { tables: Map<string, Map<string, string>>; ids: [string, string][]; renames: Rename[] }

/** The tables, steps and columns of a dataset that are the same under another key, id or name. */
export const pairDataset = (base: JsonObject, head: JsonObject, digest: Digest): DatasetPairs => {
  const tables = new Map<string, Map<string, string>>()
  const renames: Rename[] = []
  for (const place of MAPS) {
    const pairs = pairTables(tablesOf(base, place), tablesOf(head, place), digest)
    tables.set(place.map, new Map(pairs.map(([a, b]) => [b.id, a.id])))
    if (place.map === 'physicalTableMap') renames.push(...pairs.flatMap((pair) => renamedColumns(...pair)))
  }
  renames.push(...renamedParameters(base, head))
  const calculated = openMatching(calculatedIn(base), calculatedIn(head))
  pairUnique(calculated, ({ name }) => name)
  const kept = calculated.pairs.length
  pairUnique(calculated, ({ expression }) => expression)
  renames.push(
    ...calculated.pairs.slice(kept).map(([a, b]): Rename => ({ what: 'column', of: '', from: a.name, to: b.name })),
  )
  return { tables, renames, ids: calculated.pairs.map(([a, b]) => [b.id, a.id]) }
}
