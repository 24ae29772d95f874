import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, PROD } from '../testing/repository.ts'
import { warmBench } from '../testing/warm.ts'
import { assetPath } from '../tree/paths.ts'
import type { Options, Result } from './command.ts'

let bench: Bench
let told: string[]
afterEach(() => bench.close())

const start = async (assets: readonly Asset[] = smallCompany(), more = {}): Promise<void> => {
  const warm = await warmBench(assets, more)
  bench = warm.bench
  told = warm.told
}

const plan = (options: Options = {}): Promise<Result> => bench.run('plan', { env: 'prod', ...options })
const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
const editDev = (...assets: Asset[]): void => bench.emulator.load(DEV.account, DEV.region, assets)
const editProd = (...assets: Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)
const client = (): sdk.QuickSightClient =>
  new sdk.QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })

const callsOf = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
  bench.emulator.resetCalls()
  await work()
  return bench.emulator.calls()
}
const exportsOf = async (work: () => Promise<unknown>): Promise<number> =>
  (await callsOf(work)).StartAssetBundleExportJob ?? 0

const WRITES = /^(Start.*Import|Create|Update|Delete|Put|TagResource|UntagResource|Restore)/
const writesIn = (calls: Record<string, number>): string[] => Object.keys(calls).filter((name) => WRITES.test(name))

const cacheFile = async (): Promise<string> => {
  const folder = path.join(bench.root, '.git', 'quicksight-gitops', 'cache')
  const [name = ''] = await readdir(folder)
  return path.join(folder, name)
}
const stepOf = (result: Result, key: string): unknown =>
  (result.data as { steps: { kind: string; id: string; action: string }[] }).steps.find((step) => refKey(step) === key)
    ?.action

describe('1,000 assets that are live already', { timeout: 120_000 }, () => {
  const thousand = (): Asset[] => [
    dataSource(),
    ...Array.from({ length: 199 }, (_, i) => dataset(`set-${i}`)),
    ...Array.from({ length: 300 }, (_, i) => analysis(`a-${i}`, { dataSetId: `set-${i % 199}` })),
    ...Array.from({ length: 500 }, (_, i) => dashboard(`d-${i}`, { dataSetId: `set-${i % 199}` })),
  ]

  test('cost no job and no write when nothing changed, and one import of one asset when one did', async () => {
    await start(thousand())
    const unchanged = await callsOf(deploy)
    expect(writesIn(unchanged)).toEqual([])
    expect(unchanged.StartAssetBundleExportJob).toBeUndefined()
    expect(told).toContain(
      'Reading 0 of 1,000 assets of account 444455556666 in eu-west-1; the other 1,000 have not moved since they were read',
    )
    editDev(dashboard('d-7', { dataSetId: 'set-7', sheet: 'New' }))
    await bench.run('export', { commit: true })
    bench.emulator.resetCalls()
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 1, unchanged: 999 })
    const changed = bench.emulator.calls()
    expect(told.join()).toContain('Reading 3 of 1,000 assets')
    expect(told.join()).toContain('Importing 1 asset ')
    expect(changed.StartAssetBundleImportJob).toBe(1)
    expect(await exportsOf(plan)).toBe(0)
  })
})

