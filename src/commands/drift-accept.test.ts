import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../model/json.ts'
import { analysis, dashboard, dataSource, dataset, schedule } from '../testing/assets.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\n'
const NAMES = ['a', 'b', 'c']

let bench: Bench
let added: JsonObject
afterEach(() => bench.close())

/** Prod as git has it; afterwards `added` is what the service adds to every dashboard by itself. */
const start = async (): Promise<void> => {
  added = {}
  const assets = [dataSource(), dataset(), analysis(), ...NAMES.map((id) => dashboard(id))]
  bench = await setUp({ assets, prod: prodFile(KEEP), emulator: { switches: { addedFields: added } } })
  await bench.run('export', { commit: true })
  expect(exitCodeOf(await bench.run('deploy', { env: 'prod' }), {})).toBe(0)
  added.newServiceOption = { status: 'ENABLED' }
  bench.emulator.resetCalls()
}

const drift = (options: Options = {}): Promise<Result> => bench.run('drift', { env: 'prod', ...options })
const accept = (options: Options = {}): Promise<Result> => drift({ accept: true, ...options })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
const version = (id: string): unknown =>
  bench.emulator
    .assets(PROD.account, PROD.region)
    .filter((asset) => asset.kind === 'dashboard' && asset.id === id)
    .map(({ body, published }) => ({ body, published }))

test('what the service adds to every dashboard is one line of drift, no import, no version, no failed deploy; accepted it is silent', async () => {
  await start()
  const before = NAMES.map(version)
  const told = await drift()
  expect(told.text).toBe(
    '  3 assets    have more than git asks for, looks like the service: newServiceOption\n3 assets of prod are not as they were left\n',
  )
  const deployed = await bench.run('deploy', { env: 'prod' })
  expect(exitCodeOf(deployed, {})).toBe(0)
  expect(deployed.outputs).toMatchObject({ created: 0, updated: 0 })
  bench.emulator.load(DEV.account, DEV.region, [
    dashboard('a', { sheet: 'New' }),
    dataset('orders', { sql: 'SELECT 2 AS amount' }),
  ])
  const done = await accept()
  expect(messages(done)).toBe('')
  expect(done.outputs).toEqual({ accepted: 3, drifted: 0 })
  expect(done.text).toContain('Accepted as seen in 3 assets: what QuickSight added by itself\nprod is as it was left\n')
  expect(bench.emulator.calls().StartAssetBundleImportJob).toBeUndefined()
  expect(bench.emulator.calls().TagResource).toBe(3)
  expect(NAMES.map(version)).toEqual(before)
  expect((await drift()).text).toBe('prod is as it was left\n')
  expect((await bench.run('plan', { env: 'prod' })).outputs).toMatchObject({ unchanged: 6, drifted: 0 })
})

test('an edit is never accepted, whatever else is; the message says where it belongs', async () => {
  await start()
  bench.emulator.load(PROD.account, PROD.region, [dashboard('a', { sheet: 'By hand' }), schedule('orders', 'people')])
  const result = await accept()
  expect(exitCodeOf(result, {})).toBe(1)
  expect(messages(result)).toMatch(
    /dashboard "Dashboard a" \(a\) .*export --env prod, or replace it with deploy --env prod --take git/,
  )
  expect(messages(result)).toMatch(/dataset "Dataset orders" \(orders\) is not as it was left/)
  expect(result.outputs).toEqual({ accepted: 2, drifted: 2 })
  expect((await drift()).outputs).toEqual({ drifted: 2 })
})

test('what cannot be read is told, also where a drifted asset of another kind has the same id', async () => {
  await start()
  bench.emulator.load(PROD.account, PROD.region, [analysis('a')])
  bench.emulator.load(DEV.account, DEV.region, [analysis('a')])
  await bench.run('export', { commit: true })
  expect(exitCodeOf(await bench.run('deploy', { env: 'prod', adopt: true }), {})).toBe(0)
  bench.emulator.load(PROD.account, PROD.region, [dashboard('a', { sheet: 'By hand' })])
  bench.emulator.setFaults([{ kind: 'failAsset', job: 'export', asset: 'analysis:a' }])
  const told = await drift()
  expect(exitCodeOf(told, {})).toBe(1)
  expect(messages(told)).toMatch(/^analysis "Analysis a" \(a\) is live, but cannot be read/m)
  const result = await accept({ select: ['dashboard:b'] })
  expect(exitCodeOf(result, {})).toBe(1)
  expect(messages(result)).toMatch(/^analysis "Analysis a" \(a\) is live, but cannot be read/m)
})

test('--select narrows what is accepted, and is refused without --accept', async () => {
  await start()
  bench.emulator.load(PROD.account, PROD.region, [dashboard('a', { sheet: 'By hand' })])
  const result = await accept({ select: ['dashboard:b'] })
  expect(messages(result)).toBe('')
  expect(result.outputs).toEqual({ accepted: 1, drifted: 2 })
  expect((await drift()).outputs).toEqual({ drifted: 2 })
  await expect(accept({ select: ['dashboard:z'] })).rejects.toThrow(/there is no such asset here/)
  await expect(drift({ select: ['dashboard:b'] })).rejects.toThrow('--select says what --accept accepts')
  expect(messages(await accept({ select: ['dashboard:a'] }))).toMatch(
    /dashboard "Dashboard a" \(a\) is not as it was left/,
  )
})

test('with nothing to accept nothing is written', async () => {
  await start()
  delete added.newServiceOption
  const result = await accept()
  expect(result.text).toBe('Nothing to accept\nprod is as it was left\n')
  expect(bench.emulator.calls().TagResource).toBeUndefined()
})

const changeInGit = async (id: string): Promise<void> => {
  const file = `assets/dashboard/${id}.json`
  await bench.write(file, (await bench.read(file)).replace('"Overview"', '"New"'))
  await bench.git('commit', '--all', '--quiet', '-m', 'Edit')
}

test('git may change a dashboard that the service added something to, with what earlier runs know and without', async () => {
  await start()
  await bench.run('plan', { env: 'prod' })
  await changeInGit('a')
  const plan = await bench.run('plan', { env: 'prod' })
  expect(plan.text).toMatch(/Update\n {2}dashboard +a .*what it has more looks like the service/)
  const deployed = await bench.run('deploy', { env: 'prod' })
  expect(messages(deployed)).not.toMatch(/error|conflict/i)
  expect(exitCodeOf(deployed, {})).toBe(0)
  expect(deployed.outputs).toMatchObject({ updated: 1 })
  expect((await drift()).outputs).toEqual({ drifted: 2 })
})

test('where only one has more, git does not win unasked: accepted, it can be deployed', async () => {
  added = {}
  const assets = [dataSource(), dataset(), dashboard('a')]
  bench = await setUp({ assets, prod: prodFile(KEEP), emulator: { switches: { addedFields: added } } })
  await bench.run('export', { commit: true })
  await bench.run('deploy', { env: 'prod' })
  added.newServiceOption = { status: 'ENABLED' }
  await changeInGit('a')
  const stopped = await bench.run('deploy', { env: 'prod' })
  expect(exitCodeOf(stopped, {})).toBe(1)
  expect(messages(stopped)).toMatch(
    /has more in the environment than git asked for \(newServiceOption\).*drift --accept/,
  )
  expect((await accept()).outputs).toEqual({ accepted: 1, drifted: 0 })
  const deployed = await bench.run('deploy', { env: 'prod' })
  expect(messages(deployed)).toBe('')
  expect(deployed.outputs).toMatchObject({ updated: 1 })
})
