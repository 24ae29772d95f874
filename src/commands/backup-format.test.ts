import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backupJsonSchema } from '../backup/json-schema.ts'
import { recordText } from '../backup/manifest.ts'
import { templateAssets } from '../bundle/template.ts'
import { refKey } from '../model/asset.ts'
import type { BackupManifest } from '../model/backup.ts'
import { isError } from '../model/problem.ts'
import { dashboard, dataSource, dataset } from '../testing/assets.ts'
import { filesBelow, flipByte, manifestAt, putIntoFolder } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const ONLY = 'cloudformation-json'
const KEYS = everyKind('a').map(refKey).sort()

let bench: Bench
let place: string

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 } })
  bench.context = hurried(bench.context)
  bench.emulator.load(PROD.account, PROD.region, everyKind('a'))
  place = await mkdtemp(path.join(tmpdir(), 'format-test-'))
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const backup = (options: Options = {}): Promise<Result> =>
  bench.run('backup', { env: 'prod', to: place, mode: 'assets-only', ...options })
const verify = (): Promise<Result> => bench.run('verify', { env: 'prod', from: place })
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)
const warnings = ({ problems }: Result): string[] =>
  problems.filter((one) => !isError(one)).map(({ message }) => message)
const setOf = ({ outputs }: Result): string => String(outputs?.set)

/** What the templates of a set hold. */
const inTemplates = async (set: string): Promise<string[]> =>
  [...(await filesBelow(set))]
    .filter(([file]) => file.startsWith('cloudformation/'))
    .flatMap(([file, bytes]) => templateAssets(bytes.toString('utf8'), file).map(refKey))
    .sort()

describe('--format both', () => {
  test('saves bundles, and each asset in one template beside them', async () => {
    const result = await backup({ format: 'both' })
    expect(result.problems).toEqual([])
    const manifest = await manifestAt(setOf(result))
    expect(manifest.formats).toEqual(['quicksight-json', ONLY])
    expect(manifest.assets.map(refKey).sort()).toEqual(KEYS)
    expect(await inTemplates(setOf(result))).toEqual(KEYS)
    expect(manifest.templates).toEqual([{ key: 'cloudformation/0001.json', assets: KEYS }])
    expect(manifest.objects.map(({ key }) => key)).toContain('cloudformation/0001.json')
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(backupJsonSchema()))
    expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true)
    expect((await verify()).problems).toEqual([])
  })

  test('an asset that has no template is a gap by its name, and its bundle is there', async () => {
    const { quickSight } = bench.context
    bench.context.quickSight = async () => {
      const door = await quickSight()
      const exportTemplates: typeof door.exportTemplates = (...args) => {
        bench.emulator.setFaults([{ kind: 'failAsset', job: 'export', asset: 'theme:a' }])
        return door.exportTemplates(...args)
      }
      return { ...door, exportTemplates }
    }
    const result = await backup({ format: 'both' })
    expect(errors(result)).toEqual([
      expect.stringMatching(/^Not saved: the CloudFormation template of theme "?theme a"? \(a\): /),
    ])
    expect((await manifestAt(setOf(result))).assets.map(refKey).sort()).toEqual(KEYS)
    expect(await inTemplates(setOf(result))).toEqual(KEYS.filter((key) => key !== 'theme:a'))
  })

  test('a hundred assets go into a template, and none into two', async () => {
    const many = [...Array(120)].map((_, i) => dashboard(`d${i}`, { dataSetId: 'a' }))
    bench.emulator.load(PROD.account, PROD.region, many)
    const result = await backup({ format: 'both' })
    const keys = await inTemplates(setOf(result))
    expect(keys).toHaveLength(KEYS.length + 120)
    expect(new Set(keys).size).toBe(keys.length)
    expect((await manifestAt(setOf(result))).templates).toHaveLength(2)
  })
})

