import { type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import { groupBy } from '../model/groups.ts'
import type { Step } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'

/** One asset that git calls by another id than the environment: a new one to the service, and an old one that goes. */
export type Rename = { from: Step; to: Step }

const byName = ({ kind, name }: Step): string => `${kind}:${name}`

/** What goes and what comes under the same name, where neither name stands twice. */
export const renamesOf = (steps: readonly Step[]): Rename[] => {
  const going = groupBy(
    steps.filter(({ action }) => action === 'prune' || action === 'delete'),
    byName,
  )
  const coming = groupBy(
    steps.filter(({ action }) => action === 'create'),
    byName,
  )
  return [...coming].flatMap(([name, [to, ...others]]) => {
    const [from, ...more] = going.get(name) ?? []
    return to && from && others.length + more.length === 0 ? [{ from, to }] : []
  })
}

/** The steps with renames said in their reasons. */
export const withRenames = (steps: readonly Step[]): Step[] => {
  const renames = renamesOf(steps)
  const from = new Map(renames.map((rename) => [refKey(rename.to), rename.from.id]))
  const to = new Map(renames.map((rename) => [refKey(rename.from), rename.to.id]))
  return steps.map((step) => {
    const [before, after] = [from.get(refKey(step)), to.get(refKey(step))]
    if (before !== undefined && step.action === 'create') return { ...step, reason: `called ${before} before` }
    if (after === undefined) return step
    const now = `called ${after} in git now`
    return { ...step, reason: step.action === 'delete' ? now : `${now}; ${step.reason}` }
  })
}

/** What a new id means for those who use the asset: the service knows no renaming. */
export const renameWarnings = (steps: readonly Step[]): Problem[] =>
  renamesOf(steps).map(({ from, to }) => ({
    severity: 'warning',
    message: `${describeAsset(to)} was called ${from.id} before. QuickSight cannot change an id: it is made anew, shared with nobody but its owners and whom \`permissions\` names, and links to ${from.id} end when that is deleted. Give it its old id in git to keep them`,
    ref: { kind: to.kind, id: to.id },
  }))

/**
 * An id that differs from a live one in letter case only is no new asset: two of them could not both be in git. `inGit`: what
 * git calls an asset of the environment.
 */
export const letterCaseProblems = (
  steps: readonly Step[],
  live: Iterable<AssetRef>,
  inGit: (ref: AssetRef) => AssetRef,
): Problem[] => {
  const ids = new Map([...live].map((ref) => [refKey(ref).toLowerCase(), ref.id]))
  return steps
    .filter(({ action }) => action === 'create')
    .flatMap((step): Problem[] => {
      const id = ids.get(refKey(step).toLowerCase())
      if (id === undefined || id === step.id) return []
      return [
        {
          severity: 'error',
          message: `${describeAsset(step)} is live as ${id}, and only the letter case differs. Call it ${inGit({ kind: step.kind, id }).id} in git again, in the file and in its name; or delete ${id} in QuickSight first`,
          ref: { kind: step.kind, id: step.id },
        },
      ]
    })
}
