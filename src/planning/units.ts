import { type Asset, type AssetRef, refKey } from '../model/asset.ts'
import { stringAt } from '../model/json.ts'
import type { Unit } from '../model/plan.ts'

/** The unit an asset belongs to: a refresh schedule goes with its dataset, every other asset stands alone. */
export const unitOf = (asset: Asset): AssetRef =>
  asset.kind === 'refreshSchedule'
    ? { kind: 'dataset', id: stringAt(asset.body, 'dataSetId') ?? '' }
    : { kind: asset.kind, id: asset.id }

const byMainFirst = (a: Asset, b: Asset): number =>
  Number(a.kind === 'refreshSchedule') - Number(b.kind === 'refreshSchedule') || (a.id < b.id ? -1 : 1)

/** Group assets into units, by refKey of the unit. Schedules whose dataset is not among the assets are left over. */
export const groupUnits = (assets: readonly Asset[]): { units: Map<string, Unit>; orphans: Asset[] } => {
  const groups = new Map<string, Asset[]>()
  for (const asset of assets) {
    const key = refKey(unitOf(asset))
    groups.set(key, [...(groups.get(key) ?? []), asset])
  }
  const units = new Map<string, Unit>()
  const orphans: Asset[] = []
  for (const [key, members] of groups) {
    const [main, ...rest] = members.sort(byMainFirst)
    if (main === undefined || main.kind === 'refreshSchedule') orphans.push(...members)
    else units.set(key, { kind: main.kind, id: main.id, name: main.name, assets: [main, ...rest] })
  }
  return { units, orphans }
}
