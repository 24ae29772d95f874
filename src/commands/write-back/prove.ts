import { isDeepStrictEqual } from 'node:util'
import { type Asset, describeAsset, refKey } from '../../model/asset.ts'
import { type Environment, prefixFor, type Target } from '../../model/environment.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { referencesOf } from '../../model/references.ts'
import { comparable, wantedOf } from '../desired.ts'
import type { Patch } from './patch.ts'

export type Ground = { assets: readonly Asset[]; environment: Environment; target: Target }

const patched = (assets: readonly Asset[], patches: readonly Patch[]): Asset[] => {
  const fresh = new Map(patches.flatMap((patch) => patch.assets).map((asset) => [refKey(asset), asset]))
  const kept = assets.map((asset) => fresh.get(refKey(asset)) ?? asset)
  const known = new Set(assets.map(refKey))
  return [...kept, ...[...fresh.values()].filter((asset) => !known.has(refKey(asset)))]
}

const errorsIn = (problems: readonly Problem[]): string[] => problems.filter(isError).map(({ message }) => message)

const missingNeed = (patch: Patch, assets: readonly Asset[]): string | undefined => {
  const known = new Set(assets.map(refKey))
  const needed = patch.assets.flatMap(referencesOf).find(({ ref }) => !known.has(refKey(ref)))
  return needed && `it needs ${needed.ref.kind} ${needed.ref.id}, which is not in git. Name that with --select too`
}

/** Why git cannot make an asset that goes by this key there. */
const unmade = (key: string, { overlay, file }: Environment): string => {
  const [kind = ''] = key.split(':')
  const prefix = prefixFor(overlay.prefix, kind === 'refreshSchedule' ? 'dataset' : kind)
  if (key.startsWith(`${kind}:${prefix}`)) return `\`select\` of ${file} leaves it out. Select it first`
  return `${file} puts the prefix ${prefix} before ids of kind ${kind}, so git cannot have one with this id there. Make it anew in QuickSight under an id that begins with ${prefix}, or leave it`
}

/** Why patches are not right: an error they bring about, or an asset of which the overlay would not make what is live. */
const faultOf = (patches: readonly Patch[], before: Ground): string | undefined => {
  const { environment, target } = before
  const assets = patched(before.assets, patches)
  const known = errorsIn(wantedOf(before.assets, environment).problems)
  const { units, problems } = wantedOf(assets, environment)
  const error = errorsIn(problems).find((message) => !known.includes(message))
  if (error !== undefined) return `git would not be right afterwards: ${error}`
  const made = new Map([...units.values()].flatMap((unit) => unit.assets).map((asset) => [refKey(asset), asset]))
  for (const patch of patches) {
    const need = missingNeed(patch, assets)
    if (need !== undefined) return need
    for (const [key, goal] of patch.goals) {
      const asset = made.get(key)
      if (!asset) return unmade(key, environment)
      if (isDeepStrictEqual(comparable(asset, target), goal)) continue
      return `the overlay of ${environment.file} would not make of it what is live. Make the edit in its file by hand`
    }
  }
  return undefined
}

const refused = ({ step }: Patch, why: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(step)} is not written back: ${why}`,
  ref: { kind: step.kind, id: step.id },
})

/**
 * The patches after which the overlay makes exactly what is live, all together where they are right, else one after the other.
 * Each that is not is a problem of its own.
 */
export const prove = (patches: readonly Patch[], ground: Ground): { proven: Patch[]; problems: Problem[] } => {
  if (faultOf(patches, ground) === undefined) return { proven: [...patches], problems: [] }
  const proven: Patch[] = []
  const problems: Problem[] = []
  for (const patch of patches) {
    const fault = faultOf([...proven, patch], ground)
    if (fault === undefined) proven.push(patch)
    else problems.push(refused(patch, fault))
  }
  return { proven, problems }
}
