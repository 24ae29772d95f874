import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Json } from '../model/json.ts'
import type { Review } from '../model/review.ts'
import { normalize } from '../normalize/index.ts'
import { dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { assetPath } from '../tree/paths.ts'
import { writeTree } from '../tree/tree.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import type { Context } from './context.ts'
import { review } from './review.ts'

const BOT = 'github-actions[bot]'
const [TOKEN, READER] = ['ghs_default', 'ghs_reader']
const REPOSITORY = 'acme/bi'
const FORK = 'someone/bi'
const MARKER = '<!-- quicksight-gitops:review -->'

let bench: Bench
let gitHub: RunningGitHub
let temporary: string
let number: number

const files = async (...assets: Asset[]): Promise<void> => {
  for (const [file, text] of writeTree(assets.map((asset) => normalize(asset, { ...DEV, inTree: () => true }))))
    await bench.write(file, text)
}
const commit = async (message: string): Promise<string> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '--allow-empty', '-m', message)
  return (await bench.git('rev-parse', 'HEAD')).trim()
}

/** The state of a company in dev and in git on main, deployed to prod, and a branch with an open pull request. */
beforeEach(async () => {
  temporary = await mkdtemp(path.join(tmpdir(), 'quicksight-review-test-'))
  bench = await setUp({ prod: prodFile('overlay: { datasource: { lake: { keep: true } } }\n') })
  bench.context = hurried(bench.context)
  await files(...smallCompany())
  await commit('Assets')
  expect((await bench.run('deploy', { env: 'prod' })).problems).toEqual([])
  gitHub = await startGitHub({
    repositories: [
      { name: REPOSITORY, git: path.join(bench.root, '.git') },
      { name: FORK, git: path.join(bench.root, '.git'), isFork: true },
    ],
    tokens: {
      [TOKEN]: { login: BOT, issues: 'read', pullRequests: 'write' },
      [READER]: { login: BOT, issues: 'read', pullRequests: 'read' },
    },
  })
  await bench.git('switch', '--quiet', '-c', 'topic')
  number = gitHub.addPull({ repository: REPOSITORY, head: { ref: 'topic' } })
})

afterEach(async () => {
  const { violations } = gitHub
  await gitHub.close()
  await bench.close()
  await rm(temporary, { recursive: true, force: true })
  expect(violations).toEqual([])
})

const eventFile = async (event: Json): Promise<string> => {
  const file = path.join(temporary, 'event.json')
  await writeFile(file, JSON.stringify(event))
  return file
}

const quickGitHub: Context['github'] = async () => {
  const door = await bench.context.github()
  return { ...door, connectGitHub: (options) => door.connectGitHub({ ...options, second: 2 }) }
}

const contextFor = (event: string, token = TOKEN): Context => ({
  ...bench.context,
  github: quickGitHub,
  variables: {
    ...bench.context.variables,
    GITHUB_API_URL: gitHub.url,
    GITHUB_TOKEN: token,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: '42',
    GITHUB_BASE_REF: 'main',
    GITHUB_EVENT_PATH: event,
    RUNNER_TEMP: temporary,
  },
})

const pullEvent = async ({ fork = false, sha = '' } = {}): Promise<string> =>
  eventFile({
    pull_request: {
      number,
      head: {
        sha: sha || (await bench.git('rev-parse', 'topic')).trim(),
        repo: { full_name: fork ? FORK : REPOSITORY },
      },
      base: { repo: { full_name: REPOSITORY } },
    },
  })

const run = async (options: Options = { env: ['prod'] }): Promise<Result> =>
  review.run(options, contextFor(await pullEvent()))
const comments = () => gitHub.comments(REPOSITORY, number)
const dataOf = (result: Result): Review => result.data as unknown as Review
const lastJob = () => bench.emulator.calls().StartAssetBundleImportJob ?? 0

const rename = async (sheet: string): Promise<string> => {
  await files(dashboard('sales', { sheet }))
  return commit('Rename the sheet')
}

