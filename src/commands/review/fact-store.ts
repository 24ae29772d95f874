import type { CacheEntry } from '../../io/blob-cache.ts'
import type { Facts } from '../../lineage/facts.ts'
import { FACTS_VERSION } from '../../lineage/facts.ts'
import { factsOf } from '../../lineage/facts-of.ts'
import type { AssetRef } from '../../model/asset.ts'
import { addTo } from '../../model/groups.ts'
import type { Json } from '../../model/json.ts'
import { chunks } from '../../model/lists.ts'
import type { Problem } from '../../model/problem.ts'
import type { Context } from '../context.ts'
import { type FileVersion, fileVersion } from './two-trees.ts'

/** A file in one version: where it lies, and the id of its blob. */
export type FileAt = { path: string; blob: string }

/** What is known of every asset of a version without reading it. `needs` and `links` are keys (`dataset:orders`). */
export type Known = AssetRef & FileAt & { name: string; needs: readonly string[]; links: readonly string[] }

/**
 * What it took to know the files that did not change: how many were read, and milliseconds in all. `notKept`: why the next run
 * must read them again.
 */
export type StoreCost = { built: number; ms: number; notKept?: string }

/** How a record is kept; null for a file that holds no asset, whose facts are then the problems. */
type Kept = [kind: string, id: string, name: string, needs: string[], links: string[]] | null

const STORE_VERSION = 1

/** The path is part of the key, since kind and id may come from it. */
const keyOf = ({ path, blob }: FileAt): string => `${blob} ${path}`

const entryOf = (path: string, { blob, asset, problems }: FileVersion): CacheEntry<Json, Json> => {
  const key = keyOf({ path, blob })
  if (!asset) return { key, graph: null, facts: problems as unknown as Json }
  const facts = factsOf(asset)
  const graph: Kept = [facts.kind, facts.id, facts.name, [...facts.needs], [...(facts.links ?? [])]]
  return { key, graph, facts: facts as unknown as Json }
}

const knownAs = ({ path, blob }: FileAt, record: Kept | undefined): Known | undefined => {
  if (!record) return undefined
  const [kind, id, name, needs, links] = record
  return { kind, id, name, needs, links, path, blob }
}

/** Files that are read, and records that are written, in one go. */
const AT_ONCE = 500

/**
 * What all files of a version define, use and need, kept by blob under the git directory: files that a run before has seen
 * are not read again. Losing it costs the time to read them, never an answer.
 */
export const openFactStore = async ({ git, trees, now, openBlobCache }: Context) => {
  const cache = await openBlobCache<Json, Json>(
    `${await git.privateFolder()}/lineage`,
    `${STORE_VERSION}-${FACTS_VERSION}`,
  )
  const cost: StoreCost = { built: 0, ms: 0 }
  let fresh: CacheEntry<Json, Json>[] = []
  /** Records that could not be kept, for this run. */
  const unkept = new Map<string, Kept>()

  const flush = async (): Promise<void> => {
    const why = await cache.put(fresh)
    if (why !== undefined) {
      cost.notKept = why
      for (const { key, graph } of fresh) unkept.set(key, graph as Kept)
    }
    fresh = []
  }

  const add = (path: string, version: FileVersion): void => void fresh.push(entryOf(path, version))

  const read = async (files: readonly FileAt[], onFile: (path: string, version: FileVersion) => void) => {
    const paths = new Map<string, string[]>()
    for (const { path, blob } of files) addTo(paths, blob, path)
    await trees.readBlobs(paths.keys(), (blob, bytes) => {
      for (const path of paths.get(blob) ?? []) onFile(path, fileVersion(path, blob, bytes))
    })
  }

  /** What is kept of a file: undefined when nothing is, null when it holds no asset. */
  const recordOf = (file: FileAt): Kept | undefined => {
    const key = keyOf(file)
    const kept = cache.graph(key) as Kept | undefined
    return kept === undefined ? unkept.get(key) : kept
  }

  /** What was kept of the files as facts; what is not there any more is read and made again. */
  const facts = async (files: readonly FileAt[]): Promise<Map<string, Json>> => {
    const found = cache.facts(files.map(keyOf))
    const gone = files.filter((file) => !found.has(keyOf(file)))
    await read(gone, (path, version) => {
      const entry = entryOf(path, version)
      found.set(entry.key, entry.facts)
    })
    return found
  }

  return {
    cost: cost as Readonly<StoreCost>,

    /** Take in a file that was read anyway. */
    learn: async (path: string, version: FileVersion): Promise<void> => {
      if (recordOf({ path, blob: version.blob }) !== undefined) return
      add(path, version)
      if (fresh.length >= AT_ONCE) await flush()
    },

    /**
     * Make sure that all these files are known: read those that are not. The assets in them, in the same order; undefined for a
     * file that holds none. They are all that counts: what is kept of others may be dropped.
     */
    know: async (files: readonly FileAt[]): Promise<(Known | undefined)[]> => {
      const begun = now().getTime()
      const hasNews = fresh.length > 0
      await flush()
      const records = files.map(recordOf)
      const missing = files.filter((_, index) => records[index] === undefined)
      for (const some of chunks(missing, AT_ONCE)) {
        await read(some, add)
        await flush()
      }
      cost.built += missing.length
      if (hasNews || missing.length > 0) await cache.tidy(new Set(files.map(keyOf)), now().getTime())
      cost.ms += now().getTime() - begun
      return files.map((file, index) => knownAs(file, records[index] ?? recordOf(file)))
    },

    /** What assets in known files define, use and need: path → facts. Files that hold no asset must not be among them. */
    facts: async (files: readonly FileAt[]): Promise<Map<string, Facts>> => {
      const found = await facts(files)
      return new Map(
        files.flatMap((file) => {
          const value = found.get(keyOf(file))
          return value === undefined ? [] : [[file.path, value as unknown as Facts] as const]
        }),
      )
    },

    /** What is wrong with known files that hold no asset. */
    problems: async (files: readonly FileAt[]): Promise<Problem[]> => {
      const found = await facts(files)
      return [...found.values()].flatMap((problems) => problems as unknown as Problem[])
    },
  }
}
