import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BUCKET, s3Of } from '../emulator/fixtures/s3.ts'
import type { Store } from '../io/store/index.ts'
import { isError } from '../model/problem.ts'
import { filesBelow, flipByte } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import type { Context } from './context.ts'

const RETENTION = 'backup: { retention: { daily: 2, weekly: 1, monthly: 1 } }\n'
const DAY = 86_400_000

let bench: Bench
let place: string
let now: number

/** The same context, for which QuickSight's clock says `now`. */
const withClock = (context: Context): Context => ({
  ...context,
  quickSight: async () => {
    const door = await context.quickSight()
    const connect: typeof door.connect = async (target) => ({ ...(await door.connect(target)), serviceTime: () => now })
    return { ...door, connect }
  },
})

beforeEach(async () => {
  now = Date.parse('2026-11-04T04:00:00Z')
  bench = await setUp({ emulator: { jobTime: 5 }, prod: prodFile(RETENTION) })
  bench.context = withClock(hurried(bench.context))
  bench.emulator.load(PROD.account, PROD.region, everyKind('a'))
  place = await mkdtemp(path.join(tmpdir(), 'retention-test-'))
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const backup = (options: Options = {}): Promise<Result> =>
  bench.run('backup', { env: 'prod', to: place, mode: 'assets-only', ...options })
const verify = (from: string): Promise<Result> => bench.run('verify', { from })
const setOf = ({ outputs }: Result): string => String(outputs?.set)
const messages = ({ problems }: Result): string[] => problems.map(({ message }) => message)
const goneOf = ({ data }: Result): unknown => (data as { retention?: { gone: unknown } }).retention?.gone

/** A backup a day: the sets, the first one first. */
const daily = async (days: number, options: Options = {}): Promise<string[]> => {
  const sets: string[] = []
  for (let i = 0; i < days; i += 1) {
    sets.push(setOf(await backup(options)))
    now += DAY
  }
  return sets
}

const standing = async (): Promise<string[]> =>
  [
    ...new Set([...(await filesBelow(place)).keys()].map((file) => path.join(place, ...file.split('/').slice(0, 2)))),
  ].sort()

/** The stores of the next commands, changed. */
const changeStore = (change: (store: Store) => Partial<Store>): void => {
  const { openStore } = bench.context
  bench.context.openStore = async (...args) => {
    const store = await openStore(...args)
    return { ...store, ...change(store) }
  }
}

describe('a backup with retention', () => {
  test('deletes the sets that it does not keep, tells them, and the others are whole', async () => {
    const sets = await daily(3)
    const result = await backup()
    expect(exitCodeOf(result, {})).toBe(0)
    expect(goneOf(result)).toEqual([sets[1]])
    expect(result.text).toContain(`Retention deleted 1 set; 2 stay:\n- ${sets[1]}\n`)
    expect(result.markdown).toContain('Retention deleted 1 set')
    expect(await standing()).toEqual([sets[2], setOf(result)])
    for (const set of await standing()) expect((await verify(set)).problems).toEqual([])
  })

  test('leaves alone sets of other accounts, modes and selections', async () => {
    bench.emulator.load(DEV.account, DEV.region, everyKind('b'))
    const others = [
      setOf(await bench.run('backup', { env: 'dev', to: place, mode: 'assets-only' })),
      setOf(await backup({ mode: 'users-only' })),
      setOf(await backup({ select: ['dashboard:a'] })),
      setOf(await backup({ format: 'cloudformation-json' })),
    ]
    const [first = ''] = await daily(4)
    const left = await standing()
    expect(left).toEqual(expect.arrayContaining(others))
    expect(left).not.toContain(first)
    expect((await backup()).text).toContain('3 sets of another mode, selection or format are left alone')
  })

  test('reads a set that somebody broke, keeps it, and names it', async () => {
    const [broken = ''] = await daily(1)
    await flipByte(path.join(broken, 'manifest.json'), 40)
    await daily(3)
    const result = await backup()
    expect(messages(result)).toEqual([expect.stringContaining(`${broken} is not looked at for retention, and stays`)])
    expect(exitCodeOf(result, {})).toBe(0)
    expect(await standing()).toContain(broken)
  })

  test('deletes nothing where its own set is not as it was saved, and is red', async () => {
    await daily(2)
    const before = await standing()
    changeStore((store) => ({
      create: async (key, bytes) => {
        const made = await store.create(key, bytes)
        if (key.endsWith('.zip')) await flipByte(store.name(key))
        return made
      },
    }))
    const result = await backup()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toEqual([expect.stringMatching(/^Retention deleted nothing, .*zip has other bytes/)])
    expect(await standing()).toEqual([...before, setOf(result)].sort())
  })

  test('deletes nothing while its own set lacks something', async () => {
    await daily(2)
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'ListThemes' }])
    const result = await backup()
    expect(messages(result).at(-1)).toMatch(/^Retention deleted nothing, since this set lacks/)
    expect(await standing()).toHaveLength(3)
  })

  test('leaves what no backup wrote where it is', async () => {
    const [first = ''] = await daily(1)
    await writeFile(path.join(first, 'bundles/notes by hand.txt'), 'mine')
    await writeFile(path.join(first, 'README.txt'), 'mine')
    await daily(3)
    expect([...(await filesBelow(first)).keys()]).toEqual(['README.txt', 'bundles/notes by hand.txt'])
    expect((await verify(place)).problems).toEqual([])
  })

  test('a place that cannot be listed any more costs the retention, and not the backup', async () => {
    await daily(3)
    let lists = 0
    changeStore((store) => ({
      keys: async () => {
        lists += 1
        if (lists > 1) throw new Error('the network went')
        return store.keys()
      },
    }))
    const result = await backup()
    expect(exitCodeOf(result, {})).toBe(0)
    expect(messages(result)).toEqual([expect.stringMatching(/^Retention deleted nothing, .*the network went/)])
  })

  test('never deletes the set that it has just finished, even one that was begun long ago', async () => {
    const [late = ''] = await daily(1)
    await rm(path.join(late, 'manifest.json'))
    const kept = await daily(2)
    const result = await backup({ resume: true, mode: '' })
    expect(setOf(result)).toBe(late)
    expect(await standing()).toEqual([late, ...kept])
    expect((await verify(late)).problems).toEqual([])
  })

  test('that is being finished when another run takes it for waste is no backup', async () => {
    const [late = ''] = await daily(1)
    await rm(path.join(late, 'manifest.json'))
    changeStore((store) => ({
      create: async (key, bytes) => {
        await rm(path.join(late, 'bundles/0001.zip'), { force: true })
        return store.create(key, bytes)
      },
    }))
    await expect(backup({ resume: true, mode: '' })).rejects.toThrow(/was deleted while its set was being finished/)
    await expect(verify(late)).rejects.toThrow(/holds no finished backup/)
  })

  test('--dry-run lists what would go, and deletes nothing', async () => {
    const sets = await daily(2)
    const result = await backup({ 'dry-run': true })
    expect(result.text).toContain(`Retention would delete 1 set; 2 stay:\n- ${sets[0]}\n`)
    expect(await standing()).toEqual(sets)
    expect((await backup({ 'dry-run': true, to: '' })).text).not.toContain('Retention')
  })
})

