import { foreignArns } from '../../environment/index.ts'
import { refKey } from '../../model/asset.ts'
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
 * The units that can be restored, and an error for each of the others: what points elsewhere, what cannot be read, and what
 * needs something that is neither live nor restored. `inPlace`: what a set of the target itself names is as it was.
 */
export const restorableUnits = (
  { units, target, isLive }: DesiredHere,
  live: FullLive,
  { manifest, inPlace }: { manifest: BackupManifest; inPlace: boolean },
): { desired: Map<string, SendableUnit>; problems: Problem[] } => {
  const foreign = inPlace ? [] : foreignReasons(units.values(), target)
  const reasons = new Map([...unreadReasons(live), ...foreign])
  const whyNot = whyNotSaved(manifest)
  const unmet = unmetUnits([...units.values()], reasons, { isLive, whyNot: (ref) => whyNot(refKey(ref)) })
  const left = new Set(unmet.map(({ unit }) => refKey(unit)))
  return { desired: new Map([...units].filter(([key]) => !left.has(key))), problems: unmetProblems(unmet) }
}