describe('a plan with what an earlier run read', () => {
  test('sees what somebody edited, made and deleted in the console', async () => {
    await start([...smallCompany(), dashboard('other')])
    editProd(dashboard('sales', { sheet: 'Edited in prod' }), dashboard('made'))
    await client().send(new sdk.DeleteDashboardCommand({ AwsAccountId: PROD.account, DashboardId: 'other' }))
    const result = await plan()
    expect(stepOf(result, 'dashboard:sales')).toBe('drift')
    expect(stepOf(result, 'dashboard:made')).toBe('unmanaged')
    expect(stepOf(result, 'dashboard:other')).toBe('create')
    expect(stepOf(result, 'dataset:orders')).toBe('unchanged')
    expect(told.at(-1)).toContain(
      'Reading 4 of 5 assets of account 444455556666 in eu-west-1; the other one has not moved',
    )
  })

  test('sees what was edited while the deploy before was at its end', async () => {
    await start()
    editDev(dashboard('sales', { sheet: 'New' }))
    await bench.run('export', { commit: true })
    const door = await bench.context.quickSight()
    const { quickSight } = bench.context
    bench.context.quickSight = async () => ({
      ...door,
      describeDashboard: (connection, id) => {
        editProd(dashboard('sales', { sheet: 'A moment later' }))
        return door.describeDashboard(connection, id)
      },
    })
    expect((await deploy()).outputs).toMatchObject({ updated: 1 })
    bench.context.quickSight = quickSight
    expect(stepOf(await plan(), 'dashboard:sales')).toBe('drift')
  })

  test('sees a drift again in every run', async () => {
    await start()
    editProd(dashboard('sales', { sheet: 'Edited in prod' }))
    for (let run = 0; run < 3; run += 1) expect(stepOf(await plan(), 'dashboard:sales')).toBe('drift')
  })

  test('costs no job and no write where permissions, tags and folders are as the file asks', async () => {
    await start()
    const here = { AwsAccountId: PROD.account }
    const people = new sdk.QuickSightClient({ region: DEV.region, endpoint: bench.emulator.url })
    await people.send(new sdk.CreateGroupCommand({ ...here, Namespace: 'default', GroupName: 'sales' }))
    await client().send(new sdk.CreateFolderCommand({ ...here, FolderId: 'finance', Name: 'Finance' }))
    const rules = `permissions: [{ assets: ["dashboard:*", "dataset:*"], role: owner, to: ["group/default/sales"] }]
linkSharing: ["dashboard:*"]
tags: { team: bi }
folders: { finance: ["dashboard:*"] }
`
    const file = 'environments/prod.yaml'
    await bench.write(file, (await bench.read(file)) + rules)
    await bench.git('commit', '--quiet', '--all', '-m', 'Share')
    const shared = await deploy()
    expect(messages(shared)).toBe('')
    expect(shared.text).toContain('now lies in folder "Finance" (finance)')
    // What it shared is read once more.
    await plan()
    const again = await callsOf(deploy)
    expect(writesIn(again)).toEqual([])
    expect(again.StartAssetBundleExportJob).toBeUndefined()
    expect(await exportsOf(plan)).toBe(0)
  })

  test('sees that a tag which was taken away is missing when it is asked for again', async () => {
    await start()
    const file = 'environments/prod.yaml'
    const [without, tags] = [await bench.read(file), 'tags: { team: bi }\n']
    for (const text of [without + tags, without, without + tags]) {
      await bench.write(file, text)
      await bench.git('commit', '--quiet', '--all', '-m', 'Tags')
      expect(messages(await deploy())).toBe('')
      const found = bench.emulator.assets(PROD.account, PROD.region).find(({ kind }) => kind === 'dashboard')
      expect(found?.tags.some(({ key }) => key === 'team')).toBe(text !== without)
      expect((await plan()).pending).toBe(false)
    }
  })

  test('sees that a dashboard was published anew at the same time', async () => {
    await start()
    const file = await cacheFile()
    const kept = JSON.parse(await readFile(file, 'utf8'))
    kept.units['dashboard:sales'].row.publishedVersion += 1
    await writeFile(file, JSON.stringify(kept))
    await plan()
    expect(told.join()).toContain('Reading 3 of 4 assets')
  })

  test('reads what is to be written with all that it needs, and nothing else', async () => {
    await start([...smallCompany(), dataset('far'), dashboard('far', { dataSetId: 'far' })])
    editDev(dashboard('sales', { sheet: 'New' }))
    await bench.run('export', { commit: true })
    told.length = 0
    await plan()
    expect(told.join()).toContain('Reading 3 of 6 assets')
  })

  test('knows topics by nothing, since their list tells no time, and reads them each time', async () => {
    await start()
    editProd({ kind: 'topic', id: 't', name: 'T', body: { resourceType: 'topic', topicId: 't', name: 'T' } })
    await plan()
    told.length = 0
    await plan()
    expect(told.join()).toContain('Reading 1 of 5 assets')
  })

  test('holds for deploys of all SPICE data too', async () => {
    await start()
    await bench.write('environments/prod.yaml', (await bench.read('environments/prod.yaml')).replace('none', 'all'))
    await bench.git('commit', '--quiet', '-am', 'Refresh')
    bench.emulator.resetCalls()
    expect((await deploy()).outputs).toMatchObject({ refreshed: 1 })
    expect(bench.emulator.calls().StartAssetBundleExportJob).toBeUndefined()
  })

  test('is the same plan, and is what a deploy expects', async () => {
    await start()
    editDev(dashboard('sales', { sheet: 'New' }))
    await bench.run('export', { commit: true })
    const [cold, warm] = [await plan({ full: true }), await plan()]
    expect(warm.data).toEqual(cold.data)
    expect((await deploy({ expect: String(cold.outputs?.digest) })).outputs).toMatchObject({ updated: 1 })
  })
})

