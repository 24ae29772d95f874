import { type Asset, describeAsset } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'
import { isError, type Problem } from '../model/problem.ts'
import { type Command, flagOption, type Options, type Result } from './command.ts'
import type { Context, RunningEmulator } from './context.ts'
import { extendSql, hasSql, renameLastSheet } from './demo-edits.ts'
import { deploy } from './deploy.ts'
import { diff } from './diff.ts'
import { exportCommand } from './export.ts'
import { plan } from './plan.ts'
import { loadProject } from './project.ts'

const DEV = { account: '111122223333', region: 'us-east-1' } as const
const PROD = { account: '444455556666', region: 'eu-west-1' } as const

const MOST_WAIT = 250

type Demo = {
  here: Context
  emulator: RunningEmulator
  example: readonly Asset[]
  failed: string[]
  say: (line: string) => void
}

const title = ({ say }: Demo, text: string): void => say(`\n== ${text}`)

const check = ({ say, failed }: Demo, what: string, holds: boolean): void => {
  say(`   ${holds ? 'ok  ' : 'FAIL'} ${what}`)
  if (!holds) failed.push(what)
}

const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '   ')

/** Run one of our own commands and show what it prints. */
const command = async (demo: Demo, line: string, run: (context: Context) => Promise<Result>): Promise<Result> => {
  demo.say(`   $ quicksight-gitops ${line}`)
  const result = await run(demo.here)
  demo.say(indented(result.text))
  const errors = result.problems.filter(isError)
  for (const { message } of errors) demo.say(`   error: ${message}`)
  check(demo, `${line.split(' ')[0]} ended without an error`, errors.length === 0)
  return result
}

const git = async (demo: Demo, ...args: string[]): Promise<string> => {
  demo.say(`   $ git ${args.join(' ')}`)
  const output = await demo.here.git.run(args)
  if (output.trim() !== '') demo.say(indented(output))
  return output
}

/** The contents of every asset of prod, as text; tags and version numbers tell of the way there, and are left out. */
const prodBodies = ({ emulator }: Demo): string =>
  JSON.stringify(emulator.assets(PROD.account, PROD.region).map(({ kind, id, body }) => ({ kind, id, body })))

/** Nobody else writes to these accounts, so that no deploy has to wait until it could tell a later edit from its own. */
const hurried = (context: Context): Context => ({
  ...context,
  sleep: (ms) => context.sleep(Math.min(ms, MOST_WAIT)),
})

const startRepository = async (demo: Demo): Promise<void> => {
  title(demo, 'A repository, with an environment file for dev and one for prod')
  const files = await demo.here.workspace.readFolder(demo.here.home, 'environments')
  await git(demo, 'init', '--quiet', '--initial-branch=main')
  for (const setting of [
    ['user.name', 'Ada'],
    ['user.email', 'ada@example.com'],
    ['commit.gpgSign', 'false'],
    ['core.autocrlf', 'false'],
  ]) {
    await demo.here.git.run(['config', ...setting])
  }
  await demo.here.workspace.applyChanges(demo.here.root, `${demo.here.root}/.git/demo`, { write: files, remove: [] })
  await git(demo, 'add', '--all')
  await git(demo, 'commit', '--quiet', '-m', 'Describe our environments')
}

const firstExport = async (demo: Demo): Promise<void> => {
  title(demo, 'Export dev: every dashboard, dataset and data source becomes a file in git')
  const result = await command(demo, 'export --commit', (context) => exportCommand.run({ commit: true }, context))
  check(demo, `all ${demo.example.length} assets are in git`, result.outputs?.added === demo.example.length)
  const again = await command(demo, 'export', (context) => exportCommand.run({}, context))
  check(demo, 'a second export changes no file', again.pending === false)
}

const firstDeploy = async (demo: Demo): Promise<void> => {
  title(demo, 'Deploy to prod, another account in another region, with its own database and secrets')
  const result = await command(demo, 'deploy --env prod', (context) => deploy.run({ env: 'prod' }, context))
  check(
    demo,
    'prod has them all',
    demo.emulator.assets(PROD.account, PROD.region).length === demo.example.length &&
      Number(result.outputs?.created) > 0,
  )
}

const find = (demo: Demo, what: string, test: (asset: Asset) => boolean): Asset => {
  const found = demo.example.find(test)
  if (!found) throw new UserError(`The example company has no ${what}; this copy of quicksight-gitops is damaged`)
  return found
}

const editDev = async (demo: Demo): Promise<void> => {
  title(demo, 'Somebody edits dev in the console: a sheet gets a new name, a dataset another condition')
  const dashboard = find(demo, 'dashboard', ({ kind }) => kind === 'dashboard')
  const dataset = find(demo, 'dataset with SQL', (asset) => asset.kind === 'dataset' && hasSql(asset))
  const edited = [
    renameLastSheet(dashboard, 'Where we stand'),
    extendSql(dataset, '-- cancelled orders are left out since November'),
  ]
  for (const asset of edited) demo.say(`   in the console: ${describeAsset(asset)}`)
  demo.emulator.load(DEV.account, DEV.region, edited)
}

