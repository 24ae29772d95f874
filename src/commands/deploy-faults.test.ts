import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEEP = 'overlay:\n  datasource:\n    lake: { keep: true }\n'

let bench: Bench
afterEach(() => bench.close())

const start = async (emulator = {}, assets = smallCompany()): Promise<void> => {
  bench = await setUp({ assets, prod: prodFile(KEEP), emulator })
  await bench.run('export', { commit: true })
}

const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
const inProd = () => bench.emulator.assets(PROD.account, PROD.region).map(({ kind, id, body }) => ({ kind, id, body }))
const keys = (): string[] => inProd().map(({ kind, id }) => `${kind}:${id}`)

const editDev = async (...assets: Asset[]): Promise<void> => {
  bench.emulator.load(DEV.account, DEV.region, assets)
  await bench.run('export', { commit: true })
}

describe('a bad day', () => {
  test.each([
    ['throttling on 30 % of calls', { kind: 'throttle', rate: 0.3 }],
    ['server errors', { kind: 'error500', rate: 0.15 }],
    ['resets', { kind: 'reset', rate: 0.15 }],
    ['truncated downloads', { kind: 'truncate', times: 2 }],
    ['expired downloads', { kind: 'expire', times: 2 }],
  ] as const)('%s: the same live state', async (_name, fault) => {
    await start({ seed: 11 })
    bench.emulator.setFaults([fault])
    expect(messages(await deploy())).toBe('')
    bench.emulator.setFaults([])
    expect(keys()).toHaveLength(smallCompany().length)
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
  })
})

