import { readArchive } from '../../bundle/archive.ts'
import { assetOfEntry } from '../../bundle/entries.ts'
import type { Asset } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'

/** What a bundle holds, and the entries that cannot be read. @throws UserError for what is no bundle. */
export const assetsIn = (bytes: Uint8Array): { assets: Asset[]; faults: string[] } => {
  const assets: Asset[] = []
  const faults: string[] = []
  for (const [path, text] of readArchive(bytes)) {
    try {
      assets.push(assetOfEntry(path, text))
    } catch (thrown) {
      faults.push(messageOf(thrown))
    }
  }
  return { assets, faults }
}
