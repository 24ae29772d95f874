import { diffEnvironmentFile } from '../../diff/environment-changes.ts'
import { diffWithSheets } from '../../diff/index.ts'
import { applyRules } from '../../diff/rules/index.ts'
import { breakage, exposure, factsNeeded, lineageOf } from '../../lineage/index.ts'
import { type Asset, describeAsset, refKey } from '../../model/asset.ts'
import type { Change, NamedAsset } from '../../model/change.ts'
import type { Problem } from '../../model/problem.ts'
import type { ChangedAsset, Review, ReviewProblem } from '../../model/review.ts'
import { withAssetNames } from '../../report/review/asset-names.ts'
import { refOfPath } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import { nameOfPair } from './environment-files.ts'
import type { Known } from './fact-store.ts'
import { scheduleNames } from './schedule-names.ts'
import type { Asked, FilePair, TextPair } from './two-trees.ts'
import { openWorlds, type Worlds } from './worlds.ts'

/** What was read of the changed files. `torn`: assets of which one version cannot be read, so that they cannot be compared. */
type Read = { base: Asset[]; head: Asset[]; torn: ChangedAsset[]; notes: string[] }

const tornOf = ({ path, base, head }: FilePair): ChangedAsset | undefined => {
  const asset = base?.asset ?? head?.asset
  const ref = asset ?? refOfPath(path)
  return ref && { kind: ref.kind, id: ref.id, name: asset?.name ?? ref.id, action: 'changed' }
}

const isTorn = (version: FilePair['base']): boolean => version !== undefined && version.asset === undefined

/** That head cannot be read is a problem of the files, which are all told; of base nothing else tells. */
const keep = (read: Read, pair: FilePair): void => {
  const { path, base, head } = pair
  if (isTorn(base) || isTorn(head)) {
    const torn = tornOf(pair)
    if (torn) read.torn.push(torn)
    if (!isTorn(head)) read.notes.push(`${path} could not be read before, so what changed in it is not known`)
    return
  }
  if (base?.asset) read.base.push(base.asset)
  if (head?.asset) read.head.push(head.asset)
}

const actionOf = (base: unknown, head: unknown): ChangedAsset['action'] => {
  if (base === undefined) return 'added'
  return head === undefined ? 'removed' : 'changed'
}

const changedAssets = ({ base, head, torn }: Read): ChangedAsset[] => {
  const before = new Map(base.map((asset) => [refKey(asset), asset]))
  const after = new Map(head.map((asset) => [refKey(asset), asset]))
  const whole = [...new Set([...before.keys(), ...after.keys()])].flatMap((key): ChangedAsset[] => {
    const [one, other] = [before.get(key), after.get(key)]
    const asset = other ?? one
    return asset ? [{ kind: asset.kind, id: asset.id, name: asset.name, action: actionOf(one, other) }] : []
  })
  return [...whole, ...torn].sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1))
}

const changedEnvironments = (environments: readonly TextPair[]): ChangedAsset[] =>
  environments.map((pair) => {
    const name = nameOfPair(pair)
    return { kind: 'environment', id: name, name, action: actionOf(pair.base, pair.head) }
  })

const problemOf = ({ severity, message, place }: Problem): ReviewProblem => ({
  severity,
  message,
  ...(place === undefined ? {} : { file: place.file }),
  ...(place?.line === undefined ? {} : { line: place.line }),
})

/** With what breaks because of them, and whom they open something to. */
const withLineage = async (
  changes: readonly Change[],
  assets: readonly ChangedAsset[],
  { worlds, without }: { worlds: Worlds; without: readonly string[] },
): Promise<Change[]> => {
  const { base, head } = worlds.assets
  const needed = factsNeeded({ changed: assets.map(refKey), base, head })
  const [before, after] = await Promise.all([worlds.facts('base', needed), worlds.facts('head', needed)])
  const broken = breakage(changes, before, after)
  return without.includes('security') ? broken : exposure(broken, after, head)
}

const named = ({ kind, id, name }: Known): NamedAsset => ({ kind, id, name })

const namesIn =
  ({ base, head }: Worlds['assets']) =>
  (key: string): string | undefined =>
    (head.get(key) ?? base.get(key))?.name

/** Readers see the dashboard; an analysis that changed without it has not been published yet. */
const unpublished = (assets: readonly ChangedAsset[], dashboards: Iterable<Known>): string[] => {
  const changed = new Map(assets.map((asset) => [refKey(asset), asset]))
  return [...dashboards].flatMap((dashboard) => {
    if (dashboard.kind !== 'dashboard' || changed.has(refKey(dashboard))) return []
    return dashboard.links.flatMap((key) => {
      const analysis = changed.get(key)
      if (analysis === undefined || analysis.action === 'removed') return []
      return [
        `${describeAsset(analysis)} changed, and ${describeAsset(named(dashboard))}, which is published from it, did not: readers see none of it until it is published`,
      ]
    })
  })
}

const runAddress = ({ variables }: Context): string | undefined => {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = variables
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined
}

/** How two versions were compared; `cost`: what the index of lineage took. */
export type Compared = { review: Review; cost: Worlds['cost'] }

/**
 * What differs between two versions of the repository, what that breaks and what it reaches. Nothing is asked of any
 * account: `environments` is empty. @throws UserError when a version is not known or a rule has no such name.
 */
export const compareVersions = async (
  asked: Asked & { without?: readonly string[] },
  context: Context,
): Promise<Compared> => {
  const read: Read = { base: [], head: [], torn: [], notes: [] }
  const worlds = await openWorlds(asked, (pair) => keep(read, pair), context)
  const assets = changedAssets(read)
  const without = asked.without ?? []
  const { changes, sheets } = diffWithSheets(read.base, read.head, { without, nameOf: namesIn(worlds.assets) })
  const environments = worlds.environments.flatMap((pair) => diffEnvironmentFile(nameOfPair(pair), pair, { without }))
  const all = await withLineage([...changes, ...environments], assets, { worlds, without })
  const run = runAddress(context)
  const review: Review = {
    version: 1,
    base: worlds.base,
    head: worlds.head,
    assets: [...assets, ...changedEnvironments(worlds.environments)],
    changes: applyRules(all, [], ['same-in-many', 'told-once', ...without]),
    lineage: lineageOf({ changed: assets, ...worlds.assets }),
    sheets,
    environments: [],
    problems: worlds.problems.map(problemOf),
    notes: [...read.notes, ...worlds.notes, ...unpublished(assets, worlds.assets.head.values())],
    ...(run === undefined ? {} : { run }),
  }
  return { review: withAssetNames(review, scheduleNames(worlds.assets)), cost: worlds.cost }
}
