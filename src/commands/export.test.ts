import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { DeleteAnalysisCommand, DeleteDashboardCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import { exportCommand } from './export.ts'

let bench: Bench
afterEach(() => bench.close())

const start = async (more: Parameters<typeof setUp>[0] = {}): Promise<void> => {
  bench = await setUp({ assets: smallCompany(), ...more })
}

const run = (options: Options = {}): Promise<Result> => bench.run('export', options)
const edit = (...assets: Asset[]): void => bench.emulator.load(DEV.account, DEV.region, assets)
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
const commitAll = async (): Promise<void> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '-m', 'By hand')
}
const status = (): Promise<string> => bench.git('status', '--porcelain', '--untracked-files=all')

describe('export', () => {
  test('writes one normalized file per asset, neutral and without tags', async () => {
    await start()
    const result = await run()
    expect(messages(result)).toBe('')
    expect((result.data as { added: string[] }).added.sort()).toEqual([
      'assets/analysis/sales.json',
      'assets/dashboard/sales.json',
      'assets/dataset/orders.json',
      'assets/datasource/lake.json',
      'assets/refreshSchedule/orders--refresh-schedule--daily.json',
    ])
    const text = await bench.read('assets/dataset/orders.json')
    expect(text).toContain('"dataSourceArn": "arn:aws:quicksight:::datasource/lake"')
    expect(text).not.toMatch(/111122223333|"tags"|"permissions"/)
    expect(text.endsWith('}\n')).toBe(true)
  })

  test('twice without a change: no file is touched', async () => {
    await start()
    await run({ commit: true })
    const file = path.join(bench.root, 'assets/dataset/orders.json')
    const before = await stat(file)
    const result = await run({ commit: true })
    expect(result).toMatchObject({ problems: [], pending: false })
    expect(exitCodeOf(result, { 'exit-code': true })).toBe(0)
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs)
    expect(await bench.git('rev-list', '--count', 'HEAD')).toBe('2\n')
  })

  test('after one edit in dev: exactly that file', async () => {
    await start()
    await run({ commit: true })
    edit(dashboard('sales', { sheet: 'New' }))
    const result = await run()
    expect(await status()).toBe(' M assets/dashboard/sales.json\n')
    expect(exitCodeOf(result, { 'exit-code': true })).toBe(2)
  })

  test('commits its own files only, and names no asset in the message', async () => {
    await start()
    await bench.write('notes.txt', 'mine')
    await bench.git('add', 'notes.txt')
    const result = await run({ commit: true })
    expect(await bench.git('log', '-1', '--format=%s')).toBe('Export QuickSight assets: 5 added\n')
    expect(await status()).toBe('A  notes.txt\n')
    expect(result.outputs?.commit).toMatch(/^[0-9a-f]{40}$/)
  })

  test('a file goes only when QuickSight says that its asset is gone', async () => {
    await start()
    await run({ commit: true })
    await bench.write('assets/dashboard/old.json', '{\n  "dashboardId": "old",\n  "name": "Old"\n}\n')
    await commitAll()
    bench.emulator.setFaults([{ operation: 'DescribeDashboard', kind: 'accessDenied' }])
    const unsure = await run()
    expect(messages(unsure)).toContain('assets/dashboard/old.json is kept')
    expect(exitCodeOf(unsure, {})).toBe(1)
    expect(await status()).toBe('')
    bench.emulator.setFaults([])
    const result = await run()
    expect(result.outputs?.removed).toBe(1)
    expect(await status()).toBe(' D assets/dashboard/old.json\n')
  })

  test('a kind that may not be listed loses no file, and the run is red', async () => {
    await start()
    await run({ commit: true })
    bench.emulator.setFaults([{ operation: 'ListDashboards', kind: 'accessDenied' }])
    const result = await run()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toContain('The list of kind dashboard cannot be read')
    expect(await status()).toBe('')
  })

  test('--select takes an asset and what it needs, and never removes a file', async () => {
    await start({ assets: [...smallCompany(), dataset('other'), dashboard('other', { dataSetId: 'other' })] })
    await bench.write('assets/dashboard/old.json', '{\n  "dashboardId": "old",\n  "name": "Old"\n}\n')
    const result = await run({ select: ['dashboard:sales'] })
    expect(messages(result)).toBe('')
    expect((result.data as { added: string[] }).added.sort()).toEqual([
      'assets/dashboard/sales.json',
      'assets/dataset/orders.json',
      'assets/datasource/lake.json',
      'assets/refreshSchedule/orders--refresh-schedule--daily.json',
    ])
    expect(await bench.read('assets/dashboard/old.json')).toContain('Old')
    expect(messages(await run({ select: ['dashboard:nope'] }))).toContain('"dashboard:nope" names nothing that is live')
  })

  test('a schedule is exported also where it does not count as a dependency', async () => {
    await start({ emulator: { switches: { refreshScheduleIsDependency: false } } })
    const result = await run()
    expect((result.data as { added: string[] }).added).toContain(
      'assets/refreshSchedule/orders--refresh-schedule--daily.json',
    )
  })
})

