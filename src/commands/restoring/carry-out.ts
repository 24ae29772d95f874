import { type Permission, refKey, type Tag } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import type { FacetChange } from '../../model/facet.ts'
import { groupBy } from '../../model/groups.ts'
import type { LiveUnit, Step, Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { Sent } from '../../planning/parts.ts'
import { isSpice } from '../../planning/refresh.ts'
import { restoreLeftOut } from '../../planning/restore/blocks.ts'
import { sharingChanges } from '../../planning/restore/sharing.ts'
import type { Restored } from '../../report/restore.ts'
import type { Context } from '../context.ts'
import { dropSchedules } from '../deploying/drop-schedules.ts'
import { shareAssets } from '../deploying/facet.ts'
import { beginUndo, endUndo, recordFile } from '../deploying/keep-undo.ts'
import { movedSince } from '../deploying/moved-since.ts'
import { type Proof, prove } from '../deploying/prove.ts'
import { forgetTags, writeAllTags } from '../deploying/record.ts'
import { refreshUnits } from '../deploying/refresh.ts'
import { type Writing, writeUnits } from '../deploying/write.ts'
import type { AskedRestore } from './asked.ts'
import type { RestoreWork } from './plan-restore.ts'

type Run = { work: RestoreWork; writing: Writing; jobs: ReadonlyMap<string, number>; asked: AskedRestore }

/** A new asset's own file carries who may do what with it, and its tags. */
const withGrants = (unit: Sent, permissions: readonly Permission[] = [], tags: readonly Tag[] = []): Sent => {
  const facets = {
    permissions: permissions.map(({ principal, actions }) => ({ principal, actions: [...actions] })),
    tags: tags.map(({ key, value }) => ({ key, value })),
  }
  const sent = unit.sent.map((asset) =>
    refKey(asset) === refKey(unit) ? { ...asset, body: { ...asset.body, ...facets } } : asset,
  )
  return { ...unit, sent, carriesGrants: true }
}

const stepsOf = ({ plan }: RestoreWork, ...actions: Step['action'][]): Step[] =>
  plan.steps.filter(({ action }) => actions.includes(action))

/** What is imported. */
export const toImport = (work: RestoreWork): Sent[] =>
  stepsOf(work, 'create', 'update').flatMap((step): Sent[] => {
    const unit = work.desired.get(refKey(step))
    if (!unit) return []
    const isNew = step.action === 'create'
    const { permissions, tags } = work.sharing.get(refKey(step)) ?? {}
    return [isNew ? withGrants({ ...unit, isNew }, permissions, tags) : { ...unit, isNew }]
  })

const atWork = (name: string): UserError =>
  new UserError(
    `Another run writes to ${name} at this moment. Run restore again when it is over; what is done is not done twice`,
  )

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

const refuseMoved = async (units: readonly Sent[], { work, writing, jobs }: Run): Promise<void> => {
  if (units.length > 0 && (await movedSince(units, { work, jobs }, writing))) throw atWork(writing.environment.name)
}

const tagsOf = ({ sharing }: RestoreWork, units: readonly Unit[]): Map<string, readonly Tag[]> =>
  new Map(
    units.map((unit) => [
      refKey(unit),
      (sharing.get(refKey(unit))?.tags ?? []).filter(({ key }) => key.startsWith('gitops:')),
    ]),
  )

/** Carry out a plan that nothing blocks: keep what is live, import, prove, share, load data. */
export const carryOut = async (
  run: Run,
  context: Context,
): Promise<Omit<Restored, 'people' | 'peopleDone' | 'set'>> => {
  const { work, writing, asked } = run
  const units = toImport(work)
  await refuseMoved(units, run)
  const touched = { written: units, tagged: [], deleted: [] }
  const undo = await beginUndo(touched, work, { noted: { commit: 'none' }, writing }, context)
  const written = await writeUnits(units, writing, context)
  if (written.moved) throw atWork(writing.environment.name)
  const before = provable(work)
  const dropped = await dropSchedules(written.done, before, writing)
  const proof = await prove(written.done, before, writing, context)
  const settled = await settleSharing(proof, new Set(units.map(refKey)), run, context)
  const proven = proof.proven.map(({ unit }) => unit)
  const loads = asked.noRefresh || writing.environment.refresh === 'none' ? [] : proven.filter(isSpice)
  const refreshed = await refreshUnits(loads, writing, context)
  const problems = [
    ...written.problems,
    ...dropped,
    ...proof.problems,
    ...settled.problems,
    ...refreshed.problems,
    ...restoreLeftOut(work.plan.steps, asked.onConflict),
  ]
  const came = { seen: proof.seen, tags: tagsOf(work, proven), deleted: new Set<string>() }
  await endUndo(undo, { ...came, complete: !problems.some(isError) }, writing, context)
  return {
    plan: work.plan,
    created: proven.filter(({ isNew }) => isNew),
    updated: proven.filter(({ isNew }) => !isNew),
    refreshed: refreshed.done,
    facet: settled.facet,
    problems: [...work.problems, ...problems],
    undoRecord: undo && recordFile(writing.undoBundle),
  }
}
