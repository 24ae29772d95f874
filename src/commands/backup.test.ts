import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backupJsonSchema } from '../backup/json-schema.ts'
import { readBundle } from '../bundle/entries.ts'
import { refKey } from '../model/asset.ts'
import { isError } from '../model/problem.ts'
import { dashboard, dataSource, dataset } from '../testing/assets.ts'
import { addPeople, addSettings, filesBelow, flipByte, manifestAt, putIntoFolder } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

let bench: Bench
let place: string
/** What the clock of assets says, where it is not the real one. */
let now: number | undefined

beforeEach(async () => {
  now = undefined
  bench = await setUp({ emulator: { jobTime: 5, now: () => new Date(now ?? Date.now()) }, prod: prodFile() })
  bench.context = hurried(bench.context)
  place = await mkdtemp(path.join(tmpdir(), 'backup-test-'))
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const backup = (options: Options = {}): Promise<Result> => bench.run('backup', { env: 'prod', to: place, ...options })
const verify = (options: Options = {}): Promise<Result> => bench.run('verify', { env: 'prod', from: place, ...options })
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)
const setOf = ({ outputs }: Result): string => String(outputs?.set)
const load = (assets: Parameters<Bench['emulator']['load']>[2]): void =>
  bench.emulator.load(PROD.account, PROD.region, assets)

const fill = async (): Promise<void> => {
  load(everyKind('a'))
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
  await addPeople(bench.emulator)
  await addSettings(bench.emulator)
}

const KEYS = everyKind('a').map(refKey).sort()

describe('backup', () => {
  test('saves every kind of asset, everybody and every setting, and verify finds nothing wrong', async () => {
    await fill()
    const result = await backup()
    expect(errors(result)).toEqual([])
    const manifest = await manifestAt(setOf(result))
    expect(manifest.assets.map(refKey).sort()).toEqual(KEYS)
    expect(manifest).toMatchObject({
      version: 1,
      account: PROD.account,
      region: PROD.region,
      mode: 'full',
      complete: true,
    })
    expect(manifest.counts).toMatchObject({
      dashboard: 1,
      users: 4,
      groups: 2,
      memberships: 4,
      namespaces: 2,
      'policy-assignments': 2,
      brands: 1,
      'custom-permissions': 1,
      'account-settings': 1,
      'folder-members': 1,
    })
    expect(result.text).toContain('4 users')
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(backupJsonSchema()))
    expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true)
    const verified = await verify()
    expect(verified.problems).toEqual([])
    expect(verified.text).toMatch(/nothing that is needed is missing/)
  })

  test('keeps bundles as they came, with permissions and tags, and people as JSON lines', async () => {
    load(everyKind('a').map((asset) => ({ ...asset, tags: [{ key: 'team', value: 'bi' }] })))
    await addPeople(bench.emulator)
    const files = await filesBelow(setOf(await backup()))
    const assets = [...files].filter(([file]) => file.endsWith('.zip')).flatMap(([, bytes]) => readBundle(bytes))
    expect(assets.find(({ kind }) => kind === 'dashboard')?.tags).toEqual([{ key: 'team', value: 'bi' }])
    expect(assets.every(({ permissions, kind }) => permissions !== undefined || kind === 'refreshSchedule')).toBe(true)
    const users = String(files.get('records/users.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(users).toContainEqual(expect.objectContaining({ Namespace: 'tenant', UserName: 'user-1' }))
  })

  test('never writes into a set that is there: two runs, two sets', async () => {
    load(everyKind('a'))
    const first = setOf(await backup())
    const before = await filesBelow(first)
    const second = setOf(await backup())
    expect(second).not.toBe(first)
    expect(path.relative(place, second)).toMatch(/^\d{4}-\d{2}-\d{2}\/\d{6}Z-[0-9a-f]{6}$/)
    expect(await filesBelow(first)).toEqual(before)
    expect((await verify()).outputs?.set).toBe([first, second].sort().at(-1))
  })

  test.each([
    ['assets-only', KEYS, false],
    ['users-only', [], true],
  ])('--mode %s', async (mode, keys, people) => {
    await fill()
    const manifest = await manifestAt(setOf(await backup({ mode })))
    expect(manifest.assets.map(refKey).sort()).toEqual(keys)
    expect(Object.hasOwn(manifest.records, 'users')).toBe(people)
    expect(errors(await verify())).toEqual([])
  })

  test('--select saves what it names and what that needs', async () => {
    load([...everyKind('a'), ...everyKind('b')])
    const manifest = await manifestAt(setOf(await backup({ select: ['dashboard:a'], mode: 'assets-only' })))
    expect(manifest.assets.map(({ id }) => id).some((id) => id.startsWith('b'))).toBe(false)
    expect(manifest.assets.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['dashboard', 'dataset', 'datasource', 'vpcConnection']),
    )
    expect(errors(await verify())).toEqual([])
  })

  test('a pattern that names nothing is told, and the run ends with 1', async () => {
    load(everyKind('a'))
    const result = await backup({ select: ['dashboard:a', 'dashboard:sales'] })
    expect(errors(result)).toEqual([expect.stringContaining('"dashboard:sales"')])
    expect(exitCodeOf(result, {})).toBe(1)
    expect(errors(await verify())).toHaveLength(1)
  })

  test('calls: the lists, one job for each hundred assets, the looks at it, and a page for each list of people', async () => {
    await fill()
    load([...Array(120)].map((_, i) => dashboard(`d${i}`, { dataSetId: 'a' })))
    bench.emulator.resetCalls()
    await backup()
    const { ListAssetBundleExportJobs = 0, DescribeAssetBundleExportJob = 0, ...calls } = bench.emulator.calls()
    expect(calls.StartAssetBundleExportJob).toBe(3)
    expect(ListAssetBundleExportJobs + DescribeAssetBundleExportJob).toBeLessThan(20)
    expect(calls).toMatchObject({ ListDashboards: 2, ListUsers: 2, ListGroups: 2, ListGroupMemberships: 2 })
    const many = Object.entries(calls).filter(([name, times]) => times > 3 && name !== 'GetObject')
    expect(many).toEqual([])
  })

  test('a need that no list told of is saved by its ARN', async () => {
    load(everyKind('a'))
    bench.emulator.setFaults([
      { operation: 'ListDataSources', kind: 'accessDenied' },
      { operation: 'ListVPCConnections', kind: 'accessDenied' },
    ])
    const result = await backup({ mode: 'assets-only' })
    const manifest = await manifestAt(setOf(result))
    expect(manifest.assets.map(refKey)).toEqual(expect.arrayContaining(['datasource:a', 'vpcConnection:a']))
    expect(errors(result)).toHaveLength(2)
    expect(errors(result)[0]).toContain('the list of kind datasource')
  })
})

