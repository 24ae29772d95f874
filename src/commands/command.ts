import { UserError } from '../model/errors.ts'
import type { Json } from '../model/json.ts'
import { isError, type Problem } from '../model/problem.ts'
import type { Context } from './context.ts'

/** One option: a `--name` of the CLI and an input of the action. `list` may be given several times, or one a line. */
export type Option = {
  type: 'text' | 'flag' | 'list'
  summary: string
  /** What stands for the value in help: `--env NAME`. */
  value?: string
  short?: string
}

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/**
 * What a command found out. `text` is for a terminal, `markdown` for a job summary, `data` for --json; `outputs` carry only
 * counts, ids and paths; `pending` means that something would change (exit code 2 with --exit-code).
 */
export type Result = {
  problems: readonly Problem[]
  text: string
  markdown?: string
  data: Json
  outputs?: Readonly<Record<string, string | number>>
  /** What --output-dir gets beside the reports, by its name. */
  files?: Readonly<Record<string, string>>
  pending?: boolean
}

export type Command = {
  summary: string
  options: Readonly<Record<string, Option>>
  /** The option that may also be given as a bare word: `history dashboard:sales` for `history --asset dashboard:sales`. */
  positional?: string
  /** Whether the action offers it too. */
  inAction: boolean
  run: (options: Options, context: Context) => Promise<Result>
}

export const textOption = (options: Options, name: string): string | undefined => {
  const value = options[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const flagOption = (options: Options, name: string): boolean => options[name] === true

export const listOption = (options: Options, name: string): readonly string[] => {
  const value = options[name]
  return Array.isArray(value) ? (value as readonly string[]) : []
}

/** One of a few words; undefined where nothing was said. @throws UserError for another word. */
export const choiceOption = <T extends string>(
  options: Options,
  name: string,
  allowed: readonly T[],
): T | undefined => {
  const given = textOption(options, name)
  const found = allowed.find((value) => value === given)
  if (given === undefined || found !== undefined) return found
  throw new UserError(`--${name} takes ${allowed.join(' or ')}, not "${given}"`)
}

/** 1 when anything failed or is missing; 2 when asked to tell and something would change; else 0. */
export const exitCodeOf = (result: Result, options: Options): number => {
  if (result.problems.some(isError)) return 1
  return flagOption(options, 'exit-code') && result.pending ? 2 : 0
}
