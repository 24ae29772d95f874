import { parseArgs } from 'node:util'
import type { Command, Option, Options } from './commands/command.ts'
import { nearest } from './environment/nearest.ts'
import { messageOf, UserError } from './model/errors.ts'

type OptionTable = Readonly<Record<string, Option>>

/** Options that every command has. */
export const COMMON: OptionTable = {
  json: { type: 'flag', summary: 'print the result as JSON' },
  help: { type: 'flag', short: 'h', summary: 'explain the command' },
}

const unknownOption = (args: readonly string[], options: OptionTable): UserError | undefined => {
  const letters = Object.values(options).map(({ short }) => short)
  for (const arg of args) {
    const [, letter] = /^-([^-])/.exec(arg) ?? []
    if (letter !== undefined && !letters.includes(letter)) {
      return new UserError(`There is no option -${letter}. --help lists them`)
    }
    const [, name] = /^--([^=]+)/.exec(arg) ?? []
    if (name === undefined || Object.hasOwn(options, name)) continue
    const guess = nearest(name, Object.keys(options))
    return new UserError(`There is no option --${name}.${guess ? ` Did you mean --${guess}?` : ''} --help lists them`)
  }
  return undefined
}

/** Known options can only be wrong in whether a value follows; the parser's message names the option. */
const wrongValue = (message: string, options: OptionTable): UserError => {
  const [, name = ''] = /--([\w-]+)/.exec(message) ?? []
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined) return new UserError(message)
  if (option.type === 'flag') return new UserError(`--${name} takes no value`)
  return new UserError(`--${name} needs a value: --${name} ${option.value ?? 'VALUE'}`)
}

const usageOf = ({ positional, options }: Command): string =>
  positional === undefined ? '' : (options[positional]?.value ?? positional.toUpperCase())

/** The bare words as options: at most one, for the option that the command takes this way. */
const bareWords = (words: readonly string[], given: Options, command: Command): Options => {
  const [first, second] = words
  const { positional } = command
  if (first === undefined) return {}
  if (positional === undefined) throw new UserError(`"${first}" is not expected here; --help lists the options`)
  if (second !== undefined) {
    throw new UserError(`"${second}" is not expected after "${first}": only one ${usageOf(command)} can be given`)
  }
  if (given[positional] !== undefined) {
    throw new UserError(`Give the ${positional} once: either "${first}" or --${positional} "${given[positional]}"`)
  }
  return { [positional]: first }
}

type Token = { kind: string; name?: string; value?: string | boolean | undefined }

/** The parser takes the last one silently, so that what was said first would be left out. */
const saidTwice = (tokens: readonly Token[], options: OptionTable): UserError | undefined => {
  const said = new Map<string, Token['value']>()
  for (const { kind, name = '', value } of tokens) {
    if (kind !== 'option' || options[name]?.type !== 'text') continue
    if (said.has(name) && said.get(name) !== value)
      return new UserError(
        `Give --${name} once: either "${said.get(name)}" or "${value}". For several, run the command once for each`,
      )
    said.set(name, value)
  }
  return undefined
}

/** Parse what follows the verb. @throws UserError for anything that the command does not know. */
export const parseOptions = (args: readonly string[], command: Command): Options => {
  const options = { ...COMMON, ...command.options }
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [
      name,
      {
        type: type === 'flag' ? ('boolean' as const) : ('string' as const),
        multiple: type === 'list',
        ...(short ? { short } : {}),
      },
    ]),
  )
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options: config,
      allowPositionals: true,
      strict: true,
      tokens: true,
    })
    const twice = saidTwice(tokens, options)
    if (twice) throw twice
    return { ...(values as Options), ...bareWords(positionals, values as Options, command) }
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    throw unknownOption(args, options) ?? wrongValue(messageOf(thrown), options)
  }
}

const flagText = (name: string, { short, value }: Option): string =>
  `${short ? `-${short}, ` : '    '}--${name}${value === undefined ? '' : ` ${value}`}`

const optionLines = (options: OptionTable): string => {
  const rows = Object.entries(options).map(([name, option]) => [flagText(name, option), option.summary] as const)
  const width = Math.max(...rows.map(([flag]) => flag.length))
  return rows.map(([flag, summary]) => `  ${flag.padEnd(width)}  ${summary}\n`).join('')
}

/** The help of one command. */
export const commandHelp = (name: string, command: Command): string =>
  `quicksight-gitops ${[name, usageOf(command)].filter(Boolean).join(' ')}: ${command.summary}\n\n${optionLines({ ...command.options, ...COMMON })}`

/** The help of the program. */
export const programHelp = (commands: Readonly<Record<string, Command>>): string => {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`)
  return `Amazon QuickSight under git.\n\nUsage: quicksight-gitops COMMAND [OPTIONS]\n\n${lines.join('')}\nquicksight-gitops COMMAND --help explains a command. Start with: quicksight-gitops demo\n`
}
