import { type Asset, type AssetRef, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import type { Problem } from '../model/problem.ts'
import { referencesOf } from '../model/references.ts'
import { applyOverlay } from './overlay.ts'
import type { Overlaid } from './overlay-work.ts'
import { applyPrefixes, type Prefixed } from './prefix.ts'
import { selectAssets, verdictBy } from './select.ts'

/** The assets are only some files of a tree: all of them are taken, and `inTree` tells what the tree has beside them. */
export type Part = { inTree: (ref: AssetRef) => boolean }

/** `assets` and `gitRefs` by what they are here; `overlaid` before prefixes, as git names everything. */
export type OwnVersion = Pick<Prefixed, 'assets' | 'gitRefs'> & { overlaid: Overlaid; problems: Problem[] }

/** What the overlay makes assets need and nothing needed before: it comes along too, unless it is left out by name. */
const newNeeds = (overlaid: Overlaid, inTree: Part['inTree']): string[] => {
  const here = new Set(overlaid.assets.map(refKey))
  const touched = overlaid.assets.filter((asset) => overlaid.settings.has(refKey(asset)))
  const needs = touched.flatMap(referencesOf).map(({ ref }) => ref)
  return [...new Set(needs.filter((ref) => inTree(ref) && !here.has(refKey(ref))).map(refKey))]
}

const selected = (assets: readonly Asset[], environment: Environment, inTree: Part['inTree']) => {
  const { select } = environment
  const first = selectAssets({ assets, select, environment })
  let overlaid = applyOverlay({ assets: first.selected, environment, inTree })
  let needs: string[] = []
  for (let size = -1; size !== overlaid.assets.length; ) {
    size = overlaid.assets.length
    needs = [...needs, ...newNeeds(overlaid, inTree)]
    if (needs.length === 0) break
    const more = selectAssets({ assets, select: [...needs, ...select] })
    overlaid = applyOverlay({ assets: more.selected, environment, inTree })
  }
  return { overlaid, problems: [...first.problems, ...overlaid.problems] }
}

/** Select, overlay, prefix: the environment's own version of the assets in git, still with neutral ARNs. */
export const ownVersion = (assets: readonly Asset[], environment: Environment, part?: Part): OwnVersion => {
  const keys = new Set(assets.map(refKey))
  const inTree = part?.inTree ?? ((ref: AssetRef): boolean => keys.has(refKey(ref)))
  const whole = part === undefined
  const { overlaid, problems } = whole
    ? selected(assets, environment, inTree)
    : { overlaid: applyOverlay({ assets, environment, inTree }), problems: [] }
  const verdict = verdictBy(environment.select)
  const stays = (ref: AssetRef): boolean => verdict(ref) === 'excluded'
  const prefixed = applyPrefixes({ assets: overlaid.assets, environment, inTree, stays })
  const { gitRefs } = prefixed
  return { assets: prefixed.assets, gitRefs, overlaid, problems: [...problems, ...prefixed.problems] }
}
