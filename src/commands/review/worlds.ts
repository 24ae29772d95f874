import type { Facts } from '../../lineage/facts.ts'
import { refKey } from '../../model/asset.ts'
import type { Problem } from '../../model/problem.ts'
import { ASSETS } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import { type FileAt, type Known, openFactStore, type StoreCost } from './fact-store.ts'
import { type Asked, compareTrees, endsOf, type FilePair, type TwoTrees } from './two-trees.ts'

/** All assets of both versions as far as lineage goes, by key (`dataset:orders`), and the facts of those that are asked for. */
export type Worlds = Omit<TwoTrees, 'eachPair' | 'strange'> & {
  assets: Readonly<Record<Side, ReadonlyMap<string, Known>>>
  facts: (side: Side, keys: Iterable<string>) => Promise<Map<string, Facts>>
  /** What is wrong with files of head, those that did not change among them, and what is none of its files. */
  problems: readonly Problem[]
  /** What it took to know them: 0 built when all was kept from before. */
  cost: Readonly<StoreCost>
}

export type Side = 'base' | 'head'

/** Head is base with the changes. */
const filesOfHead = (before: ReadonlyMap<string, string>, changed: TwoTrees['changed']): FileAt[] => {
  const after = new Map(before)
  for (const { path, head } of changed) {
    if (head === undefined) after.delete(path)
    else after.set(path, head)
  }
  return Array.from(after, ([path, blob]) => ({ path, blob }))
}

const filesOfBase = (changed: TwoTrees['changed']): FileAt[] =>
  changed.flatMap(({ path, base }) => (base === undefined ? [] : [{ path, blob: base }]))

type Files = { head: readonly (Known | undefined)[]; before: readonly (Known | undefined)[] }

/** The assets by key. Base is head without what changed, and with what that was before. */
const assetsOf = ({ head, before }: Files, changed: TwoTrees['changed']): Record<Side, Map<string, Known>> => {
  const paths = new Set(changed.map(({ path }) => path))
  const assets = { base: new Map<string, Known>(), head: new Map<string, Known>() }
  for (const asset of head) {
    if (!asset) continue
    const key = refKey(asset)
    assets.head.set(key, asset)
    if (!paths.has(asset.path)) assets.base.set(key, asset)
  }
  for (const asset of before) if (asset) assets.base.set(refKey(asset), asset)
  return assets
}

/**
 * Two versions of the repository: the files that changed, each handed to `visit` once, and the lineage of all others, which
 * are read only when no run before has seen them.
 */
export const openWorlds = async (
  asked: Asked,
  visit: (pair: FilePair) => void | Promise<void>,
  context: Context,
): Promise<Worlds> => {
  const opened = openFactStore(context)
  // It is read while git looks for the versions, whose failure is the one to tell.
  opened.catch(() => {})
  const ends = await endsOf(asked, context)
  const [{ eachPair, ...two }, listed, store] = await Promise.all([
    compareTrees(ends, context),
    context.trees.blobsAt(ends.base.commit, ASSETS),
    opened,
  ])
  const { changed } = two
  await eachPair(async (pair) => {
    if (pair.base) await store.learn(pair.path, pair.base)
    if (pair.head) await store.learn(pair.path, pair.head)
    await visit(pair)
  })
  const files = filesOfHead(listed, changed)
  const known = await store.know([...files, ...filesOfBase(changed)])
  const assets = assetsOf({ head: known.slice(0, files.length), before: known.slice(files.length) }, changed)
  return {
    ...two,
    assets,
    facts: async (side, keys) => {
      const wanted = [...new Set(keys)].map((key) => assets[side].get(key)).filter((asset) => asset !== undefined)
      const facts = await store.facts(wanted)
      const found = wanted.map((asset) => [refKey(asset), facts.get(asset.path)] as const)
      return new Map(found.filter((entry): entry is [string, Facts] => entry[1] !== undefined))
    },
    problems: [...two.strange, ...(await store.problems(files.filter((_, index) => known[index] === undefined)))],
    cost: store.cost,
  }
}
