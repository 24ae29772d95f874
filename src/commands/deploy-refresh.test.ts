import { ListIngestionsCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import { deploy as deployCommand } from './deploy.ts'

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\n'

let bench: Bench
afterEach(() => bench.close())

const start = async ({ assets = smallCompany(), more = '' } = {}): Promise<void> => {
  bench = await setUp({ assets, prod: prodFile(KEEP + more) })
  bench.context = hurried(bench.context)
  await fromDev()
}

/** What a person does in dev, on its way to git. */
const fromDev = async (...assets: Asset[]): Promise<void> => {
  bench.emulator.load(DEV.account, DEV.region, assets)
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
}

const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')

/** The loads of a dataset in prod, the latest first. */
const loads = async (id = 'orders'): Promise<{ status: string; at: number }[]> => {
  const client = new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
  const { Ingestions = [] } = await client.send(
    new ListIngestionsCommand({ AwsAccountId: PROD.account, DataSetId: id }),
  )
  return Ingestions.map(({ IngestionStatus, CreatedTime }) => ({
    status: IngestionStatus ?? '',
    at: CreatedTime?.getTime() ?? 0,
  }))
}
const imports = (): number => bench.emulator.calls().StartAssetBundleImportJob ?? 0

/** A SPICE dataset that is built on another one. */
const builtOn = (id: string, parent: string): Asset =>
  dataset(id, {
    more: {
      physicalTableMap: {},
      logicalTableMap: {
        l1: {
          alias: 'q',
          source: { dataSetArn: `arn:aws:quicksight:${DEV.region}:${DEV.account}:dataset/${parent}` },
        },
      },
    },
  })

describe('the data of a deploy', () => {
  test('of a new SPICE dataset is loaded and awaited, and nobody is told to do it', async () => {
    await start()
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 4, refreshed: 1 })
    expect(result.text).toContain('Refreshed\n  dataset  orders  Dataset orders\n')
    expect(result.text).not.toContain('holds no data')
    expect(await loads()).toEqual([{ status: 'COMPLETED', at: expect.any(Number) }])
  })

  test('is loaded again for what the deploy changed, and for nothing else', async () => {
    await start({ assets: [...smallCompany(), dataset('other')] })
    await deploy()
    expect((await deploy()).outputs).toMatchObject({ refreshed: 0 })
    await fromDev(dataset('orders', { sql: 'SELECT amount FROM orders WHERE amount > 0' }))
    expect((await deploy()).outputs).toMatchObject({ updated: 1, refreshed: 1 })
    await fromDev(dashboard('sales', { sheet: 'Summary' }))
    expect((await deploy()).outputs).toMatchObject({ updated: 1, refreshed: 0 })
    expect([(await loads()).length, (await loads('other')).length]).toEqual([2, 1])
  })

  test('of datasets that query directly is not loaded', async () => {
    await start({ assets: [...smallCompany(), dataset('direct', { more: { importMode: 'DIRECT_QUERY' } })] })
    expect((await deploy()).outputs).toMatchObject({ created: 5, refreshed: 1 })
    expect(await loads('direct')).toEqual([])
  })

  test('is loaded after that of the datasets below', async () => {
    await start({ assets: [...smallCompany(), builtOn('a-top', 'orders'), builtOn('b-middle', 'orders')] })
    expect((await deploy()).outputs).toMatchObject({ refreshed: 3 })
    const [[below], [top]] = [await loads('orders'), await loads('a-top')]
    expect(below?.at).toBeLessThan(top?.at ?? 0)
  })

  test('stays as it is when what is live is only taken over', async () => {
    await start()
    bench.emulator.load(PROD.account, PROD.region, smallCompany())
    const result = await deploy({ adopt: true })
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 0, updated: 0, refreshed: 0 })
    expect(await loads()).toEqual([])
  })

  test('stays as it is when only schedules go', async () => {
    await start()
    await deploy()
    await bench.git('rm', '--quiet', 'assets/refreshSchedule/orders--refresh-schedule--daily.json')
    await bench.git('commit', '--quiet', '-m', 'No schedule')
    const without = await deploy()
    expect(messages(without)).toBe('')
    expect(without.outputs).toMatchObject({ updated: 1, refreshed: 0 })
    expect(await loads()).toHaveLength(1)
  })
})

describe('who asks for it', () => {
  test.each([
    ['refresh: none\n', {}, 0],
    ['refresh: all\n', { 'no-refresh': true }, 0],
    ['refresh: changed\n', {}, 1],
  ])('%s %j: a new dataset', async (more, options, refreshed) => {
    await start({ more })
    const result = await deploy(options)
    expect(result.outputs).toMatchObject({ created: 4, refreshed })
    expect(result.text.includes('holds no data yet: start a refresh')).toBe(refreshed === 0)
    expect(await loads()).toHaveLength(refreshed)
    const unchanged = await bench.run('plan', { env: 'prod' })
    expect(unchanged.outputs).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
  })

  test('refresh: all loads what did not change too', async () => {
    await start({ more: 'refresh: all\n' })
    await deploy()
    const again = await deploy()
    expect(again.problems).toEqual([])
    expect(again.outputs).toMatchObject({ updated: 0, unchanged: 4, refreshed: 1 })
    expect(await loads()).toHaveLength(2)
  })
})

describe('data that cannot be loaded', () => {
  test('is named with the reason, and the next deploy loads it without an import', async () => {
    await start({ assets: [...smallCompany(), builtOn('top', 'orders'), dataset('other')] })
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dataset:orders', job: 'ingestion' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(result.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^dataset "Dataset orders" \(orders\) is live as asked, but its data could not be loaded: SQL_EXCEPTION: The database refused/,
      ),
      expect.stringMatching(/^dataset "Dataset top" \(top\) .*it is built on dataset:orders, whose data could not be/),
    ])
    expect(result.outputs).toMatchObject({ created: 6, refreshed: 1 })
    expect(await loads('top')).toEqual([])
    const before = imports()
    bench.emulator.setFaults([])
    const again = await deploy()
    expect(messages(again)).toBe('')
    expect(again.outputs).toMatchObject({ created: 0, updated: 0, refreshed: 2 })
    expect(imports()).toBe(before)
    expect((await deploy()).outputs).toMatchObject({ unchanged: 6, refreshed: 0 })
  })

  test('may be refused at once, as without the permission', async () => {
    await start()
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'CreateIngestion' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/orders.*could not be loaded: .*not authorized/)
    bench.emulator.setFaults([])
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0, refreshed: 1 })
  })

  test.each(['throttle', 'error500', 'reset'] as const)('on the way (%s) is tried again', async (kind) => {
    await start()
    bench.emulator.setFaults([
      { kind, operation: 'CreateIngestion', times: 1 },
      { kind, operation: 'DescribeIngestion', times: 1 },
    ])
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ refreshed: 1 })
    expect(await loads()).toHaveLength(1)
  })

  test('is loaded after a deploy that was cut off while it waited', async () => {
    await start()
    const { quickSight } = bench.context
    const cut = async () => ({
      ...(await quickSight()),
      refreshDataset: () => Promise.reject(new Error('cut off')),
    })
    await deployCommand.run({ env: 'prod' }, { ...bench.context, quickSight: cut })
    const again = await deploy()
    expect(messages(again)).toBe('')
    expect(again.outputs).toMatchObject({ created: 0, updated: 0, refreshed: 1 })
  })
})
