import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { dashboard, dataSource, dataset } from '../testing/assets.ts'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { salesDashboard } from '../testing/sales-dashboard.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import type { Context } from './context.ts'
import { COMMANDS } from './index.ts'

const HOSTILE = '@everyone <img src=x onerror=alert(1)> ::error::x\nnew line | `code` [link](https://evil.example)'

let bench: Bench
let gitHub: RunningGitHub
/** What the emulated service adds to every dashboard from now on. */
let addedFields: JsonObject

const quick =
  (github: Context['github']): Context['github'] =>
  async () => {
    const door = await github()
    return { ...door, connectGitHub: (options) => door.connectGitHub({ ...options, second: 2 }) }
  }

/** Prod as deployed from git, and a GitHub beside it. */
const start = async (
  assets: Asset[] = [dataSource(), dataset(), salesDashboard(), dashboard('other')],
): Promise<void> => {
  const more = 'refresh: none\noverlay: { datasource: { lake: { keep: true } } }\n'
  addedFields = {}
  bench = await setUp({ assets, prod: prodFile(more), emulator: { switches: { addedFields } } })
  gitHub = await startGitHub({
    repositories: [{ name: 'acme/bi' }],
    tokens: {
      ghs_actions: { login: 'github-actions[bot]', issues: 'write' },
      ghs_reader: { login: 'github-actions[bot]' },
    },
  })
  const variables = {
    ...bench.context.variables,
    GITHUB_API_URL: gitHub.url,
    GITHUB_TOKEN: 'ghs_actions',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: '42',
    GITHUB_WORKFLOW_REF: 'acme/bi/.github/workflows/quicksight-drift.yml@refs/heads/main',
  }
  bench.context = { ...hurried(bench.context), variables, github: quick(bench.context.github) }
  expect(messages(await run('export', { commit: true }))).toBe('')
  expect(messages(await run('deploy', { env: 'prod' }))).toBe('')
}

afterEach(async () => {
  const { violations } = gitHub
  await gitHub.close()
  await bench.close()
  expect(violations).toEqual([])
})

const messages = (result: Result): string =>
  result.problems.map(({ severity, message }) => `${severity}: ${message}`).join('\n')

const run = async (name: string, options: Options = {}): Promise<Result> => {
  const command = COMMANDS[name]
  if (!command) throw new Error(`no command ${name}`)
  return command.run(options, bench.context)
}
const drift = (options: Options = {}): Promise<Result> => run('drift', { env: 'prod', issue: true, ...options })
const issues = () => gitHub.world.issues

const edit = (id: string, change: (text: string) => string, kind = 'dashboard'): void => {
  const asset = bench.emulator.assets(PROD.account, PROD.region).find((one) => one.kind === kind && one.id === id)
  if (!asset) throw new Error(`${id} is not live`)
  bench.emulator.load(PROD.account, PROD.region, [
    { ...asset, body: JSON.parse(change(JSON.stringify(asset.body))) as JsonObject },
  ])
}
const rename = (id: string, from: string, to: string): void =>
  edit(id, (text) => text.replaceAll(JSON.stringify(from), JSON.stringify(to)))

describe('drift in words', () => {
  test('as text, markdown and data', async () => {
    await start()
    rename('other', 'Overview', 'By hand')
    const { text, markdown, data } = await run('drift', { env: 'prod' })
    expect(text).toBe(
      '  dashboard other  Dashboard other  edited in the environment\n      sheet "Overview" renamed "By hand"\n1 asset of prod is not as it was left\nTo keep the edit: quicksight-gitops export --env prod. To lose it: quicksight-gitops deploy --env prod --take git\n',
    )
    expect(markdown).toContain('**Dashboard other** (dashboard other)\n\n- sheet "Overview" renamed "By hand"\n')
    expect(data).toMatchObject({
      drifted: [
        {
          id: 'other',
          action: 'drift',
          changes: [{ action: expect.any(String), severity: 'notable', message: 'sheet "Overview" renamed "By hand"' }],
        },
      ],
    })
  })

  test('of many edits the first few, and how many more', async () => {
    await start()
    edit('sales', (text) => text.replace(/"name":"(\w+)"/g, '"name":"$1 new"'))
    edit('other', (text) =>
      text.replace(
        '"sheets":[',
        `"sheets":[${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `{"sheetId":"n${n}","name":"New ${n}"}`).join()},`,
      ),
    )
    const { text, data } = await run('drift', { env: 'prod' })
    expect(text.match(/^ {6}sheet "New \d" added/gm) ?? text.match(/^ {6}sheet "New \d"/gm)).toHaveLength(5)
    expect(text).toContain('      and 3 more changes\n')
    expect(JSON.stringify(data)).toContain('New 8')
  })

  test('what git changed since is not told as an edit', async () => {
    await start()
    const file = 'assets/dashboard/other.json'
    await bench.write(file, (await bench.read(file)).replace('"DISABLED"', '"ENABLED"'))
    await bench.git('commit', '-qam', 'Ours')
    rename('other', 'Overview', 'By hand')
    const { text } = await run('drift', { env: 'prod' })
    expect(text).toContain(
      'edited in the environment, and changed in git\n      sheet "Overview" renamed "By hand"\n1 asset',
    )
  })

  test('what cannot be listed is not said to be deleted', async () => {
    await start()
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'ListDashboards' }])
    const result = await run('drift', { env: 'prod' })
    expect(exitCodeOf(result, {})).toBe(1)
    expect(result.text).toBe('prod is as it was left\n')
    expect(messages(result)).toMatch(/^error: The list of kind dashboard cannot be read/)
  })
})

