import { stat } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

let bench: Bench
afterEach(() => bench.close())

const start = async (more: Parameters<typeof setUp>[0] = {}): Promise<void> => {
  bench = await setUp({ assets: smallCompany(), ...more })
}

const run = (options: Options = {}): Promise<Result> => bench.run('export', options)
const edit = (...assets: Asset[]): void => bench.emulator.load(DEV.account, DEV.region, assets)
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
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
    bench.emulator.setFaults([{ operation: 'DescribeDashboard', kind: 'accessDenied' }])
    const unsure = await run()
    expect(messages(unsure)).toContain('assets/dashboard/old.json is kept')
    expect(exitCodeOf(unsure, {})).toBe(1)
    expect(await status()).toBe('?? assets/dashboard/old.json\n')
    bench.emulator.setFaults([])
    const result = await run()
    expect(result.outputs?.removed).toBe(1)
    expect(await status()).toBe('')
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

  test('an environment that is not the source is refused', async () => {
    await start()
    await expect(run({ env: 'prod' })).rejects.toThrow(/environments\/prod.yaml is not a source/)
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
