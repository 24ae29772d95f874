import path from 'node:path'
import * as core from '@actions/core'
import { type Command, exitCodeOf, type Options } from './commands/command.ts'
import { COMMANDS } from './commands/index.ts'
import { maskedResult } from './commands/masked-result.ts'
import { nearest } from './environment/nearest.ts'
import { actionsLog } from './io/log.ts'
import { UserError } from './model/errors.ts'
import { markdown } from './model/escape.ts'
import { describeFailure } from './model/failure.ts'
import { capped } from './report/words.ts'
import { makeContext } from './runtime.ts'

/** GitHub refuses the summary of a step above 1 MiB. */
const SUMMARY_BYTES = 1_000_000

const log = actionsLog((text) => process.stdout.write(text))

const commandNamed = (name: string): Command => {
  const offered = Object.entries(COMMANDS).filter(([, { inAction }]) => inAction)
  const command = offered.find(([known]) => known === name)?.[1]
  if (command) return command
  const names = offered.map(([known]) => known)
  const guess = nearest(name, names)
  throw new UserError(
    `The input \`command\` takes ${names.join(', ')}, not "${name}".${guess ? ` Did you mean ${guess}?` : ''}`,
  )
}

const flagInput = (name: string): boolean => {
  const given = core.getInput(name)
  if (/^(true|false|)$/i.test(given)) return given.toLowerCase() === 'true'
  throw new UserError(`The input \`${name}\` takes true or false, not "${given}"`)
}

/** The inputs of action.yml as options: `true` for a flag, one item a line for a list. */
const inputOptions = (command: Command): Options =>
  Object.fromEntries(
    Object.entries(command.options).map(([name, { type }]) => {
      if (type === 'flag') return [name, flagInput(name)]
      return [name, type === 'list' ? core.getMultilineInput(name) : core.getInput(name)]
    }),
  )

/** The token is an input but no option: options are the CLI's too, and those are seen in lists of processes. */
const withToken = (): Readonly<Record<string, string | undefined>> => {
  const token = core.getInput('github-token')
  return token === '' ? process.env : { ...process.env, GITHUB_TOKEN: token }
}

const report = async (text: string): Promise<void> => {
  if (process.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(capped(text, SUMMARY_BYTES), true).write()
}

const main = async (): Promise<void> => {
  const name = core.getInput('command', { required: true })
  const command = commandNamed(name)
  const options = inputOptions(command)
  const cwd = path.resolve(process.env.GITHUB_WORKSPACE ?? '', core.getInput('working-directory'))
  const context = await makeContext({ cwd, variables: withToken(), log, announce: log.info })
  const found = await log.group(`quicksight-gitops ${name}`, () => command.run(options, context))
  const result = maskedResult(found, log.mask)
  for (const problem of result.problems) log.problem(problem)
  for (const line of result.text.split('\n')) log.info(line)
  for (const [key, value] of Object.entries(result.outputs ?? {})) core.setOutput(key, value)
  await report(result.markdown ?? result.text)
  const code = exitCodeOf(result, options)
  core.setOutput('exit-code', code)
  process.exitCode = code === 1 ? 1 : 0
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
try {
  await main()
} catch (thrown) {
  const { problem, stack } = describeFailure(thrown)
  log.problem(problem)
  for (const line of stack) log.info(line)
  core.setOutput('exit-code', 1)
  process.exitCode = 1
  const told = `### ${markdown(core.getInput('command'))} failed\n\n- **error** ${markdown(log.mask(problem.message))}\n`
  // What ended the run is told above; a summary that cannot be written changes nothing of that.
  await report(told).catch(() => undefined)
}