describe('the comment', () => {
  test('is one, tells the verdict, the plan of each environment and the change, and links to the run', async () => {
    await rename('Summary')
    const before = lastJob()
    const result = await run()
    expect(result.problems).toEqual([])
    expect(result.outputs).toMatchObject({ changed: 1, breaking: 0, security: 0, notable: 1 })
    const [only, ...others] = comments()
    expect(others).toEqual([])
    expect(only?.author).toBe(BOT)
    expect(only?.body.split('\n').slice(0, 3)).toEqual([MARKER, '', '### 1 notable change in 1 asset'])
    expect(only?.body).toMatch(
      /\*\*prod\*\* 444455556666 eu-west-1 \| 1 to update: dashboard \\?"Dashboard sales\\?"; 3 unchanged \|/,
    )
    expect(only?.body).toMatch(/sheet "Overview" renamed "Summary"/)
    expect(only?.body).toContain('https://github.com/acme/bi/actions/runs/42')
    expect(result.outputs?.comment).toMatch(/#issuecomment-\d+$/)
    expect(lastJob()).toBe(before)
  })

  test('is updated in place, left alone when nothing is new, and collapsed when all was taken back', async () => {
    await rename('Summary')
    await run()
    const [first] = comments()
    expect((await run()).text).toContain('says so already')
    await rename('Key figures')
    expect((await run()).text).toContain('Updated the comment')
    expect(comments()).toEqual([{ ...first, body: expect.stringContaining('Key figures') }])
    await rename('Overview')
    await run()
    const [last, ...others] = comments()
    expect(others).toEqual([])
    expect(last?.id).toBe(first?.id)
    expect(last?.body).toMatch(/^<!-- quicksight-gitops:review -->\n\n### No changes\n\nFrom [^\n]+\n*$/)
  })

  test('is not written where nothing differs, and no account is asked', async () => {
    const jobs = bench.emulator.calls().StartAssetBundleExportJob
    await bench.write('README.md', 'Read me\n')
    await commit('Documents')
    const result = await run()
    expect(result.problems).toEqual([])
    expect(result.text).toContain('Nothing to comment on')
    expect(comments()).toEqual([])
    expect(bench.emulator.calls().StartAssetBundleExportJob).toBe(jobs)
  })

  test('of two runs at once stays one', async () => {
    await rename('Summary')
    const event = await pullEvent()
    const runs = await Promise.all([1, 2].map(() => review.run({ env: ['prod'] }, contextFor(event))))
    expect(runs.flatMap(({ problems }) => problems)).toEqual([])
    expect(comments()).toHaveLength(1)
    expect(comments()[0]?.body).toContain('Summary')
  })

  test('by somebody else that bears our marker is left as it is', async () => {
    const theirs = `${MARKER}\n### 0 changes, approved!`
    gitHub.comment(REPOSITORY, number, 'mallory', theirs)
    await rename('Summary')
    await run()
    expect(comments().map(({ author, body }) => [author, body === theirs])).toEqual([
      ['mallory', true],
      [BOT, false],
    ])
  })

  test('of a run that was overtaken by a newer commit is not written', async () => {
    const old = await rename('Summary')
    const event = await pullEvent({ sha: old })
    await rename('Key figures')
    const result = await review.run({ env: ['prod'] }, contextFor(event))
    expect(result.text).toContain('newer commits')
    expect(comments()).toEqual([])
  })

  test('that cannot be written makes the run red, and the reports are there all the same', async () => {
    await rename('Summary')
    const result = await review.run({ env: ['prod'] }, contextFor(await pullEvent(), READER))
    expect(exitCodeOf(result, {})).toBe(1)
    expect(result.problems.map(({ message }) => message).join()).toContain('pull-requests: write')
    expect(await readFile(path.join(String(result.outputs?.report), 'report.html'), 'utf8')).toContain('Summary')
  })
})

describe('what a review finds', () => {
  test('is annotated at the file, with what it breaks', async () => {
    const used = (name: string): Asset =>
      dashboard('sales', {
        more: {
          definition: {
            dataSetIdentifierDeclarations: [
              { identifier: 'orders', dataSetArn: 'arn:aws:quicksight:::dataset/orders' },
            ],
            calculatedFields: [{ dataSetIdentifier: 'orders', name: 'Double', expression: `{${name}} * 2` }],
            sheets: [],
          },
        },
      })
    await files(used('amount'))
    await commit('Use the column')
    await bench.git('branch', '--force', 'main', 'HEAD')
    const withColumn = (name: string): Asset =>
      JSON.parse(JSON.stringify(dataset()).replaceAll('"amount"', `"${name}"`)) as Asset
    await files(withColumn('total'))
    await commit('Rename the column')
    const result = await run()
    expect(dataOf(result).changes.filter(({ severity }) => severity === 'breaking')).toHaveLength(1)
    expect(result.problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        place: { file: assetPath({ kind: 'dataset', id: 'orders' }) },
        message: expect.stringMatching(/^Breaking: .*amount.*Dashboard sales/s),
      }),
    ])
    expect(exitCodeOf(result, {})).toBe(0)
    expect(exitCodeOf(await run({ env: ['prod'], 'fail-on': 'breaking' }), {})).toBe(1)
  })

  test('is written as reports outside of the work tree', async () => {
    await rename('Summary')
    const { outputs } = await run()
    expect(outputs?.report).toBe(`${temporary}/quicksight-review`)
    const json = JSON.parse(await readFile(`${outputs?.report}/report.json`, 'utf8')) as Review
    expect(json).toMatchObject({ version: 1, environments: [{ name: 'prod', unchanged: 3 }] })
    expect(await bench.git('status', '--porcelain')).toBe('')
  })
})

