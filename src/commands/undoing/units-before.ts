import { withoutPrefix } from '../../environment/index.ts'
import { type Asset, refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import type { Credentials, Unit } from '../../model/plan.ts'
import type { UndoRecord } from '../../model/undo.ts'
import { bodyKey, prepare } from '../../planning/send.ts'
import { stateOf } from '../../planning/state-tag.ts'
import { groupUnits } from '../../planning/units.ts'
import type { Context } from '../context.ts'
import { comparable, type SendableUnit, type Surroundings } from '../desired.ts'
import { wantedAt } from '../recorded.ts'

/** The login a data source had: as git had it at the commit it was of, else as the environment file says now. */
const credentialsOf = async (
  unit: Unit,
  record: UndoRecord,
  environment: Environment,
  context: Context,
): Promise<Credentials | undefined> => {
  const entry = record.entries.find((one) => refKey(one) === refKey(unit))
  const commit = stateOf(entry?.before?.tags ?? [])?.commit
  const isKnown = commit !== undefined && commit !== 'none' && (await context.git.root()) !== undefined
  const inGit = withoutPrefix(unit, environment.overlay.prefix)
  const wanted = { gitRefs: new Map([[refKey(unit), inGit]]) }
  const then = isKnown ? await wantedAt(commit, [{ unit }], { environment, wanted }, context) : undefined
  if (then) return then.credentials.get(unit.id)
  const overlay = environment.overlay.datasource.get(inGit.id)
  return overlay && !overlay.keep ? overlay.credentials : undefined
}

const sendable = (unit: Unit, { target, now, exists }: Surroundings): SendableUnit => {
  const sent = unit.assets.map((asset) => prepare(asset, { now, exists }).asset)
  const bodies = Object.fromEntries(sent.map((asset) => [bodyKey(asset), comparable(asset, target)]))
  // Nobody asked for this body in git: what was asked for stands in the tags, which are put back as they were.
  return { ...unit, sent, value: { bodies }, fingerprint: '' }
}

/** The units of an undo bundle, ready to be sent, with where the logins of data sources come from. */
export const unitsBefore = async (
  assets: readonly Asset[],
  { record, environment }: { record: UndoRecord; environment: Environment },
  surroundings: Surroundings,
  context: Context,
): Promise<Map<string, SendableUnit>> => {
  const units = new Map<string, SendableUnit>()
  for (const [key, unit] of groupUnits(assets).units) {
    const made = sendable(unit, surroundings)
    const credentials = unit.kind === 'datasource' ? await credentialsOf(unit, record, environment, context) : undefined
    units.set(key, credentials ? { ...made, credentials } : made)
  }
  return units
}