describe('what cannot be saved', () => {
  const uploaded = [
    dataSource('upload', { type: 'FILE' }),
    dataset('sheet', { source: 'upload' }),
    dashboard('shown', { dataSetId: 'sheet' }),
  ]

  test('is named with who needs it and the way around it; the rest is saved, and the run ends with 1', async () => {
    load([...everyKind('a'), ...uploaded])
    const result = await backup({ mode: 'assets-only' })
    const manifest = await manifestAt(setOf(result))
    expect(manifest.complete).toBe(false)
    expect(manifest.assets.map(refKey)).toEqual(expect.arrayContaining([...KEYS, 'dashboard:shown']))
    expect(manifest.skipped.map((skip) => [refKey(skip), skip.why])).toEqual([
      ['dataset:sheet', 'unsupported'],
      ['datasource:upload', 'unsupported'],
    ])
    expect(errors(result)[0]).toMatch(/dataset .*\(sheet\).*dashboard:shown.*CSV.*--select '!dataset:sheet'/)
    expect(exitCodeOf(result, {})).toBe(1)
    expect(errors(await verify())).toHaveLength(2)
  })

  test('once it is left out for good, the run is green, and says what needs it', async () => {
    load([...everyKind('a'), ...uploaded])
    const result = await backup({ mode: 'assets-only', select: ['!datasource:upload', '!dataset:sheet'] })
    expect(exitCodeOf(result, {})).toBe(0)
    expect(result.problems.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', expect.stringMatching(/^dataset .*\(sheet\).*dashboard:shown/)],
    ])
    expect(exitCodeOf(await verify(), {})).toBe(0)
  })

  test('one asset, one list and one part of the people fail: all the rest is there, and each is named', async () => {
    await fill()
    bench.emulator.setFaults([
      { kind: 'failAsset', job: 'export', asset: 'theme:a' },
      { kind: 'accessDenied', operation: 'ListFolders' },
      { kind: 'accessDenied', operation: 'ListGroupMemberships' },
    ])
    const result = await backup()
    const manifest = await manifestAt(setOf(result))
    expect(manifest.assets.map(refKey).sort()).toEqual(KEYS.filter((key) => !/^(theme|folder):/.test(key)))
    expect(manifest.counts.users).toBe(4)
    const all = errors(result).join('\n')
    for (const name of ['theme a', 'kind folder', 'members of group everybody in namespace tenant'])
      expect(all).toContain(name)
    expect(errors(await verify())).toEqual(errors(result))
  })

  test('a job that cannot be had at all costs only what it was for', async () => {
    load(everyKind('a'))
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'StartAssetBundleExportJob', times: 1 }])
    const result = await backup({ mode: 'assets-only' })
    expect(errors(result).length).toBeGreaterThan(0)
    expect((await manifestAt(setOf(result))).assets.length).toBeGreaterThan(0)
  })

  test('--dry-run tells both, and writes nothing', async () => {
    await fill()
    load(uploaded)
    const result = await backup({ 'dry-run': true })
    expect(result.text).toMatch(/^Would save account 444455556666 in eu-west-1: .*2 dashboards.*4 users/)
    expect(errors(result)).toEqual(
      [expect.stringContaining('(upload) is not saved')].map(() => expect.stringContaining('upload')),
    )
    expect(await filesBelow(place)).toEqual(new Map())
    expect(bench.emulator.calls().StartAssetBundleExportJob).toBeUndefined()
  })
})

