import type { TextLine } from '../../../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { textLines } from '../../text-lines.ts'
import { keyWords, valueWords } from '../../words/values.ts'
import { bothWords } from '../asset-words.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { columnsOfSource, entriesAt } from './source-tables.ts'
import { isShort } from './told.ts'

/** What spaces mean something in, and spaces: text in quotes, and comments, which a line break ends. */
const QUOTED_OR_SPACE = /'(?:[^'\\]|''|\\.)*'|"[^"]*"|`[^`]*`|(?:--|#|\/\/)[^\n]*(?:\n|$)|\s+/g

/** A query on as few lines as mean the same. */
const withoutLayout = (query: string): string =>
  query.replace(QUOTED_OR_SPACE, (found) => (found.trim() === '' ? ' ' : found)).trim()

const isSameButForSpaces = (a: string, b: string): boolean =>
  !`${a}${b}`.includes('$$') && withoutLayout(a) === withoutLayout(b)

const countChanged = (lines: readonly TextLine[]): number => lines.filter(({ sign }) => sign !== ' ').length

const withoutIndent = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/gm, '')

/** Where most lines were only indented anew, those are not shown. */
const sqlLines = (before: string, after: string): readonly TextLine[] => {
  const [all, most] = [textLines(before, after), textLines(withoutIndent(before), withoutIndent(after))]
  return countChanged(most) * 2 < countChanged(all) ? most : all
}

const queryThatPassed = (query: string, action: 'added' | 'removed'): Said => ({
  message: `custom SQL ${action}`,
  action,
  ...(action === 'added' ? { after: query } : { before: query }),
  lines: query.split('\n').map((text): TextLine => ({ sign: action === 'added' ? '+' : '-', text })),
})

const sql = ({ base, head }: Spot): Said | undefined => {
  if (typeof base !== 'string' || typeof head !== 'string') {
    if (typeof head === 'string') return queryThatPassed(head, 'added')
    return typeof base === 'string' ? queryThatPassed(base, 'removed') : undefined
  }
  const sides = { before: base, after: head }
  if (isSameButForSpaces(base, head)) {
    return { message: 'custom SQL laid out differently, the same but for spaces', severity: 'cosmetic', ...sides }
  }
  if (isShort(base) && isShort(head)) return { message: `custom SQL: ${base} → ${head}`, ...sides }
  return { message: 'custom SQL changed', ...sides, lines: sqlLines(base, head) }
}

/** `datasource/orders` for an ARN, else the text. */
const idOf = (arn: Json | undefined): string =>
  typeof arn === 'string' ? (arn.split('/').at(-1) ?? arn) : valueWords(arn)

const idsOf = (base: Json | undefined, head: Json | undefined): Pick<Said, 'before' | 'after'> => ({
  ...(base === undefined ? {} : { before: idOf(base) }),
  ...(head === undefined ? {} : { after: idOf(head) }),
})

const source = ({ base, head, versions }: Spot): Said => {
  const { from, to } = bothWords(base, head, versions.nameOf)
  return { message: `data source: ${from} → ${to}`, ...idsOf(base, head) }
}

const dataset = ({ base, head, versions }: Spot): Said => {
  const ids = idsOf(base, head)
  const { from, to } = bothWords(base, head, versions.nameOf)
  if (base === undefined) return { message: `built on dataset ${to}`, action: 'added', ...ids }
  if (head === undefined) return { message: `no longer built on dataset ${from}`, action: 'removed', ...ids }
  return { message: `built on dataset ${to} instead of ${from}`, ...ids }
}

const arnIn = (side: Json | undefined): Json | undefined => (isObject(side) ? side.dataSetArn : undefined)

/** A dataset below that came or went with the columns it is taken to have. */
const wholeDataset = ({ base, head, ...spot }: Spot): Said | undefined => {
  const [before, after] = [arnIn(base), arnIn(head)]
  if ((base === undefined) === (head === undefined) || (before ?? after) === undefined) return undefined
  return dataset({
    ...spot,
    ...(before === undefined ? {} : { base: before }),
    ...(after === undefined ? {} : { head: after }),
  })
}

const ownTable = ({ base, head }: Spot): Said | undefined => {
  if (base !== undefined && head !== undefined) return undefined
  const [words, action] = head === undefined ? (['no longer reads', 'removed'] as const) : (['reads', 'added'] as const)
  return { message: `${words} a table or query of its own`, action }
}

const called = ({ base, head, trail }: Spot): Said | undefined => {
  if (typeof base !== 'string' && typeof head !== 'string') return undefined
  const said = [base, head].map((side) => (typeof side === 'string' ? `"${side}"` : 'none'))
  return {
    message: `${keyWords(trail.at(-1)?.key ?? '')}: ${said[0]} → ${said[1]}`,
    before: base ?? null,
    after: head ?? null,
  }
}

/** A table or step under another name, which its place says anyway. */
const renamed = ({ base, head }: Spot): Said | undefined =>
  typeof base === 'string' && typeof head === 'string'
    ? { message: `renamed: "${base}" → "${head}"`, action: 'renamed', before: base, after: head }
    : undefined

