import type { TextLine } from '../../../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { textLines } from '../../text-lines.ts'
import { keyWords, valueWords } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { columnsOfSource, entriesAt } from './source-tables.ts'
import { isShort } from './told.ts'

const SPACE = /\s+/g

const countChanged = (lines: readonly TextLine[]): number => lines.filter(({ sign }) => sign !== ' ').length

const withoutIndent = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/gm, '')

/** Where most lines were only indented anew, those are not shown. */
const sqlLines = (before: string, after: string): readonly TextLine[] => {
  const [all, most] = [textLines(before, after), textLines(withoutIndent(before), withoutIndent(after))]
  return countChanged(most) * 2 < countChanged(all) ? most : all
}

const sql = ({ base, head }: Spot): Said | undefined => {
  if (typeof base !== 'string' || typeof head !== 'string') return undefined
  const sides = { before: base, after: head }
  if (base.replace(SPACE, ' ').trim() === head.replace(SPACE, ' ').trim()) {
    return { message: 'custom SQL laid out differently, the same but for spaces', severity: 'cosmetic', ...sides }
  }
  if (isShort(base) && isShort(head)) return { message: `custom SQL: ${base} → ${head}`, ...sides }
  return { message: 'custom SQL changed', ...sides, lines: sqlLines(base, head) }
}

/** `datasource/orders` for an ARN, else the text. */
const idOf = (arn: Json | undefined): string =>
  typeof arn === 'string' ? (arn.split('/').at(-1) ?? arn) : valueWords(arn)

const source = ({ base, head }: Spot): Said => ({
  message: `data source: "${idOf(base)}" → "${idOf(head)}"`,
  before: idOf(base),
  after: idOf(head),
})

const dataset = ({ base, head }: Spot): Said => ({
  message: `built on dataset "${idOf(head)}" instead of "${idOf(base)}"`,
  before: idOf(base),
  after: idOf(head),
})

const called = ({ base, head, trail }: Spot): Said | undefined => {
  if (typeof base !== 'string' && typeof head !== 'string') return undefined
  const said = [base, head].map((side) => (typeof side === 'string' ? `"${side}"` : 'none'))
  return {
    message: `${keyWords(trail.at(-1)?.key ?? '')}: ${said[0]} → ${said[1]}`,
    before: base ?? null,
    after: head ?? null,
  }
}

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
  { kind: 'table', at: new RegExp(`${TABLE}\\/(catalog|schema|name)$`), severity: 'notable', say: called },
  { kind: 'table', at: /^\/physicalTableMap\/\*\/@$/, severity: 'notable', say: kindOfTable },
  { kind: 'table', at: new RegExp(`${TABLE}\\/(inputColumns|columns)$`), severity: 'notable', say: columnLists },
  { kind: 'table', at: /^\/logicalTableMap\/\*\/alias$/, severity: 'notable', say: called },
  {
    kind: 'preparation-step',
    at: /^\/(logicalTableMap|dataPrepConfiguration\/(sourceTableMap|transformStepMap|destinationTableMap)|semanticModelConfiguration\/tableMap)\/\*$/,
    severity: 'notable',
    say: entry,
  },
  { kind: 'preparation-step', at: /^\/(physicalTableMap|logicalTableMap)$/, severity: 'notable', say: whole },
]