describe('drift --issue', () => {
  test('opens one for the environment, follows the drift, and closes it when it is over', async () => {
    await start()
    expect((await drift()).text).toContain('There is no issue to close')
    rename('other', 'Overview', 'By hand')
    const opened = await drift({ 'exit-code': true })
    expect(exitCodeOf(opened, { 'exit-code': true })).toBe(2)
    expect(opened.text).toContain('Issue opened: https://')
    expect(opened).toMatchObject({ outputs: { drifted: 1, issue: 1 }, data: { issue: { number: 1 } } })
    const [issue] = issues()
    expect(issue?.title).toBe('QuickSight prod differs from git')
    expect(issue?.body).toContain(
      '1 asset of prod (account 444455556666 in eu-west-1) is not as the last deploy left it',
    )
    expect(issue?.body).toContain('- sheet "Overview" renamed "By hand"')
    expect(issue?.body).toContain('export --env prod --pull-request')
    expect(issue?.body).toContain('https://github.com/acme/bi/actions/workflows/quicksight-drift.yml')

    bench.context = { ...bench.context, variables: { ...bench.context.variables, GITHUB_RUN_ID: '43' } }
    expect((await drift()).text).toContain('The issue says so already: ')
    rename('other', 'By hand', 'Again')
    expect((await drift()).text).toContain('Issue updated: ')
    expect(issue?.body).toContain('"Again"')
    expect(gitHub.comments('acme/bi', 1)).toEqual([])

    rename('other', 'Again', 'Overview')
    const closed = await drift()
    expect(closed.text).toContain('Issue closed: ')
    expect(closed.outputs).toEqual({ drifted: 0 })
    expect(issue).toMatchObject({ state: 'closed' })
    expect(gitHub.comments('acme/bi', 1)[0]?.body).toContain('(https://github.com/acme/bi/actions/runs/43)')

    rename('other', 'Overview', 'Back')
    expect((await drift()).outputs).toMatchObject({ issue: 2 })
    expect(issues().map(({ state }) => state)).toEqual(['closed', 'open'])
  })

  test.each([
    ['a list', { kind: 'accessDenied', operation: 'ListDashboards' }],
    ['an asset', { kind: 'failAsset', asset: 'dashboard:other', job: 'export' }],
  ] as const)('does not close it when %s could not be read', async (_, fault) => {
    await start()
    rename('other', 'Overview', 'By hand')
    await drift()
    bench.emulator.setFaults([fault])
    const result = await drift()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(result.text).toContain('The issue is left as it is, because not everything could be read')
    edit('orders', (text) => text.replace('SELECT amount', 'SELECT 1 AS amount'), 'dataset')
    await drift()
    expect(issues()).toMatchObject([{ state: 'open', body: expect.stringContaining('Not everything could be read') }])
  })

  test('does not touch it when the files have errors', async () => {
    await start()
    rename('other', 'Overview', 'By hand')
    await drift()
    await bench.write('environments/prod.yaml', 'account: 1\n')
    expect(exitCodeOf(await drift(), {})).toBe(1)
    expect(issues()).toMatchObject([{ state: 'open' }])
  })

  test('what GitHub refuses is an error of its own, and the drift is told all the same', async () => {
    await start()
    rename('other', 'Overview', 'By hand')
    bench.context = { ...bench.context, variables: { ...bench.context.variables, GITHUB_TOKEN: 'ghs_reader' } }
    const result = await drift()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/«issues: write»/)
    expect(result.text).toContain('renamed "By hand"')
    expect(result.text).toContain('The issue could not be kept')
  })

  test('text from outside stays text, and is in no title', async () => {
    await start()
    rename('other', 'Overview', HOSTILE)
    edit('other', (text) => text.replace('"Dashboard other"', JSON.stringify(HOSTILE)))
    const { text } = await drift()
    const [{ title, body } = { title: '', body: '' }] = issues()
    expect(title).toBe('QuickSight prod differs from git')
    expect(body).not.toMatch(/@everyone|<img|\]\(https:\/\/evil/)
    expect(text).not.toMatch(/^ *::/m)
  })
})

describe('a field that the service adds to every dashboard', () => {
  test('is no import, no version and no failed deploy, and one line of drift', async () => {
    const many = ['a', 'b', 'c', 'd'].map((id) => dashboard(id))
    await start([dataSource(), dataset(), ...many])
    addedFields.newFeature = { on: true }
    const result = await drift()
    expect(result.text).toMatch(/^ {2}4 assets {2,}have more than git asks for, looks like the service: newFeature\n/)
    expect(issues()[0]?.body).toMatch(
      /\| 4 assets \| +\| have more than git asks for, looks like the service: newFeature \|/,
    )
    bench.emulator.resetCalls()
    const deployed = await run('deploy', { env: 'prod' })
    expect(exitCodeOf(deployed, {})).toBe(0)
    expect(bench.emulator.calls()).not.toHaveProperty('StartAssetBundleImportJob')
    const file = 'assets/dataset/orders.json'
    await bench.write(file, (await bench.read(file)).replace('SELECT amount', 'SELECT 1 AS amount'))
    await bench.git('commit', '-qam', 'Ours')
    expect(exitCodeOf(await run('deploy', { env: 'prod' }), {})).toBe(0)
    expect(bench.emulator.calls()).toMatchObject({ StartAssetBundleImportJob: 1 })
    expect((await drift()).text).toMatch(/^ {2}4 assets/)
    expect((await run('export', { env: 'prod' })).text).toContain('looks like the service')
  })
})
