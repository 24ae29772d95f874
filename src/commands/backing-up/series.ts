import type { AgedSet } from '../../backup/retention.ts'
import { type BackupSet, setsOf } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import { type BackupStart, formatsOf } from '../../model/backup.ts'
import { messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { Problem } from '../../model/problem.ts'
import { manifestIn, startIn } from './read-set.ts'

/** What makes sets replace each other: the same was asked for. */
export type SeriesOf = Pick<BackupStart, 'account' | 'region' | 'mode' | 'select' | 'formats'>

/** The sets of one series below a place. `others`: how many are of the same account and region, and of another series. */
export type Series = { sets: (AgedSet & BackupSet)[]; others: number; problems: Problem[] }

const AT_ONCE = 4

const keyOf = (start: SeriesOf): string => JSON.stringify([start.mode, start.select, formatsOf(start)])

type Found = { set: AgedSet & BackupSet; start: SeriesOf } | { problem: Problem } | undefined

const unreadable = (store: Store, { folder }: BackupSet, thrown: unknown): { problem: Problem } => ({
  problem: {
    severity: 'warning',
    message: `${store.name(folder)} is not looked at for retention, and stays: ${messageOf(thrown)}`,
  },
})

const sight = async (store: Store, set: BackupSet): Promise<Found> => {
  try {
    const manifest = set.isFinished ? await manifestIn(store, set) : undefined
    const start = manifest ?? (await startIn(store, set))
    if (start === undefined) return undefined
    return { set: { ...set, startedAt: start.startedAt, complete: manifest?.complete === true }, start }
  } catch (thrown) {
    return unreadable(store, set, thrown)
  }
}

/** The sets that retention may choose among: a set that is the place itself, and one that cannot be read, are none of them. */
export const seriesIn = async (store: Store, keys: readonly string[], of: SeriesOf): Promise<Series> => {
  const all = setsOf(keys).filter(({ folder }) => folder !== '')
  const found: Found[] = []
  for (const some of chunks(all, AT_ONCE)) found.push(...(await Promise.all(some.map((set) => sight(store, set)))))
  const read = found.flatMap((one) => (one && 'set' in one ? [one] : []))
  const here = read.filter(({ start: { account, region } }) => account === of.account && region === of.region)
  const sets = here.filter(({ start }) => keyOf(start) === keyOf(of)).map(({ set }) => set)
  const problems = found.flatMap((one) => (one && 'problem' in one ? [one.problem] : []))
  return { sets, others: here.length - sets.length, problems }
}
