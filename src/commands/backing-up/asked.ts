import { BACKUP_FORMATS, BACKUP_MODES, type BackupFormat, type BackupMode } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { flagOption, type Options, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { loadEnvironment } from '../project.ts'
import { selectOption } from './pick.ts'

/** What a backup was asked for. `mode` and `select` are absent where nobody said them. */
export type AskedBackup = {
  to: string | undefined
  mode: BackupMode | undefined
  select: readonly string[]
  /** What the names of DynamoDB tables begin with, where users and groups go there as well. */
  tables: string | undefined
  formats: readonly BackupFormat[] | undefined
  resume: boolean
  dryRun: boolean
}

const modeOf = (options: Options): BackupMode | undefined => {
  const text = textOption(options, 'mode')
  const mode = BACKUP_MODES.find((known) => known === text)
  if (text === undefined || mode !== undefined) return mode
  throw new UserError(`--mode takes ${BACKUP_MODES.join(', ')}, not "${text}"`)
}

const formatsAsked = (options: Options): readonly BackupFormat[] | undefined => {
  const text = textOption(options, 'format')
  if (text === undefined) return undefined
  if (text === 'both') return BACKUP_FORMATS
  const format = BACKUP_FORMATS.find((known) => known === text)
  if (format !== undefined) return [format]
  throw new UserError(`--format takes ${BACKUP_FORMATS.join(', ')}, both, not "${text}"`)
}

/** The longest name of a table has 255 characters. */
const TABLES = /^dynamodb:([A-Za-z0-9_.-]{1,220})$/

const tablesOf = (options: Options): string | undefined => {
  const text = textOption(options, 'identities')
  const [, prefix] = TABLES.exec(text ?? '') ?? []
  if (text === undefined || prefix !== undefined) return prefix
  throw new UserError(`--identities takes dynamodb: and a prefix of letters, digits, "_", "." and "-", not "${text}"`)
}

/** @throws UserError for options that make no sense. */
export const askedOf = (options: Options): AskedBackup => {
  const asked = {
    to: textOption(options, 'to'),
    mode: modeOf(options),
    select: selectOption(options),
    tables: tablesOf(options),
    formats: formatsAsked(options),
    resume: flagOption(options, 'resume'),
    dryRun: flagOption(options, 'dry-run'),
  }
  if (asked.to === undefined && !asked.dryRun)
    throw new UserError('Say where to save it: --to s3://bucket/prefix, or --to and a folder')
  if (asked.dryRun && asked.resume) throw new UserError('--dry-run writes nothing, so there is nothing to --resume')
  if (asked.mode === 'users-only' && asked.select.length > 0)
    throw new UserError('--select chooses assets, and --mode users-only saves none. Leave out one of them')
  if (asked.mode === 'assets-only' && asked.tables !== undefined)
    throw new UserError(
      '--identities writes users and groups, and --mode assets-only saves none. Leave out one of them',
    )
  if (asked.mode === 'users-only' && asked.formats !== undefined)
    throw new UserError(
      '--format says what assets are saved as, and --mode users-only saves none. Leave out one of them',
    )
  return asked
}

/** The environment to save, or the problems of its file. */
export const backedUpEnvironment = async (
  options: Options,
  context: Context,
): Promise<{ environment?: Environment; problems: Problem[] }> => {
  const name = textOption(options, 'env')
  if (name === undefined) throw new UserError('Say which environment: --env NAME, for environments/NAME.yaml')
  const { environment, problems } = await loadEnvironment(name, context)
  return environment && !problems.some(isError) ? { environment, problems } : { problems }
}
