import type { Store } from '../../io/store/index.ts'
import { type BackupStart, hasBundles } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import type { Problem } from '../../model/problem.ts'
import { checkSet } from '../backing-up/check-set.ts'
import { type FoundSet, setTimes } from '../backing-up/find-set.ts'
import { findSetFor, isOf } from '../backing-up/whose.ts'
import type { Context } from '../context.ts'
import type { AskedRestore } from './asked.ts'
import { type SavedSet, savedSet } from './saved-set.ts'

/** How well a set suits what is asked for: whole ones before those of a selection, with people before those without. */
const rankBy =
  ({ mode }: AskedRestore) =>
  (start: BackupStart): number | undefined => {
    const [lacksAssets, lacksPeople] = [start.mode === 'users-only' || !hasBundles(start), start.mode === 'assets-only']
    if (mode === 'users-only') return lacksPeople ? undefined : 0
    if (lacksAssets) return undefined
    return (start.select.length > 0 ? 2 : 0) + (mode === 'full' && lacksPeople ? 1 : 0)
  }

const partial = ({ set, manifest }: FoundSet, store: Pick<Store, 'name'>): Problem[] => {
  if (manifest.select.length === 0) return []
  const only = manifest.select.map((pattern) => `--select ${pattern}`).join(' ')
  const message = `${store.name(set.folder)} was made with ${only}: it holds only that and what it needs, and no whole backup is there to take`
  return [{ severity: 'warning', message }]
}

/**
 * A set to restore from. `verify`: everything that is wrong with it, every object read. `times`: when sets like it were begun, the
 * newest first, in milliseconds.
 */
export type OpenedSource = {
  set: SavedSet
  told: Problem[]
  verify: () => Promise<Problem[]>
  times: (since: number) => Promise<number[]>
}

/** Find the set that was asked for. @throws UserError where there is none, or it may not be restored into this environment. */
export const openSource = async (
  asked: AskedRestore,
  environment: Environment,
  context: Context,
): Promise<OpenedSource> => {
  const store = await context.openStore(asked.from, environment.region)
  const found = await findSetFor(store, environment, { at: asked.at, rank: rankBy(asked) }, context)
  const { manifest } = found
  const isLike = (start: BackupStart): boolean =>
    isOf(start, manifest) && start.mode === manifest.mode && start.select.join() === manifest.select.join()
  return {
    set: savedSet(store, found),
    told: [...found.problems, ...partial(found, store)],
    verify: () => checkSet(store, found),
    times: (since) => setTimes(store, since, isLike),
  }
}
