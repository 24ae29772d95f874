import { type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import { type Change, SEVERITIES } from '../model/change.ts'
import { logLine, markdown, plain } from '../model/escape.ts'
import { clip, placeText } from './review-words.ts'
import { columns, count } from './words.ts'

/** What one commit did to an asset. `changes` are of the asset and, for a dataset, of its refresh schedules. */
export type HistoryEntry = {
  commit: string
  /** When it was written, ISO 8601. */
  date: string
  author: string
  isMerge: boolean
  event: 'added' | 'added again' | 'removed' | 'changed' | 'renamed'
  from?: AssetRef
  to?: AssetRef
  changes: readonly Change[]
  /** Why a version could not be read and so not be compared. */
  problem?: string
}

/** The life of one asset, newest first; `earlier`: how many commits are not among the entries. */
export type HistoryResult = {
  asset: AssetRef & { name?: string }
  entries: readonly HistoryEntry[]
  earlier: number
}

const LONGEST = 160
const LONGEST_AUTHOR = 24

const changeText = ({ place, message }: Change): string =>
  place.length === 0 ? message : `${placeText(place)}: ${message}`

const eventText = ({ event, from, to, problem }: HistoryEntry): string[] => {
  const unread = problem === undefined ? [] : [`cannot be read: ${problem}`]
  if (event === 'changed') return unread
  if (event === 'renamed') return [`renamed from ${from ? refKey(from) : 'another id'}`, ...unread]
  return [to ? `renamed to ${refKey(to)}` : event, ...unread]
}

const bySeverity = (a: Change, b: Change): number => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)

const graveMark = ({ severity }: Change): string =>
  severity === 'breaking' || severity === 'security' ? `${severity}: ` : ''

/** One or two lines, not escaped: what happened to the asset, then the gravest changes, and how many more there are. */
export const entryLines = (entry: HistoryEntry): string[] => {
  const changes = [...entry.changes].sort(bySeverity)
  const all = [...eventText(entry), ...changes.map((change) => `${graveMark(change)}${changeText(change)}`)]
  if (all.length === 0) return ['no change of meaning: the same asset, written differently']
  const shown = all.slice(0, 2).map((line) => clip(line, LONGEST))
  const more = all.length - shown.length
  return more === 0 ? shown : [...shown.slice(0, -1), `${shown.at(-1)}; and ${count(more, 'more change')}`]
}

const day = (date: string): string => date.slice(0, 10)
const short = (commit: string): string => commit.slice(0, 10)

const rows = (entry: HistoryEntry): string[][] => {
  const [first = '', ...others] = entryLines(entry).map(plain)
  const head = [short(entry.commit), day(entry.date), clip(plain(entry.author), LONGEST_AUTHOR)]
  return [[...head, entry.isMerge ? `merge: ${first}` : first], ...others.map((line) => ['', '', '', line])]
}

const headline = ({ asset, entries, earlier }: HistoryResult): string =>
  `${describeAsset(asset)}: ${count(entries.length + earlier, 'commit')}`

const earlierText = ({ earlier }: HistoryResult): string =>
  earlier === 0 ? '' : `\nand ${count(earlier, 'earlier commit')}; --limit shows more\n`

/** The life of an asset for a terminal. */
export const historyText = (result: HistoryResult): string => {
  const lines = columns(result.entries.flatMap(rows)).replace(/ +$/gm, '').split('\n')
  return `${plain(headline(result))}\n\n${lines.map(logLine).join('\n')}${earlierText(result)}`
}

const cells = (entry: HistoryEntry): string => {
  const what = entryLines(entry)
    .map((line) => markdown(line))
    .join('<br>')
  const author = markdown(clip(entry.author, LONGEST_AUTHOR))
  return `| ${short(entry.commit)} | ${day(entry.date)} | ${author} | ${entry.isMerge ? 'merge: ' : ''}${what} |\n`
}

/** The life of an asset for a job summary. */
export const historyMarkdown = (result: HistoryResult): string =>
  `### ${markdown(headline(result))}\n\n| commit | date | author | what changed |\n|---|---|---|---|\n${result.entries.map(cells).join('')}${earlierText(result)}`
