import path from 'node:path'
import { describeAsset, refKey } from '../../model/asset.ts'
import { type Environment, targetOf } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import type { Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { canBeOwned } from '../../planning/overrides.ts'
import type { Sent } from '../../planning/parts.ts'
import { isUndoWrite, planUndo, staying, type UndoPlan } from '../../planning/undo-plan.ts'
import { sharingLeft } from '../../planning/undo-sharing.ts'
import { type TakenBack, undoMarkdown, undoneMarkdown, undoneText, undoText } from '../../report/undo.ts'
import { flagOption, type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { checkBranch, readSecrets } from '../deploying/guards.ts'
import { undoFile } from '../deploying/keep-undo.ts'
import { principalsOf } from '../deploying/owners.ts'
import { awaitOthers } from '../deploying/settle.ts'
import type { Writing } from '../deploying/write.ts'
import { cacheOwner } from '../live-cache.ts'
import { ownerName, pruningOf, unreadOf } from '../make-plan.ts'
import { openEnvironment } from '../open.ts'
import { environmentName } from '../plan.ts'
import { loadEnvironment } from '../project.ts'
import { readAll } from '../read-live.ts'
import { checkPlace, type Found, findRecord } from './find-record.ts'
import { takeBack, toSendBack } from './take-back.ts'
import type { UndoWork } from './undo-work.ts'
import { unitsBefore } from './units-before.ts'
import { isUnseen, unseenElsewhere, unseenIn } from './unseen.ts'

type Opened = Awaited<ReturnType<typeof openEnvironment>>

/** Assets made again without a note of who could do what with them: the environment file has to say who owns them. */
const ownerless = (sent: readonly Sent[]): Sent[] =>
  sent.filter(({ isNew, carriesGrants, kind }) => isNew && !carriesGrants && canBeOwned(kind))

const ownersProblem = (work: UndoWork): Problem[] => {
  const [first] = ownerless(toSendBack(work.plan, work.before))
  if (!first || work.environment.owners.length > 0) return []
  const message = `${describeAsset(first)} would be made again, and nobody would own it. Say who does: owners: ["group/default/bi-admins"]`
  return [{ severity: 'error', message, place: { file: work.environment.file } }]
}

/** A unit that was edited and one that needs it cannot be left out: it all goes back together, or not at all. */
const isOverwriting = (options: Options): boolean => {
  const given = textOption(options, 'on-conflict') ?? 'stop'
  if (given === 'stop' || given === 'overwrite') return given === 'overwrite'
  throw new UserError(`--on-conflict takes overwrite in an undo, not "${given}"`)
}

const planWork = async (
  { found, environment, options }: { found: Found; environment: Environment; options: Options },
  { quickSight, connection }: Opened,
  context: Context,
): Promise<UndoWork> => {
  const { record, bundle } = found
  const jobs = await awaitOthers({ quickSight, connection, environment }, context)
  const place = cacheOwner(environment, record.owner)
  const live = await readAll({ place, quickSight, connection }, context)
  const assets = bundle ? quickSight.readBundle(bundle) : []
  const kept = new Set(assets.map(refKey))
  const target = targetOf(environment)
  const surroundings = {
    target,
    now: context.now(),
    exists: (ref: Pick<Unit, 'kind' | 'id'>) => kept.has(refKey(ref)) || live.rows.has(refKey(ref)),
  }
  const before = await unitsBefore(assets, { record, environment }, surroundings, context)
  const plan = planUndo({
    ...{ record, before, overwrite: isOverwriting(options), live: live.units },
    isUnseen: isUnseen(live),
    unread: unreadOf(live),
    pruning: pruningOf(environment),
  })
  const refresh = flagOption(options, 'no-refresh') ? 'none' : environment.refresh
  return { plan, environment, before, live, target, jobs, refresh }
}

const data = ({ record, steps, blocks }: TakenBack['plan']): Result['data'] => ({
  environment: record.environment,
  takesBack: record.time,
  commit: record.commit,
  steps: steps.map((step) => ({ ...step })),
  blocks: blocks.map(({ message }) => message),
})

/** The plan alone: of a dry run, or of an undo that may not be done. */
const planned = (plan: UndoPlan, problems: readonly Problem[]): Result => ({
  problems: [...problems, ...plan.blocks],
  text: undoText(plan),
  markdown: undoMarkdown(plan),
  data: data(plan),
  pending: plan.steps.some(({ action }) => action !== 'nothing' && action !== 'stays'),
})

const resultOf = (taken: TakenBack, problems: readonly Problem[]): Result => ({
  problems: [...problems, ...taken.problems],
  text: undoneText(taken),
  markdown: undoneMarkdown(taken),
  data: {
    ...(data(taken.plan) as object),
    back: taken.back.map(refKey),
    again: taken.again.map(refKey),
    tagged: taken.tagged.map(refKey),
    deleted: taken.deleted.map(refKey),
    refreshed: taken.refreshed.map(refKey),
    problems: taken.problems.map(({ severity, message }) => ({ severity, message })),
  },
  outputs: {
    created: taken.again.length,
    updated: taken.back.length,
    deleted: taken.deleted.length,
    refreshed: taken.refreshed.length,
    ...(taken.undoRecord === undefined ? {} : { 'undo-bundle': taken.undoRecord }),
  },
})

const writingOf = async (
  work: UndoWork,
  { quickSight, connection }: Opened,
  owner: string,
  context: Context,
): Promise<Writing> => {
  const { environment, before, live } = work
  const sent = toSendBack(work.plan, before)
  const needsOwners = ownerless(sent).length > 0
  const desired = new Map<string, Unit>([...live.units, ...sent.map((unit): [string, Unit] => [refKey(unit), unit])])
  return {
    run: 'undo',
    ...{ environment, connection, quickSight, owner },
    owners: needsOwners ? await principalsOf(environment, quickSight, connection) : [],
    secrets: readSecrets({ desired: new Map(before) }, new Set(sent.map(refKey)), environment, context),
    undoBundle: await undoFile(environment, context),
    desired,
  }
}

const unusable = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was taken back: the file of the environment has errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

/** The `undo` verb. @throws UserError where there is nothing to take back, and where the record is of elsewhere or damaged. */
export const runUndo = async (options: Options, context: Context): Promise<Result> => {
  const { environment, problems: told } = await loadEnvironment(environmentName(options), context)
  if (!environment || told.some(isError)) return unusable(told)
  await checkBranch(environment, context)
  const found = await findRecord(environment, textOption(options, 'from'), context)
  const owner = await ownerName(environment, context)
  checkPlace(found, environment, owner)
  const isDry = flagOption(options, 'dry-run')
  const opened = await openEnvironment(environment, isDry ? 'read' : 'write', context)
  const work = await planWork({ found, environment, options }, opened, context)
  const problems = [...told, ...unseenElsewhere(work)]
  work.plan.blocks.push(...unseenIn(work), ...ownersProblem(work))
  const left = work.plan.blocks.length > 0 ? [] : sharingLeft(work.plan)
  if (isDry || work.plan.blocks.length > 0)
    return planned(work.plan, [...problems, ...left.map((one) => ({ ...one, severity: 'warning' as const }))])
  for (const line of undoText(work.plan).trimEnd().split('\n')) context.log.info(line)
  if (!work.plan.steps.some((step) => isUndoWrite(step) || ['tags', 'delete'].includes(step.action)))
    return planned(work.plan, [...problems, ...staying(work.plan), ...left])
  const writing = await writingOf(work, opened, owner, context)
  const { record, file } = found
  const noted = { commit: record.commit, undoes: path.basename(file) }
  return resultOf(await takeBack(work, writing, noted, context), problems)
}
