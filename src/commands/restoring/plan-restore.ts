import { refKey } from '../../model/asset.ts'
import type { Environment, Target } from '../../model/environment.ts'
import type { FacetChange } from '../../model/facet.ts'
import { fingerprint } from '../../model/fingerprint.ts'
import type { Json } from '../../model/json.ts'
import { peopleKey } from '../../model/people.ts'
import type { LiveUnit, Plan, Step, Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { loginProblem, placedAgain, restoreBlocks } from '../../planning/restore/blocks.ts'
import { lacksLogin } from '../../planning/restore/logins.ts'
import { type SavedSharing, sharingChanges } from '../../planning/restore/sharing.ts'
import { restoreStep } from '../../planning/restore/steps.ts'
import { pickBy } from '../backing-up/pick.ts'
import type { Context } from '../context.ts'
import type { SendableUnit } from '../desired.ts'
import { listLive, readProblems } from '../live.ts'
import type { FullLive } from '../read-live.ts'
import type { AskedRestore } from './asked.ts'
import { type ChosenAssets, lackingHere } from './chosen-assets.ts'
import { type DesiredHere, desiredHere } from './desired-here.ts'
import { drillTag } from './drill-tag.ts'
import { type Joins, joinsOf } from './folder-joins.ts'
import { type PeoplePlan, peoplePlan } from './people-plan.ts'
import { type Opened, readTarget } from './read-target.ts'
import { restorableUnits } from './restorable.ts'
import type { SavedSet } from './saved-set.ts'
import { sharingHere } from './sharing-here.ts'
import { isInPlace } from './wanted-here.ts'

/** What is restored, from where, to where. */
export type RestoreInput = {
  asked: AskedRestore
  environment: Environment
  set: SavedSet
  chosen: ChosenAssets
  opened: Opened
  /** The identity region of the environment, where it is known. */
  identityRegion: string | undefined
  /** Whether people were brought back already: whoever is not there now will not be. */
  arePeopleBack: boolean
  /** Keys of assets that an earlier restore made here and was cut off. */
  begun: ReadonlySet<string>
  /** Keys of analyses that this run took out of their recovery window. */
  broughtBack: ReadonlySet<string>
}

/** A plan of a restore, and all that it was made from. */
export type RestoreWork = {
  plan: Plan
  desired: ReadonlyMap<string, SendableUnit>
  sharing: ReadonlyMap<string, Omit<SavedSharing, 'folders'>>
  live: FullLive
  target: Target
  /** Whether gitops: tags go back with a body. */
  keepsOurs: boolean
  people: PeoplePlan | undefined
  problems: Problem[]
}

type Seen = Pick<RestoreWork, 'desired' | 'sharing' | 'live' | 'keepsOurs'>

const liveFacet = ({ assets: [main] }: LiveUnit) => ({ permissions: main?.permissions ?? [], tags: main?.tags ?? [] })

/** What differs in permissions and tags of an asset that is live; `ours` where its body goes back too. */
const sharedOf = (unit: Unit, { live, sharing }: Seen, ours: boolean): FacetChange[] => {
  const [found, saved] = [live.units.get(refKey(unit)), sharing.get(refKey(unit))]
  if (!found || !saved || found.assets.length === 0) return []
  return sharingChanges(unit, { ...saved, folders: [] }, liveFacet(found), { ours })
}

const byKey = (a: Step, b: Step): number => (refKey(a) < refKey(b) ? -1 : 1)

const stepsOf = (seen: Seen, { chosen }: DesiredHere, { asked, broughtBack, begun }: RestoreInput): Step[] => {
  const step = (unit: SendableUnit): Step => {
    const key = refKey(unit)
    const candidate = {
      ...{ unit, live: seen.live.units.get(key), chosen: chosen.has(key), broughtBack: broughtBack.has(key) },
      isBegun: begun.has(key),
      shared: sharedOf(unit, seen, false).length,
    }
    return restoreStep(candidate, asked.onConflict)
  }
  return [...seen.desired.values()].map(step).sort(byKey)
}

const SHARED: readonly Step['action'][] = ['update', 'unchanged']

/** Permissions and tags go back where all of an asset may. */
const sharingOf = (steps: readonly Step[], seen: Seen, { asked, begun }: RestoreInput): FacetChange[] =>
  steps
    .filter((step) => SHARED.includes(step.action) && (asked.onConflict === 'overwrite' || begun.has(refKey(step))))
    .flatMap((step) => {
      const unit = seen.desired.get(refKey(step))
      return unit ? sharedOf(unit, seen, seen.keepsOurs && step.action === 'update') : []
    })

const joinsHere = async (
  { desired }: Seen,
  { here, isLive, nameOf, listed }: DesiredHere,
  { set, opened, asked, begun, broughtBack }: RestoreInput,
): Promise<Joins> =>
  joinsOf(
    (await set.records('folder-members')) ?? [],
    {
      ...{ here, nameOf },
      isSeen: !listed.unlisted.includes('folder'),
      isBeside: asked.prefix !== '',
      isRestored: (ref) => desired.has(refKey(ref)),
      // What an earlier run made that was cut off, or this one brought back, is still being put where it lay.
      isLive: (ref) => isLive(ref) && !begun.has(refKey(ref)) && !broughtBack.has(refKey(ref)),
    },
    opened,
  )

const loginProblems = (steps: readonly Step[], { desired }: Seen, { saved }: DesiredHere, file: string): Problem[] =>
  steps.flatMap((step) => {
    const unit = step.action === 'create' ? desired.get(refKey(step)) : undefined
    return unit && lacksLogin(unit) ? [loginProblem(unit, file, saved(unit).id)] : []
  })

const digestOf = (
  steps: readonly Step[],
  facet: readonly FacetChange[],
  { desired, live, sharing }: Seen,
  people?: PeoplePlan,
): string =>
  fingerprint([
    ...steps.map((step) => {
      const key = refKey(step)
      return [key, step.action, desired.get(key)?.fingerprint ?? null, live.units.get(key)?.observed ?? null]
    }),
    ...facet.map(({ words }) => words),
    ...[...sharing].map(([key, { permissions = [], tags = [] }]) => [key, asJson({ permissions, tags })]),
    ...(people?.steps ?? []).map((step) => [peopleKey(step), step.action, step.reason, step.asked]),
  ])

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

type Look = { seen: Seen; from: DesiredHere; problems: Problem[]; missing: Problem[] }

/** Read what would be restored, and who may see it here. `problems` stop everything, `missing` only what they are about. */
const look = async (input: RestoreInput, people: PeoplePlan | undefined, context: Context): Promise<Look> => {
  const { asked, environment, set, chosen: taken, opened, identityRegion } = input
  const { manifest } = set
  const { prefix, unmapped = environment.restore.unmapped } = asked
  const listed = await listLive(opened.quickSight, opened.connection)
  const from = desiredHere({ manifest, taken, environment, prefix, identityRegion }, listed, context)
  const live = await readTarget([...from.units.values()], listed, opened, context)
  const inPlace = isInPlace(manifest, environment)
  const { desired, problems: missing } = restorableUnits(from, live, {
    manifest,
    inPlace,
    alone: asked.drill,
    isLeftOut: pickBy(asked.select).isLeftOut,
  })
  const keepsOurs = inPlace && prefix === ''
  const shared = await sharingHere(
    [...desired.values()],
    {
      ...{ environment, keepsOurs, target: from.target, account: manifest.account, drop: unmapped === 'drop' },
      closed: asked.drill && manifest.account === environment.account,
      more: asked.drill ? [drillTag(environment)] : [],
      isKnown: people?.isKnown ?? (() => false),
      permissionsNow: (unit) =>
        live.units.get(refKey(unit))?.assets[0]?.permissions ?? (from.isLive(unit) ? [] : undefined),
      overwrite: asked.onConflict === 'overwrite',
    },
    opened,
  )
  const lists = readProblems({ ...live, unreadable: new Map() }, new Set(desired.keys()))
  const seen = { desired, live, keepsOurs, sharing: shared.sharing }
  return { seen, from, problems: [...from.problems, ...lists, ...shared.problems], missing }
}

/** Compare a set with what is live and decide. Nothing is written. */
export const planRestore = async (input: RestoreInput, context: Context): Promise<RestoreWork> => {
  const { asked, environment, set } = input
  const people = await peoplePlan(input)
  const { seen, from, problems, missing } = await look(input, people, context)
  const steps = stepsOf(seen, from, input)
  const joins = await joinsHere(seen, from, input)
  const placed = placedAgain(joins, steps, asked.onConflict)
  const facet = [...sharingOf(steps, seen, input), ...placed.changes]
  const told = [
    ...problems,
    ...joins.problems,
    ...placed.problems,
    ...loginProblems(steps, seen, from, environment.file),
  ]
  const plan: Plan = {
    environment: environment.name,
    account: environment.account,
    region: environment.region,
    steps,
    ...(facet.length > 0 ? { facet } : {}),
    blocks: [...told.filter(isError), ...(people?.blocks ?? []), ...restoreBlocks(steps, asked.onConflict)],
    digest: digestOf(steps, facet, seen, people),
  }
  const lacking = lackingHere(set, asked, from)
  const others = told.filter((problem) => !isError(problem))
  return {
    ...{ ...seen, plan, people, target: from.target },
    problems: [...others, ...missing, ...lacking, ...(people?.problems ?? [])],
  }
}