describe('what cannot be exported', () => {
  test('a broken asset and what needs it are left out by name; the rest comes, and the run is red', async () => {
    await start({ assets: [...smallCompany(), dataset('fine'), dashboard('fine', { dataSetId: 'fine' })] })
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dataset:orders', job: 'export' }])
    const result = await run()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dataset "Dataset orders" \(orders\) was not exported: .*!dataset:orders/)
    expect(messages(result)).toMatch(
      /dashboard "Dashboard sales" \(sales\) was not exported: it needs dataset "Dataset orders"/,
    )
    expect((result.data as { added: string[] }).added).toEqual(
      expect.arrayContaining(['assets/dashboard/fine.json', 'assets/dataset/fine.json']),
    )
    expect((result.data as { added: string[] }).added).not.toContain('assets/analysis/sales.json')
  })

  test('an error without an ARN is narrowed down to the asset at fault', async () => {
    const many = Array.from({ length: 9 }, (_, i) => dashboard(`d${i}`))
    await start({ assets: [...smallCompany(), ...many] })
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:d4', job: 'export', anonymous: true }])
    const result = await run()
    expect((result.data as { skipped: { id: string }[] }).skipped.map(({ id }) => id)).toEqual(['d4'])
    expect(result.outputs?.exported).toBe(smallCompany().length + 8)
  })

  test('every job fails: few are tried, and every asset is named', async () => {
    const many = Array.from({ length: 40 }, (_, i) => dashboard(`d${i}`))
    await start({ assets: [...smallCompany(), ...many] })
    const all = bench.emulator.assets(DEV.account, DEV.region).map(({ kind, id }) => `${kind}:${id}`)
    bench.emulator.setFaults(all.map((asset) => ({ kind: 'failAsset', asset, job: 'export', anonymous: true })))
    bench.emulator.resetCalls()
    const result = await run()
    expect(result.outputs).toMatchObject({ exported: 0, skipped: many.length + 4 })
    expect(bench.emulator.calls().StartAssetBundleExportJob).toBeLessThanOrEqual(50)
  })

  test('an unsupported data source is named, with its dependants', async () => {
    const upload = dataSource('upload', { type: 'GITHUB' })
    await start({
      assets: [
        ...smallCompany(),
        upload,
        dataset('sheet', { source: 'upload' }),
        analysis('a2', { dataSetId: 'sheet' }),
      ],
    })
    const result = await run()
    const skipped = (result.data as { skipped: { kind: string; id: string }[] }).skipped.map(
      ({ kind, id }) => `${kind}:${id}`,
    )
    expect(skipped.sort()).toEqual(['analysis:a2', 'dataset:sheet', 'datasource:upload'])
    expect(exitCodeOf(result, {})).toBe(1)
  })

  test('a file whose asset can no longer be exported stays', async () => {
    await start()
    await run({ commit: true })
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'export' }])
    const result = await run()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(await status()).toBe('')
  })
})

const oldDashboard = (id: string): string => `{\n  "dashboardId": "${id}",\n  "name": "Old"\n}\n`

