import { spawnSync } from 'node:child_process'
import { cp, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { awsVariables } from '../testing/repository.ts'
import { type Account, openAccount, openRepository, type Repository } from './account.ts'
import { median, milliseconds, type Row } from './row.ts'

const HOME = fileURLToPath(new URL('../..', import.meta.url))
const ACTION = path.join(HOME, 'dist', 'action.js')
const RUNS = 21

type Variables = Record<string, string | undefined>

const now = (): number => performance.timeOrigin + performance.now()

/** Run Node to its end. When it started and ended, in milliseconds since 1970. */
const runNode = (args: readonly string[], env: Variables, cwd: string): { started: number; ended: number } => {
  const started = now()
  const { status, stdout } = spawnSync(process.execPath, args, { env, cwd, encoding: 'utf8' })
  const ended = now()
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stdout}`)
  return { started, ended }
}

const bare = (cwd: string): number => {
  const { started, ended } = runNode(['-e', '0'], {}, cwd)
  return ended - started
}

/** This project's own assets and environments in a repository of their own, and the files a runner hands to an action. */
const prepare = async ({ root, commit }: Repository): Promise<Variables> => {
  for (const folder of ['assets', 'environments'])
    await cp(path.join(HOME, folder), path.join(root, folder), { recursive: true })
  await commit('The example company')
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_PATH']
  const entries = files.map((name) => [name, path.join(root, '.git', name.toLowerCase())] as const)
  for (const [, file] of entries) await writeFile(file, '')
  const { PATH } = process.env
  return { PATH, HOME: root, GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: root, ...Object.fromEntries(entries) }
}

const validate = (env: Variables, cwd: string): number => {
  const { started, ended } = runNode([ACTION], { ...env, INPUT_COMMAND: 'validate' }, cwd)
  return ended - started
}

const firstCall = async (account: Account, env: Variables, cwd: string): Promise<number> => {
  const { url } = await account.order({ forget: true })
  const { started } = runNode(
    [ACTION],
    { ...env, ...awsVariables(url), INPUT_COMMAND: 'drift', INPUT_ENV: 'prod' },
    cwd,
  )
  const { answered } = await account.order({})
  if (answered === undefined) throw new Error('drift made no call')
  return answered - started
}

type Run = { bare: number; validate: number; firstCall: number }

const measure = async (account: Account, env: Variables, cwd: string): Promise<Run> => ({
  bare: bare(cwd),
  validate: validate(env, cwd),
  firstCall: await firstCall(account, env, cwd),
})

const rowFor = (section: string, most: number, times: readonly number[], floor: number): Row => ({
  section,
  ratio: median(times) / floor,
  most,
  measured: `${milliseconds(median(times))}, median of ${times.length}`,
  against: `${milliseconds(floor)}: node -e 0, Node ${process.versions.node}`,
})

/** The action as a runner starts it, against Node doing nothing; runs take turns. */
export const startRows = async (): Promise<Row[]> => {
  const account = openAccount()
  const { url } = await account.order({})
  const repository = await openRepository(url)
  try {
    const env = await prepare(repository)
    const runs: Run[] = []
    for (let run = 0; run <= RUNS; run += 1) runs.push(await measure(account, env, repository.root))
    const kept = runs.slice(1)
    const floor = median(kept.map((run) => run.bare))
    return [
      rowFor(
        'cold start: validate, to its end',
        5,
        kept.map((run) => run.validate),
        floor,
      ),
      rowFor(
        'cold start: drift, to the first answered AWS call',
        8,
        kept.map((run) => run.firstCall),
        floor,
      ),
    ]
  } finally {
    account.close()
    await repository.close()
  }
}
