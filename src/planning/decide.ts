import { type AssetRef, refKey } from '../model/asset.ts'
import { fingerprint } from '../model/fingerprint.ts'
import { isObject, type Json } from '../model/json.ts'
import { type DesiredUnit, type LiveUnit, type SeenUnit, type Step, wasRead } from '../model/plan.ts'
import { shapesOf } from '../model/same-in-many.ts'
import { additionsOf, fewOf } from './additions.ts'
import { covers, removedPaths } from './covers.ts'
import { canBeOwned, NO_OWNERS } from './overrides.ts'
import { ownerOf, stateOf } from './state-tag.ts'
import { type Facts, rowFor } from './table.ts'

/** `recorded(ref)`: the unit's value as it was asked for at its recorded commit; undefined when that commit cannot be read. */
export type Decision = {
  desired: ReadonlyMap<string, DesiredUnit>
  live: ReadonlyMap<string, SeenUnit>
  owner: string
  recorded: (ref: AssetRef) => Json | undefined
}

const credentialsOf = (value: Json): string =>
  fingerprint((value as { credentials?: Json } | null)?.credentials ?? null)

const bodiesOf = (value: Json): Json => (value as { bodies?: Json } | null)?.bodies ?? null

const entry = (bodies: Json, key: string): Json | undefined => (isObject(bodies) ? bodies[key] : undefined)

const removal = (desired: DesiredUnit, live: LiveUnit, recorded: Json | undefined): Facts['removed'] => {
  if (recorded === undefined) return 'unknown'
  const [before, wanted, found] = [bodiesOf(recorded), bodiesOf(desired.value), bodiesOf(live.value)]
  const keys = isObject(before) ? Object.keys(before).filter((key) => entry(found, key) !== undefined) : []
  const inside = keys.flatMap((key) => {
    const [was, asked] = [entry(before, key), entry(wanted, key)]
    return was === undefined || asked === undefined ? [] : removedPaths(was, asked, entry(found, key))
  })
  if (inside.length > 0) return 'some'
  if (credentialsOf(recorded) !== credentialsOf(desired.value)) return 'credentials'
  return keys.some((key) => entry(wanted, key) === undefined) ? 'schedules' : 'none'
}

/** Whether live holds every value that git asks for (credentials cannot be seen). */
export const isCovered = (live: LiveUnit, desired: DesiredUnit): boolean =>
  covers(bodiesOf(live.value), bodiesOf(desired.value))

/** Whether live holds what was there before, and nothing else that anybody could have added. */
export const isBack = (live: LiveUnit, before: DesiredUnit): boolean =>
  live.status === 'ready' && isCovered(live, before) && additionsOf(live, before).paths.length === 0

/** Whether live holds what git asks for and nothing else. */
const isEqual = (live: LiveUnit, desired: DesiredUnit): boolean =>
  isCovered(live, desired) && covers(bodiesOf(desired.value), bodiesOf(live.value))

/** Values asked for before, no longer asked for, and still live: what an update must have made disappear. */
export const leftovers = (live: LiveUnit, desired: DesiredUnit, recorded: Json): string[] =>
  removedPaths(bodiesOf(recorded), bodiesOf(desired.value), bodiesOf(live.value))

/** Whether the table needs to know what was asked for at the recorded commit. */
export const needsRecorded = (desired: DesiredUnit | undefined, live: SeenUnit | undefined): boolean => {
  const state = live && stateOf(live.tags)
  return desired !== undefined && state !== undefined && state.desired !== desired.fingerprint
}

const liveFact = (live: SeenUnit | undefined): Facts['live'] => {
  if (!live) return 'absent'
  if (live.status === 'busy' || live.status === 'deleted') return live.status
  return 'present'
}

const ownerFact = (live: SeenUnit | undefined, owner: string): Facts['owner'] => {
  const found = live && ownerOf(live.tags)
  if (found === undefined) return 'none'
  return found === owner ? 'ours' : 'another'
}

const factsOf = (ref: AssetRef, { desired: wanted, live: found, owner, recorded }: Decision): Facts => {
  const [desired, live] = [wanted.get(refKey(ref)), found.get(refKey(ref))]
  const state = live && stateOf(live.tags)
  const sees = live && live.status !== 'failed' && state?.observed === live.observed
  const asks = desired && state?.desired === desired.fingerprint
  const read = live && wasRead(live) ? live : undefined
  return {
    inGit: desired !== undefined,
    live: liveFact(live),
    owner: ownerFact(live, owner),
    observed: state === undefined ? 'unknown' : sees ? 'same' : 'differs',
    desired: state === undefined ? 'unknown' : asks ? 'same' : 'differs',
    covered: desired !== undefined && read !== undefined && isCovered(read, desired),
    equal: desired !== undefined && read !== undefined && isEqual(read, desired),
    removed: desired && read && state && !asks ? removal(desired, read, recorded(ref)) : 'none',
  }
}

const growth = (paths: readonly string[]): Pick<Step, 'added' | 'gained' | 'addedOnly'> => ({
  ...(paths.length > 0 && { added: fewOf(paths), gained: shapesOf(paths) }),
  addedOnly: true,
})

/** A conflict in which live has all that was asked for before, and more: the service may have added that by itself. */
const withGrowth = (step: Step, live: LiveUnit, recorded: Json | undefined): Step => {
  if (recorded === undefined || step.failed || !covers(bodiesOf(live.value), bodiesOf(recorded))) return step
  const { paths, byPeople } = additionsOf(live, { value: recorded })
  return byPeople || paths.length === 0 ? step : { ...step, ...growth(paths) }
}

const stepFor = (ref: AssetRef, decision: Decision): Step => {
  const facts = factsOf(ref, decision)
  const { name, action } = rowFor(facts)
  const {
    kind,
    id,
    name: title,
  } = decision.desired.get(refKey(ref)) ?? decision.live.get(refKey(ref)) ?? { ...ref, name: ref.id }
  const step: Step = { kind, id, name: title, action, reason: name }
  if (action === 'create' && !canBeOwned(kind)) step.reason = `${name}; ${NO_OWNERS}`
  const [desired, live] = [decision.desired.get(refKey(ref)), decision.live.get(refKey(ref))]
  if (live?.status === 'failed') step.failed = true
  if (!desired || !live || !wasRead(live)) return step
  if (action === 'conflict') return withGrowth(step, live, decision.recorded(ref))
  if (!facts.covered || !['drift', 'adopt'].includes(action)) return step
  const { paths, byPeople } = additionsOf(live, desired)
  if (action === 'drift' && !step.failed && !byPeople) return { ...step, ...growth(paths) }
  return paths.length > 0 ? { ...step, added: fewOf(paths) } : step
}

const byKindAndId = (a: Step, b: Step): number => (refKey(a) < refKey(b) ? -1 : 1)

/** One step for every unit that is in git or live, sorted by kind and id. */
export const decide = (decision: Decision): Step[] => {
  const refs = new Map<string, AssetRef>([...decision.live, ...decision.desired])
  return [...refs.values()].map((ref) => stepFor(ref, decision)).sort(byKindAndId)
}
