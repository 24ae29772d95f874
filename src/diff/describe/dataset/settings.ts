import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { innerOf, unionOf } from '../../union.ts'
import { constant, keyWords, listWords, valueWords } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { namesText } from './told.ts'

const objectAt = (object: Json | undefined, key: string): JsonObject => {
  const value = isObject(object) ? object[key] : undefined
  return isObject(value) ? value : {}
}

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const MODES: Readonly<Record<string, string>> = { SPICE: 'SPICE', DIRECT_QUERY: 'direct query' }
const modeWords = (mode: Json | undefined): string =>
  typeof mode === 'string' ? (MODES[mode] ?? constant(mode)) : 'not said'

const MODE_REASONS: Readonly<Record<string, string>> = {
  SPICE: 'views read a copy that is only as fresh as the last refresh, and that is empty until the first one',
  DIRECT_QUERY: 'every view asks the database, as fast and as often as people look',
}

const importMode = ({ base, head }: Spot): Said => {
  const reason = typeof head === 'string' ? MODE_REASONS[head] : undefined
  return {
    message: `import mode: ${modeWords(base)} → ${modeWords(head)}`,
    before: modeWords(base),
    after: modeWords(head),
    ...(reason === undefined ? {} : { reason }),
  }
}

type Words = (value: Json) => string

/** What came, went or is another, as `label: before → after`; undefined where both read the same. */
const sides =
  (label: string, words: Words) =>
  ({ base, head }: Spot): Said | undefined => {
    const before = base === undefined ? '' : words(base)
    const after = head === undefined ? '' : words(head)
    if (before === after) return { message: `${label} written differently, means the same`, severity: 'cosmetic' }
    if (before === '') return { message: `${label} added: ${after}`, action: 'added', after }
    if (after === '') return { message: `${label} removed: ${before}`, action: 'removed', before }
    return { message: `${label}: ${before} → ${after}`, before, after }
  }

const refreshWords: Words = (value) => {
  const window = objectAt(objectAt(objectAt(value, 'refreshConfiguration'), 'incrementalRefresh'), 'lookbackWindow')
  const alert = stringAt(objectAt(objectAt(value, 'failureConfiguration'), 'emailAlert'), 'alertStatus')
  const unit = constant(stringAt(window, 'sizeUnit') ?? '')
  const parts = [
    window.columnName === undefined
      ? ''
      : `incremental over ${String(window.size ?? '')} ${unit} of "${String(window.columnName)}"`,
    alert === undefined ? '' : `mail on failure ${constant(alert)}`,
  ]
  return parts.filter(Boolean).join(', ')
}

const usageWords: Words = (value) => {
  const { disableUseAsDirectQuerySource: direct, disableUseAsImportedSource: imported } = isObject(value) ? value : {}
  const not = [direct === true ? 'direct query' : '', imported === true ? 'SPICE' : ''].filter(Boolean)
  return not.length === 0 ? '' : `not with ${not.join(' nor ')}`
}

const folderWords = (folder: Json | undefined): string => {
  const columns = isObject(folder) ? texts(folder.columns) : []
  const description = isObject(folder) ? stringAt(folder, 'description') : undefined
  return `${namesText(columns) || 'empty'}${description ? `, "${description}"` : ''}`
}

/** Folders by name; all that happened to them in one change. */
const folders = ({ base, head }: Spot): Said | undefined => {
  const [before, after] = [isObject(base) ? base : {}, isObject(head) ? head : {}]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const parts = names.flatMap((name) => {
    const was = Object.hasOwn(before, name) ? folderWords(before[name]) : undefined
    const is = Object.hasOwn(after, name) ? folderWords(after[name]) : undefined
    if (was === is) return []
    if (was === undefined) return [`"${name}" added with ${is}`]
    return [is === undefined ? `"${name}" removed` : `"${name}": ${was} → ${is}`]
  })
  if (parts.length === 0) return { message: 'field folders written differently, mean the same', severity: 'cosmetic' }
  return {
    message: `field folders: ${parts.slice(0, 5).join('; ')}${parts.length > 5 ? `; and ${parts.length - 5} more` : ''}`,
  }
}

const groupWords: Words = (value) => {
  const group = innerOf(value)
  const country = stringAt(group, 'countryCode')
  return `"${stringAt(group, 'name') ?? ''}" of ${namesText(texts(group.columns))}${country ? ` (${country})` : ''}`
}

const defaultsWords = (parameter: JsonObject): string => {
  const values = objectAt(parameter, 'defaultValues').staticValues
  return Array.isArray(values) && values.length > 0 ? `, default ${listWords(values)}` : ''
}

const parameterWords: Words = (value) => {
  const { arm, body } = unionOf(value) ?? { arm: '', body: {} as JsonObject }
  const many = stringAt(body, 'valueType') === 'MULTI_VALUED' ? ', several values' : ''
  return `${keyWords(arm.replace(/DatasetParameter$/, ''))}${many}${defaultsWords(body)}`
}

const nameOf = (value: Json | undefined): string | undefined => stringAt(innerOf(value), 'name')

const parameter = (spot: Spot): Said | undefined => {
  const [from, to] = [nameOf(spot.base), nameOf(spot.head)]
  const name = from ?? to ?? ''
  if (spot.raws.every(({ action }) => action === 'moved')) return undefined
  const subject = {
    what: 'parameter' as const,
    name,
    ...(from !== undefined && to !== undefined && from !== to ? { renamed: to } : {}),
  }
  if (subject.renamed !== undefined) {
    return {
      message: `dataset parameter "${from}" renamed "${to}"`,
      action: 'renamed',
      before: name,
      after: subject.renamed,
      subject,
    }
  }
  const said = sides(`dataset parameter "${name}"`, parameterWords)(spot)
  return said && { ...said, subject }
}

const keysWords: Words = (value) =>
  Array.isArray(objectAt({ value }, 'value').uniqueKeys)
    ? (objectAt({ value }, 'value').uniqueKeys as Json[])
        .map((key) => namesText(texts(innerOf(key).columnNames)))
        .join('; ')
    : valueWords(value)

/** What else a dataset says about itself. */
export const SETTINGS: readonly Describer[] = [
  { kind: 'import-mode', at: /^\/importMode$/, severity: 'notable', say: importMode },
  {
    kind: 'refresh',
    at: /^\/dataSetRefreshProperties(?=\/|$)/,
    severity: 'notable',
    say: sides('refresh', refreshWords),
  },
  {
    kind: 'dataset-usage',
    at: /^\/dataSetUsageConfiguration(?=\/|$)/,
    severity: 'notable',
    say: sides('use as a source of other datasets', usageWords),
  },
  { kind: 'field-folders', at: /^\/fieldFolders(?=\/|$)/, severity: 'cosmetic', say: folders },
  {
    kind: 'column-group',
    at: /^\/columnGroups\/#(?=\/|$)/,
    severity: 'notable',
    say: sides('column group', groupWords),
  },
  { kind: 'dataset-parameter', at: /^\/datasetParameters\/#(?=\/|$)/, severity: 'notable', say: parameter },
  {
    kind: 'unique-keys',
    at: /^\/performanceConfiguration(?=\/|$)/,
    severity: 'notable',
    say: sides('unique keys', keysWords),
  },
  {
    kind: 'dataset-usage',
    at: /^\/useAs$/,
    severity: 'notable',
    say: sides('use', (value) => (value === 'RLS_RULES' ? 'rules of row-level security' : valueWords(value))),
  },
]
