import { describeAsset, refKey, type Tag } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { FacetChange } from '../../model/facet.ts'
import { groupBy } from '../../model/groups.ts'
import type { LiveUnit, Step, Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { carryingGrants, type Sent } from '../../planning/parts.ts'
import { isSpice } from '../../planning/refresh.ts'
import { restoreLeftOut } from '../../planning/restore/blocks.ts'
import { sharingChanges } from '../../planning/restore/sharing.ts'
import { NEWER } from '../../planning/restore/steps.ts'
import { sharedThen } from '../../planning/undo-sharing.ts'
import type { Restored } from '../../report/restore.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { dropSchedules } from '../deploying/drop-schedules.ts'
import { shareAssets } from '../deploying/facet.ts'
import { beginUndo, endUndo, recordFile } from '../deploying/keep-undo.ts'
import { type Proof, prove } from '../deploying/prove.ts'
import { forgetTags, writeAllTags } from '../deploying/record.ts'
import { refreshUnits } from '../deploying/refresh.ts'
import { type Writing, writeUnits } from '../deploying/write.ts'
import type { AskedRestore } from './asked.ts'
import { atWork, refuseMoved } from './moved-meanwhile.ts'
import type { RestoreWork } from './plan-restore.ts'
import { unloaded } from './unloaded.ts'

type Run = {
  work: RestoreWork
  writing: Writing
  jobs: ReadonlyMap<string, number>
  asked: AskedRestore
  /** Keys of analyses that this run took out of their recovery window. */
  broughtBack: ReadonlySet<string>
}

const stepsOf = ({ plan }: RestoreWork, ...actions: Step['action'][]): Step[] =>
  plan.steps.filter(({ action }) => actions.includes(action))

/** What is imported. */
export const toImport = (work: RestoreWork): Sent[] =>
  stepsOf(work, 'create', 'update').flatMap((step): Sent[] => {
    const unit = work.desired.get(refKey(step))
    if (!unit) return []
    const isNew = step.action === 'create'
    const { permissions = [], tags = [] } = work.sharing.get(refKey(step)) ?? {}
    return [isNew ? carryingGrants({ ...unit, isNew }, permissions, tags) : { ...unit, isNew }]
  })

/** What is live now counts as what was recorded: whatever of it the backup lacks must be gone afterwards. */
const provable = ({ live, target }: RestoreWork) => ({
  live,
  target,
  recorded: new Map([...live.units].map(([key, { value }]) => [key, value])),
  permissions: true,
})

/** How an asset that was imported still differs from the set in permissions and tags. */
const stillDiffering = (
  { unit, live }: Proof['proven'][number],
  { sharing, keepsOurs }: RestoreWork,
): FacetChange[] => {
  const saved = sharing.get(refKey(unit))
  const [main] = live.assets
  if (!saved || !main) return []
  const found = { permissions: main.permissions ?? [], tags: main.tags ?? [] }
  return sharingChanges(unit, { ...saved, folders: [] }, found, { ours: keepsOurs })
}

/** Changes of permissions, tags and folders once the bodies are there: for what was imported, as it is found now. */
const changesNow = ({ proven }: Proof, work: RestoreWork, imported: ReadonlySet<string>): FacetChange[] => {
  const done = new Set(proven.map(({ unit }) => refKey(unit)))
  const planned = (work.plan.facet ?? []).filter(({ asset, what }) => {
    const key = refKey(asset)
    return what === 'join' ? done.has(key) || !imported.has(key) : !imported.has(key)
  })
  return [...proven.flatMap((one) => stillDiffering(one, work)), ...planned]
}

type Retag = { unit: Unit; live: LiveUnit; tags: Tag[]; remove: string[] }

const retags = (changes: readonly FacetChange[], { live }: RestoreWork, { proven }: Proof): Retag[] => {
  const seen = new Map([...live.units, ...proven.map((one) => [refKey(one.unit), one.live] as const)])
  const tagged = changes.filter(({ what }) => what === 'tag' || what === 'untag')
  return [...groupBy(tagged, ({ asset }) => refKey(asset))].flatMap(([key, some]): Retag[] => {
    const found = seen.get(key)
    if (!found) return []
    const tags = some.flatMap((change) => (change.what === 'tag' ? [{ key: change.key, value: change.value }] : []))
    return [{ unit: found, live: found, tags, remove: some.flatMap((one) => (one.what === 'untag' ? [one.key] : [])) }]
  })
}

type Settled = { facet: FacetChange[]; problems: Problem[] }

/** Share, tag and place what is live as it was saved. */
const settleSharing = async (
  proof: Proof,
  imported: ReadonlySet<string>,
  { work, writing, jobs }: Run,
  context: Context,
): Promise<Settled> => {
  const changes = changesNow(proof, work, imported)
  await forgetTags(
    changes.map(({ asset }) => ({ ...asset, assets: [] })),
    writing,
    context,
  )
  const shared = await shareAssets(changes, writing, context)
  const tagging = { ...writing, again: 'restore', jobs: new Map(jobs) }
  const problems = await writeAllTags(retags(changes, work, proof), work.target, tagging, context)
  const failed = new Set(problems.filter(isError).flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  const tagged = changes.filter(({ what, asset }) => /tag$/.test(what) && !failed.has(refKey(asset)))
  return { facet: [...shared.done, ...tagged], problems: [...shared.problems, ...problems] }
}

const tagsOf = ({ sharing }: RestoreWork, units: readonly Unit[]): Map<string, readonly Tag[]> =>
  new Map(
    units.map((unit) => [
      refKey(unit),
      (sharing.get(refKey(unit))?.tags ?? []).filter(({ key }) => key.startsWith('gitops:')),
    ]),
  )

type Written = Awaited<ReturnType<typeof writeUnits>>
/** `isSeen`: whether it could be looked at. */
type Came = { isSeen: boolean; proof: Proof; facet: FacetChange[]; refreshed: readonly Unit[]; problems: Problem[] }

const NO_PROOF: Proof = { proven: [], seen: new Map(), problems: [] }
const UNSEEN: Came = { isSeen: false, proof: NO_PROOF, facet: [], refreshed: [], problems: [] }

const isUnchanged = ({ action }: Step): boolean => action === 'unchanged'

/** The data to load: of what was imported, and of what an earlier run imported and did not come to load. */
const loadData = async (proven: readonly Sent[], { work, writing, asked }: Run, context: Context) => {
  if (asked.noRefresh || writing.environment.refresh === 'none') return { done: [], problems: [] }
  const before = work.plan.steps.filter(isUnchanged).flatMap((step) => work.desired.get(refKey(step)) ?? [])
  const open = await unloaded(before.filter(isSpice), writing)
  const { done, problems } = await refreshUnits([...proven.filter(isSpice), ...open.units], writing, context)
  return { done, problems: [...open.problems, ...problems] }
}

/** All that follows an import: schedules go, everything is read again and compared, shared and loaded. */
const settleAfter = async (units: readonly Sent[], written: Written, run: Run, context: Context): Promise<Came> => {
  const { work, writing } = run
  const before = provable(work)
  const dropped = await dropSchedules(written.done, before, writing)
  const proof = await prove(written.done, before, writing, context)
  const settled = await settleSharing(proof, new Set(units.map(refKey)), run, context)
  const proven = proof.proven.map(({ unit }) => unit)
  const loaded = await loadData(proven, run, context)
  return {
    ...{ isSeen: true, proof, facet: settled.facet, refreshed: loaded.done },
    problems: [...dropped, ...proof.problems, ...settled.problems, ...loaded.problems],
  }
}

const unsettled = (units: readonly Sent[], thrown: unknown): Problem => ({
  severity: 'error',
  message: `${count(units.length, 'asset')} ${units.length === 1 ? 'was' : 'were'} imported, but what came of that could not be looked at: ${messageOf(thrown)}. Mend that and run restore again; it looks first at what arrived`,
})

/** What was brought back is as it was when it was deleted; where that is newer than the set, somebody has to know. */
const newerThanSet = ({ plan }: RestoreWork): Problem[] =>
  plan.steps
    .filter(({ reason }) => reason === NEWER)
    .map(({ kind, id, name }) => ({
      severity: 'warning',
      message: `${describeAsset({ kind, id, name })} was brought back ${NEWER}. To have it as it was saved: --on-conflict overwrite`,
      ref: { kind, id },
    }))

/** Carry out a plan that nothing blocks: keep what is live, import, prove, share, load data. */
export const carryOut = async (
  run: Run,
  context: Context,
): Promise<Omit<Restored, 'people' | 'peopleDone' | 'set' | 'before'>> => {
  const { work, writing, asked } = run
  const units = toImport(work)
  await refuseMoved(units, work, run)
  const touched = { written: units, tagged: [], deleted: [] }
  const noted = { commit: 'none', shared: sharedThen(work.plan.facet ?? []) }
  const undo = await beginUndo(touched, work, { noted, writing }, context)
  const written = await writeUnits(units, writing, context)
  if (written.moved) throw atWork(writing.environment.name)
  const came = await settleAfter(units, written, run, context).catch(
    (thrown: unknown): Came => ({ ...UNSEEN, problems: [unsettled(written.done, thrown)] }),
  )
  const proven = came.proof.proven.map(({ unit }) => unit)
  const left = restoreLeftOut(work.plan.steps, asked.onConflict)
  const problems = [...written.problems, ...came.problems, ...left, ...newerThanSet(work)]
  const after = { seen: came.proof.seen, tags: tagsOf(work, proven), deleted: new Set<string>() }
  const complete = !problems.some(isError)
  // What could not be looked at stays noted as begun, so that the next run goes on with it.
  if (came.isSeen) await endUndo(undo, { ...after, complete, shared: sharedThen(came.facet) }, writing, context)
  return {
    plan: work.plan,
    created: proven.filter(({ isNew }) => isNew),
    updated: proven.filter(({ isNew }) => !isNew),
    ...{ refreshed: came.refreshed, facet: came.facet },
    broughtBack: work.plan.steps.filter((step) => run.broughtBack.has(refKey(step))),
    problems: [...work.problems, ...problems],
    undoRecord: undo && recordFile(writing.undoBundle),
  }
}
