import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf } from '../model/errors.ts'
import type { Json } from '../model/json.ts'
import {
  ENDING,
  type Row,
  readFacts,
  readSealed,
  readSegment,
  type SealedEntry,
  type Segment,
  sealed,
  writeSegment,
} from './blob-segment.ts'

/** What is known of one blob: `graph` is small and wanted of all blobs at once, `facts` may be large and are wanted of a few. */
export type CacheEntry<Graph extends Json, Facts extends Json> = { key: string; graph: Graph; facts: Facts }

/** So many files are read quickly; beyond, the smallest are merged until FEW are left. */
const MANY = 16
const FEW = 8

/** Records of versions that nobody looks at any more may be as many as those of the present one, and these. */
const SPARE = 1000

const HOUR = 3_600_000
const MONTH = 30 * 24 * HOUR

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).sort()
  } catch {
    return []
  }
}

const load = async (folder: string): Promise<Segment[]> => {
  const files = (await namesIn(folder)).filter((name) => name.endsWith(ENDING))
  return files.map((name) => readSegment(path.join(folder, name))).filter((segment) => segment !== undefined)
}

type Located = { segment: Segment; row: Row }

const locate = (segments: readonly Segment[], places = new Map<string, Located>()): Map<string, Located> => {
  for (const segment of segments) for (const row of segment.rows) places.set(row[0], { segment, row })
  return places
}

const bySegment = (found: readonly Located[]): Map<Segment, Row[]> => {
  const rows = new Map<Segment, Row[]>()
  for (const { segment, row } of found) {
    const list = rows.get(segment)
    if (list) list.push(row)
    else rows.set(segment, [row])
  }
  return rows
}

const removeOlder = async (places: readonly string[], before: number): Promise<void> => {
  for (const place of places) {
    try {
      if ((await stat(place)).mtimeMs < before) await rm(place, { recursive: true, force: true })
    } catch {
      // Another run was quicker.
    }
  }
}

/** What a run that was cut off left, files that cannot be read, and folders of versions that are no longer used. */
const sweep = async (folder: string, known: readonly Segment[], now: number): Promise<void> => {
  const kept = new Set(known.map(({ file }) => path.basename(file)))
  const stray = (await namesIn(folder)).filter((name) => !kept.has(name))
  await removeOlder(
    stray.map((name) => path.join(folder, name)),
    now - HOUR,
  )
  const others = (await namesIn(path.dirname(folder))).filter((name) => name !== path.basename(folder))
  await removeOlder(
    others.map((name) => path.join(path.dirname(folder), name)),
    now - MONTH,
  )
}

const entriesOf = (segments: readonly Segment[], isWanted: (key: string) => boolean): SealedEntry[] => {
  const wanted = [...locate(segments).values()].filter(({ row }) => isWanted(row[0]))
  return [...bySegment(wanted)].flatMap(([segment, rows]) =>
    readSealed(segment, rows).map((facts, index) => {
      const [key = '', graph = null] = rows[index] ?? []
      return { key, graph, facts }
    }),
  )
}

const merge = async (
  folder: string,
  segments: readonly Segment[],
  isWanted: (key: string) => boolean,
): Promise<Segment> => {
  const merged = await writeSegment(folder, entriesOf(segments, isWanted))
  for (const { file } of segments) await rm(file, { force: true })
  return merged
}

/**
 * What is known of blobs, kept between runs in a folder outside the work tree. `version` names the shape and the meaning of
 * the records: another version is another cache. Runs at the same time do not disturb each other, and what is damaged or
 * gone is as if it had never been kept. Keys are chosen by the caller: whatever the record was made from must be in them.
 */
export const openBlobCache = async <Graph extends Json, Facts extends Json>(root: string, version: string) => {
  const folder = path.join(root, version)
  let segments = await load(folder)
  const places = locate(segments)

  return {
    /** The small record of a blob; undefined when it is not known. */
    graph: (key: string): Graph | undefined => places.get(key)?.row[1] as Graph | undefined,

    /** All blobs that are known. */
    keys: (): string[] => [...places.keys()],

    /** The large records of some blobs; those that are not known, gone or damaged are left out. */
    facts: (keys: Iterable<string>): Map<string, Facts> => {
      const found = [...new Set(keys)].map((key) => places.get(key)).filter((place) => place !== undefined)
      const facts = new Map<string, Facts>()
      for (const [segment, rows] of bySegment(found)) {
        for (const [key, value] of readFacts(segment, rows)) facts.set(key, value as Facts)
      }
      return facts
    },

    /** Keep more records. Why they could not be kept, or undefined: a full or read-only disk does not stop the run. */
    put: async (entries: readonly CacheEntry<Graph, Facts>[]): Promise<string | undefined> => {
      if (entries.length === 0) return undefined
      const made = entries.map(({ key, graph, facts }) => ({ key, graph, facts: sealed(facts) }))
      try {
        const segment = await writeSegment(folder, made)
        segments = [...segments, segment]
        locate([segment], places)
        return undefined
      } catch (thrown) {
        return messageOf(thrown)
      }
    },

    /** Drop what nobody needs, once that is more than half; `live` are the keys in use, `now` is in milliseconds since 1970. */
    tidy: async (live: ReadonlySet<string>, now: number): Promise<void> => {
      const total = segments.reduce((sum, { rows }) => sum + rows.length, 0)
      try {
        if (total > 2 * live.size + SPARE) {
          segments = [await merge(folder, segments, (key) => live.has(key))]
        } else if (segments.length > MANY) {
          const sized = [...segments].sort((a, b) => b.rows.length - a.rows.length)
          const small = await merge(folder, sized.slice(FEW - 1), () => true)
          segments = [...sized.slice(0, FEW - 1), small]
        }
        await sweep(folder, segments, now)
      } catch {
        // Untidy is not wrong; the next run tries again.
      }
      places.clear()
      locate(segments, places)
    },
  }
}
