import { selectSaved, unitRef } from '../../backup/selection.ts'
import { type Asset, type AssetRef, describeAsset, refKey } from '../../model/asset.ts'
import { type BackupManifest, isLacking, type UnsavedAsset } from '../../model/backup.ts'
import { UserError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import { pickBy } from '../backing-up/pick.ts'
import type { AskedRestore } from './asked.ts'
import type { DesiredHere } from './desired-here.ts'
import { isOfAnyDrill } from './drill-tag.ts'
import type { SavedSet } from './saved-set.ts'

/**
 * What is taken from a set. `chosen`: keys, in the set, of what was asked for; the rest is only needed. `copies`: how many copies of
 * drills, which a backup saved while they were there, are left out.
 */
export type ChosenAssets = { assets: Asset[]; chosen: ReadonlySet<string>; copies: number }

const refuseUnmatched = (select: readonly string[], { place, manifest }: SavedSet): void => {
  const { unmatched } = pickBy(select)
  const [pattern] = unmatched(manifest.assets)
  if (pattern === undefined) return
  const skipped = manifest.skipped.find((asset) => refKey(asset) === pattern)
  const why = skipped ? `: it could not be saved (${skipped.reason})` : ''
  throw new UserError(
    `--select ${JSON.stringify(pattern)} names nothing that is in ${place}${why}. Take another set with --at, or correct it`,
  )
}

/** The assets of a set that are asked for and all that they need, as they were saved. @throws UserError for a pattern that names nothing. */
export const chosenAssets = async ({ mode, select }: AskedRestore, set: SavedSet): Promise<ChosenAssets> => {
  if (mode === 'users-only') return { assets: [], chosen: new Set(), copies: 0 }
  refuseUnmatched(select, set)
  const { chosen, needed } = selectSaved(set.manifest.assets, pickBy(select))
  const read = await set.assets([...chosen, ...needed])
  const copies = new Set(read.filter(({ tags = [] }) => isOfAnyDrill(tags)).map(refKey))
  const isCopy = (asset: Asset): boolean => copies.has(refKey(unitRef(asset)))
  const assets = read.filter((asset) => !isCopy(asset))
  return { assets, chosen: new Set(chosen.map(refKey)), copies: read.length - assets.length }
}

/** Why an asset that is not live is not restored either, as the rest of a sentence. */
export const whyNotSaved =
  ({ skipped }: BackupManifest, isLeftOut: (ref: AssetRef) => boolean) =>
  (ref: AssetRef): string => {
    if (isLeftOut(ref)) return 'and --select leaves it out'
    const found = skipped.find((asset) => refKey(asset) === refKey(ref))
    if (!found) return 'and the backup does not hold it either'
    return `and could not be saved: ${found.reason}${found.advice === undefined ? '' : `. ${found.advice}`}`
  }

const lackingAsset = (asset: UnsavedAsset, isThere: boolean): Problem => {
  const { kind, id, reason } = asset
  const what = isThere ? 'is live and not in the backup, and is left as it is' : 'is neither live nor in the backup'
  const message = `${describeAsset(asset)} ${what}: ${reason}`
  return { severity: isThere ? 'warning' : 'error', message, ref: { kind, id } }
}

/**
 * What a set lacks of that which is asked for. What is not live either is an error: no restore of this set brings it back. A
 * drill counts nothing that is live.
 */
export const lackingHere = (
  { manifest, place }: SavedSet,
  { mode, select, drill }: AskedRestore,
  { isLive, here }: Pick<DesiredHere, 'isLive' | 'here'>,
): Problem[] => {
  const { isPicked } = pickBy(select)
  const assets = mode === 'users-only' ? [] : manifest.skipped.filter((one) => isLacking(one) && isPicked(one))
  return [
    ...assets.map((asset) => lackingAsset(asset, !drill && isLive(here(asset)))),
    ...manifest.gaps.map(
      ({ what, reason }): Problem => ({
        severity: select.length > 0 ? 'warning' : 'error',
        message: `${place} was saved without ${what}: ${reason}`,
      }),
    ),
  ]
}
