import { type Asset, describeAsset, refKey } from '../model/asset.ts'
import { referencesOf } from '../model/references.ts'
import type { SkippedAsset } from '../model/skipped.ts'

export type { SkippedAsset } from '../model/skipped.ts'

/** What is skipped once the assets that need a skipped one, directly or through others, are skipped too. */
export const skippedWithDependants = (
  assets: readonly Asset[],
  start: readonly SkippedAsset[],
): { kept: Asset[]; skipped: SkippedAsset[] } => {
  const skipped = new Map(start.map((skip) => [refKey(skip), skip]))
  for (let before = -1; before !== skipped.size; ) {
    before = skipped.size
    for (const asset of assets) {
      if (skipped.has(refKey(asset))) continue
      const cause = referencesOf(asset).flatMap(({ ref }) => skipped.get(refKey(ref)) ?? [])[0]
      if (!cause) continue
      const { kind, id, name } = asset
      skipped.set(refKey(asset), { kind, id, name, reason: `it needs ${describeAsset(cause)}, which was not exported` })
    }
  }
  return { kept: assets.filter((asset) => !skipped.has(refKey(asset))), skipped: [...skipped.values()] }
}
