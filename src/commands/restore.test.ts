import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DeleteAnalysisCommand, DeleteDashboardCommand } from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clientOf } from '../emulator/fixtures/client.ts'
import { seededRandom } from '../emulator/random.ts'
import type { Asset } from '../model/asset.ts'
import { isError } from '../model/problem.ts'
import { dashboard, dataSource, dataset } from '../testing/assets.ts'
import { addPeople, filesBelow, flipByte, putIntoFolder } from '../testing/backups.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { company, LOGIN, membersOf, shared, stateOf, wipe } from '../testing/restores.ts'
import type { Options, Result } from './command.ts'

let bench: Bench
let place: string

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 }, prod: prodFile(LOGIN) })
  bench.context = hurried(bench.context)
  place = await mkdtemp(path.join(tmpdir(), 'restore-test-'))
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const backup = (options: Options = {}): Promise<Result> =>
  bench.run('backup', { env: 'prod', to: place, mode: 'assets-only', ...options })
const restore = (options: Options = {}): Promise<Result> =>
  bench.run('restore', { env: 'prod', from: place, mode: 'assets-only', ...options })
const one = (pattern: string, options: Options = {}): Promise<Result> =>
  bench.run('restore', { env: 'prod', from: place, select: [pattern], ...options })
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)

const load = (assets: readonly Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)
const state = () => stateOf(bench.emulator)

const fill = async (): Promise<void> => {
  await addPeople(bench.emulator)
  load(company())
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
}

