import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { constant } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { momentWords } from '../moment.ts'

const MINUTES = /^MINUTE(\d+)$/

const EVERY: Readonly<Record<string, string>> = {
  HOURLY: 'every hour',
  DAILY: 'every day',
  WEEKLY: 'every week',
  MONTHLY: 'every month',
}

const intervalWords = (interval: string): string => {
  const minutes = MINUTES.exec(interval)
  return minutes ? `every ${minutes[1]} minutes` : (EVERY[interval] ?? constant(interval))
}

const dayWords = (day: Json | undefined): string => {
  if (!isObject(day)) return ''
  const week = stringAt(day, 'dayOfWeek')
  if (week !== undefined) return ` on ${week.charAt(0)}${week.slice(1).toLowerCase()}`
  const month = day.dayOfMonth
  return month === undefined
    ? ''
    : ` on ${month === 'LAST_DAY_OF_MONTH' ? 'the last day of the month' : `day ${String(month)}`}`
}

const frequencyWords = (frequency: JsonObject): string => {
  const [time, zone] = [stringAt(frequency, 'timeOfTheDay'), stringAt(frequency, 'timezone')]
  return [
    `${intervalWords(stringAt(frequency, 'interval') ?? '')}${dayWords(frequency.refreshOnDay)}`,
    time === undefined ? '' : `at ${time}`,
    zone ?? '',
  ]
    .filter(Boolean)
    .join(' ')
}

const TYPES: Readonly<Record<string, string>> = {
  FULL_REFRESH: 'full refresh',
  INCREMENTAL_REFRESH: 'incremental refresh',
}

/** `every day at 05:00 Europe/Berlin, full refresh`; empty for what is no schedule. */
export const scheduleWords = (schedule: Json | undefined): string => {
  if (!isObject(schedule)) return ''
  const frequency = isObject(schedule.scheduleFrequency) ? frequencyWords(schedule.scheduleFrequency) : ''
  const type = stringAt(schedule, 'refreshType')
  return [frequency, type === undefined ? '' : (TYPES[type] ?? constant(type))].filter(Boolean).join(', ')
}

const say = ({ base, head }: Spot): Said | undefined => {
  const [before, after] = [scheduleWords(base), scheduleWords(head)]
  if (before === after) return undefined
  return { message: `runs ${before} → ${after}`, before, after }
}

const START = 'startAfterDateTime'

const start = ({ base, head }: Spot): Said => ({
  message: `first run after ${momentWords(base)} → ${momentWords(head)}`,
  before: base ?? null,
  after: head ?? null,
})

/** When a dataset is refreshed. */
export const SCHEDULE: readonly Describer[] = [
  { kind: 'refresh-schedule', at: new RegExp(`^\\/schedule\\/${START}$`), severity: 'notable', say: start },
  { kind: 'refresh-schedule', at: /^\/schedule(?=\/|$)/, severity: 'notable', say },
]
