import { type AgedSet, planRetention } from '../../backup/retention.ts'
import { type BackupSet, deletionSteps, keyIn } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import type { Retention } from '../../model/backup.ts'
import { messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { PruneTold } from '../../report/pruning.ts'
import { checkSet } from './check-set.ts'
import { manifestIn } from './read-set.ts'
import { type SeriesOf, seriesIn } from './series.ts'

/** What retention did to the sets of a place. `gone`: the names of those that were deleted, or would be. */
export type Pruned = PruneTold & { problems: Problem[] }

type Asked = { of: SeriesOf; retention: Retention; now: number }
/** `own`: the set of this run, which never goes with it, however long ago it was begun. */
type Pruning = Asked & { own: string }
type Progress = (line: string) => void

const AT_ONCE = 8

/** What is wrong with the last good set, on which every deletion stands. */
const faultOf = async (store: Store, set: BackupSet, keys: readonly string[]): Promise<string | undefined> => {
  try {
    const start = keyIn(set, '')
    const own = keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length))
    const found = { set, manifest: await manifestIn(store, set), keys: own, problems: [] }
    return (await checkSet(store, found)).find(isError)?.message
  } catch (thrown) {
    return messageOf(thrown)
  }
}

const removeSet = async (store: Store, set: BackupSet, keys: readonly string[]): Promise<Problem | undefined> => {
  let isBegun = false
  try {
    for (const step of deletionSteps(set, keys)) {
      for (const some of chunks(step, AT_ONCE)) await Promise.all(some.map((key) => store.remove(key)))
      isBegun ||= step.length > 0
    }
    return undefined
  } catch (thrown) {
    const state = isBegun ? 'was deleted in part only, is no backup any more, and goes with a later run' : 'stays'
    const message = `${store.name(set.folder)} is not kept by retention, and ${state}: ${messageOf(thrown)}`
    return { severity: 'warning', message }
  }
}

/** What retention would delete once a complete set of now is there too. */
export const wouldPrune = async (store: Store, { of, retention, now }: Asked): Promise<Pruned> => {
  const { sets, others, problems } = await seriesIn(store, await store.keys(), of)
  const next = { folder: '', startedAt: new Date(now).toISOString(), isFinished: true, complete: true }
  const { kept, gone } = planRetention<AgedSet>([...sets, next], retention, now)
  return { isDone: false, gone: gone.map(({ folder }) => store.name(folder)), kept: kept.length, others, problems }
}

/** Delete the sets that retention does not keep, once the last good set has been read back and is as it was saved. */
export const pruneSets = async (
  store: Store,
  { of, retention, now, own }: Pruning,
  progress: Progress,
): Promise<Pruned> => {
  const keys = await store.keys()
  const { sets, others, problems } = await seriesIn(store, keys, of)
  const plan = planRetention(sets, retention, now)
  const { newest } = plan
  const gone = plan.gone.filter(({ folder }) => folder !== own)
  const kept = sets.length - gone.length
  const told = { isDone: true, kept, others }
  if (newest === undefined || gone.length === 0) return { ...told, gone: [], problems }
  progress(`Reading back ${store.name(newest.folder)} before older sets are deleted`)
  const fault = await faultOf(store, newest, keys)
  if (fault !== undefined) {
    const message = `Retention deleted nothing, since the newest backup is not as it was saved: ${fault}`
    return { ...told, kept: sets.length, gone: [], problems: [...problems, { severity: 'error', message }] }
  }
  const refused: Problem[] = []
  const names: string[] = []
  for (const set of gone) {
    progress(`Deleting ${store.name(set.folder)}, which retention does not keep`)
    const problem = await removeSet(store, set, keys)
    if (problem === undefined) names.push(store.name(set.folder))
    else refused.push(problem)
  }
  return { ...told, kept: kept + refused.length, gone: names, problems: [...problems, ...refused] }
}
