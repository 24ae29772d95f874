import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { type CacheEntry, openBlobCache } from './blob-cache.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'quicksight-cache-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const open = (version = '1') => openBlobCache<Json, Json>(root, version)
const files = async (version = '1'): Promise<string[]> => (await readdir(path.join(root, version))).sort()
const NOW = Date.now()

const entry = (key: string): CacheEntry<Json, Json> => ({
  key,
  graph: ['dataset', key, `Größe ${key}`, ['datasource:lake']],
  facts: { key, columns: [`売上 ${key}`, { __type: 'x' }] },
})

const entries = (count: number, from = 0): CacheEntry<Json, Json>[] =>
  Array.from({ length: count }, (_, i) => entry(`k${from + i}`))

const allFacts = (list: readonly CacheEntry<Json, Json>[]) => new Map(list.map(({ key, facts }) => [key, facts]))

describe('what is put', () => {
  test('is there at once and in the next run', async () => {
    const first = await open()
    expect(first.keys().length).toBe(0)
    const list = entries(5)
    expect(await first.put(list)).toBeUndefined()
    for (const cache of [first, await open()]) {
      expect(cache.keys()).toEqual(list.map(({ key }) => key))
      for (const { key, graph } of list) expect(cache.graph(key)).toEqual(graph)
      expect(cache.graph('nope')).toBeUndefined()
      expect(cache.facts(['k1', 'k4', 'nope', 'k1'])).toEqual(allFacts(entries(5).filter((_, i) => i === 1 || i === 4)))
    }
  })

  test('takes no file when it is nothing', async () => {
    await (await open()).put([])
    expect(await readdir(root)).toEqual([])
  })

  test('by several runs at once is all there', async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => open()))
    await Promise.all(runs.map((cache, i) => cache.put(entries(10, i * 5))))
    const cache = await open()
    expect(cache.keys().length).toBe(35)
    expect(cache.facts(cache.keys())).toEqual(allFacts(entries(35)))
  })

  test('of another version is not seen', async () => {
    await (await open('1')).put(entries(1))
    expect((await open('2')).keys().length).toBe(0)
  })
})

describe('damage', () => {
  const damage = async (change: (bytes: Buffer) => Buffer): Promise<void> => {
    const cache = await open()
    await cache.put(entries(3))
    await cache.put(entries(3, 3))
    const [name = ''] = await files()
    const file = path.join(root, '1', name)
    await writeFile(file, change(await readFile(file)))
  }

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['an empty file', () => Buffer.alloc(0)],
    ['a cut index', (bytes) => bytes.subarray(0, 100)],
    ['another text', () => Buffer.from('{"hello": "world"}'.repeat(20))],
    [
      'a changed name in the index',
      (bytes) => {
        bytes[bytes.indexOf('Gr')] = 88
        return bytes
      },
    ],
  ])('%s: its records are gone, the others are there', async (_, change) => {
    await damage(change)
    const cache = await open()
    expect(cache.keys().length).toBe(3)
    expect(cache.facts(entries(6).map(({ key }) => key)).size).toBe(3)
  })

  test('in facts: just those are gone', async () => {
    await damage((bytes) => {
      bytes[bytes.lastIndexOf('columns')] = 88
      return bytes
    })
    const cache = await open()
    expect(cache.keys().length).toBe(6)
    expect(cache.facts(cache.keys()).size).toBe(5)
  })

  test('a cut tail: the facts in it are gone', async () => {
    await damage((bytes) => bytes.subarray(0, bytes.length - 10))
    expect((await open()).facts(entries(6).map(({ key }) => key)).size).toBe(5)
  })

  test('a folder that another run removed', async () => {
    const cache = await open()
    await cache.put(entries(2))
    await rm(root, { recursive: true })
    expect(cache.facts(['k0'])).toEqual(new Map())
  })

  test('a place that cannot be written to is told, and nothing else happens', async () => {
    await writeFile(path.join(root, '1'), 'a file where a folder should be')
    const cache = await open()
    expect(await cache.put(entries(1))).toMatch(/EEXIST|ENOTDIR/)
    expect(cache.keys().length).toBe(0)
    await cache.tidy(new Set(), NOW)
  })
})

describe('tidying', () => {
  test('keeps what is in use when the rest is more than as much again', async () => {
    const cache = await open()
    await cache.put(entries(1500))
    await cache.put(entries(600, 1500))
    const live = new Set(entries(100, 1450).map(({ key }) => key))
    await cache.tidy(live, NOW)
    expect(await files()).toHaveLength(1)
    for (const seen of [cache, await open()]) expect(seen.facts(live)).toEqual(allFacts(entries(100, 1450)))
    expect((await open()).keys().length).toBe(100)
  })

  test('leaves things as they are as long as most is in use', async () => {
    const cache = await open()
    await cache.put(entries(900))
    const before = await files()
    await cache.tidy(new Set(['k1']), NOW)
    expect(await files()).toEqual(before)
  })

  test('merges many small files, and loses nothing', async () => {
    const cache = await open()
    await cache.put(entries(200))
    const [large] = await files()
    for (let i = 0; i < 30; i++) {
      await cache.put(entries(3, 200 + i * 3))
      await cache.tidy(new Set(cache.keys()), NOW)
    }
    expect((await files()).length).toBeLessThanOrEqual(16)
    expect(await files()).toContain(large)
    for (const seen of [cache, await open()]) expect(seen.facts(seen.keys())).toEqual(allFacts(entries(290)))
  })

  test('under the hands of a run that has opened it: what is gone is as if it had never been', async () => {
    const [one, other] = [await open(), await open()]
    await one.put(entries(1500))
    const late = await open()
    await other.put(entries(1))
    await (await open()).tidy(new Set(['k0']), NOW)
    expect(late.facts(['k0', 'k1'])).toEqual(new Map())
    expect((await open()).facts(['k0'])).toEqual(allFacts(entries(1)))
  })

  test('removes what a run that was cut off left an hour ago, and versions of last month', async () => {
    await (await open('old')).put(entries(1))
    await (await open('recent')).put(entries(1))
    const cache = await open()
    await cache.put(entries(1))
    const leave = async (name: string, hours: number): Promise<void> => {
      await writeFile(path.join(root, '1', name), 'x')
      await utimes(path.join(root, '1', name), new Date(), new Date(NOW - hours * 3_600_000))
    }
    await leave('a.segment.part', 2)
    await leave('b.segment.part', 0)
    await utimes(path.join(root, 'old'), new Date(), new Date(NOW - 40 * 24 * 3_600_000))
    await cache.tidy(new Set(['k0']), NOW)
    expect(await files()).toHaveLength(2)
    expect(await files()).toContain('b.segment.part')
    expect((await readdir(root)).sort()).toEqual(['1', 'recent'])
    expect((await stat(path.join(root, 'recent'))).isDirectory()).toBe(true)
  })
})