describe('so much is gone that the place is doubtful', () => {
  test('none of the assets in git is live: refused, nothing is written or removed', async () => {
    await start()
    await run({ commit: true })
    await bench.write('environments/dev.yaml', 'account: "111122223333"\nregion: us-west-2\nsource: true\n')
    await commitAll()
    bench.emulator.load(DEV.account, 'us-west-2', [dashboard('elsewhere')])
    await expect(run({ commit: true })).rejects.toThrow(
      /^None of the 5 assets in git is live in account 111122223333, region us-west-2\. Is that the right place\?.*git rm/,
    )
    expect(await status()).toBe('')
    expect(await bench.git('ls-files', 'assets')).toMatch(/^(assets\/.*\n){5}$/)
  })

  test('the same for a region that only AWS_REGION says, and where nothing may be described', async () => {
    await start()
    await run({ commit: true })
    await bench.git('rm', '-rq', 'environments')
    await commitAll()
    bench.emulator.setFaults([{ operation: 'DescribeDashboard', kind: 'accessDenied' }])
    const context = { ...bench.context, variables: { ...bench.context.variables, AWS_REGION: 'eu-west-3' } }
    await expect(exportCommand.run({}, context)).rejects.toThrow(/None of the 5 assets .* region eu-west-3/)
    expect(await status()).toBe('')
  })

  test('more than half at once is refused by count and file; up to half goes', async () => {
    await start()
    await run({ commit: true })
    for (const id of ['a', 'b', 'c', 'd', 'e']) await bench.write(`assets/dashboard/${id}.json`, oldDashboard(id))
    await commitAll()
    expect((await run({ commit: true })).outputs?.removed).toBe(5)
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await bench.write(`assets/dashboard/${id}.json`, oldDashboard(id))
    await commitAll()
    await expect(run({ commit: true })).rejects.toThrow(
      /^6 of the 11 assets in git are gone from account 111122223333, region us-east-1.*git rm.*assets\/dashboard\/f\.json/,
    )
    expect(await status()).toBe('')
  })

  test('a file with a shortened name goes like any other', async () => {
    const id = 'x'.repeat(300)
    await start({ assets: [...smallCompany(), dashboard(id)] })
    expect((await run({ commit: true })).outputs?.added).toBe(6)
    await new QuickSightClient({ region: DEV.region, endpoint: bench.emulator.url }).send(
      new DeleteDashboardCommand({ AwsAccountId: DEV.account, DashboardId: id }),
    )
    expect((await run()).outputs?.removed).toBe(1)
    expect(await status()).toMatch(/^ D assets\/dashboard\/x+~[0-9a-f]+\.json\n$/)
  })
})

describe('work that is not committed', () => {
  const SALES = 'assets/dashboard/sales.json'

  test.each(['modified', 'staged', 'deleted'])(
    'a %s file that would be written is left alone, by name',
    async (how) => {
      await start()
      await run({ commit: true })
      edit(dataset('orders', { sql: 'SELECT 2 AS amount' }))
      if (how === 'deleted') await rm(path.join(bench.root, SALES))
      else await bench.write(SALES, (await bench.read(SALES)).replace('Overview', 'Hours of work'))
      if (how === 'staged') await bench.git('add', '--all')
      const before = await status()
      const refused = run({ commit: true })
      await expect(refused).rejects.toThrow(/not committed: assets\/dashboard\/sales\.json\. .*Commit.*--allow-dirty/)
      expect(await status()).toBe(before)
      expect((await run({ commit: true, 'allow-dirty': true })).outputs?.exported).toBe(5)
      expect(await bench.read(SALES)).toContain('Overview')
      expect(await status()).toBe('')
    },
  )

  test('an untracked file is not removed', async () => {
    await start()
    await run({ commit: true })
    await bench.write('assets/dashboard/fresh.json', oldDashboard('fresh'))
    await expect(run()).rejects.toThrow(/not committed: assets\/dashboard\/fresh\.json\./)
    expect(await status()).toBe('?? assets/dashboard/fresh.json\n')
    await run({ 'allow-dirty': true, commit: true })
    expect(await status()).toBe('')
  })

  test('is told also where the project lies below the top of the repository', async () => {
    await start()
    await run({ commit: true })
    await mkdir(path.join(bench.root, 'bi'))
    await bench.git('mv', 'assets', 'environments', 'bi')
    await commitAll()
    const root = path.join(bench.root, 'bi')
    const context = bench.context.elsewhere(root, bench.context.variables)
    await bench.write(`bi/${SALES}`, (await bench.read(`bi/${SALES}`)).replace('Overview', 'Hours of work'))
    await expect(exportCommand.run({}, context)).rejects.toThrow(/not committed: assets\/dashboard\/sales\.json/)
    await bench.git('checkout', '--', '.')
    edit(dashboard('sales', { sheet: 'New' }))
    await exportCommand.run({ commit: true }, context)
    expect(await bench.git('show', '--format=', '--name-only')).toBe(`bi/${SALES}\n`)
  })

  test('an export that nobody committed can be repeated, and committed by the repetition', async () => {
    await start()
    await run()
    expect(await run()).toMatchObject({ problems: [], pending: false })
    expect((await run({ commit: true })).outputs?.commit).toMatch(/^[0-9a-f]{40}$/)
    expect(await status()).toBe('')
  })

  test('outside of git everything is written', async () => {
    await start()
    await rm(path.join(bench.root, '.git'), { recursive: true })
    await run()
    edit(dashboard('sales', { sheet: 'New' }))
    expect((await run()).outputs?.changed).toBe(1)
  })

  test('in files that the export does not touch is not committed with it', async () => {
    await start()
    await run({ commit: true })
    const file = 'assets/analysis/sales.json'
    await bench.write(file, (await bench.read(file)).replace('Overview', 'half done'))
    edit(dashboard('sales', { sheet: 'New' }))
    await run({ commit: true, select: ['dashboard:sales'] })
    expect(await bench.git('show', '--format=', '--name-only')).toBe('assets/dashboard/sales.json\n')
    expect(await status()).toBe(` M ${file}\n`)
  })
})

