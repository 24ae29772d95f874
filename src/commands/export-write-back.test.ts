import { DeleteDashboardCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { type JsonObject, objectsOf } from '../model/json.ts'
import { dashboard, dataSource, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import { COMMANDS } from './index.ts'

const OVERLAY = `refresh: none
overlay:
  datasource:
    lake: { athenaParameters: { workGroup: reporting } }
  set:
    "dashboard:sales": { "definition.sheets[name=Overview].title": Sales in prod }
  replace:
    - { in: "dataset:*", key: sqlQuery, from: "dev_sales.", to: "prod_sales." }
`
const SALES = 'assets/dashboard/sales.json'
const ORDERS = 'assets/dataset/orders.json'

let bench: Bench
afterEach(() => bench.close())

const company = (): Asset[] => [
  ...smallCompany().filter(({ kind, id }) => kind !== 'dataset' || id !== 'orders'),
  dataset('orders', { sql: 'SELECT amount FROM dev_sales.orders' }),
  dashboard('other'),
]

/** Dev exported, committed, and deployed to prod with an overlay. */
const start = async (overlay = OVERLAY, assets = company()): Promise<void> => {
  bench = await setUp({ assets, prod: prodFile(overlay) })
  bench.context = hurried(bench.context)
  expect((await run('export', { commit: true })).problems).toEqual([])
  await good('deploy', { env: 'prod' })
  await good('deploy', { env: 'dev', take: 'git' })
  bench.emulator.resetCalls()
}

/** A command in the hurried context. */
const run = async (name: string, options: Options = {}): Promise<Result> => {
  const command = COMMANDS[name]
  if (!command) throw new Error(`no command ${name}`)
  return command.run(options, bench.context)
}

const messages = (result: Result): string =>
  result.problems.map(({ severity, message }) => `${severity}: ${message}`).join('\n')

const good = async (name: string, options: Options): Promise<Result> => {
  const result = await run(name, options)
  expect(messages(result)).toBe('')
  return result
}

const back = (options: Options = {}): Promise<Result> => run('export', { env: 'prod', ...options })
const inProd = (...assets: Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)
const live = (kind: string, id: string, { account, region }: typeof PROD | typeof DEV = PROD): Asset => {
  const found = bench.emulator.assets(account, region).find((asset) => asset.kind === kind && asset.id === id)
  if (!found) throw new Error(`${kind} ${id} is not live`)
  return found
}
const status = (): Promise<string> => bench.git('status', '--porcelain')
const imports = (): number => bench.emulator.calls().StartAssetBundleImportJob ?? 0
const fileOf = async (file: string): Promise<JsonObject> => JSON.parse(await bench.read(file)) as JsonObject
const commitAll = async (): Promise<void> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '--message', 'Edit')
}

/** Edit an asset as a person in the console would. */
const edit = (kind: string, id: string, change: (text: string) => string): void => {
  const asset = live(kind, id)
  inProd({ ...asset, body: JSON.parse(change(JSON.stringify(asset.body))) as JsonObject })
}
const addSheet = (id: string, name = 'By hand'): void =>
  edit('dashboard', id, (text) =>
    text.replace('"sheets":[', `"sheets":[{"sheetId":"new","name":"${name}","visuals":[]},`),
  )
const editSql = (sql: string): void =>
  edit('dataset', 'orders', (text) => text.replace('SELECT amount FROM prod_sales.orders', sql))

const sqlIn = (body: JsonObject): unknown => JSON.stringify(body).match(/"sqlQuery":"([^"]*)"/)?.[1]
const sheetNames = ({ definition }: JsonObject): unknown[] =>
  objectsOf((definition as JsonObject).sheets).map(({ name }) => name)

