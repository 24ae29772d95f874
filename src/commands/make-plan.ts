import { withoutPrefix } from '../environment/index.ts'
import { matcherOf } from '../environment/patterns.ts'
import type { Connection } from '../io/quicksight/index.ts'
import { type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import { type Environment, prefixFor, type Target, targetOf } from '../model/environment.ts'
import type { FacetChange } from '../model/facet.ts'
import { fingerprint } from '../model/fingerprint.ts'
import type { Json } from '../model/json.ts'
import { type Plan, type Step, wasRead } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import { applyChoices, blocksOf, type Choices, isWrite } from '../planning/blocks.ts'
import { decide } from '../planning/decide.ts'
import type { FacetPlan } from '../planning/facet/index.ts'
import { mayBeGrowth, withGrowthResolved } from '../planning/growth.ts'
import { needsOf } from '../planning/order.ts'
import { decideDeletions, type Pruning } from '../planning/prune.ts'
import { letterCaseProblems, renameWarnings, withRenames } from '../planning/renames.ts'
import { ownerOf, stateOf } from '../planning/state-tag.ts'
import { count } from '../report/words.ts'
import { ASSETS, assetPath } from '../tree/paths.ts'
import type { Context, QuickSight } from './context.ts'
import { desiredOf, gitRef, keysOf, type SendableUnit, type Wanted } from './desired.ts'
import { environmentAt } from './environment-at.ts'
import { facetOf } from './facet/plan-facet.ts'
import { type Listed, type Live, listLive, readProblems } from './live.ts'
import { cacheOwner } from './live-cache.ts'
import { readLive } from './read-live.ts'
import { recordedValues } from './recorded.ts'

/** A plan and everything it was made from, so that a deploy can carry it out without asking twice. */
export type PlanWork = {
  plan: Plan
  desired: Map<string, SendableUnit>
  /** Who may see what, tags and folders. */
  facet: FacetPlan
  live: Live
  recorded: ReadonlyMap<string, Json>
  target: Target
  owner: string
  problems: Problem[]
}

export type PlanInput = {
  environment: Environment
  wanted: Wanted
  connection: Connection
  quickSight: QuickSight
  choices: Choices
  owner: string
  /** Whether what did not move since an earlier run may be taken as that run read it; else everything is read. */
  reading?: 'moved' | 'full'
  /** Keys of what is read even where it has not moved. */
  mustRead?: ReadonlySet<string>
  /** What the environment holds, where that was read already. */
  live?: Live
}

/** Who we are in tags: `<owner>/<environment>`; from the file, else GITHUB_REPOSITORY, else origin's owner/name, else `local`. */
export const ownerName = async (environment: Environment, { variables, git }: Context): Promise<string> =>
  `${environment.owner ?? variables.GITHUB_REPOSITORY ?? (await git.originSlug()) ?? 'local'}/${environment.name}`

/** The reason of a step that creates what the environment once had. */
export const DELETED_SINCE = 'deleted in the environment since the last deploy, or never arrived'

const missingNeeds = (desired: ReadonlyMap<string, SendableUnit>, live: Live): Problem[] =>
  [...desired.values()].flatMap((unit) =>
    needsOf(unit)
      .filter((ref) => !desired.has(refKey(ref)) && !live.rows.has(refKey(ref)))
      .map(
        (ref): Problem => ({
          severity: 'error',
          message: `${describeAsset(unit)} needs ${ref.kind} ${ref.id}, which is neither part of this environment (see \`select\`) nor live in it. Add it to git, or select it`,
          ref: unit,
        }),
      ),
  )

const ownersProblem = (steps: readonly Step[], { file, owners }: Environment): Problem[] => {
  const created = steps.filter(({ action }) => action === 'create')
  if (created.length === 0 || owners.length > 0) return []
  return [
    {
      severity: 'error',
      message: `${count(created.length, 'asset')} would be created, and nobody would own ${created.length === 1 ? 'it' : 'them'}. Say who does: owners: ["group/default/bi-admins"]`,
      place: { file },
    },
  ]
}

type Decided = { steps: readonly Step[]; facet: readonly FacetChange[] }

const digestOf = ({ steps, facet }: Decided, desired: ReadonlyMap<string, SendableUnit>, live: Live): string =>
  fingerprint([
    ...steps.map((step) => {
      const key = refKey(step)
      return [key, step.action, desired.get(key)?.fingerprint ?? null, live.units.get(key)?.observed ?? null]
    }),
    ...facet.map(({ words }) => words),
  ])

const withoutUnreadable = <T>(units: ReadonlyMap<string, T>, { unreadable }: Live): Map<string, T> =>
  new Map([...units].filter(([key]) => !unreadable.has(key)))

/**
 * Assets to create that were in git already, under the prefix they have now, when something of ours was last deployed here:
 * somebody deleted them since.
 */
const markDeleted = async (
  steps: readonly Step[],
  { live, wanted, environment, owner }: Pick<PlanInput, 'wanted' | 'environment' | 'owner'> & { live: Live },
  context: Context,
): Promise<Step[]> => {
  const creates = steps.filter(({ action }) => action === 'create')
  if (creates.length === 0) return [...steps]
  // Another environment may lie in the same account and region; what it deployed was never here.
  const ours = [...live.units.values()].filter(({ tags }) => ownerOf(tags) === owner)
  const commits = new Set(ours.flatMap(({ tags }) => stateOf(tags)?.commit ?? []))
  const gone = new Set<string>()
  for (const commit of commits) {
    if (!(await context.git.hasCommit(commit))) continue
    const files = new Set(await context.git.listAt(commit, ASSETS))
    const then = (await environmentAt(commit, environment, context)) ?? environment
    for (const step of creates) {
      const inGit = gitRef(wanted, step)
      const had = prefixFor(then.overlay.prefix, step.kind) + inGit.id
      if (had === step.id && files.has(assetPath(inGit))) gone.add(refKey(step))
    }
  }
  return steps.map((step) => (gone.has(refKey(step)) ? { ...step, reason: DELETED_SINCE } : step))
}

/** What an environment file says of deletions. */
export const pruningOf = ({ prune, protect, file, overlay }: Environment): Pruning => {
  const rules = protect.map(matcherOf)
  // What git no longer has is known by its id here only; the file may mean that, or the one it had in git.
  const isProtected = (ref: AssetRef): boolean =>
    rules.some((matches) => matches(ref) || matches(withoutPrefix(ref, overlay.prefix)))
  return { limit: prune, file, isProtected }
}

/** What is live and could not be read, so that nobody knows what it uses. */
export const unreadOf = ({ unreadable, unlisted }: Live): { kind: string; what: string }[] => [
  ...unlisted.map((kind) => ({ kind, what: `the list of kind ${kind} cannot be read` })),
  ...[...unreadable.values()].map((skip) => ({ kind: skip.kind, what: `${describeAsset(skip)} cannot be read` })),
]

const existsIn =
  ({ rows }: Listed, keys: ReadonlySet<string>) =>
  (ref: AssetRef): boolean =>
    keys.has(refKey(ref)) || (rows.has(refKey(ref)) && rows.get(refKey(ref))?.status !== 'DELETED')

const isUnread =
  ({ units }: Live) =>
  (key: string): boolean => {
    const unit = units.get(key)
    return unit !== undefined && !wasRead(unit)
  }

/**
 * Read the environment and decide. Nothing is written. What was known from an earlier run and is to be touched after all is
 * read, and decided again.
 */
export const makePlan = async (input: PlanInput, context: Context): Promise<PlanWork> => {
  const { environment, wanted, connection, quickSight, choices, owner } = input
  const listed = input.live ?? (await listLive(quickSight, connection))
  const keys = keysOf(wanted)
  const exists = existsIn(listed, keys)
  const target = targetOf(environment)
  const surroundings = { target, now: context.now(), exists }
  const { units: desired, problems } = desiredOf(wanted, surroundings)
  const live =
    input.live ??
    (await readLive(
      {
        listed,
        desired,
        place: cacheOwner(environment, owner),
        full: input.reading !== 'moved',
        mayDelete: environment.prune > 0,
        permissions: environment.permissions.length > 0,
        mustRead: input.mustRead ?? new Set(),
        quickSight,
        connection,
      },
      context,
    ))
  const recorded = await recordedValues(live, desired, input, surroundings, context)
  const decided = decide({
    desired: withoutUnreadable(desired, live),
    live: live.units,
    owner,
    recorded: (ref) => recorded.get(refKey(ref)),
  })
  if (mayBeGrowth(decided) && [...live.units.values()].some((unit) => !wasRead(unit)))
    return makePlan({ ...input, reading: 'full' }, context)
  const chosen = decideDeletions(applyChoices(withGrowthResolved(decided), choices), {
    desired,
    live: live.units,
    unread: unreadOf(live),
    pruning: pruningOf(environment),
  })
  const steps = withRenames(await markDeleted(chosen, { live, wanted, environment, owner }, context))
  const inGit = (ref: AssetRef): AssetRef => withoutPrefix(ref, environment.overlay.prefix)
  const facet = await facetOf({ environment, wanted, desired, live, steps, target, quickSight, connection }, context)
  const again = [...facet.changes.map(({ asset }) => refKey(asset)), ...facet.moved].filter(isUnread(live))
  if (again.length > 0) return makePlan({ ...input, mustRead: new Set([...(input.mustRead ?? []), ...again]) }, context)
  const all = [
    ...problems,
    ...readProblems(live, keys),
    ...missingNeeds(desired, live),
    ...ownersProblem(steps, environment),
    ...letterCaseProblems(steps, live.rows.values(), inGit),
    ...renameWarnings(steps),
    ...facet.problems,
  ]
  const blocks = [...all.filter(isError), ...blocksOf(steps, desired, choices)]
  const plan: Plan = {
    environment: environment.name,
    account: environment.account,
    region: environment.region,
    steps,
    ...(facet.changes.length > 0 ? { facet: facet.changes } : {}),
    blocks,
    digest: digestOf({ steps, facet: facet.changes }, desired, live),
  }
  return { plan, desired, facet, live, recorded, target, owner, problems: all.filter((problem) => !isError(problem)) }
}

export const hasChanges = ({ steps, facet = [], blocks }: Plan): boolean =>
  blocks.length > 0 ||
  facet.length > 0 ||
  steps.some(
    (step) => isWrite(step) || ['record', 'adopt', 'prune', 'delete', 'drift', 'conflict'].includes(step.action),
  )