const ARMS: Readonly<Record<string, string>> = {
  relationalTable: 'a table',
  customSql: 'custom SQL',
  s3Source: 'files in S3',
  saaSTable: 'a table of a service',
  fileSource: 'an uploaded file',
}

const kindOfTable = ({ raws: [raw] }: Spot): Said | undefined => {
  if (typeof raw?.before !== 'string' || typeof raw.after !== 'string') return undefined
  const words = (arm: string): string => ARMS[arm] ?? keyWords(arm)
  return { message: `${words(raw.before)} → ${words(raw.after)}`, before: raw.before, after: raw.after }
}

const tableOfMap = (value: Json | undefined): string => {
  if (!isObject(value)) return ''
  const name = stringAt(value, 'alias')
  if (name !== undefined) return `"${name}"`
  const [inner]: JsonObject[] = Object.values(value).filter(isObject)
  return `"${(inner && (stringAt(inner, 'alias') ?? stringAt(inner, 'name'))) ?? 'without a name'}"`
}

const MAPS: Readonly<Record<string, string>> = {
  logicalTableMap: 'table',
  sourceTableMap: 'source',
  transformStepMap: 'step',
  destinationTableMap: 'output table',
  tableMap: 'semantic table',
}

const entry = ({ raws: [raw], raws, base, head, trail }: Spot): Said | undefined => {
  if (!raw || raws.length !== 1 || raw.path.endsWith('@') || raw.action === 'changed') return undefined
  const what = MAPS[trail.at(-2)?.key ?? ''] ?? 'table'
  return {
    message: `${what} ${tableOfMap(head ?? base)} ${raw.action} in the preparation`,
    action: raw.action,
    inner: true,
  }
}

/** What a table reads from, or a query is called. */
const tableName = (spot: Spot): Said | undefined => {
  const { base, head, trail } = spot
  const arms = trail.at(-2)?.key
  if (arms !== 'relationalTable' || typeof base !== 'string' || typeof head !== 'string') return called(spot)
  return { message: `reads table "${head}" instead of "${base}"`, before: base, after: head }
}

/** The lists of columns of a table that is of another sort now, where the columns are the same. */
const columnLists = ({ base, head }: Spot): Said | undefined => {
  const names = columnsOfSource({ columns: (head ?? base ?? null) as Json })?.map(({ name }) => name)
  return names ? { message: 'the same columns, listed differently', severity: 'cosmetic' } : undefined
}

const whole = ({ raws: [raw], base, head }: Spot): Said | undefined => {
  if (raw?.action !== 'added' && raw?.action !== 'removed') return undefined
  const map = head ?? base
  if (!isObject(map)) return undefined
  const tables = entriesAt({ map }, 'map').map(([, table]) => tableOfMap(table))
  return { message: `preparation ${raw.action}: ${tables.join(', ')}`, action: raw.action }
}

const TABLE = '^\\/physicalTableMap\\/\\*\\/\\w+'

/** Where a dataset gets its rows from: tables, queries, data sources. */
export const SOURCES: readonly Describer[] = [
  { kind: 'sql', at: new RegExp(`${TABLE}\\/sqlQuery$`), severity: 'notable', say: sql },
  { kind: 'data-source', at: new RegExp(`${TABLE}\\/dataSourceArn$`), severity: 'notable', say: source },
  { kind: 'data-source', at: /\/(source|dataSet)\/dataSetArn$/, severity: 'notable', say: dataset },
  {
    kind: 'data-source',
    at: /^\/dataPrepConfiguration\/sourceTableMap\/\*\/dataSet$/,
    severity: 'notable',
    say: wholeDataset,
  },
  {
    kind: 'data-source',
    at: /^\/(dataPrepConfiguration\/sourceTableMap\/\*|logicalTableMap\/\*\/source)\/physicalTableId$/,
    severity: 'notable',
    say: ownTable,
  },
  { kind: 'table', at: new RegExp(`${TABLE}\\/name$`), severity: 'notable', say: tableName },
  { kind: 'table', at: new RegExp(`${TABLE}\\/(catalog|schema)$`), severity: 'notable', say: called },
  { kind: 'table', at: /^\/physicalTableMap\/\*\/@$/, severity: 'notable', say: kindOfTable },
  { kind: 'table', at: new RegExp(`${TABLE}\\/(inputColumns|columns)$`), severity: 'notable', say: columnLists },
  { kind: 'table', at: /^\/logicalTableMap\/\*\/alias$/, severity: 'notable', say: renamed },
  {
    kind: 'preparation-step',
    at: /^\/(dataPrepConfiguration\/\w+\/\*(\/\w+)?|semanticModelConfiguration\/tableMap\/\*)\/alias$/,
    severity: 'cosmetic',
    say: renamed,
  },
  {
    kind: 'preparation-step',
    at: /^\/(logicalTableMap|dataPrepConfiguration\/(sourceTableMap|transformStepMap|destinationTableMap)|semanticModelConfiguration\/tableMap)\/\*$/,
    severity: 'notable',
    say: entry,
  },
  { kind: 'preparation-step', at: /^\/(physicalTableMap|logicalTableMap)$/, severity: 'notable', say: whole },
]