describe('cut off while it deletes', () => {
  test('at any object: no half of a set looks like a backup, and a later run clears it away', async () => {
    for (let after = 0; after < 7; after += 1) {
      await rm(place, { recursive: true, force: true })
      const [doomed = ''] = await daily(2)
      const { openStore } = bench.context
      let left = after
      changeStore((store) => ({
        remove: async (key) => {
          if (left === 0) throw new Error('the power went')
          left -= 1
          await store.remove(key)
        },
      }))
      const cut = await backup()
      bench.context.openStore = openStore
      expect(exitCodeOf(cut, {}), `after ${after}`).toBe(0)
      if (await readFile(path.join(doomed, 'manifest.json')).catch(() => undefined)) {
        expect(after).toBe(0)
        expect(messages(cut)).toEqual([expect.stringMatching(/is not kept by retention, and stays: the power went/)])
        expect((await verify(doomed)).problems).toEqual([])
      } else if ((await filesBelow(doomed)).size > 0) {
        expect(messages(cut)).toEqual([expect.stringContaining(`${doomed} is not kept by retention, and was deleted`)])
        await expect(verify(doomed)).rejects.toThrow(/holds no finished backup/)
      }
      now += 8 * DAY
      const later = await backup()
      expect(messages(later)).toEqual([])
      expect((await filesBelow(doomed)).size).toBe(0)
    }
  })
})

describe('a bucket', () => {
  test('that refuses to delete costs a warning by name, and the backup stands', async () => {
    await s3Of(bench.emulator).createBucket({ Bucket: BUCKET }).promise()
    const to = `s3://${BUCKET}/sets`
    const [first = ''] = await daily(2, { to })
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'DeleteObject' }])
    const result = await backup({ to })
    expect(exitCodeOf(result, {})).toBe(0)
    expect(result.problems.filter(isError)).toEqual([])
    expect(messages(result)).toEqual([
      expect.stringMatching(/^s3:.* is not kept by retention, and stays: .*AccessDenied/),
    ])
    expect((await verify(first)).problems).toEqual([])
    bench.emulator.setFaults([])
    now += DAY
    expect(goneOf(await backup({ to }))).toContain(first)
  })

  test('that keeps versions hides the sets, and they can be had back', async () => {
    const s3 = s3Of(bench.emulator)
    await s3.createBucket({ Bucket: BUCKET }).promise()
    await s3.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }).promise()
    const to = `s3://${BUCKET}/sets`
    await daily(3, { to })
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket: BUCKET }).promise()
    expect(DeleteMarkers.length).toBeGreaterThan(0)
    expect(Versions.length).toBeGreaterThan(DeleteMarkers.length)
  })
})

test.each([
  ['{ retention: { daily: 0 } }', '`backup.retention` keeps no set at all'],
  ['{ retention: { daily: -1 } }', '`backup.retention.daily` must be 0 or more'],
  ['{ retention: { dayly: 7 } }', 'did you mean'],
  ['{ retention: 7 }', '`backup.retention` must be a map'],
])('backup: %s is refused', async (text, message) => {
  await bench.write('environments/prod.yaml', prodFile(`backup: ${text}\n`))
  const result = await backup()
  expect(messages(result).join().toLowerCase()).toContain(message.toLowerCase())
  expect(await standing()).toEqual([])
})