describe('an edit in prod', () => {
  test('is never lost: stopped, described, written back, merged, deployed, clean, and reaches dev', async () => {
    await start()
    addSheet('sales')
    editSql('SELECT amount, region FROM prod_sales.orders')
    const drift = await run('drift', { env: 'prod' })
    expect(drift.outputs).toMatchObject({ drifted: 2 })
    await bench.write(SALES, (await bench.read(SALES)).replace('"DISABLED"', '"ENABLED"'))
    await commitAll()
    expect(messages(await run('deploy', { env: 'prod' }))).toMatch(/error: .*edited in the environment/)
    await bench.git('revert', '--no-edit', 'HEAD')

    const result = await back({ commit: true })
    expect(messages(result)).toBe('')
    expect(result.text).toContain('Wrote back 2 assets edited in prod (account 444455556666, eu-west-1): 2 changed\n')
    expect(result.outputs).toMatchObject({ exported: 2, changed: 2, added: 0, removed: 0 })
    expect(await bench.git('show', '--format=%B', '--name-only')).toMatch(
      /^Export QuickSight assets: 2 changed\n[\s\S]*QuickSight-Export: prod\n\n\nassets\/dashboard\/sales.json\nassets\/dataset\/orders.json\n$/,
    )
    const sales = await fileOf(SALES)
    expect(sheetNames(sales)).toEqual(['By hand', 'Overview'])
    expect(JSON.stringify(sales)).not.toContain('Sales in prod')
    expect(sqlIn(await fileOf(ORDERS))).toBe('SELECT amount, region FROM dev_sales.orders')

    const plan = await good('plan', { env: 'prod' })
    expect(plan.text).toContain('2 to record')
    await good('deploy', { env: 'prod' })
    expect(imports()).toBe(0)
    expect((await good('drift', { env: 'prod' })).text).toBe('prod is as it was left\n')
    expect(await back()).toMatchObject({ problems: [], pending: false })

    await good('deploy', { env: 'dev' })
    expect(sheetNames(live('dashboard', 'sales', DEV).body)).toEqual(['By hand', 'Overview'])
    expect(sqlIn(live('dataset', 'orders', DEV).body)).toBe('SELECT amount, region FROM dev_sales.orders')
    expect(JSON.stringify(live('dashboard', 'sales', DEV).body)).not.toContain('Sales in prod')
  })

  test('of nothing: nothing is written, and nothing of the overlay either', async () => {
    await start()
    const result = await back({ commit: true, 'exit-code': true })
    expect(messages(result)).toBe('')
    expect(exitCodeOf(result, { 'exit-code': true })).toBe(0)
    expect(result.text).toBe('Wrote back 0 assets edited in prod (account 444455556666, eu-west-1): no change\n')
    expect(await status()).toBe('')
  })

  test('that nobody committed is committed by the repetition', async () => {
    await start()
    addSheet('other')
    await back()
    expect(await status()).toBe(' M assets/dashboard/other.json\n')
    expect((await back({ commit: true })).outputs?.commit).toMatch(/^[0-9a-f]{40}$/)
    expect(await status()).toBe('')
  })

  test('never overwrites work that git does not have', async () => {
    await start()
    addSheet('other')
    const file = 'assets/dashboard/other.json'
    await bench.write(file, (await bench.read(file)).replace('Overview', 'Half done'))
    await expect(back()).rejects.toThrow(/not committed: assets\/dashboard\/other\.json/)
    expect(await bench.read(file)).toContain('Half done')
  })

  test('of one asset is written alone where a pattern names it', async () => {
    await start()
    addSheet('sales')
    addSheet('other')
    expect(messages(await back({ select: ['dashboard:oth*'] }))).toBe('')
    expect(await status()).toBe(' M assets/dashboard/other.json\n')
    expect(messages(await back({ select: ['dashboard:nope'] }))).toBe(
      'error: "dashboard:nope" names nothing that is live in prod',
    )
    await expect(back({ select: ['sales'] })).rejects.toThrow(/does not name assets/)
  })
})

describe('an edit of what the environment has otherwise', () => {
  test('is refused with its path, and the others are written', async () => {
    await start()
    edit('dashboard', 'sales', (text) => text.replace('Sales in prod', 'Edited title'))
    addSheet('other')
    const result = await back()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toBe(
      'error: dashboard "Dashboard sales" (sales) is not written back: `definition.sheets[sheetId=s1].title` is set by environments/prod.yaml. Change it there, under overlay, and take the edit back in QuickSight',
    )
    expect(await status()).toBe(' M assets/dashboard/other.json\n')
  })

  test('parameters of a data source too', async () => {
    await start()
    edit('datasource', 'lake', (text) => text.replace('"reporting"', '"other"'))
    expect(messages(await back())).toMatch(
      /datasource .* `dataSourceParameters.athenaParameters.workGroup` is set by environments\/prod.yaml/,
    )
    expect(await status()).toBe('')
  })

  test('a text that is not certain in the words of git', async () => {
    await start()
    editSql('SELECT amount FROM dev_sales.orders')
    expect(messages(await back())).toMatch(
      /overlay\.replace of environments\/prod\.yaml rewrites the text at `physicalTableMap\.t1\.customSql\.sqlQuery`/,
    )
    expect(await status()).toBe('')
  })

  test('an edit after which the overlay would find nothing any more', async () => {
    await start()
    edit('dashboard', 'sales', (text) => text.replace('"name":"Overview"', '"name":"Summary"'))
    addSheet('other')
    const result = await back()
    expect(messages(result)).toMatch(
      /^error: dashboard .* is not written back: git would not be right afterwards: environments\/prod\.yaml:\d+ .*Summary/,
    )
    expect(await status()).toBe(' M assets/dashboard/other.json\n')
  })
})

