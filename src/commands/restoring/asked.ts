import { BACKUP_MODES, type BackupMode } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import type { Choices } from '../../planning/blocks.ts'
import { selectOption } from '../backing-up/pick.ts'
import { choiceOption, flagOption, type Options, textOption } from '../command.ts'

/** What a restore was asked for. `at`: the end of the moment or day, in milliseconds. */
export type AskedRestore = {
  from: string
  at: number | undefined
  mode: BackupMode
  select: readonly string[]
  onConflict: Choices['onConflict']
  unmapped: Environment['restore']['unmapped'] | undefined
  prefix: string
  expect: string | undefined
  dryRun: boolean
  noRefresh: boolean
  drill: boolean
}

/** Before the ids of what a drill makes. */
const DRILL_PREFIX = 'drill-'

const DAY = 24 * 60 * 60 * 1000

/** 30 February parses, as a day in March. */
const isDayOfMonth = (text: string): boolean => {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

/** The last moment that a date or time means. @throws UserError for a text that is neither. */
export const momentOf = (text: string): number => {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const time = isDay || isTime ? Date.parse(text) : Number.NaN
  const isReal = !Number.isNaN(time) && isDayOfMonth(text)
  if (isReal) return isDay ? time + DAY - 1 : time
  throw new UserError(
    `--at takes a date or a time with its zone, such as 2026-11-20 or 2026-11-20T06:00:00Z, not "${text}"`,
  )
}

const prefixOf = (options: Options): string => {
  const text = textOption(options, 'prefix') ?? ''
  if (/^[\w-]{0,64}$/.test(text)) return text
  throw new UserError(`--prefix takes at most 64 letters, digits, "-" and "_", not "${text}"`)
}

/** `part`: the option that restores assets and no people. */
const modeOf = (options: Options, part: string | undefined): BackupMode => {
  const mode = choiceOption(options, 'mode', BACKUP_MODES)
  const isPart = part !== undefined
  if (isPart && mode !== undefined && mode !== 'assets-only')
    throw new UserError(`${part} restores assets alone, and --mode ${mode} asks for people. Leave out one of them`)
  return mode ?? (isPart ? 'assets-only' : 'full')
}

/** @throws UserError for options that make no sense. */
export const askedOf = (options: Options): AskedRestore => {
  const from = textOption(options, 'from')
  if (from === undefined) throw new UserError('Say what to restore: --from s3://bucket/prefix, or --from and a folder')
  const at = textOption(options, 'at')
  const drill = flagOption(options, 'drill')
  const [select, prefix] = [selectOption(options), prefixOf(options) || (drill ? DRILL_PREFIX : '')]
  return {
    from,
    at: at === undefined ? undefined : momentOf(at),
    mode: modeOf(options, drill ? '--drill' : select.length > 0 ? '--select' : prefix !== '' ? '--prefix' : undefined),
    select,
    onConflict: choiceOption(options, 'on-conflict', ['stop', 'skip', 'overwrite']) ?? 'stop',
    unmapped: choiceOption(options, 'unmapped', ['refuse', 'drop']),
    prefix,
    expect: textOption(options, 'expect'),
    dryRun: flagOption(options, 'dry-run'),
    noRefresh: drill || flagOption(options, 'no-refresh'),
    drill,
  }
}
