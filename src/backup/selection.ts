import { type AssetRef, refKey, scheduleParts } from '../model/asset.ts'
import type { SavedAsset } from '../model/backup.ts'
import { groupBy } from '../model/groups.ts'

/** What of a set is asked for, and what that needs beside it. */
export type SavedSelection = { chosen: SavedAsset[]; needed: SavedAsset[] }

/** What an asset goes with: a refresh schedule with its dataset. */
export const unitRef = (ref: AssetRef): AssetRef => {
  const own = scheduleParts(ref)
  return own ? { kind: 'dataset', id: own.dataSetId } : ref
}

const unitKey = (ref: AssetRef): string => refKey(unitRef(ref))

/**
 * Choose from a set. A dataset brings its refresh schedules, and a schedule its dataset. `isLeftOut`: what does not come
 * along although it is needed.
 */
export const selectSaved = (
  assets: readonly SavedAsset[],
  { isPicked, isLeftOut }: { isPicked: (ref: AssetRef) => boolean; isLeftOut: (ref: AssetRef) => boolean },
): SavedSelection => {
  const units = groupBy(assets, unitKey)
  const chosen = new Set(assets.filter((asset) => isPicked(asset) && !isLeftOut(unitRef(asset))).map(unitKey))
  const needed = new Set<string>()
  const queue = [...chosen]
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const needs = (units.get(key) ?? []).flatMap((asset) => asset.needs)
    const more = needs.filter((need) => !chosen.has(need) && !needed.has(need))
    for (const need of more) {
      const main = units.get(need)?.find((asset) => refKey(asset) === need)
      if (main === undefined || isLeftOut(main)) continue
      needed.add(need)
      queue.push(need)
    }
  }
  const of = (keys: ReadonlySet<string>): SavedAsset[] =>
    [...units].flatMap(([key, some]) => (keys.has(key) ? some : []))
  return { chosen: of(chosen), needed: of(needed) }
}
