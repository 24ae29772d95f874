import type { NamedAsset, Where } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'

/** The same review, with every asset under the name that `nameOf` gives it. */
export const withAssetNames = (review: Review, nameOf: (asset: NamedAsset) => string): Review => {
  const named = <T extends NamedAsset>(asset: T): T => ({ ...asset, name: nameOf(asset) })
  const places = <T extends Where>(list: readonly T[]): T[] => list.map((one) => ({ ...one, asset: named(one.asset) }))
  return {
    ...review,
    assets: review.assets.map(named),
    lineage: review.lineage.map(named),
    environments: review.environments.map((one) => ({ ...one, steps: one.steps.map(named) })),
    changes: review.changes.map((change) => ({
      ...change,
      asset: named(change.asset),
      ...(change.also ? { also: places(change.also) } : {}),
      ...(change.affects ? { affects: places(change.affects) } : {}),
    })),
  }
}
