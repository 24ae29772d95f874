import { type Dangling, danglingUses } from '../lineage/dangling.ts'
import { factsOf } from '../lineage/facts-of.ts'
import { type Asset, describeAsset, refKey } from '../model/asset.ts'
import type { Part } from '../model/change.ts'
import { lineOfPointer } from '../model/json-pointer.ts'
import { partText } from '../model/part.ts'
import type { Problem } from '../model/problem.ts'
import { count } from '../report/words.ts'
import { assetPath } from '../tree/paths.ts'

type Files = ReadonlyMap<string, string>

/** `bar chart "Revenue" on sheet "Overview"`. */
const placeText = (place: readonly Part[]): string => place.map(partText).reverse().join(' on ')

const sentence = ({ asset, use, sites, why }: Dangling): string => {
  const where = placeText(sites[0]?.place ?? [])
  const others = sites.length > 1 ? ` (and ${count(sites.length - 1, 'other place')})` : ''
  const user = where === '' ? describeAsset(asset) : `${where} of ${describeAsset(asset)}`
  return `${user}${others} uses the ${use.what} "${use.name}", ${why}; mend it in QuickSight and export again, or correct the name in the file`
}

const problemOf = (dangling: Dangling, files: Files): Problem => {
  const file = assetPath(dangling.asset)
  const text = files.get(file)
  const pointer = dangling.sites[0]?.pointer ?? ''
  const place = text === undefined ? { file } : { file, line: lineOfPointer(text, pointer) }
  const { kind, id } = dangling.asset
  return { severity: 'warning', message: sentence(dangling), place, ref: { kind, id } }
}

/**
 * What assets use although it is not there: columns, calculated fields, parameters, dataset identifiers. Warnings, since
 * QuickSight keeps and imports such leftovers; each at the first place that uses it. `files` are the texts by path.
 */
export const danglingProblems = (assets: readonly Asset[], files: Files): Problem[] => {
  const world = new Map(assets.map((asset) => [refKey(asset), factsOf(asset)]))
  return danglingUses(world).map((dangling) => problemOf(dangling, files))
}
