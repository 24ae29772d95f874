import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Options, Result } from '../commands/command.ts'
import type { Context } from '../commands/context.ts'
import { COMMANDS } from '../commands/index.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator/index.ts'
import { openGit } from '../io/git.ts'
import type { Log } from '../io/log.ts'
import type { Asset } from '../model/asset.ts'
import type { Problem } from '../model/problem.ts'
import { makeContext } from '../runtime.ts'

export const DEV = { account: '111122223333', region: 'us-east-1' } as const
export const PROD = { account: '444455556666', region: 'eu-west-1' } as const

const DEV_FILE = `account: "111122223333"\nregion: us-east-1\nsource: true\n`

/** prod.yaml of a test repository; `more` is added at its end. */
export const prodFile = (more = ''): string =>
  `account: "444455556666"\nregion: eu-west-1\nidentityRegion: us-east-1\nrole: arn:aws:iam::444455556666:role/read\nowners: ["group/default/admins"]\n${more}`

/** A real repository, a started emulator, and a context whose log is kept. `close` takes all of it away. */
export type Bench = {
  root: string
  emulator: Emulator
  context: Context
  lines: string[]
  run: (name: string, options?: Options) => Promise<Result>
  git: (...args: string[]) => Promise<string>
  write: (file: string, text: string) => Promise<void>
  read: (file: string) => Promise<string>
  close: () => Promise<void>
}

const keepingLog = (lines: string[]): Log => ({
  progress: () => {},
  info: (line) => void lines.push(line),
  problem: ({ severity, message }: Problem) => void lines.push(`${severity}: ${message}`),
  group: (_title, work) => work(),
  secret: () => {},
  mask: (text) => text,
})

/** What an AWS SDK in this process needs to find the emulator. */
export const awsVariables = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: DEV.region,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
})

/** One test's surroundings: git repository with dev and prod, dev holding `assets`, one commit. */
export const setUp = async ({
  assets = [],
  prod = prodFile(),
  emulator: options = {},
}: {
  assets?: readonly Asset[]
  prod?: string
  emulator?: EmulatorOptions
} = {}): Promise<Bench> => {
  const root = await mkdtemp(path.join(tmpdir(), 'quicksight-test-'))
  const emulator = await startEmulator({ jobTime: 20, ...options })
  emulator.load(DEV.account, DEV.region, assets)
  const variables = { ...process.env, ...awsVariables(emulator.url), GITHUB_REPOSITORY: 'acme/bi' }
  Object.assign(process.env, awsVariables(emulator.url))
  const git = (...args: string[]): Promise<string> => openGit(root).run(args)
  await git('init', '--quiet', '--initial-branch=main')
  await git('config', 'user.name', 'Ada')
  await git('config', 'user.email', 'ada@example.com')
  const lines: string[] = []
  const context = await makeContext({
    cwd: root,
    variables,
    log: keepingLog(lines),
    announce: (line) => void lines.push(line),
  })
  // What a deploy waits for is over in a moment here.
  const { sleep } = context
  context.sleep = (ms) => sleep(Math.min(ms, 300))
  const write = async (file: string, text: string): Promise<void> => {
    await context.workspace.applyChanges(root, path.join(root, '.git', 'test'), {
      write: new Map([[file, text]]),
      remove: [],
    })
  }
  await write('environments/dev.yaml', DEV_FILE)
  await write('environments/prod.yaml', prod)
  await git('add', '--all')
  await git('commit', '--quiet', '-m', 'Start')
  const bench: Bench = {
    root,
    emulator,
    context,
    lines,
    git,
    write,
    read: (file) => readFile(path.join(root, file), 'utf8'),
    run: async (name, given = {}) => {
      const command = COMMANDS[name]
      if (!command) throw new Error(`no command ${name}`)
      return command.run(given, bench.context)
    },
    close: async () => {
      await emulator.close()
      await rm(root, { recursive: true, force: true })
    },
  }
  return bench
}
