import { refKey } from '../../model/asset.ts'
import type { Change, NamedAsset } from '../../model/change.ts'
import type { ChangedAsset, Review } from '../../model/review.ts'
import { sharedSheets } from './same-sheets.ts'

/** An asset and all that is told of it. */
export type Group = {
  asset: NamedAsset & { action?: ChangedAsset['action'] }
  anchor: string
  changes: Change[]
  /** The assets at which changes are told that were made to this one too. */
  toldAt: Map<string, { asset: NamedAsset; number: number }>
  sheets: { name: string; anchor: string }[]
}

const noteShared = ({ toldAt }: Group, asset: NamedAsset): void => {
  const known = toldAt.get(refKey(asset)) ?? { asset, number: 0 }
  toldAt.set(refKey(asset), { asset, number: known.number + 1 })
}

/** Changed files first, in their order; then what has changes without being listed as a file. */
export const groupsOf = (review: Review): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>()
  const groupOf = (asset: Group['asset']): Group => {
    const found = groups.get(refKey(asset))
    if (found !== undefined) return found
    const group = { asset, anchor: `asset-${groups.size + 1}`, changes: [], toldAt: new Map(), sheets: [] }
    groups.set(refKey(asset), group)
    return group
  }
  for (const asset of review.assets) groupOf(asset)
  for (const change of review.changes) {
    const own = refKey(change.asset)
    groupOf(change.asset).changes.push(change)
    const others = new Map((change.also ?? []).map(({ asset }) => [refKey(asset), asset]))
    for (const [key, asset] of others) if (key !== own) noteShared(groupOf(asset), change.asset)
  }
  for (const { pair, assets, anchor } of sharedSheets(review.sheets))
    for (const asset of assets) groupOf(asset).sheets.push({ name: pair.name, anchor })
  return groups
}
