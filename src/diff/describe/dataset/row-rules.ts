import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { constant } from '../../words/values.ts'
import { entriesAt } from './source-tables.ts'

/** A dataset that says which rows people may see. */
export type RuleDataset = { dataset: string; policy: string; on: boolean; rest: string }

/** Rows by the tags of an embedding session; `rules` in words. */
export type TagRules = { on: boolean; rules: readonly string[] }

/** Row-level security of a dataset, wherever either form keeps it. */
export type RowRules = { dataset?: RuleDataset; tags?: TagRules }

const isOn = (holder: JsonObject): boolean => stringAt(holder, 'status') !== 'DISABLED'

const datasetOf = (value: Json | undefined): RuleDataset | undefined => {
  if (!isObject(value)) return undefined
  const rest = [stringAt(value, 'namespace'), stringAt(value, 'formatVersion')].filter(Boolean)
  return {
    dataset: stringAt(value, 'arn')?.split('/').at(-1) ?? '',
    policy: constant(stringAt(value, 'permissionPolicy') ?? ''),
    on: isOn(value),
    rest: rest.map((text) => constant(text ?? '')).join(', '),
  }
}

const ruleWords = (rule: JsonObject): string => {
  const all = stringAt(rule, 'matchAllValue')
  const delimiter = stringAt(rule, 'tagMultiValueDelimiter')
  const parts = [
    `tag "${stringAt(rule, 'tagKey') ?? ''}" on column "${stringAt(rule, 'columnName') ?? ''}"`,
    all === undefined ? '' : `"${all}" shows all`,
    delimiter === undefined ? '' : `values apart by "${delimiter}"`,
  ]
  return parts.filter(Boolean).join(', ')
}

const tagsOf = (value: Json | undefined): TagRules | undefined => {
  if (!isObject(value)) return undefined
  const rules = Array.isArray(value.tagRules) ? value.tagRules.filter(isObject).map(ruleWords) : []
  const { tagRuleConfigurations: together } = value
  const sets = Array.isArray(together)
    ? together.map((keys) => `together: ${Array.isArray(keys) ? keys.map(String).join(' and ') : ''}`)
    : []
  return { on: isOn(value), rules: [...rules, ...sets] }
}

/** Read the row-level security of a dataset's body: at its top, or at its semantic table in the newer form. */
export const rowRulesOf = (body: JsonObject): RowRules => {
  const model = isObject(body.semanticModelConfiguration) ? body.semanticModelConfiguration : {}
  const inside = entriesAt(model, 'tableMap').flatMap(([, { rowLevelPermissionConfiguration: rules }]) =>
    isObject(rules) ? [rules] : [],
  )
  const dataset = [body, ...inside].map((holder) => datasetOf(holder.rowLevelPermissionDataSet)).find(Boolean)
  const tags = [body.rowLevelPermissionTagConfiguration, ...inside.map((rules) => rules.tagConfiguration)]
    .map(tagsOf)
    .find(Boolean)
  return { ...(dataset ? { dataset } : {}), ...(tags ? { tags } : {}) }
}

/** `group/default/hr` for an ARN. */
export const principalWords = (principal: string): string =>
  principal.startsWith('arn:') ? principal.split(':').slice(5).join(':') : principal

/** Columns that only some may see, and who. */
export const columnRulesOf = (body: JsonObject): Map<string, string[]> => {
  const rules = Array.isArray(body.columnLevelPermissionRules) ? body.columnLevelPermissionRules.filter(isObject) : []
  const texts = (value: Json | undefined): string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  const found = new Map<string, Set<string>>()
  for (const rule of rules)
    for (const column of texts(rule.columnNames))
      found.set(column, new Set([...(found.get(column) ?? []), ...texts(rule.principals).map(principalWords)]))
  return new Map([...found].map(([column, principals]) => [column, [...principals].sort()]))
}