describe('what is not written unasked', () => {
  test('what the service added; unless a pattern names it', async () => {
    await start()
    for (const id of ['sales', 'other'])
      inProd({ ...live('dashboard', id), body: { ...live('dashboard', id).body, feature: 1 } })
    const result = await back()
    expect(messages(result)).toBe('')
    expect(result.text).toMatch(/looks like the service: dashboard:other, dashboard:sales\. Name them with --select/)
    expect(await status()).toBe('')
    await back({ select: ['dashboard:sales'] })
    expect((await fileOf(SALES)).feature).toBe(1)
  })

  test('what is not in git; unless a pattern names it with all that it needs', async () => {
    await start()
    inProd(dataset('fresh', { sql: 'SELECT 1 FROM prod_sales.fresh' }), dashboard('fresh', { dataSetId: 'fresh' }))
    expect((await back()).text).toContain(
      'Live in prod and not in git, left alone: dashboard:fresh, dataset:fresh. Name them with --select to add them\n',
    )
    expect(messages(await back({ select: ['dashboard:fresh'] }))).toMatch(/it needs dataset fresh, which is not in git/)
    expect(await status()).toBe('')
    const both = await back({ select: ['*:fresh'] })
    expect(messages(both)).toBe('')
    expect(both.outputs).toMatchObject({ added: 2 })
    expect(sqlIn(await fileOf('assets/dataset/fresh.json'))).toBe('SELECT 1 FROM dev_sales.fresh')
  })

  test('what belongs to another repository or environment, and not when it is named either', async () => {
    await start()
    inProd({ ...dashboard('theirs'), tags: [{ key: 'gitops:owner', value: 'acme/other/prod' }] })
    expect((await back()).text).not.toContain('theirs')
    const result = await back({ select: ['dashboard:theirs'] })
    expect(messages(result)).toMatch(
      /\(theirs\) is not written back: it belongs to acme\/other\/prod, by its gitops:owner tag/,
    )
    expect(await status()).toBe('')
  })

  test('what nobody owns; unless a pattern names it', async () => {
    bench = await setUp({ assets: company(), prod: prodFile(OVERLAY) })
    bench.context = hurried(bench.context)
    await good('export', { commit: true })
    inProd(...company(), dashboard('other', { sheet: 'Theirs' }))
    expect((await back()).text).toMatch(/differ from git and belong to nobody yet: .*dashboard:other/)
    expect(await status()).toBe('')
    expect(messages(await back({ select: ['dashboard:other'] }))).toBe('')
    expect(sheetNames(await fileOf('assets/dashboard/other.json'))).toEqual(['Theirs'])
  })

  test('what is gone stays in git, and is told', async () => {
    await start()
    await new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url }).send(
      new DeleteDashboardCommand({ AwsAccountId: PROD.account, DashboardId: 'other' }),
    )
    expect(messages(await back())).toMatch(/^warning: dashboard .* is gone from prod and stays in git, .*other\.json$/)
    expect(await status()).toBe('')
  })

  test('what git no longer has', async () => {
    await start()
    await bench.git('rm', '-q', 'assets/dashboard/other.json')
    await bench.git('commit', '-qm', 'Remove')
    addSheet('other')
    expect(messages(await back())).toMatch(/^warning: dashboard .* was edited in prod and is not written back/)
    expect(await status()).toBe('')
  })
})

describe('git and prod both moved', () => {
  const inGit = async (from: string, to: string): Promise<void> => {
    await bench.write(
      'assets/dashboard/other.json',
      (await bench.read('assets/dashboard/other.json')).replace(from, to),
    )
    await commitAll()
  }

  test('at different places: both are in git afterwards, and the deploy brings both', async () => {
    await start()
    await inGit('"DISABLED"', '"ENABLED"')
    addSheet('other')
    const result = await back({ commit: true })
    expect(messages(result)).toBe('')
    expect(result.text).toContain('Changed in git too: dashboard:other; git now holds its own changes and these edits')
    expect(await bench.read('assets/dashboard/other.json')).toContain('"ENABLED"')
    expect(sheetNames(await fileOf('assets/dashboard/other.json'))).toEqual(['By hand', 'Overview'])
    await good('deploy', { env: 'prod', 'on-conflict': 'overwrite' })
    expect(sheetNames(live('dashboard', 'other').body)).toEqual(['By hand', 'Overview'])
    expect((await good('drift', { env: 'prod' })).outputs).toEqual({ drifted: 0 })
  })

  test('at the same place: refused', async () => {
    await start()
    await inGit('Overview', 'Ours')
    edit('dashboard', 'other', (text) => text.replace('Overview', 'Theirs'))
    expect(messages(await back())).toMatch(/`definition\.sheets\[sheetId=s1\]\.name` was changed in git or by/)
    expect(await bench.read('assets/dashboard/other.json')).toContain('Ours')
  })
})

test('a refresh schedule that somebody added is written, and one that is gone is told', async () => {
  await start()
  inProd(schedule('orders', 'hourly'))
  const result = await back()
  expect(messages(result)).toBe('')
  expect(await status()).toBe('?? assets/refreshSchedule/orders--refresh-schedule--hourly.json\n')
})

test('a data source that is edited beside what the overlay sets is written without the overlay', async () => {
  await start()
  edit('datasource', 'lake', (text) => text.replace('Source lake', 'Big lake'))
  expect(messages(await back())).toBe('')
  expect(await fileOf('assets/datasource/lake.json')).toMatchObject({
    name: 'Big lake',
    dataSourceParameters: { athenaParameters: { workGroup: 'primary' } },
  })
  expect(dataSource().body.dataSourceParameters).toEqual({ athenaParameters: { workGroup: 'primary' } })
})
