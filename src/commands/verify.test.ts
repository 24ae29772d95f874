import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordText } from '../backup/manifest.ts'
import type { BackupManifest } from '../model/backup.ts'
import { isError } from '../model/problem.ts'
import { addPeople, flipByte, manifestAt } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

let bench: Bench
let place: string
let good: string
let set: string

beforeAll(async () => {
  bench = await setUp({ emulator: { jobTime: 5 } })
  bench.context = hurried(bench.context)
  place = await mkdtemp(path.join(tmpdir(), 'verify-test-'))
  bench.emulator.load(PROD.account, PROD.region, everyKind('a'))
  await addPeople(bench.emulator)
  const { outputs } = await bench.run('backup', { env: 'prod', to: path.join(place, 'good') })
  good = String(outputs?.set)
})

beforeEach(async () => {
  set = path.join(await mkdtemp(path.join(place, 'copy-')), '2026-01-02', '030405Z-abcdef')
  await cp(good, set, { recursive: true })
})

afterAll(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const root = (): string => path.resolve(set, '../..')
const verify = (options: Options = {}): Promise<Result> => bench.run('verify', { from: root(), ...options })
const errors = async (options: Options = {}): Promise<string[]> => {
  const result = await verify(options)
  expect(exitCodeOf(result, {})).toBe(result.problems.some(isError) ? 1 : 0)
  return result.problems.filter(isError).map(({ message }) => message)
}

const manifestFile = (): string => path.join(set, 'manifest.json')

/** Write the manifest as somebody would who knows how. */
const forge = async (change: (manifest: BackupManifest) => object): Promise<void> => {
  const { seal: _, ...manifest } = (await manifestAt(set)) as BackupManifest & { seal?: string }
  await writeFile(manifestFile(), recordText({ ...manifest, ...change(manifest) } as BackupManifest))
}

describe('verify', () => {
  test('is content with a set that is as it was, by itself or as the newest of a place', async () => {
    expect(await errors({ env: 'prod' })).toEqual([])
    expect(await errors({ from: set })).toEqual([])
  })

  test('asks QuickSight nothing', async () => {
    bench.emulator.resetCalls()
    await verify({ env: 'prod' })
    expect(bench.emulator.calls()).toEqual({})
  })

  test('finds any flipped byte in any object, and names it', async () => {
    const { objects } = await manifestAt(set)
    for (const { key, size } of objects) {
      for (const at of [0, Math.floor(size / 2), size - 1].filter((place) => place >= 0 && place < size)) {
        const file = path.join(set, key)
        await flipByte(file, at)
        expect(await errors(), `${key} at ${at}`).toEqual([expect.stringContaining(`${file} has other bytes`)])
        await flipByte(file, at)
      }
    }
  })

  test('finds any flipped byte in the manifest', async () => {
    const { length } = await readFile(manifestFile())
    for (let at = 0; at < length; at += 97) {
      await flipByte(manifestFile(), at)
      await expect(verify(), `at ${at}`).rejects.toThrow(manifestFile())
      await flipByte(manifestFile(), at)
    }
  })

  test('names an object that is missing, cut short, or swapped with another', async () => {
    const [a, b] = ['bundles/0001.zip', 'bundles/0002.zip'].map((key) => path.join(set, key)) as [string, string]
    await rename(a, `${set}/aside`)
    expect(await errors()).toEqual([`${a} is missing`])
    await rename(b, a)
    await rename(`${set}/aside`, b)
    expect((await errors()).map((text) => text.split(' ')[0]).sort()).toEqual([a, b])
    const users = path.join(set, 'records/users.jsonl')
    await writeFile(users, (await readFile(users)).subarray(0, 20))
    expect(await errors()).toContainEqual(expect.stringMatching(/users\.jsonl has 20 bytes, and \d+ were saved/))
  })

  test('tells of an object that is not in the manifest', async () => {
    await writeFile(path.join(set, 'bundles/0009.zip'), 'x')
    const { problems } = await verify()
    expect(problems).toEqual([
      { severity: 'warning', message: expect.stringContaining('0009.zip is not in the manifest') },
    ])
  })

  test('refuses a manifest of another account, another region and a later version, naming it', async () => {
    await expect(verify({ env: 'dev' })).rejects.toThrow(
      /manifest\.json is of account 444455556666 in eu-west-1.*dev is account 111122223333/,
    )
    await forge(() => ({ region: 'eu-central-1' }))
    await expect(verify({ env: 'prod' })).rejects.toThrow(
      /manifest\.json is not of this set: its region is eu-central-1/,
    )
    await forge(() => ({ version: 2 }))
    await expect(verify()).rejects.toThrow(/manifest\.json has version 2 of the format/)
  })

  test('refuses a manifest whose keys leave the set', async () => {
    await forge(({ objects }) => ({ objects: [{ ...objects[0], key: '../../secret' }, ...objects.slice(1)] }))
    await expect(verify()).rejects.toThrow(/was not written by quicksight-gitops/)
  })

  test('believes no manifest that says otherwise than its bundles', async () => {
    await forge(({ assets }) => ({ assets: assets.map((asset) => ({ ...asset, bundle: 'bundles/0001.zip' })) }))
    expect((await errors()).join('\n')).toMatch(/0001\.zip does not hold/)
  })

  test('finds what a saved asset needs and nobody saved', async () => {
    await forge(({ assets }) => ({ assets: assets.filter(({ kind }) => kind !== 'vpcConnection') }))
    expect(await errors()).toEqual([
      expect.stringMatching(/^vpcConnection:a is not in the set, and is needed by datasource/),
    ])
  })

  test('takes the newest finished set, and tells of a newer one that was cut off', async () => {
    const newer = path.join(root(), '2026-02-03', '030405Z-abcdef')
    await cp(set, newer, { recursive: true })
    expect((await verify()).outputs?.set).toBe(newer)
    await rm(path.join(newer, 'manifest.json'))
    const { outputs, problems } = await verify()
    expect(outputs?.set).toBe(set)
    expect(problems).toEqual([{ severity: 'warning', message: expect.stringContaining(`${newer} is newer`) }])
  })

  test('says what it needs', async () => {
    await expect(bench.run('verify', {})).rejects.toThrow(/--from s3:/)
    await expect(verify({ from: path.join(place, 'nothing') })).rejects.toThrow(/holds no finished backup/)
    await expect(verify({ from: manifestFile() })).rejects.toThrow(/is no folder/)
  })
})
