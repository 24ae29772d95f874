import type { NamedAsset, Where } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { clip, LONGEST_NAME } from '../review-words.ts'

const nameKey = ({ kind, name }: NamedAsset): string => `${kind}:${name}`

const namedIn = ({ assets, changes, lineage }: Review): NamedAsset[] => [
  ...assets,
  ...lineage,
  ...changes.flatMap(({ asset, also = [], affects = [] }) => [asset, ...[...also, ...affects].map((one) => one.asset)]),
]

/** Kinds and names that more than one id bears. */
const sharedNames = (assets: readonly NamedAsset[]): Set<string> => {
  const ids = new Map<string, string>()
  const shared = new Set<string>()
  for (const asset of assets) {
    const key = nameKey(asset)
    const known = ids.get(key)
    if (known === undefined) ids.set(key, asset.id)
    else if (known !== asset.id) shared.add(key)
  }
  return shared
}

/** The same review, in which two assets of one kind and name are told apart by their ids. */
export const withDistinctNames = (review: Review): Review => {
  const shared = sharedNames(namedIn(review))
  if (shared.size === 0) return review
  const named = <T extends NamedAsset>(asset: T): T => {
    if (!shared.has(nameKey(asset))) return asset
    const id = clip(asset.id, LONGEST_NAME / 2)
    return { ...asset, name: `${clip(asset.name, LONGEST_NAME - id.length - 3)} (${id})` }
  }
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
