import { type Asset, refKey } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import { compare } from './compare.ts'
import { describe } from './describe/index.ts'
import { setApart, untoldRenames, withFollowers } from './following.ts'
import { withMoves } from './moves.ts'
import { pairAssets } from './pair/index.ts'
import { applyRules } from './rules/index.ts'
import type { AssetPair } from './rules/rule.ts'

const whole = (asset: Asset, action: 'added' | 'removed'): Change => ({
  kind: 'asset',
  action,
  asset: { kind: asset.kind, id: asset.id, name: asset.name },
  place: [],
  message: `${asset.kind} ${action}`,
  severity: 'notable',
  differences: [action === 'added' ? { head: '' } : { base: '' }],
})

/** What differs between two versions of an asset, every difference in exactly one change, before any rule. */
const described = (base: Asset, head: Asset): Change[] => {
  const renaming = pairAssets(base, head)
  const versions = { base, head, renaming }
  const raws = withMoves(compare(base.body, head.body, renaming), renaming)
  const first = setApart(raws, renaming.renames)
  const changes = describe(first.own, versions)
  const untold = untoldRenames(changes, first.followers)
  if (untold.length === 0) return withFollowers(changes, first.followers)
  const again = setApart(
    raws,
    renaming.renames.filter((rename) => !untold.includes(rename)),
  )
  return withFollowers(describe(again.own, versions), again.followers)
}

const ofPair = ({ base, head }: AssetPair): Change[] => {
  if (base && head) return described(base, head)
  return [...(base ? [whole(base, 'removed')] : []), ...(head ? [whole(head, 'added')] : [])]
}

/**
 * What differs between two versions of some assets, in an analyst's words, gravest first. Paired by kind and id. Rules can
 * be left out by their names.
 */
export const diffAssets = (
  base: readonly Asset[],
  head: readonly Asset[],
  { without = [] }: { without?: readonly string[] } = {},
): Change[] => {
  const before = new Map(base.map((asset) => [refKey(asset), asset]))
  const after = new Map(head.map((asset) => [refKey(asset), asset]))
  const pairs = [...new Set([...before.keys(), ...after.keys()])].sort().map((key): AssetPair => {
    const [one, other] = [before.get(key), after.get(key)]
    return { ...(one ? { base: one } : {}), ...(other ? { head: other } : {}) }
  })
  return applyRules(pairs.flatMap(ofPair), pairs, without)
}

/** What differs between two versions of one asset; undefined is one that is not there. */
export const diffAsset = (base: Asset | undefined, head: Asset | undefined): Change[] =>
  diffAssets(base ? [base] : [], head ? [head] : [])