describe('links', () => {
  const links = { linkEntities: ['arn:aws:quicksight:us-east-1:111122223333:analysis/sales'] }
  const linked = (): Asset[] => [dataSource(), dataset(), analysis(), dashboard('sales', { more: links })]

  test.each([
    [{ kind: 'failAsset', asset: 'analysis:sales', job: 'export' }],
    [{ kind: 'accessDenied', operation: 'ListAnalyses' }],
  ] as const)('to an analysis whose file stays are kept: %j', async (fault) => {
    await start({ assets: linked() })
    await run({ commit: true })
    bench.emulator.setFaults([fault])
    expect(exitCodeOf(await run(), {})).toBe(1)
    expect(await status()).toBe('')
    expect(await bench.read('assets/dashboard/sales.json')).toContain('analysis/sales')
  })

  test('to an analysis that is gone go with its file', async () => {
    await start({ assets: linked() })
    await run({ commit: true })
    await new QuickSightClient({ region: DEV.region, endpoint: bench.emulator.url }).send(
      new DeleteAnalysisCommand({ AwsAccountId: DEV.account, AnalysisId: 'sales', ForceDeleteWithoutRecovery: true }),
    )
    await run()
    expect(await bench.read('assets/dashboard/sales.json')).not.toContain('analysis/sales')
    expect(await status()).toBe(' D assets/analysis/sales.json\n M assets/dashboard/sales.json\n')
  })
})

describe('what patterns leave out', () => {
  const editAll = (): void =>
    edit(
      dataset('orders', { sql: 'SELECT 99 AS amount' }),
      dataSource('lake', { name: 'Other lake' }),
      dashboard('sales', { sheet: 'New' }),
      schedule('orders', 'hourly'),
    )

  test('by --select is not written, also as a need of something else', async () => {
    await start()
    await run({ commit: true })
    editAll()
    const result = await run({ select: ['dashboard:*', '!dataset:orders'] })
    expect(messages(result)).toBe('')
    expect(await status()).toBe(' M assets/dashboard/sales.json\n M assets/datasource/lake.json\n')
  })

  test('by the environment is not written either, and its file stays even when it is gone', async () => {
    await start()
    await run({ commit: true })
    await bench.write('assets/datasource/upload.json', '{\n  "dataSourceId": "upload",\n  "name": "Upload"\n}\n')
    await bench.write(
      'environments/dev.yaml',
      'account: "111122223333"\nregion: us-east-1\nsource: true\nselect: ["*", "!datasource:*"]\n',
    )
    await commitAll()
    editAll()
    await run()
    expect(await status()).toBe(
      ' M assets/dashboard/sales.json\n M assets/dataset/orders.json\n?? assets/refreshSchedule/orders--refresh-schedule--hourly.json\n',
    )
  })

  test('what the environment selects brings what it needs', async () => {
    await start()
    await bench.write(
      'environments/dev.yaml',
      'account: "111122223333"\nregion: us-east-1\nsource: true\nselect: ["dashboard:sales"]\n',
    )
    expect((await run()).data).toMatchObject({ exported: 4, skipped: [] })
  })

  test('is all that patterns say which only leave out', async () => {
    await start()
    const result = await run({ select: ['!analysis:*'] })
    expect(messages(result)).toBe('')
    expect(await status()).not.toContain('analysis')
    expect(result.outputs).toMatchObject({ exported: 4, added: 4 })
  })
})

