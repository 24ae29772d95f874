import { isObject, type Json, objectAt, stringAt } from '../../../model/json.ts'
import { innerOf } from '../../union.ts'
import { constant, valueWords } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { PARAMETERS } from './parameters.ts'
import { isTheSame, sides, type Words, wholeList } from './sides.ts'
import { namesText } from './told.ts'

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

const refreshWords: Words = (value) => {
  const window = objectAt(objectAt(objectAt(value, 'refreshConfiguration'), 'incrementalRefresh'), 'lookbackWindow')
  const alert = stringAt(objectAt(objectAt(value, 'failureConfiguration'), 'emailAlert'), 'alertStatus')
  const unit = constant(stringAt(window, 'sizeUnit') ?? '')
  const size = window.size ?? 1
  const parts = [
    window.columnName === undefined
      ? ''
      : `incremental, the last ${size === 1 ? unit : `${String(size)} ${unit}s`} by "${String(window.columnName)}"`,
    alert === undefined ? '' : `${alert === 'ENABLED' ? 'a mail' : 'no mail'} when it fails`,
  ]
  return parts.filter(Boolean).join(', ')
}

const usageWords: Words = (value) => {
  const { disableUseAsDirectQuerySource: direct, disableUseAsImportedSource: imported } = isObject(value) ? value : {}
  const not = [direct === true ? 'direct query' : '', imported === true ? 'SPICE' : ''].filter(Boolean)
  return not.length === 0 ? '' : `not with ${not.join(' nor ')}`
}

const columnsIn = (folder: Json | undefined): string[] => (isObject(folder) ? texts(folder.columns) : [])

const folderWords = (folder: Json | undefined): string => {
  const columns = columnsIn(folder)
  const description = isObject(folder) ? stringAt(folder, 'description') : undefined
  return `${namesText(columns) || 'empty'}${description ? `, "${description}"` : ''}`
}

const folderChange = (before: Json | undefined, after: Json | undefined): string => {
  const [was, is] = [columnsIn(before), columnsIn(after)]
  const [gone, come] = [was.filter((name) => !is.includes(name)), is.filter((name) => !was.includes(name))]
  const [old, now] = [before, after].map((folder) => (isObject(folder) ? stringAt(folder, 'description') : undefined))
  const parts = [
    gone.length === 0 ? '' : `${namesText(gone)} removed`,
    come.length === 0 ? '' : `${namesText(come)} added`,
    old === now ? '' : `description: ${valueWords(old)} → ${valueWords(now)}`,
  ].filter(Boolean)
  return parts.join('; ') || 'columns in another order'
}

/** Folders by name; all that happened to them in one change. */
const folders = ({ base, head, raws }: Spot): Said | undefined => {
  const [before, after] = [isObject(base) ? base : {}, isObject(head) ? head : {}]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const parts = names.flatMap((name) => {
    const was = Object.hasOwn(before, name) ? folderWords(before[name]) : undefined
    const is = Object.hasOwn(after, name) ? folderWords(after[name]) : undefined
    if (was === is) return []
    if (was === undefined) return [`"${name}" added with ${is}`]
    return [is === undefined ? `"${name}" removed` : `"${name}": ${folderChange(before[name], after[name])}`]
  })
  if (parts.length === 0) {
    if (!isTheSame(raws)) return undefined
    return { message: 'field folders written differently, mean the same', severity: 'cosmetic' }
  }
  return {
    message: `field folders: ${parts.slice(0, 5).join('; ')}${parts.length > 5 ? `; and ${parts.length - 5} more` : ''}`,
  }
}

const groupWords: Words = (value) => {
  const group = innerOf(value)
  const country = stringAt(group, 'countryCode')
  return `"${stringAt(group, 'name') ?? ''}" of ${namesText(texts(group.columns))}${country ? ` (${country})` : ''}`
}

const keysWords: Words = (value) =>
  Array.isArray(objectAt({ value }, 'value').uniqueKeys)
    ? (objectAt({ value }, 'value').uniqueKeys as Json[])
        .map((key) => namesText(texts(innerOf(key).columnNames)))
        .join('; ')
    : valueWords(value)

const RULES = 'rules of row-level security'

const use = ({ base, head }: Spot): Said => {
  const words: Words = (value) => (value === 'RLS_RULES' ? RULES : valueWords(value))
  if (base === undefined) return { message: `now used as ${words(head ?? null)}`, action: 'added', after: head ?? null }
  if (head === undefined) return { message: `no longer used as ${words(base)}`, action: 'removed', before: base }
  return { message: `used as ${words(base)} → ${words(head)}`, before: base, after: head }
}

/** What else a dataset says about itself. */
export const SETTINGS: readonly Describer[] = [
  { kind: 'import-mode', at: /^\/importMode$/, severity: 'notable', say: importMode },
  {
    kind: 'refresh',
    at: /^\/dataSetRefreshProperties(?=\/|$)/,
    severity: 'notable',
    say: sides('refresh settings', refreshWords),
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
  {
    kind: 'column-group',
    at: /^\/columnGroups$/,
    severity: 'notable',
    say: wholeList('column group', groupWords),
  },
  ...PARAMETERS,
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
    say: use,
  },
]
