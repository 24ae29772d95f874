import { refKey } from '../../model/asset.ts'
import type { NamedAsset } from '../../model/change.ts'
import type { SheetPair, Wireframe } from '../../model/review.ts'

/** A changed sheet, and every asset that has it: an analysis and the dashboard made of it show the same. */
export type SharedSheet = { pair: SheetPair; assets: readonly NamedAsset[]; anchor: string }

/** Without the ids, which a dashboard has of its own. */
const looks = (frame: Wireframe | undefined): unknown =>
  frame && { ...frame, elements: frame.elements.map(({ id: _, ...element }) => element) }

const keyOf = ({ name, before, after }: SheetPair): string => JSON.stringify([name, looks(before), looks(after)])

/** Sheets of several assets that look the same before and after become one; two of the same asset stay two. */
export const sharedSheets = (sheets: readonly SheetPair[]): SharedSheet[] => {
  const found: { pair: SheetPair; key: string; assets: NamedAsset[] }[] = []
  for (const pair of sheets) {
    const key = keyOf(pair)
    const own = refKey(pair.asset)
    const known = found.find((one) => one.key === key && one.assets.every((asset) => refKey(asset) !== own))
    if (known === undefined) found.push({ pair, key, assets: [pair.asset] })
    else known.assets.push(pair.asset)
  }
  return found.map(({ pair, assets }, i) => ({ pair, assets, anchor: `sheet-${i + 1}` }))
}