describe('everything is read', () => {
  const readsAll = async (options: Options = {}): Promise<void> => {
    told.length = 0
    const result = await plan(options)
    expect(messages(result)).toBe('')
    expect(told[0]).toMatch(/^Reading 4 assets of account/)
  }

  test('with --full, and what that finds is kept', async () => {
    await start()
    await readsAll({ full: true })
    expect(await exportsOf(plan)).toBe(0)
  })

  test.each([
    ['is empty', ''],
    ['is cut off', '{"of": "'],
    ['holds a list', '[]'],
    ['holds something else', '{"of": "x", "fullRead": 1, "units": {"dashboard:sales": {}}}'],
  ])('when what was kept %s', async (_, text) => {
    await start()
    await writeFile(await cacheFile(), text)
    await readsAll()
    expect(told[0]).toMatch(/what an earlier run kept is (damaged|of another)/)
    expect(await exportsOf(plan)).toBe(0)
  })

  test('when one unit in it is damaged', async () => {
    await start()
    const file = await cacheFile()
    const kept = JSON.parse(await readFile(file, 'utf8'))
    delete kept.units['dashboard:sales'].needs
    await writeFile(file, JSON.stringify(kept))
    await readsAll()
  })

  test('when it is of another account, owner or version', async () => {
    await start()
    const file = await cacheFile()
    const text = await readFile(file, 'utf8')
    for (const [from, to] of [
      ['444455556666', '444455557777'],
      ['acme/bi/prod', 'acme/ops/prod'],
      ['[2,', '[1,'],
    ] as const) {
      await writeFile(file, text.replace(from, to))
      await readsAll()
      expect(told[0]).toContain('of another environment or version')
    }
  })

  test('when the last time was more than a week ago', async () => {
    await start()
    const file = await cacheFile()
    const kept = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...kept, fullRead: Date.now() - 8 * 86_400_000 }))
    await readsAll()
    expect(told[0]).toContain('everything is read once in 7 days')
    expect(await exportsOf(plan)).toBe(0)
  })

  test('when a list cannot be read', async () => {
    await start()
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'ListThemes' }])
    told.length = 0
    await plan()
    expect(told[0]).toContain('not all lists can be read')
  })

  test('by drift', async () => {
    await start()
    expect(await exportsOf(() => bench.run('drift', { env: 'prod' }))).toBeGreaterThan(0)
  })

  test('when something is to be deleted, so that a user of it is never missed', async () => {
    await start([...smallCompany(), dataset('old')], { prod: 'prune: 5\n' })
    await bench.git('rm', '--quiet', '--', assetPath({ kind: 'dataset', id: 'old' }))
    await bench.git('commit', '--quiet', '-m', 'Remove')
    expect((await plan({ full: true })).data).toEqual((await plan()).data)
    expect(told.join()).toContain('something that they may use could be deleted')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ deleted: 1 })
  })
})

