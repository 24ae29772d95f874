import { describeAsset, refKey } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import type { Sent } from '../../planning/parts.ts'
import { movedSince } from '../deploying/moved-since.ts'
import type { Writing } from '../deploying/write.ts'
import type { RestoreWork } from './plan-restore.ts'

/** Another run is at work; what is done is not done twice. */
export const atWork = (name: string): UserError =>
  new UserError(
    `Another run writes to ${name} at this moment. Run restore again when it is over; what is done is not done twice`,
  )

/** Somebody saved one of the assets after it was read: what that was is kept nowhere yet. */
const refuseEdited = async (
  units: readonly Sent[],
  { live }: RestoreWork,
  { quickSight, connection }: Writing,
): Promise<void> => {
  const known = units.filter(({ isNew }) => !isNew)
  if (known.length === 0) return
  const { rows } = await quickSight.listAssets(connection)
  const now = new Map(rows.map((row) => [refKey(row), row.lastUpdated]))
  const edited = known.find((unit) => now.get(refKey(unit)) !== live.rows.get(refKey(unit))?.lastUpdated)
  if (edited)
    throw new UserError(
      `${describeAsset(edited)} was changed in QuickSight a moment ago, while this restore was looking. No asset was written; run it again to see the change first`,
    )
}

/** Looked at once more at the last moment. @throws UserError where another run or a person was quicker. */
export const refuseMoved = async (
  units: readonly Sent[],
  work: RestoreWork,
  { writing, jobs }: { writing: Writing; jobs: ReadonlyMap<string, number> },
): Promise<void> => {
  if (units.length === 0) return
  if (await movedSince(units, { work, jobs }, writing)) throw atWork(writing.environment.name)
  await refuseEdited(units, work, writing)
}
