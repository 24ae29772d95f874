import { type AssetRef, describeAsset } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import type { Sent } from '../../planning/parts.ts'
import type { PlanWork } from '../make-plan.ts'
import { removedSchedules } from './prove.ts'
import type { Writing } from './write.ts'

const GONE = { deploy: 'is no longer in git', undo: 'was not there before', restore: 'is not in the backup' }

const stays = (unit: Sent, id: string, why: string): Problem => {
  const ref: AssetRef = { kind: unit.kind, id: unit.id }
  return { severity: 'error', message: `The refresh schedule ${id} of ${describeAsset(unit)} ${why}`, ref }
}

/** Delete the refresh schedules that are no longer asked for; an import cannot. Those that stay are told, and not recorded as gone. */
export const dropSchedules = async (
  units: readonly Sent[],
  work: Pick<PlanWork, 'live' | 'recorded'>,
  { quickSight, connection, run }: Writing,
): Promise<Problem[]> => {
  const problems: Problem[] = []
  for (const unit of units) {
    for (const id of removedSchedules(unit, work)) {
      try {
        await quickSight.deleteSchedule(connection, unit.id, id)
      } catch (thrown) {
        problems.push(stays(unit, id, `${GONE[run]}, and could not be deleted: ${messageOf(thrown)}`))
      }
    }
  }
  return problems
}
