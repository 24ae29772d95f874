/** One line of the table. `most`: the largest ratio that is good enough; rows without one only inform. */
export type Row = { section: string; ratio?: number; most?: number; measured: string; against: string }

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0, high = 0] =
    sorted.length % 2 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1, middle + 1)
  return (low + high) / 2
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
export const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`

export const isMissed = ({ ratio, most }: Row): boolean => ratio !== undefined && most !== undefined && ratio > most

const number = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(3))

const verdict = (row: Row): string => (row.most === undefined ? '' : isMissed(row) ? 'MISSED' : 'met')

const HEAD = ['ratio', 'at most', '', 'what', 'measured', 'compared with']

/** The rows as a Markdown table, ratios first. */
export const tableOf = (rows: readonly Row[]): string => {
  const lines = rows.map((row) => [
    number(row.ratio),
    number(row.most),
    verdict(row),
    row.section,
    row.measured,
    row.against,
  ])
  const widths = HEAD.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0), 3))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line), ''].join('\n')
}
