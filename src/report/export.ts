import { markdown, plain } from '../model/escape.ts'
import type { SkippedAsset } from '../model/skipped.ts'
import { columns, count } from './words.ts'

/** What an export found and which files it wrote. Paths are relative to the repository. */
export type ExportResult = {
  account: string
  region: string
  exported: number
  added: string[]
  changed: string[]
  removed: string[]
  skipped: SkippedAsset[]
  /** The environment whose edits were written back; undefined where everything that is live was exported. */
  writtenBack?: string
  /** Sentences on what was left as it is. Not escaped. */
  notes?: string[]
}

/** `1 changed, 2 added`; or `no change`. */
export const exportTotals = ({
  added,
  changed,
  removed,
}: Pick<ExportResult, 'added' | 'changed' | 'removed'>): string => {
  const parts: [number, string][] = [
    [changed.length, 'changed'],
    [added.length, 'added'],
    [removed.length, 'removed'],
  ]
  return (
    parts
      .filter(([number]) => number > 0)
      .map(([number, word]) => `${number} ${word}`)
      .join(', ') || 'no change'
  )
}

const MOST_FILES = 40

const fileRows = ({ added, changed, removed }: ExportResult): string[][] => [
  ...changed.map((file) => ['changed', file]),
  ...added.map((file) => ['added', file]),
  ...removed.map((file) => ['removed', file]),
]

const folded = (rows: readonly string[][]): string =>
  columns(rows.slice(0, MOST_FILES)) +
  (rows.length > MOST_FILES ? `  and ${count(rows.length - MOST_FILES, 'more file')}\n` : '')

const pushedText = (commit: string | undefined, pushed: string | undefined): string => {
  if (pushed === undefined) return ''
  return commit === undefined ? `Pushed to ${pushed} what was committed before\n` : `Pushed to ${pushed}\n`
}

const headline = ({ account, region, exported, writtenBack }: ExportResult): string =>
  writtenBack === undefined
    ? `Exported ${count(exported, 'asset')} of account ${account} in ${region}`
    : `Wrote back ${count(exported, 'asset')} edited in ${writtenBack} (account ${account}, ${region})`

/** An export's result for a terminal. What was skipped is told with the problems. `pushed`: the branch, if it was. */
export const exportText = (result: ExportResult, commit: string | undefined, pushed?: string): string => {
  const { skipped, notes = [] } = result
  const missing = skipped.length > 0 ? `, ${skipped.length} could not be exported` : ''
  const committed = commit === undefined ? '' : `Committed as ${commit.slice(0, 10)}\n`
  return `${folded(fileRows(result))}${headline(result)}: ${exportTotals(result)}${missing}\n${notes.map((note) => `${plain(note)}\n`).join('')}${committed}${pushedText(commit, pushed)}`
}

/** An export's result for a job summary. */
export const exportMarkdown = (result: ExportResult, commit: string | undefined, pushed?: string): string => {
  const rows = fileRows(result)
  const files = rows
    .slice(0, MOST_FILES)
    .map(([what, file]) => `| ${what} | ${markdown(file ?? '')} |\n`)
    .join('')
  const table = files === '' ? '' : `| | file |\n|---|---|\n${files}\n`
  const more = rows.length > MOST_FILES ? `and ${count(rows.length - MOST_FILES, 'more file')}\n\n` : ''
  const skipped = result.skipped
    .map((skip) => `- ${markdown(skip.name)} (${skip.kind} ${markdown(skip.id)}): ${markdown(skip.reason)}\n`)
    .join('')
  return [
    `### Export of account ${result.account} in ${result.region}: ${exportTotals(result)}\n\n`,
    `${result.writtenBack === undefined ? `${count(result.exported, 'asset')} exported` : markdown(headline(result))}.\n\n`,
    table,
    more,
    ...(result.notes ?? []).map((note) => `${markdown(note)}\n\n`),
    skipped === '' ? '' : `**Could not be exported:**\n\n${skipped}\n`,
    commit === undefined ? '' : `Committed as \`${commit}\`\n`,
    pushed === undefined ? '' : `\n${markdown(pushedText(commit, pushed).trim())}\n`,
  ].join('')
}