describe('a job that fails', () => {
  test('names the asset at fault and its reason, leaves out what needs it, and sends the rest', async () => {
    await start({}, [...smallCompany(), dataset('fine'), dashboard('fine', { dataSetId: 'fine' })])
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dataset:orders', job: 'import' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dataset "Dataset orders" \(orders\) was not deployed: \S+/)
    expect(messages(result)).toMatch(
      /dashboard "Dashboard sales" \(sales\) was not deployed: .*(needs dataset:orders|depends on .*dataset\/orders)/,
    )
    expect(keys()).toEqual(expect.arrayContaining(['dataset:fine', 'dashboard:fine', 'datasource:lake']))
    expect(keys()).not.toContain('dashboard:sales')
    bench.emulator.setFaults([])
    expect(messages(await deploy())).toBe('')
    expect(keys()).toContain('dashboard:sales')
  })

  test('what needs a failed asset only through an unchanged one is left out too', async () => {
    const source = { dataSetArn: 'arn:aws:quicksight:us-east-1:111122223333:dataset/orders' }
    const derived = dataset('derived', { more: { logicalTableMap: { l1: { alias: 'orders', source } } } })
    await start({}, [dataSource(), dataset(), derived, dashboard('sales', { dataSetId: 'derived' })])
    await deploy()
    const before = inProd()
    await editDev(
      dataset('orders', { sql: 'SELECT 2 AS amount' }),
      dashboard('sales', { dataSetId: 'derived', sheet: 'New' }),
    )
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dataset:orders', job: 'import' }])
    const result = await deploy()
    expect(messages(result)).toMatch(
      /dashboard "Dashboard sales" \(sales\) was not deployed: it needs dataset:orders, which failed/,
    )
    expect(inProd()).toEqual(before)
  })

  test('what was imported and cannot be read again is not taken for done, and the reason is told', async () => {
    await start()
    await deploy()
    await editDev(dashboard('sales', { sheet: 'New' }))
    bench.context.quickSight = async () => {
      const door = await import('../io/quicksight/index.ts')
      const startImport: typeof door.startImport = async (...given) => {
        bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'export' }])
        return door.startImport(...given)
      }
      return { ...door, startImport }
    }
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/\(sales\) was imported, but cannot be read again: \S+/)
    bench.emulator.setFaults([])
    expect(messages(await deploy())).toBe('')
  })

  test('names no asset: halves are tried until the one at fault is found', async () => {
    await start({}, [...smallCompany(), dashboard('d1'), dashboard('d2'), dashboard('d3')])
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:d2', job: 'import', anonymous: true }])
    const result = await deploy()
    expect(messages(result)).toMatch(/^dashboard "Dashboard d2" \(d2\) was not deployed/)
    expect(keys()).toEqual(expect.arrayContaining(['dashboard:d1', 'dashboard:d3', 'dashboard:sales']))
  })

  test('every job fails, whatever is in it: it stops soon, and says that it is not about one asset', async () => {
    const many = Array.from({ length: 30 }, (_, i) => dashboard(`d${i}`))
    await start()
    await deploy()
    const before = inProd()
    await editDev(...many)
    bench.emulator.setFaults(
      many.map(({ id }) => ({ kind: 'failAsset', asset: `dashboard:${id}`, job: 'import', anonymous: true })),
    )
    bench.emulator.resetCalls()
    const result = await deploy()
    expect(messages(result)).toMatch(/imports failed and none succeeded, so this is not about one asset/)
    expect(bench.emulator.calls().StartAssetBundleImportJob).toBeLessThanOrEqual(20)
    expect(inProd()).toEqual(before)
  })

  test('updates are rolled back: what was live stays live, and the run is red', async () => {
    await start()
    await deploy()
    const before = inProd()
    await editDev(dashboard('sales', { sheet: 'New' }))
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'import' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toContain('dashboard "Dashboard sales" (sales) was not deployed')
    expect(inProd()).toEqual(before)
  })

  test('fails in its rollback: everything stops, and the undo bundle is named', async () => {
    await start()
    await deploy()
    await editDev(dashboard('sales', { sheet: 'New' }), dataset('orders', { sql: 'SELECT 2 AS amount' }))
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'import' }, { kind: 'failRollback' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/could not undo all of it: .*dashboard\/sales.*kept in .*undo.*\.qs/)
  })

  test('a second deploy at the same time waits for the first; the end state is whole', async () => {
    await start({ jobTime: 400 })
    const [first, second] = await Promise.all([deploy(), deploy()])
    expect(`${messages(first)}${messages(second)}`).toBe('')
    expect(keys()).toHaveLength(smallCompany().length)
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
  })

  test('a needed asset that is neither in git nor live is named before anything is written', async () => {
    await start()
    await bench.git('rm', '-q', 'assets/datasource/lake.json')
    await bench.write('environments/prod.yaml', prodFile())
    await bench.git('add', '--all')
    await bench.git('commit', '-qm', 'Lose the source')
    const result = await deploy()
    expect(messages(result)).toMatch(/dataset "Dataset orders" \(orders\) needs datasource lake/)
    expect(keys()).toEqual([])
    bench.emulator.load(PROD.account, PROD.region, [dataSource()])
    expect(messages(await deploy())).toBe('')
  })
})

describe('what is not known of the service', () => {
  test('kinds that refuse TagResource are recorded through the import', async () => {
    await start({ switches: { tagResourceRefuses: ['analysis', 'theme', 'folder', 'vpcConnection'] } })
    expect(messages(await deploy())).toBe('')
    expect(bench.lines.filter((line) => line.includes('Another deploy'))).toEqual([])
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
  })

  test('fields the service adds by itself cause no import, no version and no red run', async () => {
    await start({ switches: { addedFields: { newServiceOption: { status: 'ENABLED' } } } })
    expect(messages(await deploy())).toBe('')
    bench.emulator.resetCalls()
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0 })
    expect(bench.emulator.calls().StartAssetBundleImportJob).toBeUndefined()
  })

  test('start times in the past are not sent where the service refuses them', async () => {
    await start({ switches: { pastStartFails: true } })
    expect(messages(await deploy())).toBe('')
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
  })

  test('links to analyses that are not there are left out with a warning, and of more than five, five stay', async () => {
    const links = Array.from({ length: 7 }, (_, i) => `arn:aws:quicksight:us-east-1:111122223333:analysis/a${i}`)
    const analyses = Array.from({ length: 7 }, (_, i) => analysis(`a${i}`))
    await start({}, [...smallCompany(), ...analyses, dashboard('linked', { more: { linkEntities: links } })])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(0)
    expect(messages(result)).toMatch(/2 of 7 links to analyses are not sent/)
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0 })
  })
})
