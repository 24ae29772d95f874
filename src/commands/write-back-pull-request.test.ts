import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openGit } from '../io/git.ts'
import { dashboard, smallCompany } from '../testing/assets.ts'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import type { Result } from './command.ts'
import type { Context } from './context.ts'
import { exportCommand } from './export.ts'

const BRANCH = 'quicksight-export/prod'
const SALES = 'assets/dashboard/sales.json'

let bench: Bench
let gitHub: RunningGitHub
let top: string

/** Prod deployed from main of an origin that GitHub knows. */
const start = async (): Promise<void> => {
  bench = await setUp({
    assets: smallCompany(),
    prod: prodFile('overlay: { datasource: { lake: { keep: true } } }\nrefresh: none\n'),
  })
  await bench.run('export', { commit: true })
  await bench.run('deploy', { env: 'prod' })
  top = await mkdtemp(path.join(tmpdir(), 'quicksight-origin-'))
  const origin = path.join(top, 'origin.git')
  await openGit(top).run(['clone', '--quiet', '--bare', bench.root, origin])
  await bench.git('remote', 'add', 'origin', origin)
  gitHub = await startGitHub({
    repositories: [{ name: 'acme/bi', git: origin }],
    tokens: { ghs_app: { login: 'acme[bot]', pullRequests: 'write' } },
  })
  const variables = { ...bench.context.variables, GITHUB_API_URL: gitHub.url, GITHUB_TOKEN: 'ghs_app' }
  bench.context = { ...hurried(bench.context), variables, github: quickGitHub(bench.context.github) }
}

const quickGitHub =
  (github: Context['github']): Context['github'] =>
  async () => {
    const door = await github()
    return { ...door, connectGitHub: (options) => door.connectGitHub({ ...options, second: 2 }) }
  }

afterEach(async () => {
  const { violations } = gitHub
  await gitHub.close()
  await bench.close()
  await rm(top, { recursive: true, force: true })
  expect(violations).toEqual([])
})

const run = async (): Promise<Result> => {
  const result = await exportCommand.run({ env: 'prod', 'pull-request': true }, bench.context)
  expect(result.problems).toEqual([])
  return result
}
const sheet = (id: string, name: string): void =>
  bench.emulator.load(PROD.account, PROD.region, [dashboard(id, { sheet: name })])
const atOrigin = (...args: string[]): Promise<string> => openGit(path.join(top, 'origin.git')).run(args)
const onBranch = (file: string): Promise<string> => atOrigin('show', `${BRANCH}:${file}`)

test('edits of an environment that is no source become its pull request, which follows them', async () => {
  await start()
  sheet('sales', 'Once')
  expect((await run()).text).toContain('Pull request opened: https://')
  expect(gitHub.world.pulls).toMatchObject([
    { title: 'QuickSight: changes from prod (1 changed)', head: { ref: BRANCH }, baseRef: 'main' },
  ])
  expect(await onBranch(SALES)).toContain('"Once"')
  expect(await bench.read(SALES)).toContain('"Overview"')

  expect((await run()).text).toContain('Nothing new; the pull request is open already')

  sheet('sales', 'Twice')
  expect((await run()).text).toContain('Pull request updated')
  expect(await onBranch(SALES)).toContain('"Twice"')

  sheet('sales', 'Overview')
  await run()
  expect(await onBranch(SALES)).toBe(await bench.read(SALES))
  expect(gitHub.world.pulls[0]?.body).toContain('Nothing differs any more')
})

test('a merged one is recorded by the deploy, and there is nothing more to open', async () => {
  await start()
  sheet('sales', 'Once')
  await run()
  await bench.git('fetch', '--quiet', 'origin')
  await bench.git('merge', '--quiet', `origin/${BRANCH}`)
  await bench.git('push', '--quiet', 'origin', 'main')
  for (const pull of gitHub.world.pulls) pull.state = 'closed'
  const deployed = await bench.run('deploy', { env: 'prod' })
  expect(deployed.problems).toEqual([])
  expect(deployed.text).toContain('1 to record')
  expect((await run()).text).toContain('there is no pull request to open')
})
