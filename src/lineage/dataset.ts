import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { keyOfArn, ofDataPrep, ofLogicalTables, physicalTables } from './dataset-tables.ts'
import type { Facts, Provider } from './facts.ts'
import { armOf } from './places.ts'
import { type Table, UNKNOWN, union } from './table.ts'
import { mentionsInText } from './text-mentions.ts'
import type { UseList } from './use-list.ts'

type Path = readonly (string | number)[]

const OUTPUT: Provider = { by: 'output' }

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const entriesOf = (value: Json | undefined): [string | number, JsonObject][] => {
  const entries = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : []
  return entries.flatMap(([key, item]) => (isObject(item) ? [[key, item] as [string | number, JsonObject]] : []))
}

type Place = { sort: string; name?: string }

const addColumns = (
  list: UseList,
  path: Path,
  { names, sort, name = '' }: Place & { names: readonly string[] },
): void => {
  if (names.length === 0) return
  list.enter(path, sort, [{ what: sort, name }])
  for (const column of names) list.add(path, { what: 'column', name: column, provider: OUTPUT })
}

const addTagRules = (list: UseList, path: Path, tags: Json | undefined): void => {
  if (!isObject(tags) || tags.status === 'DISABLED') return
  for (const [index, rule] of entriesOf(tags.tagRules)) {
    const names = [stringAt(rule, 'columnName') ?? ''].filter(Boolean)
    addColumns(list, [...path, 'tagRules', index], { names, sort: 'row-level security rule' })
  }
}

const addSemantics = (list: UseList, body: JsonObject): void => {
  const model = isObject(body.semanticModelConfiguration) ? body.semanticModelConfiguration : {}
  for (const [id, table] of entriesOf(model.tableMap)) {
    const path = ['semanticModelConfiguration', 'tableMap', id]
    const { rowLevelPermissionConfiguration: rows, semanticMetadata: metadata } = table
    if (isObject(rows)) {
      addTagRules(list, [...path, 'rowLevelPermissionConfiguration', 'tagConfiguration'], rows.tagConfiguration)
    }
    if (!isObject(metadata)) continue
    for (const [index, one] of entriesOf(metadata.columnMetadata)) {
      const at = [...path, 'semanticMetadata', 'columnMetadata', index]
      addColumns(list, at, { names: texts(one.columnNames), sort: 'column description' })
    }
  }
}

const addRefresh = (list: UseList, body: JsonObject, sources: ReadonlyMap<string, Table>): void => {
  const path = ['dataSetRefreshProperties', 'refreshConfiguration', 'incrementalRefresh', 'lookbackWindow']
  const window = path.reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), body)
  const name = isObject(window) ? stringAt(window, 'columnName') : undefined
  // Whether the window may be over a column that is not among the chosen ones is not documented.
  if (name === undefined || [...sources.values()].some(({ columns }) => columns.has(name))) return
  addColumns(list, path, { names: [name], sort: 'incremental refresh' })
}

/** What a dataset says about its own columns: security, folders, groups, keys, descriptions, incremental refresh. */
const addOwnUses = (list: UseList, body: JsonObject, sources: ReadonlyMap<string, Table>): void => {
  addTagRules(list, ['rowLevelPermissionTagConfiguration'], body.rowLevelPermissionTagConfiguration)
  for (const [index, rule] of entriesOf(body.columnLevelPermissionRules)) {
    const names = texts(rule.columnNames)
    addColumns(list, ['columnLevelPermissionRules', index], { names, sort: 'column-level security rule' })
  }
  for (const [index, group] of entriesOf(body.columnGroups)) {
    const { arm, inner } = armOf(group)
    const name = stringAt(inner, 'name') ?? ''
    addColumns(list, ['columnGroups', index, arm], { names: texts(inner.columns), sort: 'column group', name })
  }
  for (const [name, folder] of entriesOf(body.fieldFolders)) {
    addColumns(list, ['fieldFolders', name], { names: texts(folder.columns), sort: 'field folder', name: String(name) })
  }
  const performance = isObject(body.performanceConfiguration) ? body.performanceConfiguration : {}
  for (const [index, key] of entriesOf(performance.uniqueKeys)) {
    addColumns(list, ['performanceConfiguration', 'uniqueKeys', index], {
      names: texts(key.columnNames),
      sort: 'unique key',
    })
  }
  addSemantics(list, body)
  addRefresh(list, body, sources)
}

const addQueries = (list: UseList, body: JsonObject): void => {
  for (const [id, table] of entriesOf(body.physicalTableMap)) {
    const { arm, inner } = armOf(table)
    const query = stringAt(inner, 'sqlQuery') ?? ''
    list.enter(['physicalTableMap', id, arm], 'query', [{ what: 'query', name: stringAt(inner, 'name') ?? '' }])
    for (const { what, name } of mentionsInText(query)) {
      if (what === 'parameter')
        list.add(['physicalTableMap', id, arm, 'sqlQuery'], { what, name, provider: { by: 'asset' } })
    }
  }
}

const rulesOf = (body: JsonObject): string | undefined => {
  const model = isObject(body.semanticModelConfiguration) ? body.semanticModelConfiguration : {}
  const tables = entriesOf(model.tableMap).map(([, table]) => table.rowLevelPermissionConfiguration)
  const holders = [body, ...tables.filter(isObject)]
  for (const { rowLevelPermissionDataSet: rules } of holders) {
    if (isObject(rules) && rules.status !== 'DISABLED') return keyOfArn(stringAt(rules, 'arn'))
  }
  return undefined
}

const parametersOf = (body: JsonObject): string[] =>
  entriesOf(body.datasetParameters).flatMap(([, parameter]) => stringAt(armOf(parameter).inner, 'name') ?? [])

/** What a dataset gives, and what is used inside it. */
export const datasetFacts = (body: JsonObject, list: UseList): Partial<Facts> => {
  const physical = physicalTables(body)
  const sources = { physical, list }
  const plain = physical.size > 0 ? union([...physical.values()]) : UNKNOWN
  const table = ofDataPrep(body, sources) ?? ofLogicalTables(body, sources) ?? plain
  addOwnUses(list, body, physical)
  addQueries(list, body)
  const rules = rulesOf(body)
  return {
    columns: [...table.columns.values()],
    parameters: parametersOf(body),
    ...(table.inherits.length > 0 ? { inherits: table.inherits } : {}),
    ...(table.open ? { open: true } : {}),
    ...(rules === undefined ? {} : { rules }),
  }
}
