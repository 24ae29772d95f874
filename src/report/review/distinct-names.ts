import type { NamedAsset } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { clip, LONGEST_NAME } from '../review-words.ts'
import { withAssetNames } from './asset-names.ts'

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
  return withAssetNames(review, (asset) => {
    if (!shared.has(nameKey(asset))) return asset.name
    const id = clip(asset.id, LONGEST_NAME / 2)
    return `${clip(asset.name, LONGEST_NAME - id.length - 3)} (${id})`
  })
}
