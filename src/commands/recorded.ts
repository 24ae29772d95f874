import { type AssetRef, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import type { Json } from '../model/json.ts'
import type { Unit } from '../model/plan.ts'
import { needsRecorded } from '../planning/decide.ts'
import { stateOf } from '../planning/state-tag.ts'
import { ASSETS, assetPath, kindOfPath } from '../tree/paths.ts'
import { readTree } from '../tree/tree.ts'
import type { Context } from './context.ts'
import { desiredOf, gitRef, type SendableUnit, type Surroundings, type Wanted, wantedOf } from './desired.ts'
import { environmentAt } from './environment-at.ts'
import type { Live } from './live.ts'

type Mover = { unit: Unit; commit: string }

/** What the environment was asked for at an older commit, by the overlay of that commit. Undefined when it cannot be read. */
export const wantedAt = async (
  commit: string,
  movers: readonly Pick<Mover, 'unit'>[],
  { environment, wanted }: { environment: Environment; wanted: Pick<Wanted, 'gitRefs'> },
  context: Context,
): Promise<Wanted | undefined> => {
  if (!(await context.git.knows(commit))) return undefined
  const paths = movers.flatMap(({ unit }) => unit.assets.map((asset) => assetPath(gitRef(wanted, asset))))
  const tree = await context.git.listAt(commit, ASSETS)
  const anyDataSet = movers.some(({ unit }) => unit.kind === 'dataset')
  const schedules = anyDataSet ? tree.filter((file) => kindOfPath(file) === 'refreshSchedule') : []
  const files = await context.git.readAt(commit, [...new Set([...paths, ...schedules])])
  const then = await environmentAt(commit, environment, context)
  // What carries our state was selected then, by name or as somebody's need; only these files are looked at here.
  return then && wantedOf(readTree(files).assets, then, { inTree: among(tree) })
}

/** A test for assets whose files are among some paths; a kind that cannot be a folder has none. */
const among = (paths: readonly string[]): ((ref: AssetRef) => boolean) => {
  const all = new Set(paths)
  const kinds = new Set(paths.map(kindOfPath))
  return (ref) => kinds.has(ref.kind) && all.has(assetPath(ref))
}

/** The values of units that moved, as they were asked for at their recorded commits; those that can be read, by refKey. */
export const recordedValues = async (
  live: Live,
  desired: ReadonlyMap<string, SendableUnit>,
  asked: { environment: Environment; wanted: Wanted },
  surroundings: Surroundings,
  context: Context,
): Promise<Map<string, Json>> => {
  const movers = new Map<string, Mover[]>()
  for (const [key, unit] of desired) {
    const state = stateOf(live.units.get(key)?.tags ?? [])
    if (!state || !needsRecorded(unit, live.units.get(key))) continue
    movers.set(state.commit, [...(movers.get(state.commit) ?? []), { unit, commit: state.commit }])
  }
  const values = new Map<string, Json>()
  for (const [commit, list] of movers) {
    const then = await wantedAt(commit, list, asked, context)
    if (!then) continue
    const { units } = desiredOf(then, surroundings)
    for (const { unit } of list) {
      const before = units.get(refKey(unit))
      if (before) values.set(refKey(unit), before.value)
    }
  }
  return values
}
