import { refKey, scheduleParts } from '../../model/asset.ts'
import type { NamedAsset } from '../../model/change.ts'
import type { Worlds } from './worlds.ts'

/** Schedules have no name of their own, and ids that say little: `every-morning of Orders`. Other assets keep theirs. */
export const scheduleNames = ({ base, head }: Worlds['assets']): ((asset: NamedAsset) => string) => {
  return (asset) => {
    const own = scheduleParts(asset)
    if (!own) return asset.name
    const key = refKey({ kind: 'dataset', id: own.dataSetId })
    return `${own.schedule} of ${(head.get(key) ?? base.get(key))?.name ?? own.dataSetId}`
  }
}