describe('restore', () => {
  test('brings back all that was lost, with permissions, tags, schedules and folders', async () => {
    await fill()
    const before = state()
    expect(errors(await backup())).toEqual([])
    await wipe(bench.emulator)
    expect(state()).toEqual([])
    const result = await restore()
    expect(result.problems).toEqual([])
    expect(state()).toEqual(before)
    expect(await membersOf(bench.emulator, 'a')).toEqual(['dashboard/a'])
    expect(result.outputs).toMatchObject({ created: before.length - 2, updated: 0 })
    const again = await restore()
    expect(again.problems).toEqual([])
    expect(again.text).toContain('all is as it was saved')
  })

  test('one dashboard deleted by mistake comes back, and what it needs is left as it is', async () => {
    await fill()
    await backup()
    const dashboardBefore = state().find(({ key }) => key === 'dashboard:a')
    load(company('a', 2).filter(({ kind }) => kind !== 'dashboard'))
    const others = state().filter(({ key }) => key !== 'dashboard:a')
    await clientOf(bench.emulator, PROD.region).send(
      new DeleteDashboardCommand({ AwsAccountId: PROD.account, DashboardId: 'a' }),
    )
    const plan = await one('dashboard:a', { 'dry-run': true })
    expect(plan.text).toMatch(/Create\n {2}dashboard {2}a/)
    const result = await one('dashboard:a')
    expect(result.problems).toEqual([])
    expect(state().filter(({ key }) => key !== 'dashboard:a')).toEqual(others)
    expect(state().find(({ key }) => key === 'dashboard:a')).toEqual(dashboardBefore)
    expect(await membersOf(bench.emulator, 'a')).toEqual(['dashboard/a'])
  })

  test('what was changed since stops it, and goes back only when that is said', async () => {
    await fill()
    await backup()
    const before = state()
    load(company('a', 2).filter(({ kind }) => kind === 'dashboard'))
    const edited = state()
    const stopped = await restore()
    expect(errors(stopped)).toEqual([
      expect.stringMatching(/^dashboard .*\(a\) was changed since the backup.*--on-conflict overwrite/),
    ])
    expect(state()).toEqual(edited)
    const skipped = await restore({ 'on-conflict': 'skip' })
    expect(errors(skipped)).toEqual([])
    expect(state()).toEqual(edited)
    const result = await restore({ 'on-conflict': 'overwrite' })
    expect(errors(result)).toEqual([])
    expect(state()).toEqual(before)
    const undone = await bench.run('undo', { env: 'prod', from: String(result.outputs?.['undo-bundle']) })
    expect(errors(undone)).toEqual([])
    expect(state().find(({ key }) => key === 'dashboard:a')?.body).toEqual(
      edited.find(({ key }) => key === 'dashboard:a')?.body,
    )
  })

  test('an analysis that was deleted comes back from its recovery window, and is not made anew', async () => {
    await fill()
    await backup()
    const before = state()
    await clientOf(bench.emulator, PROD.region).send(
      new DeleteAnalysisCommand({ AwsAccountId: PROD.account, AnalysisId: 'a' }),
    )
    expect((await one('analysis:a', { 'dry-run': true })).text).toContain('Restore, deleted in the environment')
    const result = await one('analysis:a')
    expect(errors(result)).toEqual([])
    expect(bench.emulator.calls().RestoreAnalysis).toBe(1)
    expect(state()).toEqual(before)
  })

  test('beside what is live, with a prefix before ids and names; what is live stays as it is', async () => {
    await fill()
    await backup()
    const before = state()
    const result = await one('dashboard:a', { prefix: 'old-' })
    expect(errors(result)).toEqual([])
    const after = state()
    expect(after.filter(({ key }) => before.some((one) => one.key === key))).toEqual(before)
    const made = after.filter(({ key }) => !before.some((one) => one.key === key))
    expect(made.map(({ key }) => key)).toContain('dashboard:old-a')
    expect(made.map(({ key }) => key)).toContain('dataset:old-a')
    expect(made.find(({ key }) => key === 'dashboard:old-a')?.body.name).toMatch(/^old-/)
    expect(made.find(({ key }) => key === 'dashboard:old-a')?.permissions).toEqual(
      before.find(({ key }) => key === 'dashboard:a')?.permissions,
    )
  })

  test('a data source that needs a login says so before anything is written', async () => {
    await fill()
    await backup()
    await wipe(bench.emulator)
    await bench.write('environments/prod.yaml', prodFile())
    const result = await restore()
    expect(errors(result)).toEqual([
      expect.stringMatching(
        /datasource .*\(a\) needs a login.*environments\/prod\.yaml: overlay\.datasource\.a\.secret/,
      ),
    ])
    expect(state()).toEqual([])
  })

  test('what needs something that could not be saved is left out by name, and the rest comes back', async () => {
    await fill()
    load([
      dataSource('upload', { type: 'FILE' }),
      dataset('uploaded', { source: 'upload' }),
      dashboard('on-upload', { dataSetId: 'uploaded' }),
    ])
    await backup()
    await wipe(bench.emulator)
    const result = await restore()
    expect(state().some(({ key }) => key === 'dashboard:a')).toBe(true)
    expect(state().some(({ key }) => key === 'dashboard:on-upload')).toBe(false)
    expect(errors(result)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^dashboard .*on-upload.* cannot be restored: it needs .*uploaded/),
        expect.stringMatching(/upload.* is neither live nor in the backup: /),
      ]),
    )
  })

  test('--at takes the newest set that was begun by then', async () => {
    load(company())
    await addPeople(bench.emulator)
    await backup()
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const between = new Date().toISOString()
    load(company('a', 2))
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await backup()
    expect(errors(await restore({ 'dry-run': true }))).toEqual([])
    const result = await restore({ 'dry-run': true, at: between })
    expect(errors(result).join()).toContain('8 assets are not as they were saved')
    await expect(restore({ at: '2020-01-01' })).rejects.toThrow(/no finished backup begun by 2020-01-01T23:59:59/)
    await expect(restore({ at: 'yesterday' })).rejects.toThrow(/--at takes a date/)
  })

  test.each([
    ['--select names nothing', { select: ['dashboard:nope'] }, /names nothing that is in/],
    ['a prefix with people', { prefix: 'x-', mode: 'full' }, /Leave out one of them/],
    ['a strange prefix', { prefix: 'x y' }, /--prefix takes/],
    ['no place', { from: '' }, /Say what to restore/],
    ['a strange choice', { 'on-conflict': 'maybe' }, /--on-conflict takes/],
  ])('%s is refused', async (_, options, message) => {
    load(company())
    await backup()
    await expect(bench.run('restore', { env: 'prod', from: place, ...options })).rejects.toThrow(message)
  })

  test('a set of more than an import takes comes back in several imports', async () => {
    await fill()
    const random = seededRandom(3)
    const noise = (): string => {
      const bytes = Buffer.alloc(7_400_000)
      for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), i)
      return bytes.toString('base64')
    }
    const large = (id: string): Asset => dataset(id, { source: 'a', sql: `SELECT 1 -- ${noise()}` })
    load(shared(['one', 'two', 'three'].map(large)))
    expect(errors(await backup())).toEqual([])
    const before = state()
    await wipe(bench.emulator)
    bench.emulator.resetCalls()
    expect(errors(await restore())).toEqual([])
    expect(state()).toEqual(before)
    expect(bench.emulator.calls().StartAssetBundleImportJob).toBeGreaterThan(1)
  }, 60_000)

  test("AWS's own themes are not looked for", async () => {
    await fill()
    const styled = { themeArn: 'arn:aws:quicksight::aws:theme/MIDNIGHT' }
    load(shared([dashboard('styled', { dataSetId: 'a', more: styled })]))
    await backup()
    const before = state()
    await wipe(bench.emulator)
    expect(errors(await restore())).toEqual([])
    expect(state()).toEqual(before)
  })

  test('--expect holds the plan against its digest', async () => {
    await fill()
    await backup()
    await wipe(bench.emulator)
    const { outputs } = await restore({ 'dry-run': true })
    await expect(restore({ expect: '0000000000000000' })).rejects.toThrow(/not the one that was expected/)
    expect(errors(await restore({ expect: String(outputs?.digest) }))).toEqual([])
  })
})

