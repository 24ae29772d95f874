import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { awsVariables } from '../testing/repository.ts'
import { cleanEnvironment, type Ended, HERE, type Published, run } from './program.ts'

type Metadata = {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string }>
  runs: { using: string; main: string }
}

export const readMetadata = async (): Promise<Metadata> =>
  parse(await readFile(path.join(HERE, 'action.yml'), 'utf8')) as Metadata

export type StepRun = Ended & {
  outputs: Record<string, string>
  summary: string
  /** Lines of standard output that the runner would take for a command. */
  commands: string[]
}

/** One step of a workflow that uses the action. */
export type Step = {
  published: Published
  node: string
  workspace: string
  url: string
  inputs: Record<string, string>
  env?: Record<string, string>
}

const inputVariables = (inputs: Record<string, string>): [string, string][] =>
  Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])

const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY', 'GITHUB_PATH'] as const

const makeFiles = async (folder: string): Promise<Record<(typeof FILES)[number], string>> => {
  await mkdir(folder)
  const made = await Promise.all(
    FILES.map(async (name) => {
      const file = path.join(folder, name)
      await writeFile(file, '')
      return [name, file] as const
    }),
  )
  return Object.fromEntries(made) as Record<(typeof FILES)[number], string>
}

/** `name<<DELIMITER`, lines, `DELIMITER`: how the toolkit writes outputs. */
const readOutputs = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([^\n]+)<<(ghadelimiter_[\w-]+)\n(.*?)\n\2$/gms)].map(([, name, , value]) => [name, value]),
  )

/** The runner looks for `::` at the beginning of a line, and for `##[` anywhere in it. */
const commandsIn = (stdout: string): string[] => stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line))

/** Run the action as GitHub's runner does: inputs and defaults as variables, files for what it says, nothing else around. */
export const runStep = async ({ published, node, workspace, url, inputs, env = {} }: Step): Promise<StepRun> => {
  const metadata = await readMetadata()
  const defaults = Object.fromEntries(
    Object.entries(metadata.inputs).map(([name, input]) => [name, input.default ?? '']),
  )
  const files = await makeFiles(path.join(published.top, `step-${randomUUID()}`))
  const variables: Record<string, string> = {
    ...cleanEnvironment(published),
    ...Object.fromEntries(inputVariables({ ...defaults, ...inputs })),
    ...files,
    ...awsVariables(url),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/bi',
    GITHUB_SHA: '0'.repeat(40),
    RUNNER_TEMP: published.top,
    ...env,
  }
  const script = path.join(published.home, metadata.runs.main)
  const ended = await run({ node, script, cwd: workspace, env: variables })
  const [outputs, summary] = await Promise.all(
    [files.GITHUB_OUTPUT, files.GITHUB_STEP_SUMMARY].map((file) => readFile(file, 'utf8')),
  )
  return { ...ended, outputs: readOutputs(outputs ?? ''), summary: summary ?? '', commands: commandsIn(ended.stdout) }
}
