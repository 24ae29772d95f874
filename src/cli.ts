#!/usr/bin/env node
import { commandHelp, parseOptions, programHelp } from './arguments.ts'
import { exitCodeOf } from './commands/command.ts'
import { COMMANDS } from './commands/index.ts'
import { maskedResult } from './commands/masked-result.ts'
import { nearest } from './environment/nearest.ts'
import { terminalLog } from './io/log.ts'
import { UserError } from './model/errors.ts'
import { describeFailure } from './model/failure.ts'
import { makeContext } from './runtime.ts'

const log = terminalLog({
  write: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true && !process.env.CI,
})

const print = (text: string): void => {
  process.stdout.write(text)
}

const commandNamed = (name: string) => {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command) return command
  const guess = nearest(name, Object.keys(COMMANDS))
  throw new UserError(
    `There is no command "${name}".${guess ? ` Did you mean ${guess}?` : ''} quicksight-gitops --help lists them`,
  )
}

const main = async ([name, ...args]: string[]): Promise<number> => {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    print(programHelp(COMMANDS))
    return name === undefined ? 1 : 0
  }
  const command = commandNamed(name)
  const options = parseOptions(args, command)
  if (options.help) {
    print(commandHelp(name, command))
    return 0
  }
  const context = await makeContext({
    cwd: process.cwd(),
    variables: process.env,
    log,
    announce: (line) => print(`${line}\n`),
  })
  const result = maskedResult(await command.run(options, context), log.mask)
  for (const problem of result.problems) log.problem(problem)
  print(options.json ? `${JSON.stringify(result.data, null, 2)}\n` : result.text)
  return exitCodeOf(result, options)
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (thrown) {
  const { problem, stack } = describeFailure(thrown)
  log.problem(problem)
  for (const line of stack) log.info(line)
  process.exitCode = 1
}
