import { type Asset, type AssetRef, refKey } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { referencesOf } from '../../model/references.ts'
import { assetPath } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import { fileVersion } from '../review/two-trees.ts'
import { isOwnFile } from './asset-life.ts'

/** A file as the old commit has it. */
export type OldFile = { path: string; blob: string; text: string; asset: Asset }

/** A need of what is restored that is not in the work tree. `isThen`: the old commit has it. */
export type Missing = { ref: AssetRef; neededBy: Asset; isThen: boolean }

/** All files of the old commit and of the work tree: path → blob id. */
export type Listings = { old: ReadonlyMap<string, string>; now: ReadonlyMap<string, string> }

const readOld = async (paths: readonly string[], { old }: Listings, { trees }: Context): Promise<OldFile[]> => {
  const asked = paths.map((path) => ({ path, blob: old.get(path) ?? '' }))
  const found: OldFile[] = []
  await trees.readBlobs(
    asked.map(({ blob }) => blob),
    (id, bytes) => {
      for (const { path, blob } of asked.filter((one) => one.blob === id)) {
        const { text, asset, problems } = fileVersion(path, blob, bytes)
        if (!asset)
          throw new UserError(`That version cannot be read: ${problems[0]?.message ?? path}. Nothing was written`)
        found.push({ path, blob, text, asset })
      }
    },
  )
  return found
}

/** The paths of an asset's own files in a listing: for a dataset its schedules too. */
export const ownPaths = (ref: AssetRef, listing: ReadonlyMap<string, string>): string[] =>
  [...listing.keys()].filter((path) => isOwnFile(ref, path))

const needsOf = (files: readonly OldFile[]): { ref: AssetRef; neededBy: Asset }[] =>
  files.flatMap(({ asset }) => referencesOf(asset).map(({ ref }) => ({ ref, neededBy: asset })))

/**
 * An asset's files at the old commit, and what they need that the work tree lacks. With `withNeeds` the files of those come
 * too, and of what they need in turn, where the old commit has them; only what it has not is missing then.
 */
export const oldFiles = async (
  { ref, withNeeds }: { ref: AssetRef; withNeeds: boolean },
  listings: Listings,
  context: Context,
): Promise<{ files: OldFile[]; missing: Missing[] }> => {
  const files = await readOld(ownPaths(ref, listings.old), listings, context)
  const taken = new Set([refKey(ref)])
  const missing: Missing[] = []
  for (let fresh: readonly OldFile[] = files; fresh.length > 0; ) {
    const more: OldFile[] = []
    for (const need of needsOf(fresh)) {
      if (listings.now.has(assetPath(need.ref)) || taken.has(refKey(need.ref))) continue
      taken.add(refKey(need.ref))
      const isThen = listings.old.has(assetPath(need.ref))
      if (isThen && withNeeds) more.push(...(await readOld(ownPaths(need.ref, listings.old), listings, context)))
      else missing.push({ ...need, isThen })
    }
    files.push(...more)
    fresh = more
  }
  return { files, missing }
}
