import { describeAsset, refKey } from '../../model/asset.ts'
import type { RefreshMode } from '../../model/environment.ts'
import { messageOf } from '../../model/errors.ts'
import type { DesiredUnit, Step, Unit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { closureOf } from '../../planning/order.ts'
import { isSpice, refreshSteps } from '../../planning/refresh.ts'
import { ONLY_SCHEDULES } from '../../planning/table.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { jobPrefix, type Writing } from './write.ts'

/** What became of the data: loaded anew; by key those that were not; and why. */
export type Refreshed = { done: Unit[]; failed: ReadonlySet<string>; problems: Problem[] }

/** Steps after which a dataset's data may not be what git asks for. Taking over and schedules alone leave data as it is. */
const isChanged = ({ action, reason }: Step): boolean =>
  ['create', 'update', 'record'].includes(action) && reason !== ONLY_SCHEDULES

const isAskedFor = (mode: RefreshMode): ((step: Step) => boolean) => {
  if (mode === 'none') return () => false
  return mode === 'changed' ? isChanged : (step) => isChanged(step) || step.action === 'unchanged'
}

/** The SPICE datasets to load anew: of what this deploy wrote or found as asked (`live`, by key), and what did not change. */
export const toRefresh = ({ plan, desired }: PlanWork, live: ReadonlySet<string>, mode: RefreshMode): DesiredUnit[] =>
  plan.steps.filter(isAskedFor(mode)).flatMap((step) => {
    const unit = desired.get(refKey(step))
    const isThere = step.action === 'unchanged' || live.has(refKey(step))
    return unit && isThere && isSpice(unit) ? [unit] : []
  })

const problem = (unit: Unit, severity: Problem['severity'], message: string): Problem => ({
  severity,
  message: `${describeAsset(unit)} ${message}`,
  ref: { kind: unit.kind, id: unit.id },
})

const MEND = {
  deploy: 'Mend the cause and run deploy again: it loads the data and imports nothing',
  undo: 'Mend the cause, and start a refresh in QuickSight',
  restore: 'Mend the cause, and start a refresh in QuickSight',
}

const notLoaded = (unit: Unit, reason: string, run: Writing['run']): Problem =>
  problem(
    unit,
    'error',
    `is live as asked, but its data could not be loaded: ${reason}. What is built on it shows the data it had, or none. ${MEND[run]}`,
  )

const MOST_ID = 128

/**
 * Load SPICE datasets anew and wait for it, each after those that it is built on. One that fails does not stop the others,
 * only what is built on it.
 */
export const refreshUnits = async (
  units: readonly DesiredUnit[],
  { quickSight, connection, environment, desired, run }: Writing,
  { log, now }: Context,
): Promise<Refreshed> => {
  const done: Unit[] = []
  const problems: Problem[] = []
  const failed = new Set<string>()
  const ingestion = `${jobPrefix(environment.name)}${now().getTime().toString(36)}`.slice(-MOST_ID)
  const tell = (): void => log.progress(`Refreshed ${done.length} of ${count(units.length, 'dataset')}`)
  const fail = (unit: Unit, reason: string): void => {
    failed.add(refKey(unit))
    problems.push(notLoaded(unit, reason, run))
  }
  const load = async (unit: Unit): Promise<void> => {
    const needed = [...closureOf([unit], desired)].find((key) => failed.has(key))
    if (needed !== undefined) return fail(unit, `it is built on ${needed}, whose data could not be loaded`)
    try {
      const { reason, dropped = 0 } = await quickSight.refreshDataset(connection, unit.id, ingestion)
      if (reason !== undefined) return fail(unit, reason)
      done.push(unit)
      if (dropped > 0)
        problems.push(problem(unit, 'warning', `was loaded, but QuickSight left out ${count(dropped, 'row')}`))
    } catch (thrown) {
      fail(unit, messageOf(thrown))
    }
    tell()
  }
  if (units.length > 0) log.info(`Refreshing ${count(units.length, 'SPICE dataset')} of ${environment.name}`)
  for (const step of refreshSteps(units, desired)) await Promise.all(step.map(load))
  return { done, failed, problems }
}
