import type { Connection } from '../io/quicksight/index.ts'
import { type Asset, refKey } from '../model/asset.ts'
import { messageOf, UserError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import { lossFault } from '../planning/losses.ts'
import { assetPath } from '../tree/paths.ts'
import type { QuickSight } from './context.ts'
import type { Found } from './read-source.ts'

export type Gone = { files: string[]; problems: Problem[] }

const cannotTell = (file: string, thrown: unknown): Problem => ({
  severity: 'error',
  message: `${file} is kept, because QuickSight does not tell whether its asset is gone: ${messageOf(thrown)}`,
  place: { file },
})

const describeMissing = async (
  missing: readonly Asset[],
  quickSight: QuickSight,
  connection: Connection,
): Promise<Gone> => {
  const gone: Gone = { files: [], problems: [] }
  const check = async (asset: Asset): Promise<void> => {
    const file = assetPath(asset)
    try {
      if (await quickSight.isGone(connection, asset)) gone.files.push(file)
    } catch (thrown) {
      gone.problems.push(cannotTell(file, thrown))
    }
  }
  await Promise.all(missing.map(check))
  return { files: gone.files.sort(), problems: gone.problems }
}

/**
 * Files whose asset QuickSight itself says is gone. Missing from a list is not enough. Where it cannot be told, the file
 * stays and the run says so; the file of an asset that is left out by name stays too.
 * @throws UserError when so much is missing that this looks like the wrong account or region.
 */
export const goneFiles = async (
  inGit: readonly Asset[],
  found: Found,
  quickSight: QuickSight,
  connection: Connection,
): Promise<Gone> => {
  const kept = new Set([...found.assets.map(assetPath), ...found.skipped.map(assetPath)])
  const isThere = (asset: Asset): boolean =>
    kept.has(assetPath(asset)) || found.rows.has(refKey(asset)) || found.unlisted.includes(asset.kind)
  const missing = inGit.filter((asset) => !isThere(asset))
  const gone = await describeMissing(
    missing.filter((asset) => !found.isExcluded(asset)),
    quickSight,
    connection,
  )
  const { account, region } = connection
  const fault = lossFault({
    inGit: inGit.length,
    live: inGit.length - missing.length,
    gone: gone.files,
    account,
    region,
  })
  if (fault !== undefined) throw new UserError(fault)
  return gone
}
