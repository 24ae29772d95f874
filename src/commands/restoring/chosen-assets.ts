import { selectSaved } from '../../backup/selection.ts'
import { type Asset, refKey } from '../../model/asset.ts'
import { type BackupManifest, isLacking } from '../../model/backup.ts'
import { UserError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import { pickBy } from '../backing-up/pick.ts'
import type { AskedRestore } from './asked.ts'
import type { SavedSet } from './saved-set.ts'

/** What is taken from a set. `chosen`: keys, in the set, of what was asked for; the rest is only needed. */
export type ChosenAssets = { assets: Asset[]; chosen: ReadonlySet<string> }

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
  if (mode === 'users-only') return { assets: [], chosen: new Set() }
  refuseUnmatched(select, set)
  const { chosen, needed } = selectSaved(set.manifest.assets, pickBy(select))
  const assets = await set.assets([...chosen, ...needed])
  return { assets, chosen: new Set(chosen.map(refKey)) }
}

/** Why an asset that is nowhere is not in the set, as the rest of a sentence. */
export const whyNotSaved =
  ({ skipped }: BackupManifest) =>
  (key: string): string => {
    const found = skipped.find((asset) => refKey(asset) === key)
    if (!found) return 'and the backup does not hold it either'
    return `and could not be saved: ${found.reason}${found.advice === undefined ? '' : `. ${found.advice}`}`
  }

/** What a set lacks and is not live either: a restore of everything does not bring that back, and must not look as if it did. */
export const lackingHere = (
  { manifest, place }: SavedSet,
  { mode, select }: AskedRestore,
  isLive: (key: string) => boolean,
): Problem[] => {
  if (select.length > 0) return []
  const assets = mode === 'users-only' ? [] : manifest.skipped.filter((one) => isLacking(one) && !isLive(refKey(one)))
  return [
    ...assets.map((asset): Problem => {
      const { kind, id } = asset
      const message = `${kind} "${asset.name}" (${id}) is not live, and not in the backup: ${asset.reason}`
      return { severity: 'error', message, ref: { kind, id } }
    }),
    ...manifest.gaps.map(
      ({ what, reason }): Problem => ({ severity: 'error', message: `${place} was saved without ${what}: ${reason}` }),
    ),
  ]
}
