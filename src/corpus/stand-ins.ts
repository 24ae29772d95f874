import { type Asset, refKey } from '../model/asset.ts'
import { referencesOf } from '../model/references.ts'
import { dataSource, dataset } from '../testing/assets.ts'

const SOURCE = 'stand-in'

const standIn = (kind: string, id: string): Asset => {
  if (kind === 'datasource') return dataSource(id)
  if (kind === 'dataset') return dataset(id, { source: SOURCE })
  throw new Error(`The corpus needs ${kind} ${id}, and there is nothing that could stand in for it`)
}

/** An Athena source or a one-column dataset for everything that the assets need and that is not among them. */
export const standInsFor = (assets: readonly Asset[]): Asset[] => {
  const known = new Set(assets.map(refKey))
  const missing = new Map<string, Asset>()
  for (const { ref } of assets.flatMap(referencesOf)) {
    if (!known.has(refKey(ref))) missing.set(refKey(ref), standIn(ref.kind, ref.id))
  }
  return [dataSource(SOURCE), ...missing.values()]
}