describe('environment files', () => {
  test('two of one name are refused, by both names', async () => {
    await start()
    await run({ commit: true })
    await bench.write('environments/dev.yml', await bench.read('environments/dev.yaml'))
    const both = 'environments/dev.yaml and environments/dev.yml both describe the environment "dev"; keep one'
    for (const options of [{}, { env: 'dev' }]) {
      const result = await run(options)
      expect(exitCodeOf(result, {})).toBe(1)
      expect(messages(result)).toContain(both)
    }
    expect(messages(await bench.run('validate'))).toContain(both)
    expect(await status()).toBe('?? environments/dev.yml\n')
  })
})

describe('--push', () => {
  const origin = async (): Promise<string> => {
    const bare = path.join(bench.root, '.git', 'origin.git')
    await bench.git('init', '--quiet', '--bare', '--initial-branch=main', bare)
    return bare
  }

  test('again after a push that failed: fails again, then brings the commit there, then has nothing to do', async () => {
    await start()
    const bare = await origin()
    expect(messages(await run({ push: true }))).toContain('git push failed')
    const again = await run({ push: true })
    expect(messages(again)).toContain('git push failed')
    expect(exitCodeOf(again, {})).toBe(1)
    await bench.git('remote', 'add', 'origin', bare)
    const done = await run({ push: true })
    expect(messages(done)).toBe('')
    expect(done.outputs).not.toHaveProperty('commit')
    expect(done.text).toContain('Pushed to main what was committed before\n')
    expect(await bench.git('--git-dir', bare, 'rev-parse', 'main')).toBe(await bench.git('rev-parse', 'HEAD'))
    expect((await run({ push: true })).text).not.toContain('Pushed')
  })

  test('tells that it pushed what it committed', async () => {
    await start()
    await bench.git('remote', 'add', 'origin', await origin())
    expect((await run({ push: true })).text).toMatch(/Committed as .*\nPushed to main\n$/)
  })
})

describe('a bad day', () => {
  const clean = async (): Promise<string> => {
    await run()
    await bench.git('add', '--all')
    return bench.git('write-tree')
  }

  test.each([
    ['throttling on 30 % of calls', [{ kind: 'throttle', rate: 0.3 }]],
    ['server errors', [{ kind: 'error500', rate: 0.2 }]],
    ['resets', [{ kind: 'reset', rate: 0.15 }]],
    ['expired downloads', [{ kind: 'expire', times: 2 }]],
    ['truncated downloads', [{ kind: 'truncate', times: 2 }]],
    ['short pages', [{ kind: 'shortPages' }]],
  ] as const)('%s: the same files', async (_name, faults) => {
    await start({
      assets: [...smallCompany(), ...Array.from({ length: 6 }, (_, i) => dashboard(`d${i}`))],
      emulator: { seed: 7 },
    })
    const expected = await clean()
    await bench.git('rm', '-rq', '--cached', 'assets')
    await bench.git('clean', '-fdq')
    bench.emulator.setFaults([...faults])
    expect(await clean()).toBe(expected)
  })

  test('a run that fails leaves the work tree as it was', async () => {
    await start()
    await run({ commit: true })
    edit(dashboard('sales', { sheet: 'New' }), dataset('orders', { sql: 'SELECT 2' }))
    await bench.git('rm', '-q', 'assets/dashboard/sales.json')
    await bench.git('commit', '-qm', 'In the way')
    await bench.write('assets/dashboard/sales.json/in-the-way', 'a folder where a file must go')
    const before = await status()
    await expect(run()).rejects.toThrow()
    expect(await status()).toBe(before)
    expect(await bench.git('diff', 'HEAD', '--stat')).toBe('')
  })
})
