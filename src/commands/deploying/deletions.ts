import { describeAsset, refKey } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { LiveUnit, Unit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { needsOf } from '../../planning/order.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { readAgain } from '../live.ts'
import type { PlanWork } from '../make-plan.ts'
import { ours } from './moved-since.ts'
import type { Writing } from './write.ts'

/** What came of deleting. */
export type Deletions = { done: Unit[]; problems: Problem[] }

type Run = Writing['run']

const WHY = {
  deploy: 'is no longer in git',
  undo: 'was made by the deploy that is taken back',
  restore: 'was made by this drill',
}

const notDeleted = (unit: Unit, reason: string, run: Run): Problem => ({
  severity: 'error',
  message: `${describeAsset(unit)} ${WHY[run]}, and was not deleted: ${reason}`,
  ref: { kind: unit.kind, id: unit.id },
})

/** None of them is deleted, for one reason. */
export const keepAll = (units: readonly Unit[], reason: string, run: Run): Deletions => ({
  done: [],
  problems: units.map((unit) => notDeleted(unit, reason, run)),
})

const LOOKS = 5
const BETWEEN_LOOKS = 1_000

const isGoneSoon = async (unit: Unit, { quickSight, connection }: Writing, { sleep }: Context): Promise<boolean> => {
  for (let look = 1; look <= LOOKS; look += 1) {
    if (await quickSight.isGone(connection, unit)) return true
    if (look < LOOKS) await sleep(BETWEEN_LOOKS)
  }
  return false
}

/** Why a unit may not go after all: it is looked at once more at the last moment, for what is deleted is not sent again. */
const second = (unit: LiveUnit, now: LiveUnit | undefined, run: Run): string | undefined => {
  if (!now) return `it cannot be read again. Run ${run} again`
  if (now.observed !== unit.observed || ours(now.tags) !== ours(unit.tags))
    return 'it was edited a moment ago. Run plan to see it'
  return undefined
}

/**
 * Delete units in the given order, users before what they use. Each is read again first, and asked for afterwards until the
 * service says that it is gone. Where one stays, what it is built on stays too.
 */
export const deleteUnits = async (
  units: readonly LiveUnit[],
  work: Pick<PlanWork, 'live'>,
  writing: Writing,
  context: Context,
): Promise<Deletions> => {
  const result: Deletions = { done: [], problems: [] }
  if (units.length === 0) return result
  const { quickSight, connection, environment, run } = writing
  context.log.info(`Deleting ${count(units.length, 'asset')} of ${environment.name}: each ${WHY[run]}`)
  const rows = units.flatMap((unit) => work.live.rows.get(refKey(unit)) ?? [])
  const again = await readAgain(quickSight, connection, rows)
  const stays = new Map<string, Unit>()
  const keep = (unit: LiveUnit, reason: string): void => {
    for (const need of needsOf(unit)) stays.set(refKey(need), unit)
    result.problems.push(notDeleted(unit, reason, run))
  }
  for (const unit of units) {
    const user = stays.get(refKey(unit))
    const reason = user ? `${describeAsset(user)} still needs it` : second(unit, again.units.get(refKey(unit)), run)
    if (reason !== undefined) {
      keep(unit, reason)
      continue
    }
    try {
      await quickSight.deleteAsset(connection, unit)
      if (await isGoneSoon(unit, writing, context)) result.done.push(unit)
      else keep(unit, `QuickSight took the request and still shows it. Run ${run} again in a few minutes`)
    } catch (thrown) {
      keep(unit, messageOf(thrown))
    }
  }
  return result
}
