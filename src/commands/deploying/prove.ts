import type { Row, Skip } from '../../io/quicksight/index.ts'
import { type AssetRef, arnResource, describeAsset, refKey } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import { type LiveUnit, unitRead } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { isCovered, leftovers } from '../../planning/decide.ts'
import type { Sent } from '../../planning/parts.ts'
import { scheduleIds } from '../../planning/send.ts'
import type { Context, QuickSight } from '../context.ts'
import { readAgain } from '../live.ts'
import type { PlanWork } from '../make-plan.ts'
import type { Writing } from './write.ts'

/** A unit that was written and seen to be live as asked, with what was then seen. */
export type Proven = { unit: Sent; live: LiveUnit }
/** `seen`: all that could be read again, by key, also what is not as it was asked for. */
export type Proof = { proven: Proven[]; seen: ReadonlyMap<string, LiveUnit>; problems: Problem[] }

/** What is needed of a plan's work to prove it: what was live, what was asked for before, and where; whether who may see it is read too. */
export type ToProve = Pick<PlanWork, 'live' | 'recorded' | 'target'> & { permissions?: boolean }

export const arnOf = ({ partition, region, account }: PlanWork['target'], ref: AssetRef): string =>
  `arn:${partition}:quicksight:${region}:${account}:${arnResource(ref)}`

const rowFor = (unit: Sent, work: ToProve): Row => ({
  ...(work.live.rows.get(refKey(unit)) ?? { kind: unit.kind, id: unit.id, name: unit.name }),
  arn: arnOf(work.target, unit),
})

const problem = (unit: Sent, message: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(unit)} ${message}`,
  ref: { kind: unit.kind, id: unit.id },
})

/** Without a record of what was asked for before, a schedule that git lacks may be one that git gave up. */
const extraSchedules = (unit: Sent, live: LiveUnit): string[] =>
  unit.isNew
    ? []
    : scheduleIds(live.assets)
        .filter((id) => !scheduleIds(unit.assets).includes(id))
        .map((id) => `refresh schedule ${id}`)

const missing = (unit: Sent, skip: Skip | undefined, run: Writing['run']): Problem =>
  problem(
    unit,
    skip
      ? `was imported, but cannot be read again: ${skip.reason}. Run ${run} again; it looks first at what arrived`
      : `was imported, but is not there when read again. Run ${run} again`,
  )

const DIFFERS = {
  deploy: 'Run plan to see it, then deploy again',
  undo: 'Look at it in QuickSight',
  restore: 'Look at it in QuickSight',
}
const HAS_MORE = {
  deploy: 'what git does not',
  undo: 'what was not there before',
  restore: 'what the backup does not',
}
const REMOVE = {
  deploy: 'Remove it in QuickSight, or put it into git, and deploy again',
  undo: 'Remove it there',
  restore: 'Remove it there',
}

type Before = { recorded: Json | undefined; run: Writing['run'] }

const bodyProblems = (unit: Sent, live: LiveUnit, { recorded, run }: Before): Problem[] => {
  if (!isCovered(live, unit))
    return [problem(unit, `was imported, but what is live differs from what was sent. ${DIFFERS[run]}`)]
  const left = recorded === undefined ? extraSchedules(unit, live) : leftovers(live, unit, recorded)
  if (left.length === 0) return []
  return [
    problem(
      unit,
      `was imported, but QuickSight still has ${HAS_MORE[run]}: ${left.slice(0, 3).join(', ')}. ${REMOVE[run]}`,
    ),
  ]
}

const dashboardProblems = async (
  unit: Sent,
  before: number | undefined,
  quickSight: QuickSight,
  writing: Writing,
): Promise<Problem[]> => {
  if (unit.kind !== 'dashboard') return []
  const { published, status, errors } = await quickSight.describeDashboard(writing.connection, unit.id)
  if (status?.endsWith('FAILED'))
    return [problem(unit, `was imported, but QuickSight could not build it: ${errors.join('; ') || status}`)]
  if (before !== undefined && (published ?? 0) <= before) {
    return [problem(unit, `was imported, but version ${before} is still the published one`)]
  }
  return errors.map((error) => ({
    ...problem(unit, `is live with an error that QuickSight reports: ${error}`),
    severity: 'warning' as const,
  }))
}

/** Schedules that were live and recorded, and that git no longer has; an import cannot delete them. */
export const removedSchedules = (unit: Sent, work: Pick<PlanWork, 'live' | 'recorded'>): string[] => {
  const recorded = (work.recorded.get(refKey(unit)) as { bodies?: Record<string, Json> } | undefined)?.bodies ?? {}
  const kept = scheduleIds(unit.assets)
  const live = unitRead(work.live.units, unit)?.assets ?? []
  const ours = live.filter((asset) => asset.kind === 'refreshSchedule' && refKey(asset) in recorded)
  return scheduleIds(ours).filter((id) => !kept.includes(id))
}

/** Export what was written and compare it with what was sent; ask dashboards for their published version. */
export const prove = async (
  units: readonly Sent[],
  work: ToProve,
  writing: Writing,
  context: Context,
): Promise<Proof> => {
  if (units.length === 0) return { proven: [], seen: new Map(), problems: [] }
  const { quickSight, connection, run } = writing
  context.log.progress(`Reading ${units.length} written assets again, to be sure of them`)
  const again = await readAgain(
    quickSight,
    connection,
    units.map((unit) => rowFor(unit, work)),
    { permissions: work.permissions === true },
  )
  const check = async (unit: Sent): Promise<Problem[]> => {
    const found = again.units.get(refKey(unit))
    if (!found) return [missing(unit, again.unreadable.get(refKey(unit)), run)]
    const before = work.live.units.get(refKey(unit))?.publishedVersion
    const bodies = bodyProblems(unit, found, { recorded: work.recorded.get(refKey(unit)), run })
    try {
      return [...bodies, ...(await dashboardProblems(unit, before, quickSight, writing))]
    } catch (thrown) {
      return [...bodies, problem(unit, `was imported, but could not be checked: ${messageOf(thrown)}`)]
    }
  }
  const problems = await Promise.all(units.map(check))
  const proven = units.flatMap((unit, i) => {
    const found = again.units.get(refKey(unit))
    return found && !problems[i]?.some(({ severity }) => severity === 'error') ? [{ unit, live: found }] : []
  })
  return { proven, seen: again.units, problems: problems.flat() }
}