describe('--format cloudformation-json', () => {
  test('saves templates alone, and says that they cannot be restored', async () => {
    await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
    const result = await backup({ format: ONLY })
    expect(errors(result)).toEqual([])
    expect(warnings(result)).toEqual([expect.stringContaining('which quicksight-gitops cannot restore')])
    expect(exitCodeOf(result, {})).toBe(0)
    expect(result.text).toContain('1 dashboard')
    expect(result.outputs?.saved).toBe(KEYS.length)
    const manifest = await manifestAt(setOf(result))
    expect(manifest).toMatchObject({ formats: [ONLY], assets: [], complete: true, counts: { 'folder-members': 1 } })
    expect(await inTemplates(setOf(result))).toEqual(KEYS)
    expect([...(await filesBelow(setOf(result))).keys()].some((file) => file.startsWith('bundles/'))).toBe(false)
    const verified = await verify()
    expect(errors(verified)).toEqual([])
    expect(warnings(verified)).toEqual([expect.stringContaining('which quicksight-gitops cannot restore')])
  })

  test('with --select brings what is needed', async () => {
    const set = setOf(await backup({ format: ONLY, select: ['dashboard:a'] }))
    expect(await inTemplates(set)).toEqual(expect.arrayContaining(['dashboard:a', 'dataset:a', 'datasource:a']))
  })

  test('names what QuickSight cannot export, with the way around it', async () => {
    bench.emulator.load(PROD.account, PROD.region, [
      dataSource('upload', { type: 'FILE' }),
      dataset('sheet', { source: 'upload' }),
    ])
    const result = await backup({ format: ONLY })
    expect(errors(result)).toEqual([
      expect.stringMatching(/dataset .*\(sheet\) is not saved: .*CSV/),
      expect.stringMatching(/\(upload\) is not saved/),
    ])
    expect((await manifestAt(setOf(result))).complete).toBe(false)
  })

  test.each(['throttle', 'truncate', 'expire', 'reset'] as const)('%s: all is saved in the end', async (kind) => {
    bench.emulator.setFaults([{ kind, rate: 0.3, times: 8 }])
    const result = await backup({ format: ONLY })
    expect(errors(result)).toEqual([])
    expect(await inTemplates(setOf(result))).toEqual(KEYS)
  })
})

describe('verify', () => {
  test('names a template that was changed, is gone, or does not hold what the manifest says', async () => {
    const set = setOf(await backup({ format: 'both' }))
    const file = path.join(set, 'cloudformation/0001.json')
    await flipByte(file)
    expect(errors(await verify())).toEqual([`${file} has other bytes than were saved: its SHA-256 differs`])
    await rm(file)
    expect(errors(await verify())).toEqual([`${file} is missing`])
  })

  test('opens each template', async () => {
    const set = setOf(await backup({ format: 'both' }))
    const { seal: _, ...manifest } = (await manifestAt(set)) as BackupManifest & { seal?: string }
    const templates = [{ key: 'cloudformation/0001.json', assets: ['dashboard:gone'] }]
    await writeFile(path.join(set, 'manifest.json'), recordText({ ...manifest, templates } as BackupManifest))
    expect(errors(await verify())).toEqual([expect.stringContaining('0001.json does not hold dashboard:gone')])
  })
})

test('without --format nothing is said of formats, as in sets of before', async () => {
  const set = setOf(await backup({ format: 'quicksight-json' }))
  const text = await readFile(path.join(set, 'manifest.json'), 'utf8')
  expect(text).not.toMatch(/"(formats|templates)"/)
})

test('--resume finishes a set with what it was begun with, and refuses another', async () => {
  const set = setOf(await backup({ format: 'both' }))
  await rm(path.join(set, 'manifest.json'))
  await expect(backup({ resume: true, mode: '', format: ONLY })).rejects.toThrow(/was begun with .*--format both/)
  const result = await backup({ resume: true, mode: '' })
  expect(errors(result)).toEqual([])
  const { templates = [] } = await manifestAt(set)
  expect(templates.flatMap(({ assets }) => assets).sort()).toEqual(KEYS)
  expect(errors(await verify())).toEqual([])
})

test.each([
  [{ format: 'yaml' }, /--format takes quicksight-json, cloudformation-json, both, not "yaml"/],
  [{ format: 'both', mode: 'users-only' }, /--mode users-only saves none/],
])('refuses %j', async (options, message) => {
  await expect(backup(options)).rejects.toThrow(message)
})
