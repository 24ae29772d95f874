import { foreignArns } from '../../environment/index.ts'
import { type AssetRef, refKey } from '../../model/asset.ts'
import type { BackupManifest } from '../../model/backup.ts'
import type { Target } from '../../model/environment.ts'
import type { Problem } from '../../model/problem.ts'
import { unmetProblems } from '../../planning/restore/blocks.ts'
import { unmetUnits } from '../../planning/restore/unmet.ts'
import type { SendableUnit } from '../desired.ts'
import type { FullLive } from '../read-live.ts'
import { whyNotSaved } from './chosen-assets.ts'
import type { DesiredHere } from './desired-here.ts'

const unreadReasons = ({ unreadable }: FullLive): [string, string][] =>
  [...unreadable].map(([key, skip]) => [key, `it is live, but cannot be read: ${skip.reason}`])

const foreignReasons = (units: Iterable<SendableUnit>, target: Target): [string, string][] =>
  [...units].flatMap((unit): [string, string][] => {
    const [arn] = unit.sent.flatMap((asset) => foreignArns(asset, target))
    return arn === undefined ? [] : [[refKey(unit), `it names ${arn}, which lies elsewhere. Set it in overlay.set`]]
  })

/**
 * `inPlace`: what a set of the target itself names is as it was. `alone`: nothing that is live counts, only the set. `isLeftOut`:
 * what the user says not to take along.
 */
type Terms = { manifest: BackupManifest; inPlace: boolean; alone: boolean; isLeftOut: (ref: AssetRef) => boolean }

/**
 * The units that can be restored, and an error for each of the others: what points elsewhere, what cannot be read, and what
 * needs something that is neither live nor restored.
 */
export const restorableUnits = (
  { units, target, isLive }: DesiredHere,
  live: FullLive,
  { manifest, inPlace, alone, isLeftOut }: Terms,
): { desired: Map<string, SendableUnit>; problems: Problem[] } => {
  const foreign = inPlace ? [] : foreignReasons(units.values(), target)
  const reasons = new Map([...unreadReasons(live), ...foreign])
  const whyNot = whyNotSaved(manifest, isLeftOut)
  const unmet = unmetUnits([...units.values()], reasons, {
    isLive: (ref) => !alone && isLive(ref),
    whyNot: alone ? () => 'and a drill uses nothing but the backup' : whyNot,
  })
  const left = new Set(unmet.map(({ unit }) => refKey(unit)))
  return { desired: new Map([...units].filter(([key]) => !left.has(key))), problems: unmetProblems(unmet) }
}
