import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openWorlds } from '../commands/review/worlds.ts'
import { makeContext } from '../runtime.ts'
import { silent } from './account.ts'
import { CHANGED } from './edits.ts'
import { type LargeRepository, openLargeRepository } from './large-repository.ts'
import { median, milliseconds, type Row } from './row.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const RUNS = 15
const MOST = 1.5

/** What head is: a commit, or (by default) the files as they lie there. Base is named: a clone of a bench has no origin. */
const HEADS = { 'a commit': ['--head', 'work'], 'the work tree': [] } as const
type Head = keyof typeof HEADS

/** Run the built program to its end: what people wait for. */
const runCli = (root: string, head: Head): { ms: number; words: string } => {
  const started = performance.now()
  const { status, stderr, stdout } = spawnSync(process.execPath, [CLI, 'diff', '--base', 'main', ...HEADS[head]], {
    cwd: root,
    // What else is in the environment may slow Node down at its start, in both repositories alike.
    env: { PATH: process.env.PATH, HOME: root },
    encoding: 'utf8',
  })
  const ms = performance.now() - started
  if (status !== 0) throw new Error(`diff ended with ${status}: ${stderr}`)
  return { ms, words: `${stdout}${stderr}` }
}

const COST = /Indexed ([\d,]+) files? for lineage in ([\d.]+) s/

/** The first run in a clone, and what it says that it cost. */
const coldRow = ({ root, files }: LargeRepository): Row => {
  const { ms, words } = runCli(root, 'a commit')
  const [told] = COST.exec(words) ?? []
  if (told === undefined) throw new Error(`The first diff does not say what its index cost: ${words}`)
  return {
    section: `diff in ${files} assets, first in a clone`,
    measured: `${(ms / 1000).toFixed(1)} s; it says: ${told}`,
    against: 'nothing: once in a clone, and never again',
  }
}

/** How many blobs a run reads: those of what changed, on both sides, and no other. */
const readRow = async ({ root, files }: LargeRepository): Promise<Row> => {
  const context = await makeContext({ cwd: root, variables: {}, log: silent, announce: () => {} })
  const read: string[] = []
  const counting = {
    ...context.trees,
    readBlobs: (...[ids, onBlob]: Parameters<typeof context.trees.readBlobs>) => {
      const wanted = [...ids]
      read.push(...wanted)
      return context.trees.readBlobs(wanted, onBlob)
    },
  }
  const worlds = await openWorlds({ base: 'main', head: 'work' }, () => {}, { ...context, trees: counting })
  if (worlds.assets.head.size !== files) throw new Error(`${worlds.assets.head.size} assets known of ${files}`)
  await worlds.facts('head', worlds.assets.head.keys())
  return {
    section: `diff in ${files} assets, ${CHANGED} changed: blobs read`,
    ratio: read.length / (2 * CHANGED),
    most: 1,
    measured: `${read.length} read, with the facts of all assets asked for`,
    against: `${2 * CHANGED}: the changed ones, before and after`,
  }
}

const timeRows = (small: LargeRepository, large: LargeRepository): Row[] => {
  const times = (head: Head) =>
    Array.from({ length: RUNS + 1 }, () => ({
      small: runCli(small.root, head).ms,
      large: runCli(large.root, head).ms,
    })).slice(1)
  return (Object.keys(HEADS) as Head[]).map((head) => {
    const runs = times(head)
    const [ours, floor] = [median(runs.map((run) => run.large)), median(runs.map((run) => run.small))]
    return {
      section: `diff in ${large.files} assets, ${CHANGED} changed; head is ${head}`,
      ratio: ours / floor,
      most: MOST,
      measured: `${milliseconds(ours)}, the whole program, median of ${runs.length}`,
      against: `${milliseconds(floor)}: the same change in ${small.files} assets`,
    }
  })
}

/** The same pull request in a repository of a hundred assets and in one of ten thousand; runs take turns, medians. */
export const reviewRows = async (): Promise<Row[]> => {
  const small = await openLargeRepository(1)
  const large = await openLargeRepository(100)
  try {
    return [coldRow(large), await readRow(large), ...timeRows(small, large)]
  } finally {
    await small.close()
    await large.close()
  }
}
