import type { Row } from '../../io/quicksight/index.ts'
import { refKey } from '../../model/asset.ts'
import type { LiveUnit, Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { mergeTags } from '../../planning/state-tag.ts'
import type { Context } from '../context.ts'
import { type CachedUnit, cacheOwner, loadCache, saveCache } from '../live-cache.ts'
import { entriesOf, FRESH } from '../live-stamps.ts'
import type { PlanWork } from '../make-plan.ts'
import { recordTags, type ToRecord } from './record.ts'
import type { Deploy } from './settle.ts'
import type { Writing } from './write.ts'

/** What the lists told of units right before they were read, and when that began by the service's clock. */
export type Stamps = { rows: ReadonlyMap<string, Row>; readAt: number }

/**
 * The rows of units that were just written, taken before they are read for the proof: an edit in between then shows as one.
 * Waits, if need be, until a later edit cannot have the same time any more.
 */
export const stampsOf = async (
  units: readonly Unit[],
  { quickSight, connection }: Writing,
  { sleep }: Context,
): Promise<Stamps> => {
  if (units.length === 0) return { rows: new Map(), readAt: 0 }
  const listed = await quickSight.listAssets(connection)
  const rows = new Map(listed.rows.map((row) => [refKey(row), row]))
  const newest = Math.max(...units.map((unit) => rows.get(refKey(unit))?.lastUpdated ?? 0))
  const left = newest + FRESH - connection.serviceTime()
  if (left > 0) await sleep(Math.min(left, 2 * FRESH))
  return { rows, readAt: connection.serviceTime() }
}

/**
 * What a deploy came to, as far as later runs may rely on it. `recorded`: all units whose tags were written; `written`: keys of
 * those that were imported, and read again since. `failed`: what went wrong after that.
 */
export type Outcome = {
  recorded: readonly ToRecord[]
  written: ReadonlySet<string>
  failed: readonly Problem[]
  stamps: Stamps
}

const asRecorded =
  (work: PlanWork, commit: string) =>
  (item: ToRecord): LiveUnit => {
    const gone = item.tags?.remove ?? []
    const kept = item.live.tags.filter(({ key }) => !gone.includes(key))
    return { ...item.live, tags: mergeTags(kept, recordTags(item, work.owner, commit)) }
  }

const newEntries = (
  { recorded, written, failed, stamps }: Outcome,
  work: PlanWork,
  commit: string,
): Map<string, CachedUnit> => {
  const wrong = new Set(failed.filter(isError).flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  const good = recorded.filter(({ unit }) => !wrong.has(refKey(unit))).map(asRecorded(work, commit))
  const isWritten = (unit: LiveUnit): boolean => written.has(refKey(unit))
  const found = good.filter((unit) => !isWritten(unit))
  const entries = new Map([
    ...entriesOf(found, work.live.rows, work.live.readAt),
    ...entriesOf(good.filter(isWritten), stamps.rows, stamps.readAt),
  ])
  // Shared in another way since it was read: the next run reads who may see it.
  for (const { asset } of work.facet.changes) {
    const { permissions: _, ...entry } = entries.get(refKey(asset)) ?? { permissions: [] }
    if ('row' in entry) entries.set(refKey(asset), entry)
  }
  return entries
}

/** Keep what was written, proven and recorded for later runs, so that the next one need not read it. */
export const remember = async (
  outcome: Outcome,
  work: PlanWork,
  { environment, owner, commit }: Deploy,
  context: Context,
): Promise<void> => {
  const place = cacheOwner(environment, owner)
  const entries = newEntries(outcome, work, commit)
  const cache = entries.size === 0 ? undefined : await loadCache(place, context)
  if (cache === undefined || typeof cache === 'string') return
  await saveCache(place, { ...cache, units: new Map([...cache.units, ...entries]) }, context)
}