describe('a set that is not as it was saved', () => {
  const setFolder = async (): Promise<string> => String((await backup()).outputs?.set)
  const bundleIn = async (set: string): Promise<string> => {
    const files = [...(await filesBelow(set)).keys()].filter((file) => file.endsWith('.zip'))
    return path.join(set, files[0] ?? '')
  }

  beforeEach(async () => {
    await fill()
  })

  test('with a flipped byte is refused by name', async () => {
    const file = await bundleIn(await setFolder())
    await flipByte(file)
    await wipe(bench.emulator)
    await expect(restore()).rejects.toThrow(`${file} has other bytes than were saved`)
    expect(state()).toEqual([])
  })

  test('without an object is refused by name', async () => {
    const file = await bundleIn(await setFolder())
    await rm(file)
    await expect(restore()).rejects.toThrow(`${file} is missing`)
  })

  test('with the bundle of another set is refused by name', async () => {
    const other = await bundleIn(await setFolder())
    load(company('b'))
    const set = await setFolder()
    const file = await bundleIn(set)
    await copyFile(other, file)
    await expect(restore({ from: set })).rejects.toThrow(new RegExp(`${path.basename(file)} has `))
  })

  test('with the manifest of another account is refused by name', async () => {
    const set = await setFolder()
    bench.emulator.load('111122223333', 'us-east-1', company())
    const other = String((await bench.run('backup', { env: 'dev', to: place, mode: 'assets-only' })).outputs?.set)
    await copyFile(path.join(other, 'manifest.json'), path.join(set, 'manifest.json'))
    await expect(bench.run('restore', { env: 'prod', from: set })).rejects.toThrow(
      /manifest\.json is not of this set: its account is 111122223333, and .*started\.json says 444455556666/,
    )
    await expect(bench.run('verify', { from: set })).rejects.toThrow(/manifest\.json is not of this set/)
  })

  test('of a later version of the format is refused by name', async () => {
    const file = path.join(await setFolder(), 'manifest.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace('"version": 1', '"version": 2'))
    await expect(restore()).rejects.toThrow(/manifest\.json has version 2 of the format/)
  })
})
