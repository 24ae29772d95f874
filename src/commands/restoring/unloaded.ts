import { describeAsset } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { DesiredUnit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import type { Writing } from '../deploying/write.ts'

const AT_ONCE = 8

/** SPICE datasets, of some that are as they were saved, whose data was never loaded: an earlier restore was cut off before it. */
export const unloaded = async (
  units: readonly DesiredUnit[],
  { quickSight, connection }: Pick<Writing, 'quickSight' | 'connection'>,
): Promise<{ units: DesiredUnit[]; problems: Problem[] }> => {
  const [found, problems]: [DesiredUnit[], Problem[]] = [[], []]
  const look = async (unit: DesiredUnit): Promise<void> => {
    try {
      if (!(await quickSight.hasLoaded(connection, unit.id))) found.push(unit)
    } catch (thrown) {
      const message = `It cannot be asked whether the data of ${describeAsset(unit)} was loaded: ${messageOf(thrown)}. Allow that to the role, or look at it in QuickSight`
      problems.push({ severity: 'error', message, ref: { kind: unit.kind, id: unit.id } })
    }
  }
  for (const some of chunks(units, AT_ONCE)) await Promise.all(some.map(look))
  return { units: found, problems }
}