describe('whatever goes wrong on the way', () => {
  test.each(['throttle', 'error500', 'reset', 'slow', 'truncate', 'expire', 'shortPages'] as const)(
    '%s: all is saved in the end',
    async (kind) => {
      await fill()
      bench.emulator.setFaults([{ kind, rate: 0.3, times: 12, ms: 20 }])
      const result = await backup()
      expect(errors(result)).toEqual([])
      expect((await manifestAt(setOf(result))).assets.map(refKey).sort()).toEqual(KEYS)
      bench.emulator.setFaults([])
      expect((await verify()).problems).toEqual([])
    },
  )

  test('a download that never works costs what it was for, by name, and the run ends with 1', async () => {
    load(everyKind('a'))
    bench.emulator.setFaults([{ kind: 'truncate' }])
    const result = await backup({ mode: 'assets-only' })
    expect(errors(result).join('\n')).toMatch(/dashboard "Dashboard a" \(a\) is not saved: The bundle of export job/)
    bench.emulator.setFaults([])
    expect(exitCodeOf(await verify(), {})).toBe(1)
  })

  test('a place that cannot be written ends the run, and says where and what to do', async () => {
    load(everyKind('a'))
    await writeFile(path.join(place, 'file'), '')
    await expect(backup({ to: path.join(place, 'file', 'sets') })).rejects.toThrow(
      /sets.*cannot be written: .*Mend that/,
    )
  })
})

describe('backup --resume', () => {
  const cutOff = async (): Promise<string> => {
    const result = await backup()
    await rm(path.join(setOf(result), 'manifest.json'))
    return setOf(result)
  }

  test('finishes a set, and asks only for what is missing', async () => {
    now = Date.now() - 60_000
    await fill()
    const set = await cutOff()
    await expect(verify()).rejects.toThrow(/no finished backup.*cut off/)
    bench.emulator.resetCalls()
    const result = await backup({ resume: true })
    // Lists of topics have no times, so that nothing shows whether one has changed.
    expect(bench.emulator.calls().StartAssetBundleExportJob).toBe(1)
    expect(setOf(result)).toBe(set)
    expect(errors(result)).toEqual([])
    expect((await verify()).problems).toEqual([])
    expect((await manifestAt(set)).assets.map(refKey).sort()).toEqual(KEYS)
  })

  test('a set that no longer says what it was begun with ends no other backup', async () => {
    load(everyKind('a'))
    const set = await cutOff()
    await flipByte(path.join(set, 'started.json'))
    const result = await backup({ mode: 'assets-only' })
    expect(result.problems).toEqual([
      { severity: 'warning', message: expect.stringMatching(/was cut off, and cannot be finished: .*Delete it$/) },
    ])
    expect(setOf(result)).not.toBe(set)
    await expect(backup({ resume: true })).rejects.toThrow(/holds no unfinished backup/)
  })

  test('saves again what has changed since, and people as they are now', async () => {
    await fill()
    const set = await cutOff()
    load(everyKind('a', { edition: 2 }))
    const result = await backup({ resume: true })
    expect(errors(result)).toEqual([])
    expect((await verify()).problems).toEqual([])
    const files = await filesBelow(set)
    const bundle = (await manifestAt(set)).assets.find(({ kind }) => kind === 'folder')?.bundle ?? ''
    const [folder] = readBundle(files.get(bundle) ?? Buffer.alloc(0)).filter(({ kind }) => kind === 'folder')
    expect(folder?.name).toBe('folder a, renamed')
  })

  test('without it an unfinished set is told, and left as it is', async () => {
    load(everyKind('a'))
    const set = await cutOff()
    const result = await backup()
    expect(setOf(result)).not.toBe(set)
    expect(result.problems).toEqual([{ severity: 'warning', message: expect.stringContaining(set) }])
  })

  test('refuses where there is nothing to finish, and another selection', async () => {
    load(everyKind('a'))
    await expect(backup({ resume: true })).rejects.toThrow(/holds no unfinished backup/)
    await cutOff()
    await expect(backup({ resume: true, mode: 'users-only' })).rejects.toThrow(/was begun with --mode full/)
  })
})

test.each([
  [{ to: '' }, /--to s3:\/\/bucket/],
  [{ mode: 'all' }, /--mode takes full, assets-only, users-only, not "all"/],
  [{ select: ['sales'] }, /does not name assets/],
  [{ env: '' }, /Say which environment/],
  [{ to: 'gs://bucket/x' }, /no place for backups/],
])('refuses %j', async (options, message) => {
  await expect(backup(options)).rejects.toThrow(message)
})
