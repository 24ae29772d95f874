import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context, EmulatorStart, RunningEmulator } from './commands/context.ts'
import { openBlobCache } from './io/blob-cache.ts'
import { openGit } from './io/git.ts'
import { openBranches } from './io/git-branch.ts'
import { openTrees } from './io/git-trees.ts'
import type { Log } from './io/log.ts'
import { reportFiles } from './io/report-files.ts'
import { workspace } from './io/workspace.ts'
import type { Asset } from './model/asset.ts'
import { messageOf, UserError } from './model/errors.ts'
import { readTree } from './tree/tree.ts'

/** The folder of this program: where dist/ (or src/) lies. */
const HOME = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

export type Start = {
  cwd: string
  variables: Readonly<Record<string, string | undefined>>
  log: Log
  announce: (line: string) => void
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })

const isFolder = async (place: string): Promise<boolean> => {
  try {
    return (await stat(place)).isDirectory()
  } catch {
    return false
  }
}

const contentsOf = async (place: string): Promise<Asset[]> => {
  if (!(await isFolder(place))) return (await import('./bundle/entries.ts')).readBundle(await readFile(place))
  const root = path.basename(place) === 'assets' ? path.dirname(place) : place
  const { assets, problems } = readTree(await workspace.readFolder(root, 'assets'))
  const [problem] = problems
  if (problem) throw new UserError(problem.message)
  return assets
}

const load = async (emulator: RunningEmulator, loads: NonNullable<EmulatorStart['loads']>): Promise<void> => {
  for (const { account, region, path: place } of loads) {
    try {
      emulator.load(account, region, await contentsOf(path.resolve(place)))
    } catch (cause) {
      throw new UserError(`${place} cannot be loaded: ${messageOf(cause)}`, { cause })
    }
  }
}

const startEmulator = async ({ loads = [], ...options }: EmulatorStart): Promise<RunningEmulator> => {
  const door = await import('./emulator/index.ts')
  const emulator = await door.startEmulator(options)
  try {
    await load(emulator, loads)
  } catch (thrown) {
    await emulator.close()
    throw thrown
  }
  return emulator
}

/** The folder that holds assets/ and environments/: this one where it has either, else the whole repository's. */
const projectRoot = async (cwd: string): Promise<string> => {
  const here = await Promise.all(['assets', 'environments'].map((folder) => isFolder(path.join(cwd, folder))))
  return here.includes(true) ? cwd : ((await openGit(cwd).root()) ?? cwd)
}

const contextAt = (root: string, variables: Start['variables'], { log, announce }: Start): Context => ({
  root,
  variables,
  now: () => new Date(),
  sleep,
  log,
  git: openGit(root),
  trees: openTrees(root),
  openBlobCache,
  branches: openBranches(root),
  workspace,
  reportFiles,
  quickSight: () => import('./io/quicksight/index.ts'),
  openStore: async (place, region, protection = {}) =>
    (await import('./io/store/index.ts')).openStore(place, { root, region, protection }),
  openTables: async (...where) => (await import('./io/dynamodb/index.ts')).openTables(...where),
  github: () => import('./io/github.ts'),
  startEmulator,
  announce,
  untilStopped,
  elsewhere: (folder, more) => {
    // The AWS SDK reads its endpoint and keys from the process, so a demo's account is set there too.
    Object.assign(process.env, more)
    return contextAt(folder, { ...variables, ...more }, { cwd: folder, variables, log, announce })
  },
  home: HOME,
})

/** The only wiring: what a command may touch, for the repository that `cwd` lies in. */
export const makeContext = async (start: Start): Promise<Context> =>
  contextAt(await projectRoot(start.cwd), start.variables, start)
