import { type Dangling, danglingUses } from '../../lineage/dangling.ts'
import type { Facts } from '../../lineage/facts.ts'
import { factsOf } from '../../lineage/facts-of.ts'
import { describeAsset, refKey } from '../../model/asset.ts'
import { addTo } from '../../model/groups.ts'
import { distinct, type Problem } from '../../model/problem.ts'
import { assetPath } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import { type Known, openFactStore } from '../review/fact-store.ts'
import type { Listings, OldFile } from './restore-files.ts'

/** Some assets, all that is built on them, and all that any of those is built on. */
const around = (keys: readonly string[], assets: ReadonlyMap<string, Pick<Known, 'needs'>>): Set<string> => {
  const users = new Map<string, string[]>()
  for (const [key, { needs }] of assets) for (const need of needs) addTo(users, need, key)
  const follow = (start: Iterable<string>, next: (key: string) => readonly string[]): Set<string> => {
    const found = new Set(start)
    for (const key of found) for (const other of next(key)) found.add(other)
    return found
  }
  const reached = follow(keys, (key) => users.get(key) ?? [])
  return follow(reached, (key) => assets.get(key)?.needs ?? [])
}

const useKey = ({ asset, use }: Dangling): string => JSON.stringify([refKey(asset), use.what, use.name, use.provider])

const warning = ({ asset, use, why }: Dangling): Problem => ({
  severity: 'warning',
  message: `${describeAsset(asset)} uses the ${use.what} ${JSON.stringify(use.name)}, ${why}; restore that too, or mend it before you deploy`,
  place: { file: assetPath(asset) },
  ref: { kind: asset.kind, id: asset.id },
})

/**
 * What would not work once the old files are there: columns, parameters and datasets that they use and today's assets lack, and
 * those that today's assets use and the old ones lack. What was so before is left out.
 */
export const restoreWarnings = async (
  files: readonly OldFile[],
  { now }: Listings,
  context: Context,
): Promise<Problem[]> => {
  const store = await openFactStore(context)
  const today = await store.know([...now].map(([path, blob]) => ({ path, blob })))
  const found = today.filter((asset) => asset !== undefined)
  const assets = new Map<string, Known>(found.map((asset) => [refKey(asset), asset]))
  const old = new Map<string, Facts>(files.map(({ asset }) => [refKey(asset), factsOf(asset)]))
  const keys = around([...old.keys()], new Map<string, Pick<Known, 'needs'>>([...assets, ...old]))
  const wanted = [...keys].map((key) => assets.get(key)).filter((asset) => asset !== undefined)
  const before = new Map([...(await store.facts(wanted)).values()].map((facts) => [refKey(facts), facts]))
  const was = new Set(danglingUses(before).map(useKey))
  const after = danglingUses(new Map([...before, ...old]))
  return distinct(after.filter((use) => old.has(refKey(use.asset)) || !was.has(useKey(use))).map(warning))
}