describe('an edit of a refresh schedule', () => {
  const editSchedule = async (): Promise<void> => {
    const daily = schedule('orders')
    daily.body.schedule = { ...(daily.body.schedule as object), refreshType: 'INCREMENTAL_REFRESH' }
    editProd(daily)
  }

  test('is not seen where it leaves the time of the dataset, but by drift, --full, and where the dataset is written', async () => {
    await start()
    await editSchedule()
    expect(stepOf(await plan(), 'dataset:orders')).toBe('unchanged')
    expect((await bench.run('drift', { env: 'prod' })).outputs).toMatchObject({ drifted: 1 })
    expect(stepOf(await plan({ full: true }), 'dataset:orders')).toBe('drift')
    editDev(dataset('orders', { sql: 'SELECT 1' }))
    await bench.run('export', { commit: true })
    expect(stepOf(await plan(), 'dataset:orders')).toBe('conflict')
  })

  test('is seen where it moves it', async () => {
    await start(smallCompany(), { switches: { refreshSettingsMoveDataSet: true } })
    await editSchedule()
    expect(stepOf(await plan(), 'dataset:orders')).toBe('drift')
  })
})

describe('what is kept', () => {
  test('is for its owner only, and holds no bodies', async () => {
    await start([...smallCompany(), dataset('sql', { sql: 'SELECT secret_column FROM orders' })])
    const file = await cacheFile()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(path.basename(file)).toBe('prod-444455556666-eu-west-1.json')
    expect(await readFile(file, 'utf8')).not.toContain('secret_column')
  })

  test('leaves out what was changed in the second in which it was read', async () => {
    await start(smallCompany(), { behind: 0, switches: { wholeSeconds: true } })
    editProd(dashboard('sales', { sheet: 'First' }))
    await plan()
    editProd(dashboard('sales', { sheet: 'Overview' }))
    expect(stepOf(await plan(), 'dashboard:sales')).toBe('unchanged')
    editProd(dashboard('sales', { sheet: 'Third' }))
    expect(stepOf(await plan(), 'dashboard:sales')).toBe('drift')
  })

  test('holds what a deploy just wrote, which waits until an edit has another time', async () => {
    await start(smallCompany(), { behind: 0, switches: { wholeSeconds: true } })
    bench.context.sleep = (ms) => setTimeout(ms)
    await setTimeout(3_500)
    editDev(dashboard('sales', { sheet: 'New' }))
    await bench.run('export', { commit: true })
    await deploy()
    expect(JSON.parse(await readFile(await cacheFile(), 'utf8')).units).toHaveProperty(['dashboard:sales'])
    expect(await exportsOf(plan)).toBe(0)
  })

  test('holds nothing of what was not recorded, which is then read again', async () => {
    await start()
    editDev(dashboard('sales', { sheet: 'New' }))
    await bench.run('export', { commit: true })
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'TagResource' }])
    expect(messages(await deploy())).toContain('could not be recorded')
    bench.emulator.setFaults([])
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(bench.emulator.calls().TagResource).toBeGreaterThan(0)
    expect(await exportsOf(plan)).toBe(0)
  })

  test('that it could not be kept is told, and the plan is made all the same', async () => {
    await start()
    const { writeBytes } = bench.context.workspace
    bench.context.workspace = { ...bench.context.workspace, writeBytes: () => Promise.reject(new Error('disk full')) }
    editProd(dashboard('sales', { sheet: 'Edited in prod' }))
    const result = await plan()
    bench.context.workspace = { ...bench.context.workspace, writeBytes }
    expect(stepOf(result, 'dashboard:sales')).toBe('drift')
    expect(told.join()).toContain('could not be kept, so the next run reads it again: disk full')
  })
})