const exportOnBranch = async (demo: Demo): Promise<void> => {
  title(demo, 'Export that on a branch, read what changed as a pull request would tell it, and merge')
  await git(demo, 'switch', '--quiet', '-c', 'quicksight-export')
  const result = await command(demo, 'export --commit', (context) => exportCommand.run({ commit: true }, context))
  check(demo, 'exactly the two edited files changed', result.outputs?.changed === 2 && result.outputs.added === 0)
  const told = await command(demo, 'diff --base main', (context) => diff.run({ base: 'main' }, context))
  check(demo, 'the new sheet name and the new condition are told', told.outputs?.notable === 2)
  await git(demo, 'switch', '--quiet', 'main')
  await git(demo, 'merge', '--quiet', '--no-ff', '-m', 'Merge the export', 'quicksight-export')
}

const deployEdit = async (demo: Demo): Promise<void> => {
  title(demo, 'What would that do to prod? And then: do it')
  await command(demo, 'plan --env prod', (context) => plan.run({ env: 'prod' }, context))
  const result = await command(demo, 'deploy --env prod', (context) => deploy.run({ env: 'prod' }, context))
  check(
    demo,
    'only the two changed assets were imported',
    result.outputs?.updated === 2 && result.outputs.created === 0,
  )
  check(demo, 'the new sheet name is live in prod', prodBodies(demo).includes('Where we stand'))
  const again = await command(demo, 'deploy --env prod', (context) => deploy.run({ env: 'prod' }, context))
  check(demo, 'a second deploy writes nothing', again.outputs?.updated === 0 && again.outputs.created === 0)
}

const rollBack = async (demo: Demo, before: string): Promise<void> => {
  title(demo, 'It was a mistake. Revert the merge, deploy: prod is what it was')
  await git(demo, 'revert', '--no-edit', '-m', '1', 'HEAD')
  await command(demo, 'deploy --env prod', (context) => deploy.run({ env: 'prod' }, context))
  check(demo, 'prod is byte for byte what it was before', prodBodies(demo) === before)
}

const story = async (demo: Demo): Promise<void> => {
  await startRepository(demo)
  await firstExport(demo)
  await firstDeploy(demo)
  const before = prodBodies(demo)
  await editDev(demo)
  await exportOnBranch(demo)
  await deployEdit(demo)
  await rollBack(demo, before)
}

const variablesFor = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_QUICKSIGHT: url,
  AWS_ENDPOINT_URL_STS: url,
  AWS_ACCESS_KEY_ID: 'demo',
  AWS_SECRET_ACCESS_KEY: 'demo',
  AWS_SESSION_TOKEN: '',
  AWS_REGION: DEV.region,
  AWS_EC2_METADATA_DISABLED: 'true',
  GITHUB_REPOSITORY: 'example/dashboards',
})

const explore = (demo: Demo): string =>
  [
    '',
    `The repository is in ${demo.here.root}, and QuickSight is still running. In another terminal:`,
    `  cd ${demo.here.root}`,
    ...Object.entries(variablesFor(demo.emulator.url))
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `  export ${name}=${value}`),
    '  quicksight-gitops plan --env prod',
    'Ctrl-C ends it.',
  ].join('\n')

const verdict = ({ failed }: Demo, seconds: string): string =>
  failed.length === 0
    ? `\nEvery check held, in ${seconds} s. Now your own account: quicksight-gitops init\n`
    : `\n${failed.length} checks failed.\n`

const withoutProfile = { AWS_PROFILE: '', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }

const run = async (options: Options, context: Context): Promise<Result> => {
  const started = context.now().getTime()
  const example = (await loadProject({ ...context, root: context.home })).assets
  const emulator = await context.startEmulator({ jobTime: 150 })
  const folder = await context.workspace.temporaryFolder('quicksight-demo-')
  const demo: Demo = {
    here: hurried(context.elsewhere(folder, { ...variablesFor(emulator.url), ...withoutProfile })),
    emulator,
    example,
    failed: [],
    say: context.announce,
  }
  try {
    emulator.load(DEV.account, DEV.region, example)
    demo.say(
      `A QuickSight of your own runs at ${emulator.url}, with ${example.length} assets of an example company in a dev account.`,
    )
    await story(demo)
    demo.say(verdict(demo, ((context.now().getTime() - started) / 1000).toFixed(1)))
    if (flagOption(options, 'keep')) {
      demo.say(explore(demo))
      await context.untilStopped()
    }
  } finally {
    await emulator.close()
    if (!flagOption(options, 'keep')) await context.workspace.removeFolder(folder)
  }
  const problems = demo.failed.map(
    (what): Problem => ({ severity: 'error', message: `The demo's check failed: ${what}` }),
  )
  return { problems, text: '', data: { checksFailed: demo.failed } }
}

export const demo: Command = {
  summary: 'see the whole loop on this computer, without an AWS account',
  options: { keep: { type: 'flag', summary: 'leave the repository and the emulator for exploring' } },
  inAction: false,
  run,
}
