import type { FacetChange } from '../../model/facet.ts'
import type { Shared } from './shared.ts'
import { folderWords } from './words.ts'

/** Folders that an asset joins and leaves, in this order, so that it never lies nowhere. `nameOf`: a folder in words. */
export const folderChanges = (
  { asset, asked, before, live }: Shared,
  nameOf: (folder: string) => string,
): FacetChange[] => {
  const joined = asked.folders.filter((folder) => !live.folders.includes(folder))
  const left = (before?.folders ?? []).filter(
    (folder) => !asked.folders.includes(folder) && live.folders.includes(folder),
  )
  return [
    ...joined.map(
      (folder): FacetChange => ({
        what: 'join',
        asset,
        folder,
        words: folderWords(asset, nameOf(folder), true),
        ...(before?.folders.includes(folder) ? { drifted: folderWords(asset, nameOf(folder), false) } : {}),
      }),
    ),
    ...left.map(
      (folder): FacetChange => ({ what: 'leave', asset, folder, words: folderWords(asset, nameOf(folder), false) }),
    ),
  ]
}
