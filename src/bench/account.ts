import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Options, Result } from '../commands/command.ts'
import type { Context } from '../commands/context.ts'
import { COMMANDS } from '../commands/index.ts'
import { isError } from '../model/problem.ts'
import { makeContext } from '../runtime.ts'
import { awsVariables, prodFile } from '../testing/repository.ts'
import type { Job, Order, Report } from './emulator-process.ts'

/** QuickSight in a process of its own, as it is in life: it must not take our event loop's time, nor we its. */
export type Account = { order: (order: Order) => Promise<Report>; close: () => void }

export const openAccount = (): Account => {
  const child = fork(fileURLToPath(new URL('./emulator-process.ts', import.meta.url)))
  return {
    order: async (order) => {
      const answer = once(child, 'message')
      child.send(order)
      return ((await answer) as [Report])[0]
    },
    close: () => child.disconnect(),
  }
}

/** A log for runs of which only the time counts. */
export const silent = {
  progress: () => {},
  info: () => {},
  problem: () => {},
  group: <T>(_title: string, work: () => Promise<T>): Promise<T> => work(),
  secret: () => {},
  mask: (text: string) => text,
}

export type Repository = {
  root: string
  context: Context
  commit: (message: string) => Promise<void>
  close: () => Promise<void>
}

/** A git repository with dev (the source) and prod, towards one account's emulator. */
export const openRepository = async (url: string, prod = ''): Promise<Repository> => {
  const root = await mkdtemp(path.join(tmpdir(), 'quicksight-bench-'))
  Object.assign(process.env, awsVariables(url))
  const variables = { ...process.env, GITHUB_REPOSITORY: 'acme/bi' }
  const context = await makeContext({ cwd: root, variables, log: silent, announce: () => {} })
  const git = (...args: string[]): Promise<string> => context.git.run(args)
  const commit = async (message: string): Promise<void> => {
    await git('add', '--all')
    await git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '-m', message)
  }
  await git('init', '--quiet', '--initial-branch=main')
  const write = new Map([
    ['environments/dev.yaml', 'account: "111122223333"\nregion: us-east-1\nsource: true\n'],
    ['environments/prod.yaml', prodFile(prod)],
  ])
  await context.workspace.applyChanges(root, path.join(root, '.git', 'bench'), { write, remove: [] })
  await commit('Start')
  return { root, context, commit, close: () => rm(root, { recursive: true, force: true }) }
}

/** Run a command to its end. @throws when it failed: a bench of failures is worth nothing. */
export const runCommand = async (name: string, options: Options, context: Context): Promise<Result> => {
  const result = await COMMANDS[name]?.run(options, context)
  const errors = result?.problems.filter(isError) ?? []
  if (!result || errors.length > 0)
    throw new Error(`${name} failed: ${errors.map(({ message }) => message).join('\n')}`)
  return result
}

/** Calls to AWS; a download is none, and is not throttled. */
export const callsIn = ({ calls }: Report): number =>
  Object.entries(calls).reduce((sum, [name, count]) => sum + (name === 'GetObject' ? 0 : count), 0)

const AT_ONCE = 5

const chainOf = (times: readonly number[]): number => {
  const slots = Array.from({ length: AT_ONCE }, () => 0)
  for (const time of times) slots[slots.indexOf(Math.min(...slots))] = Math.min(...slots) + time
  return Math.max(...slots)
}

/** The least time some jobs take, in milliseconds: five at once in their order, imports waiting for exports and the reverse. */
export const leastTime = (jobs: readonly Job[]): number => {
  const next = jobs.findIndex(({ kind }) => kind !== jobs[0]?.kind)
  const together = next < 0 ? jobs : jobs.slice(0, next)
  return chainOf(together.map(({ time }) => time)) + (next < 0 ? 0 : leastTime(jobs.slice(next)))
}
