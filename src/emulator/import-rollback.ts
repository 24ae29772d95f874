import type { AssetRef } from '../model/asset.ts'
import { deniedBy, type Guard } from './iam/guard.ts'
import { rollbackNeeds } from './iam/job-needs.ts'
import { type JobError, javaError } from './jobs.ts'
import type { Place, Row } from './store.ts'
import type { World } from './world.ts'

/** What an import wrote; `before` is missing where it created the asset. */
export type Touched = AssetRef & { before: Row | undefined }

type Rollback = { world: World; place: Place; guard: Guard; touched: ReadonlyMap<string, Touched> }

const putBack = ({ place, guard }: Rollback, { kind, id, before }: Touched): JobError[] => {
  if (before) {
    place.put(before)
    return []
  }
  const denied = deniedBy(guard, rollbackNeeds(place, { kind, id }))
  if (denied !== undefined) return [javaError('AccessDeniedException', denied, place.arnOf({ kind, id }))]
  place.remove({ kind, id })
  return []
}

/** Puts away again what an import wrote, the last first, and returns what could not be. */
export const undoOf = (rollback: Rollback) => (): JobError[] => {
  const { world, place, touched } = rollback
  if (world.faults.hit('failRollback', 'StartAssetBundleImportJob')) {
    const arns = [...touched.values()].map((ref) => place.arnOf(ref))
    const failed = arns.length > 0 ? arns : [undefined]
    return failed.map((arn) => javaError('InternalFailureException', 'The asset could not be rolled back', arn))
  }
  return [...touched.values()].reverse().flatMap((one) => putBack(rollback, one))
}
