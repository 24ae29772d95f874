import { type Asset, refKey } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import { kindText } from '../model/kind-words.ts'
import type { SheetPair } from '../model/review.ts'
import { compare } from './compare.ts'
import type { AssetNames } from './describe/asset-words.ts'
import type { Versions } from './describe/describer.ts'
import { describe } from './describe/index.ts'
import { scheduleWords } from './describe/others/schedule.ts'
import { setApart, untoldRenames, withFollowers } from './following.ts'
import { withMoves } from './moves.ts'
import { pairAssets } from './pair/index.ts'
import { applyRules } from './rules/index.ts'
import type { AssetPair } from './rules/rule.ts'
import { sheetPairs } from './sheets/index.ts'
import type { Raw } from './trail.ts'

const whole = (asset: Asset, action: 'added' | 'removed'): Change => ({
  kind: 'asset',
  action,
  asset: { kind: asset.kind, id: asset.id, name: asset.name },
  place: [],
  message: [`${kindText(asset.kind)} ${action}`, scheduleWords(asset.body.schedule)].filter(Boolean).join(': '),
  severity: 'notable',
  differences: [action === 'added' ? { head: '' } : { base: '' }],
})

/** Every difference in exactly one change, before any rule. */
const described = (raws: readonly Raw[], versions: Versions): Change[] => {
  const { renames } = versions.renaming
  const first = setApart(raws, renames)
  const changes = describe(first.own, versions)
  const untold = untoldRenames(changes, first.followers)
  if (untold.length === 0) return withFollowers(changes, first.followers)
  const again = setApart(
    raws,
    renames.filter((rename) => !untold.includes(rename)),
  )
  return withFollowers(describe(again.own, versions), again.followers)
}

type Options = { without?: readonly string[]; nameOf?: AssetNames }

/** Changes, and the sheets that they are on as boxes. */
export type Diff = { changes: Change[]; sheets: SheetPair[] }

const ofPair = ({ base, head }: AssetPair, nameOf: AssetNames): Diff => {
  if (!base || !head) {
    const changes = [...(base ? [whole(base, 'removed')] : []), ...(head ? [whole(head, 'added')] : [])]
    return { changes, sheets: [] }
  }
  const renaming = pairAssets(base, head)
  const versions = { base, head, renaming, nameOf }
  const raws = withMoves(compare(base.body, head.body, renaming), renaming)
  const changes = described(raws, versions)
  return { changes, sheets: raws.length === 0 ? [] : sheetPairs(raws, changes, versions) }
}

/**
 * What differs between two versions of some assets, in an analyst's words, gravest first. Paired by kind and id. Rules can
 * be left out by their names. `nameOf` tells what others are called, so that no id need stand for them.
 */
export const diffWithSheets = (
  base: readonly Asset[],
  head: readonly Asset[],
  { without = [], nameOf = () => undefined }: Options = {},
): Diff => {
  const before = new Map(base.map((asset) => [refKey(asset), asset]))
  const after = new Map(head.map((asset) => [refKey(asset), asset]))
  const pairs = [...new Set([...before.keys(), ...after.keys()])].sort().map((key): AssetPair => {
    const [one, other] = [before.get(key), after.get(key)]
    return { ...(one ? { base: one } : {}), ...(other ? { head: other } : {}) }
  })
  const found = pairs.map((pair) => ofPair(pair, nameOf))
  const changes = found.flatMap((diff) => diff.changes)
  return { changes: applyRules(changes, pairs, without), sheets: found.flatMap(({ sheets }) => sheets) }
}

/** `diffWithSheets` without the sheets. */
export const diffAssets = (base: readonly Asset[], head: readonly Asset[], options: Options = {}): Change[] =>
  diffWithSheets(base, head, options).changes

/** What differs between two versions of one asset; undefined is one that is not there. */
export const diffAsset = (base: Asset | undefined, head: Asset | undefined): Change[] =>
  diffAssets(base ? [base] : [], head ? [head] : [])
