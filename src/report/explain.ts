import { plain } from '../model/escape.ts'
import type { ExplainedValue } from '../model/explained.ts'
import type { Json } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import { count } from './words.ts'

/** A value as the environment gets it: `what` is set there, and in which asset of the repository. */
export type ExplainedPart = { title: string; file: string; values: readonly ExplainedValue[]; body: Json }

/** One asset as an environment gets it. `login`: where the user name and password of a data source come from. */
export type Explanation = {
  /** `dataset "Orders" (orders) in prod`. */
  title: string
  parts: readonly ExplainedPart[]
  login?: string
}

const LONGEST = 100
const BEFORE = 30

const compact = (value: Json | undefined): string => (value === undefined ? 'nothing' : plain(JSON.stringify(value)))

/** Where two texts begin to differ, so that long ones are shown from there. */
const startOf = (a: string, b: string): number => {
  if (Math.max(a.length, b.length) <= LONGEST) return 0
  let same = 0
  while (same < a.length && a[same] === b[same]) same += 1
  return Math.max(0, same - BEFORE)
}

const cut = (text: string, start: number): string =>
  `${start > 0 ? '…' : ''}${text.slice(start, start + LONGEST)}${text.length > start + LONGEST ? '…' : ''}`

const sides = ({ before, after }: ExplainedValue): string => {
  const [was, is] = [compact(before), compact(after)]
  if (was === is) return `${cut(is, 0)}, as in git`
  const start = startOf(was, is)
  return `${cut(was, start)} → ${cut(is, start)}`
}

const valueLines = (value: ExplainedValue): string[] => {
  const { path, place } = value
  return [`  ${plain(path)}: ${sides(value)}`, ...(place ? [`    ${place.file}:${place.line}`] : [])]
}

const MOST_VALUES = 40

const partLines = ({ title, file, values }: ExplainedPart): string[] => {
  if (values.length === 0) return [`${plain(title)} is as in ${file}`]
  const more = values.length - MOST_VALUES
  return [
    `${plain(title)}, which differs from ${file}:`,
    ...values.slice(0, MOST_VALUES).flatMap(valueLines),
    ...(more > 0 ? [`  and ${count(more, 'more value')}; all of them with --json`] : []),
  ]
}

const MOST_LINES = 40

const bodyLines = ({ body }: ExplainedPart): string[] => {
  const lines = stableText(body).trimEnd().split('\n').map(plain)
  const shown = lines.slice(0, MOST_LINES).map((line) => cut(line, 0))
  if (lines.length <= MOST_LINES) return shown
  return [...shown, `… ${count(lines.length - MOST_LINES, 'more line')}; all of it with --json`]
}

/** An explanation for a terminal: what differs and which line says so, then as much of the asset as a screen holds. */
export const explainText = ({ title, parts, login }: Explanation): string => {
  const [main] = parts
  const lines = [
    plain(title),
    '',
    ...parts.flatMap(partLines),
    ...(login === undefined ? [] : [login]),
    ...(main ? ['', 'As a deploy sends it:', ...bodyLines(main)] : []),
  ]
  return `${lines.join('\n')}\n`
}