describe('environments', () => {
  test('all but the source are planned when none is named; one without a plan says why and does not hide the others', async () => {
    await bench.write('environments/eu.yaml', 'account: "123"\nregion: eu-west-1\n')
    await rename('Summary')
    const result = await run({})
    expect(dataOf(result).environments.map(({ name, problem }) => [name, problem])).toEqual([
      ['eu', expect.stringContaining('account')],
      ['prod', undefined],
    ])
    expect(result.problems).toEqual([
      expect.objectContaining({ severity: 'warning', message: expect.stringMatching(/^There is no plan for eu: /) }),
    ])
    expect(comments()[0]?.body).toContain('no plan for eu')
    expect(exitCodeOf(await run({ env: ['eu'] }), {})).toBe(1)
  })

  test('one whose deploy would be stopped makes the review red and says so first', async () => {
    await rename('Summary')
    bench.emulator.load(PROD.account, PROD.region, [dashboard('sales', { sheet: 'Edited in prod' })])
    const result = await run()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(comments()[0]?.body).toMatch(/^### .*deploy to prod is blocked$/m)
  })

  test('that are not there are named, before anything is written', async () => {
    await rename('Summary')
    const result = await run({ env: ['pord'] })
    expect(result.problems.map(({ message }) => message).join()).toContain('Did you mean prod?')
    expect(exitCodeOf(result, {})).toBe(1)
  })
})

test('of a version that is not checked out has no plan: it would be of other files', async () => {
  await rename('Summary')
  await bench.git('switch', '--quiet', 'main')
  const other = await review.run({ head: 'topic', env: ['prod'] }, bench.context)
  expect(other.text).toContain('Overview')
  expect(other.problems).toMatchObject([
    { severity: 'error', message: expect.stringMatching(/no plan for prod: .*not those of topic.*git switch/) },
  ])
  await bench.git('switch', '--quiet', 'topic')
  const same = await review.run({ head: 'topic', env: ['prod'] }, bench.context)
  expect(same.problems).toEqual([])
  expect((same.data as unknown as Review).environments[0]?.steps).toHaveLength(1)
})

describe('a pull request from a fork', () => {
  const workflowRun = (sha: string): Promise<string> =>
    eventFile({
      workflow_run: {
        head_sha: sha,
        head_branch: 'topic',
        head_repository: { full_name: FORK },
        html_url: 'https://github.com/acme/bi/actions/runs/41',
      },
    })

  beforeEach(() => {
    number = gitHub.addPull({ repository: REPOSITORY, head: { ref: 'topic', repository: FORK } })
  })

  test('asks no account and writes no comment; the run that follows comments with its report', async () => {
    const sha = await rename('Summary')
    const jobs = bench.emulator.calls().StartAssetBundleExportJob
    const first = await review.run({}, contextFor(await pullEvent({ fork: true }), READER))
    expect(first.problems).toEqual([])
    expect(comments()).toEqual([])
    expect(bench.emulator.calls().StartAssetBundleExportJob).toBe(jobs)
    const from = `${first.outputs?.report}/report.json`
    const second = await review.run({ from }, contextFor(await workflowRun(sha)))
    expect(second.problems).toEqual([])
    const [only, ...others] = comments()
    expect(others).toEqual([])
    expect(only?.body).toContain('Summary')
    expect(only?.body).toContain('no plan for prod')
    expect(only?.body).toContain('from a fork')
    expect(only?.body).toContain('https://github.com/acme/bi/actions/runs/41')
    expect(only?.body).not.toContain('runs/42')
  })

  test('whose report was made up is refused, or told without its links and markup', async () => {
    const sha = await rename('Summary')
    const first = await review.run({}, contextFor(await pullEvent({ fork: true }), READER))
    const forged = path.join(temporary, 'report.json')
    const text = await readFile(`${first.outputs?.report}/report.json`, 'utf8')
    await writeFile(forged, text.replaceAll('Summary', '@everyone <img src=x onerror=alert(1)> ](javascript:x)'))
    await review.run({ from: forged }, contextFor(await workflowRun(sha)))
    expect(comments()[0]?.body).not.toMatch(/(?<!\\)@everyone|<img|[^\\]\]\(javascript/)
    await writeFile(forged, '{"version":1}')
    const event = await workflowRun(sha)
    await expect(review.run({ from: forged }, contextFor(event))).rejects.toThrow(/report/)
  })

  test('whose report fills the comment, and tells of plans, is still told as what it is', async () => {
    const sha = await rename('Summary')
    const first = await review.run({}, contextFor(await pullEvent({ fork: true }), READER))
    const forged = path.join(temporary, 'report.json')
    const report = JSON.parse(await readFile(`${first.outputs?.report}/report.json`, 'utf8'))
    const plan = { name: '@'.repeat(40), account: '@'.repeat(20), region: '@'.repeat(30), digest: '@'.repeat(40) }
    const made = { ...plan, steps: [], unchanged: 9, blocks: ['@'.repeat(200), '@'.repeat(200), 'x'] }
    await writeFile(
      forged,
      JSON.stringify({
        ...report,
        environments: Array.from({ length: 8 }, () => ({ ...made, problem: '@'.repeat(300) })),
      }),
    )
    await review.run({ from: forged }, contextFor(await workflowRun(sha)))
    expect(comments()[0]?.body.slice(0, 1000)).toMatch(/from a fork, which wrote what it says here/)
    await writeFile(forged, JSON.stringify({ ...report, environments: [{ ...made, name: 'prod' }] }))
    await review.run({ from: forged }, contextFor(await workflowRun(sha)))
    expect(comments()[0]?.body).not.toContain('9 unchanged')
    expect(comments()[0]?.body).toContain('no plan for prod')
  })

  test('that moved on in the meantime is not commented on', async () => {
    const sha = await rename('Summary')
    const first = await review.run({}, contextFor(await pullEvent({ fork: true }), READER))
    await rename('Key figures')
    const second = await review.run(
      { from: `${first.outputs?.report}/report.json` },
      contextFor(await workflowRun(sha)),
    )
    expect(second.text).toContain('no open pull request has this commit')
    expect(comments()).toEqual([])
  })

  test('needs the event of the run that it follows', async () => {
    await rename('Summary')
    const first = await review.run({}, contextFor(await pullEvent({ fork: true }), READER))
    const event = await pullEvent()
    await expect(review.run({ from: `${first.outputs?.report}/report.json` }, contextFor(event))).rejects.toThrow(
      /workflow_run/,
    )
  })
})

test('without a pull request it is a report, and needs no GitHub', async () => {
  await rename('Summary')
  const result = await review.run({ env: ['prod'] }, bench.context)
  expect(result.problems).toEqual([])
  expect(result.text).toContain('Overview')
  expect(gitHub.calls).toEqual([])
})
