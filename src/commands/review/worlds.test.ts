import { readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { analysis, dashboard, dataset, smallCompany } from '../../testing/assets.ts'
import { type GitProject, gitProject } from '../../testing/git-project.ts'
import type { Context } from '../context.ts'
import type { FilePair } from './two-trees.ts'
import { openWorlds, type Worlds } from './worlds.ts'

let project: GitProject
let context: Context
let pairs: FilePair[]
/** Ids that were read, in all runs of a test. */
let read: string[]

const open = async (asked: { base?: string; head?: string } = {}): Promise<Worlds> => {
  pairs = []
  read = []
  const { trees } = context
  const counting: Context = {
    ...context,
    trees: {
      ...trees,
      readBlobs: (ids, onBlob) => {
        const wanted = [...new Set(ids)]
        read.push(...wanted)
        return trees.readBlobs(wanted, onBlob)
      },
    },
  }
  return openWorlds(asked, (pair) => void pairs.push(pair), counting)
}

const told = (): string[] =>
  pairs.map(({ path: file, base, head }) => `${file}: ${base?.asset?.name ?? '-'} → ${head?.asset?.name ?? '-'}`).sort()

beforeEach(async () => {
  project = await gitProject()
  context = await project.context()
  await project.write(...smallCompany())
  await project.put('environments/dev.yaml', 'account: "1"\n')
  await project.commit()
})
afterEach(() => project.close())

describe('what changed', () => {
  test('in the work tree since the branch began, by default', async () => {
    await project.git('switch', '--quiet', '-c', 'work')
    await project.write(dashboard('sales', { more: { name: 'New' } }), dashboard('fresh'))
    await project.commit()
    await project.remove(analysis())
    await project.put('environments/dev.yaml', 'account: "2"\n')
    await project.put('environments/prod.yaml', 'account: "3"\n')
    const worlds = await open()
    expect(worlds.base.ref).toBe('main')
    expect(worlds.head).toEqual({ ref: 'work tree' })
    expect(told()).toEqual([
      'assets/analysis/sales.json: Analysis sales → -',
      'assets/dashboard/fresh.json: - → Dashboard fresh',
      'assets/dashboard/sales.json: Dashboard sales → New',
    ])
    expect(worlds.environments).toEqual([
      { path: 'environments/dev.yaml', base: 'account: "1"\n', head: 'account: "2"\n' },
      { path: 'environments/prod.yaml', head: 'account: "3"\n' },
    ])
  })

  test('between two commits that are named', async () => {
    await project.write(dashboard('sales', { more: { name: 'New' } }))
    const head = await project.commit()
    await project.write(dashboard('later'))
    const worlds = await open({ base: 'HEAD^', head: 'main' })
    expect(worlds.head).toEqual({ ref: 'main', commit: head })
    expect(worlds.base).toMatchObject({ ref: 'HEAD^' })
    expect(told()).toEqual(['assets/dashboard/sales.json: Dashboard sales → New'])
    expect([...worlds.assets.head.keys()]).not.toContain('dashboard:later')
  })

  test('files that hold no asset say why, those that did not change among them', async () => {
    await project.put('assets/dashboard/broken.json', '{ "dashboardId": ')
    await project.put('assets/dataset/odd.json', Buffer.from([0x7b, 0xff, 0x7d]))
    await project.put('assets/theme/.gitkeep', '')
    await project.commit()
    await project.put('assets/notes.txt', 'notes')
    for (const built of [3 + smallCompany().length, 0]) {
      const worlds = await open({ base: 'HEAD' })
      expect(worlds.problems.map(({ message }) => message).sort()).toEqual([
        expect.stringContaining('assets/dashboard/broken.json:1 is not valid JSON'),
        'assets/dataset/odd.json is not UTF-8 text; save it again as UTF-8',
        expect.stringContaining('assets/notes.txt is not assets/<kind>/<id>.json'),
      ])
      expect(pairs.map(({ path: file, head }) => [file, head?.problems.length])).toEqual([['assets/notes.txt', 1]])
      expect(worlds.cost.built).toBe(built)
    }
  })

  test('an environment that is not text is refused by name', async () => {
    await project.put('environments/dev.yaml', Buffer.from([0xff, 0xfe]))
    await expect(open({ base: 'HEAD' })).rejects.toThrow('environments/dev.yaml is not UTF-8 text')
  })

  test('outside of a repository there is nothing to compare', async () => {
    await rm(path.join(project.root, '.git'), { recursive: true })
    await expect(open()).rejects.toThrow('This is no git repository')
  })
})

describe('lineage', () => {
  const needs = (worlds: Worlds, side: 'base' | 'head', key: string) => worlds.assets[side].get(key)?.needs

  test('is of all assets, on both sides', async () => {
    await project.write(dashboard('sales', { dataSetId: 'orders-2' }), dataset('orders-2'))
    await project.remove(analysis())
    const worlds = await open({ base: 'HEAD' })
    expect(needs(worlds, 'base', 'dashboard:sales')).toEqual(['dataset:orders'])
    expect(needs(worlds, 'head', 'dashboard:sales')).toEqual(['dataset:orders-2'])
    expect(needs(worlds, 'head', 'refreshSchedule:orders--refresh-schedule--daily')).toEqual(['dataset:orders'])
    expect([...worlds.assets.base.keys()]).toContain('analysis:sales')
    expect([...worlds.assets.head.keys()]).not.toContain('analysis:sales')
    const [before, after] = [
      await worlds.facts('base', ['dashboard:sales', 'analysis:sales']),
      await worlds.facts('head', ['dashboard:sales', 'analysis:sales']),
    ]
    expect(before.get('dashboard:sales')?.needs).toEqual(['dataset:orders'])
    expect(after.get('dashboard:sales')?.needs).toEqual(['dataset:orders-2'])
    expect([[...before.keys()], [...after.keys()]]).toEqual([
      ['dashboard:sales', 'analysis:sales'],
      ['dashboard:sales'],
    ])
  })

  test('is built once; then only what changed is read', async () => {
    await project.write(dashboard('sales', { more: { name: 'New' } }))
    const all = smallCompany().length
    expect((await open({ base: 'HEAD' })).cost.built).toBe(all - 1)
    expect(read.length).toBe(all - 1 + 2)
    await project.write(dashboard('sales', { more: { name: 'Newer' } }))
    const worlds = await open({ base: 'HEAD' })
    expect(worlds.cost).toMatchObject({ built: 0 })
    expect(read).toHaveLength(2)
    await worlds.facts('head', worlds.assets.head.keys())
    expect(read).toHaveLength(2)
    expect(await project.git('status', '--porcelain')).toBe(' M assets/dashboard/sales.json\n')
  })

  test('is the same when what was kept is damaged, or cannot be kept', async () => {
    const seen = async () => {
      const worlds = await open({ base: 'HEAD' })
      return { assets: worlds.assets, facts: await worlds.facts('head', worlds.assets.head.keys()), cost: worlds.cost }
    }
    const { assets, facts } = await seen()
    expect(facts.size).toBe(smallCompany().length)
    const lineage = path.join(await context.git.privateFolder(), 'lineage')
    const [version = ''] = await readdir(lineage)
    const [file = ''] = await readdir(path.join(lineage, version))
    await writeFile(path.join(lineage, version, file), 'x')
    expect(await seen()).toMatchObject({ assets, facts, cost: { built: smallCompany().length } })
    await rm(lineage, { recursive: true })
    await writeFile(lineage, 'a file where a folder should be')
    expect(await seen()).toMatchObject({ assets, facts, cost: { notKept: expect.stringMatching(/EEXIST|ENOTDIR/) } })
  })

  test('of files with the same content tells them apart by their path', async () => {
    for (const id of ['a', 'b']) await project.put(`assets/novelty/${id}.json`, '{\n  "x": 1\n}\n')
    const worlds = await open({ base: 'HEAD' })
    expect([...worlds.assets.head.keys()].filter((key) => key.startsWith('novelty'))).toEqual([
      'novelty:a',
      'novelty:b',
    ])
    expect(pairs.map(({ head }) => head?.asset?.id)).toEqual(['a', 'b'])
  })
})

test('more changed files than are held at once come one by one, each with its own two sides', async () => {
  const many = Array.from({ length: 100 }, (_, i) => dataset(`d${i}`))
  await project.write(...many)
  await project.commit()
  await project.write(...many.map(({ id }) => dataset(id, { more: { name: `New ${id}` } })))
  const worlds = await open({ base: 'HEAD' })
  expect(worlds.changed).toHaveLength(100)
  expect(told()).toEqual(many.map(({ id }) => `assets/dataset/${id}.json: Dataset ${id} → New ${id}`).sort())
})
