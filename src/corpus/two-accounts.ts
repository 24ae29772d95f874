import { mkdir, rm } from 'node:fs/promises'
import type { Options, Result } from '../commands/command.ts'
import type { Context } from '../commands/context.ts'
import { COMMANDS } from '../commands/index.ts'
import { readFolder } from '../io/workspace.ts'
import type { Asset } from '../model/asset.ts'
import { isError } from '../model/problem.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'

type Files = Map<string, string>

/** dev and prod of one repository, and a second repository that is written from what prod holds. */
export type TwoAccounts = {
  bench: Bench
  /** Play the person in dev: load, export, commit. The repository's files. */
  author: (assets: readonly Asset[], message: string) => Promise<Files>
  /** Deploy HEAD to prod, then export prod into the second repository. That one's files. */
  promote: () => Promise<Files>
  live: (id: string) => Asset | undefined
  close: () => Promise<void>
}

const runIn = async (context: Context, name: string, options: Options = {}): Promise<Result> => {
  const result = await COMMANDS[name]?.run(options, context)
  const errors = result?.problems.filter(isError) ?? []
  if (!result || errors.length > 0) {
    throw new Error(`${name} failed:\n${errors.map(({ message }) => message).join('\n')}`)
  }
  return result
}

const keepAll = (sources: readonly string[]): string =>
  ['overlay:', '  datasource:', ...sources.map((id) => `    ${JSON.stringify(id)}: { keep: true }`), ''].join('\n')

const secondRepository = async (bench: Bench): Promise<Context> => {
  const root = `${bench.root}-prod`
  await mkdir(root)
  const context = bench.context.elsewhere(root, {})
  await context.git.run(['init', '--quiet', '--initial-branch=main'])
  const write = new Map([['environments/prod.yaml', prodFile('source: true\n')]])
  await context.workspace.applyChanges(root, `${root}/.git/test`, { write, remove: [] })
  return hurried(context)
}

/** Start with nothing but the environment files. `sources`: the data sources that prod keeps as they are in git. */
export const twoAccounts = async (sources: readonly string[]): Promise<TwoAccounts> => {
  const bench = await setUp({ prod: prodFile(keepAll(sources)), emulator: { jobTime: 1 } })
  const [context, second] = [hurried(bench.context), await secondRepository(bench)]
  return {
    bench,
    author: async (assets, message) => {
      bench.emulator.load(DEV.account, DEV.region, assets)
      await runIn(context, 'export')
      await bench.git('add', '--all')
      await bench.git('commit', '--quiet', '-m', message)
      return readFolder(context.root, 'assets')
    },
    promote: async () => {
      await runIn(context, 'deploy', { env: 'prod' })
      await runIn(second, 'export', { commit: true })
      return readFolder(second.root, 'assets')
    },
    live: (id) => bench.emulator.assets(PROD.account, PROD.region).find((asset) => asset.id === id),
    close: async () => {
      await bench.close()
      await rm(second.root, { recursive: true, force: true })
    },
  }
}
