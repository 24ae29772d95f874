import { parseArgs } from 'node:util'
import type { Command, Option, Options } from './commands/command.ts'
import { nearest } from './environment/nearest.ts'
import { UserError } from './model/errors.ts'

/** Options that every command has. */
export const COMMON: Readonly<Record<string, Option>> = {
  json: { type: 'flag', summary: 'print the result as JSON' },
  help: { type: 'flag', short: 'h', summary: 'explain the command' },
}

const unknownOption = (args: readonly string[], known: readonly string[]): UserError | undefined => {
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1]
    if (name === undefined || known.includes(name)) continue
    const guess = nearest(name, known)
    return new UserError(`There is no option --${name}.${guess ? ` Did you mean --${guess}?` : ''} --help lists them`)
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
    const { values, positionals } = parseArgs({
      args: [...args],
      options: config,
      allowPositionals: true,
      strict: true,
    })
    if (positionals.length > 0)
      throw new UserError(`"${positionals[0]}" is not expected here; --help lists the options`)
    return values as Options
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    throw (
      unknownOption(args, Object.keys(options)) ??
      new UserError(`${(thrown as Error).message.split('. To specify')[0]}`)
    )
  }
}

const flagText = (name: string, { short, value }: Option): string =>
  `${short ? `-${short}, ` : '    '}--${name}${value === undefined ? '' : ` ${value}`}`

const optionLines = (options: Readonly<Record<string, Option>>): string => {
  const rows = Object.entries(options).map(([name, option]) => [flagText(name, option), option.summary] as const)
  const width = Math.max(...rows.map(([flag]) => flag.length))
  return rows.map(([flag, summary]) => `  ${flag.padEnd(width)}  ${summary}\n`).join('')
}

/** The help of one command. */
export const commandHelp = (name: string, command: Command): string =>
  `quicksight-gitops ${name}: ${command.summary}\n\n${optionLines({ ...command.options, ...COMMON })}`

/** The help of the program. */
export const programHelp = (commands: Readonly<Record<string, Command>>): string => {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`)
  return `Amazon QuickSight under git.\n\nUsage: quicksight-gitops COMMAND [OPTIONS]\n\n${lines.join('')}\nquicksight-gitops COMMAND --help explains a command. Start with: quicksight-gitops demo\n`
}
