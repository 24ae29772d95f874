import { markdown, plain } from '../model/escape.ts'
import { isError, type Problem } from '../model/problem.ts'
import { countsText } from './backup.ts'
import type { RestoreSource } from './restore.ts'
import { columns, count } from './words.ts'

/**
 * What a drill found out. Times in milliseconds. `age`: how long ago the set was begun; `longestGap`: between two sets of the
 * last 30 days, undefined for fewer than two; `took`: from the first look to the last comparison.
 */
export type Drilled = {
  environment: string
  set: RestoreSource
  objects: number
  saved: number
  restored: number
  counts: Readonly<Record<string, number>>
  people: Readonly<Record<string, number>>
  age: number
  longestGap: number | undefined
  took: number
  deleted: number
  made: number
  /** Whether copies were seen by their owners only, so that nobody wondered. */
  closed: boolean
  problems: readonly Problem[]
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `2 d 3 h`, `4 min 10 s`, `12 s`: two units at most. */
export const durationText = (ms: number): string => {
  const units: [number, string][] = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ]
  const first = units.findIndex(([size]) => ms >= size)
  if (first < 0) return 'less than 1 s'
  const [[large, name] = [1, '']] = [units[first]]
  const rest = units[first + 1]
  const more = rest ? Math.floor((ms % large) / rest[0]) : 0
  return `${Math.floor(ms / large)} ${name}${rest && more > 0 ? ` ${more} ${rest[1]}` : ''}`
}

const isPassed = ({ problems }: Drilled): boolean => !problems.some(isError)

const verdict = (drilled: Drilled): string =>
  isPassed(drilled)
    ? `Restore drill of ${drilled.environment}: passed`
    : `Restore drill of ${drilled.environment}: FAILED, ${count(drilled.problems.filter(isError).length, 'problem')}`

const gap = ({ longestGap }: Drilled): string =>
  longestGap === undefined
    ? 'There is no other backup of the last 30 days to measure a gap by.'
    : `The longest gap between two backups in the last 30 days was ${durationText(longestGap)}.`

const proven = ({ saved, restored }: Drilled): string =>
  restored === saved
    ? `${count(restored, 'asset')}: every one was read again and is what was saved`
    : `${restored} of ${count(saved, 'asset')}; the others are named below`

const notProven = ({ people, closed }: Drilled): string => {
  const shared = closed ? 'Who may see what was read and not granted, so that copies stayed unseen. ' : ''
  const read = Object.values(people).some((number) => number > 0)
    ? `Read and counted, not written: ${countsText(people)}. `
    : ''
  return `${shared}${read}SPICE data was not loaded: a backup does not hold it, and a restore loads it from its sources.`
}

const lines = (drilled: Drilled): [string, string][] => [
  ['Backup', `${drilled.set.place}, begun ${drilled.set.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
  ['Whole', `${count(drilled.objects, 'object')} read, every checksum as saved`],
  ['Loss (RPO)', `${durationText(drilled.age)}: what was changed since would be lost now. ${gap(drilled)}`],
  ['Time (RTO)', `${durationText(drilled.took)} to restore and compare`],
  ['Restored', proven(drilled)],
  ['', countsText(drilled.counts)],
  ['Not proven', notProven(drilled)],
  ['Cleaned up', `${drilled.deleted} of ${count(drilled.made, 'copy', 'copies')} deleted`],
]

/** A drill that ended before anything was written, for a terminal. */
export const drillFailedText = (environment: string, why: string): string =>
  `Restore drill of ${environment}: FAILED, ${plain(why)}. Nothing was restored\n`

/** The same for a job summary. */
export const drillFailedMarkdown = (environment: string, why: string, problems: readonly Problem[]): string => {
  const told = problems.map(({ severity, message }) => `- ${severity}: ${markdown(message)}\n`)
  return `### Restore drill of ${markdown(environment)}: FAILED\n\n${markdown(why)}. Nothing was restored.\n\n${told.join('')}`
}

/** What a drill found out, for a terminal. Problems are printed apart. */
export const drillText = (drilled: Drilled): string =>
  `${verdict(drilled)}\n\n${columns(lines(drilled).map(([name, text]) => [name, plain(text)]))}`

/** The same for a job summary. */
export const drillMarkdown = (drilled: Drilled): string => {
  const rows = lines(drilled).map(([name, text]) => `| ${name} | ${markdown(text)} |\n`)
  const problems = drilled.problems.map(({ severity, message }) => `- ${severity}: ${markdown(message)}\n`)
  const told = problems.length === 0 ? '' : `\n${problems.join('')}`
  return `### ${markdown(verdict(drilled))}\n\n| | |\n|---|---|\n${rows.join('')}${told}`
}
