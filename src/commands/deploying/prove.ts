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
export type Proof = { proven: Proven[]; problems: Problem[] }

export const arnOf = ({ partition, region, account }: PlanWork['target'], ref: AssetRef): string =>
  `arn:${partition}:quicksight:${region}:${account}:${arnResource(ref)}`

const rowFor = (unit: Sent, work: PlanWork): Row => ({
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

const missing = (unit: Sent, skip: Skip | undefined): Problem =>
  problem(
    unit,
    skip
      ? `was imported, but cannot be read again: ${skip.reason}. Run deploy again; it looks first at what arrived`
      : 'was imported, but is not there when read again. Run deploy again',
  )

const bodyProblems = (unit: Sent, live: LiveUnit, recorded: Json | undefined): Problem[] => {
  if (!isCovered(live, unit))
    return [
      problem(unit, 'was imported, but what is live differs from what was sent. Run plan to see it, then deploy again'),
    ]
  const left = recorded === undefined ? extraSchedules(unit, live) : leftovers(live, unit, recorded)
  if (left.length === 0) return []
  return [
    problem(
      unit,
      `was imported, but QuickSight still has what git does not: ${left.slice(0, 3).join(', ')}. Remove it in QuickSight, or put it into git, and deploy again`,
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
export const removedSchedules = (unit: Sent, work: PlanWork): string[] => {
  const recorded = (work.recorded.get(refKey(unit)) as { bodies?: Record<string, Json> } | undefined)?.bodies ?? {}
  const kept = scheduleIds(unit.assets)
  const live = unitRead(work.live.units, unit)?.assets ?? []
  const ours = live.filter((asset) => asset.kind === 'refreshSchedule' && refKey(asset) in recorded)
  return scheduleIds(ours).filter((id) => !kept.includes(id))
}

/** Export what was written and compare it with what was sent; ask dashboards for their published version. */
export const prove = async (
  units: readonly Sent[],
  work: PlanWork,
  writing: Writing,
  context: Context,
): Promise<Proof> => {
  if (units.length === 0) return { proven: [], problems: [] }
  const { quickSight, connection } = writing
  context.log.progress(`Reading ${units.length} written assets again, to be sure of them`)
  const again = await readAgain(
    quickSight,
    connection,
    units.map((unit) => rowFor(unit, work)),
  )
  const check = async (unit: Sent): Promise<Problem[]> => {
    const found = again.units.get(refKey(unit))
    if (!found) return [missing(unit, again.unreadable.get(refKey(unit)))]
    const before = work.live.units.get(refKey(unit))?.publishedVersion
    const bodies = bodyProblems(unit, found, work.recorded.get(refKey(unit)))
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
  return { proven, problems: problems.flat() }
}
