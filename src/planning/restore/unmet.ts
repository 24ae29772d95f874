import { type AssetRef, describeAsset, refKey } from '../../model/asset.ts'
import type { Unit } from '../../model/plan.ts'
import { needsOf } from '../order.ts'

/** Why a unit cannot be restored, as the rest of a sentence that begins with its name. */
export type Unmet = { unit: Unit; reason: string }

/**
 * Units that need what is neither restored nor live, directly or through others. `reasons`: why some units cannot be restored
 * themselves, by key; `isLive`: whether an asset is there already; `nameOf`: what is known of one that is nowhere.
 */
export const unmetUnits = (
  units: readonly Unit[],
  reasons: ReadonlyMap<string, string>,
  { isLive, whyNot }: { isLive: (ref: AssetRef) => boolean; whyNot: (ref: AssetRef) => string },
): Unmet[] => {
  const found = new Map(
    units.flatMap((unit): [string, Unmet][] => {
      const reason = reasons.get(refKey(unit))
      return reason === undefined ? [] : [[refKey(unit), { unit, reason }]]
    }),
  )
  const there = new Set(units.map(refKey))
  const lacking = (unit: Unit): string | undefined => {
    for (const need of needsOf(unit)) {
      const failed = found.get(refKey(need))
      if (failed && !isLive(need)) return `it needs ${describeAsset(failed.unit)}, which cannot be restored`
      if (!there.has(refKey(need)) && !isLive(need))
        return `it needs ${refKey(need)}, which is not live here, ${whyNot(need)}`
    }
    return undefined
  }
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const unit of units) {
      const reason = found.has(refKey(unit)) ? undefined : lacking(unit)
      if (reason !== undefined) found.set(refKey(unit), { unit, reason })
    }
  }
  return [...found.values()]
}
