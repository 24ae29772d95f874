import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { openGit } from '../io/git.ts'
import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { dataset } from '../testing/assets.ts'
import { writeTree } from '../tree/tree.ts'
import { company, WORDS } from './company.ts'
import { edited } from './edits.ts'

/** A hundred assets: 4 + 28 + 28 schedules + 19 + 21. */
const HUNDRED = { dataSources: 4, dataSets: 28, analyses: 19, dashboards: 21 }
const SIZE = { smallest: 20_000, largest: 80_000 }

/** Datasets that have the columns which analyses and dashboards use. */
const withColumns = (asset: Asset): Asset => {
  if (asset.kind !== 'dataset') return asset
  const columns = WORDS.flatMap((one) => WORDS.map((other) => ({ name: `${one}_${other}`, type: 'STRING' })))
  const { physicalTableMap } = dataset(asset.id).body
  const { t1 } = physicalTableMap as { t1: { customSql: JsonObject } }
  return { ...asset, body: { ...asset.body, physicalTableMap: { t1: { customSql: { ...t1.customSql, columns } } } } }
}

type Files = ReadonlyMap<string, string>

const hundred = (seed: number): Asset[] => company(seed, HUNDRED, SIZE).map(withColumns)

/** The same in the part of the repository that has a number: its own ids, which refer to each other. */
const inPart = (files: Files, part: number): Files => {
  const renamed = (text: string): string => text.replaceAll(/\b(source|set|analysis|dashboard)-(?=\d)/g, `p${part}-$1-`)
  return new Map(Array.from(files, ([file, text]) => [renamed(file), renamed(text)]))
}

const commitOf = function* (head: string, parts: Iterable<Files>): Generator<string> {
  yield head
  for (const files of parts)
    for (const [file, text] of files) {
      yield `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`
    }
}

const partsOf = function* (count: number): Generator<Files> {
  yield writeTree(hundred(0))
  for (let part = 1; part < count; part++) yield inPart(writeTree(hundred(part)), part)
}

const WHO = 'committer Ada <ada@example.com> 1767268800 +0000\ndata 4\nWork\n'

/** As `git fast-import` reads it. */
const history = function* (parts: number, edits: Files): Generator<string> {
  yield* commitOf(`commit refs/heads/main\nmark :1\n${WHO}`, partsOf(parts))
  yield* commitOf(`commit refs/heads/work\n${WHO}from :1\n`, [edits])
}

/** Packed, as a clone is. */
const importInto = async (root: string, text: Iterable<string>): Promise<void> => {
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(child, 'close')
  await pipeline(Readable.from(text), child.stdin)
  const [code] = await ended
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
}

export type LargeRepository = { root: string; files: number; close: () => Promise<void> }

/**
 * A repository of so many times a hundred assets. The first hundred are the same in all; ten of them are changed on the branch
 * `work`, and in the work tree in the same way, which is that of `main`.
 */
export const openLargeRepository = async (hundreds: number): Promise<LargeRepository> => {
  const root = await mkdtemp(path.join(tmpdir(), 'quicksight-large-'))
  const git = openGit(root)
  const edits = writeTree(edited(hundred(0)))
  await git.run(['init', '--quiet', '--initial-branch=main'])
  await importInto(root, history(hundreds, edits))
  await git.run(['reset', '--quiet', '--hard', 'main'])
  for (const [file, text] of edits) await writeFile(path.join(root, file), text)
  // Git reads files again that are not older than its index, to the second, until `git status` has looked at them once.
  await setTimeout(1100)
  await git.run(['status', '--porcelain'])
  const files = (await git.listAt('main', 'assets')).length
  return { root, files, close: () => rm(root, { recursive: true, force: true }) }
}
