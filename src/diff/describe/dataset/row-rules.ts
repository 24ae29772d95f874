import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { constant, keyWords, valueWords } from '../../words/values.ts'
import { idWords } from '../asset-words.ts'
import { entriesAt } from './source-tables.ts'

/** A dataset that says which rows people may see. */
export type RuleDataset = { arn: string; dataset: string; policy: string; on: boolean; format: string; rest: string }

/** Rows by the tags of an embedding session, in words. `sets`: tags of which one set is enough; without any, all tags are needed. */
export type TagRules = { on: boolean; rules: readonly string[]; sets: readonly string[] }

/** Row-level security of a dataset, wherever either form keeps it. */
export type RowRules = { dataset?: RuleDataset; tags?: TagRules }

const RULE_DATASET = ['arn', 'permissionPolicy', 'status', 'namespace', 'formatVersion']
const TAG_RULE = ['tagKey', 'columnName', 'matchAllValue', 'tagMultiValueDelimiter']
const TAG_RULES = ['status', 'tagRules', 'tagRuleConfigurations']

/** Members that are not known here, which may matter all the same. */
const others = (object: JsonObject, known: readonly string[]): string[] =>
  Object.entries(object).flatMap(([key, value]) =>
    known.includes(key) ? [] : [`${keyWords(key)} ${valueWords(value)}`],
  )

const POLICIES: Readonly<Record<string, string>> = { GRANT_ACCESS: 'grants access', DENY_ACCESS: 'denies access' }
const policyWords = (policy: string): string => POLICIES[policy] ?? constant(policy)

const isOn = (holder: JsonObject): boolean => stringAt(holder, 'status') !== 'DISABLED'

/** What AWS documents as the default. */
export const USUAL_FORMAT = 'version 1'

const datasetOf = (value: Json | undefined): RuleDataset | undefined => {
  if (!isObject(value)) return undefined
  const [arn, namespace] = [stringAt(value, 'arn') ?? '', stringAt(value, 'namespace')]
  return {
    arn,
    dataset: idWords(arn),
    policy: policyWords(stringAt(value, 'permissionPolicy') ?? ''),
    on: isOn(value),
    format: constant(stringAt(value, 'formatVersion') ?? USUAL_FORMAT),
    rest: [namespace && `namespace "${namespace}"`, ...others(value, RULE_DATASET)].filter(Boolean).join(', '),
  }
}

/** What base calls a column of head; every name for itself where only one version is read. */
export type AsBase = (name: string) => string

export const asIs: AsBase = (name) => name

const ruleWords = (rule: JsonObject, asBase: AsBase): string => {
  const all = stringAt(rule, 'matchAllValue')
  const delimiter = stringAt(rule, 'tagMultiValueDelimiter')
  const parts = [
    ...others(rule, TAG_RULE),
    `tag "${stringAt(rule, 'tagKey') ?? ''}" on column "${asBase(stringAt(rule, 'columnName') ?? '')}"`,
    all === undefined ? '' : `"${all}" shows all`,
    delimiter === undefined ? '' : `several values separated by "${delimiter}"`,
  ]
  return parts.filter(Boolean).join(', ')
}

const tagsOf = (value: Json | undefined, asBase: AsBase): TagRules | undefined => {
  if (!isObject(value)) return undefined
  const rules = Array.isArray(value.tagRules)
    ? value.tagRules.filter(isObject).map((rule) => ruleWords(rule, asBase))
    : []
  const { tagRuleConfigurations: together } = value
  const sets = Array.isArray(together)
    ? together.map((keys) => `enough: ${Array.isArray(keys) ? keys.map((key) => `tag "${key}"`).join(' and ') : ''}`)
    : []
  return { on: isOn(value), rules: [...rules, ...others(value, TAG_RULES)], sets }
}

/** Read the row-level security of a dataset's body: at its top, or at its semantic table in the newer form. */
export const rowRulesOf = (body: JsonObject, asBase: AsBase = asIs): RowRules => {
  const model = isObject(body.semanticModelConfiguration) ? body.semanticModelConfiguration : {}
  const inside = entriesAt(model, 'tableMap').flatMap(([, { rowLevelPermissionConfiguration: rules }]) =>
    isObject(rules) ? [rules] : [],
  )
  const dataset = [body, ...inside].map((holder) => datasetOf(holder.rowLevelPermissionDataSet)).find(Boolean)
  const tags = [body.rowLevelPermissionTagConfiguration, ...inside.map((rules) => rules.tagConfiguration)]
    .map((value) => tagsOf(value, asBase))
    .find(Boolean)
  return { ...(dataset ? { dataset } : {}), ...(tags ? { tags } : {}) }
}

/** `group/default/hr` for an ARN. */
export const principalWords = (principal: string): string =>
  principal.startsWith('arn:') ? principal.split(':').slice(5).join(':') : principal

/** Columns that only some may see, and who. */
export const columnRulesOf = (body: JsonObject, asBase: AsBase = asIs): Map<string, string[]> => {
  const rules = Array.isArray(body.columnLevelPermissionRules) ? body.columnLevelPermissionRules.filter(isObject) : []
  const texts = (value: Json | undefined): string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  const found = new Map<string, Set<string>>()
  for (const rule of rules)
    for (const column of texts(rule.columnNames).map(asBase))
      found.set(column, new Set([...(found.get(column) ?? []), ...texts(rule.principals).map(principalWords)]))
  return new Map([...found].map(([column, principals]) => [column, [...principals].sort()]))
}
