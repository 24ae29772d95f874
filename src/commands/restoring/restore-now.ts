import { refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { isUserError, messageOf } from '../../model/errors.ts'
import type { PeopleStep } from '../../model/people.ts'
import type { Unit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { type Restored, type RestoreSource, restorePlanText } from '../../report/restore.ts'
import type { Result } from '../command.ts'
import type { Context } from '../context.ts'
import { readSecrets } from '../deploying/guards.ts'
import { undoFile } from '../deploying/keep-undo.ts'
import type { Writing } from '../deploying/write.ts'
import { ownerName } from '../make-plan.ts'
import { carryOut, toImport } from './carry-out.ts'
import { keepBefore } from './keep-before.ts'
import type { RestoreInput, RestoreWork } from './plan-restore.ts'
import type { Opened } from './read-target.ts'
import { type PeopleRestored, restorePeople } from './restore-people.ts'
import { planned, plannedOf, resultOf } from './results.ts'
import { type Settled, settle } from './settle.ts'

const writingOf = async (
  work: RestoreWork,
  { quickSight, connection }: Opened,
  environment: Environment,
  context: Context,
): Promise<Writing> => {
  const sent = toImport(work)
  const desired = new Map<string, Unit>([...work.live.units, ...work.desired])
  return {
    run: 'restore',
    ...{ environment, connection, quickSight },
    owner: await ownerName(environment, context),
    owners: [],
    secrets: readSecrets({ desired: new Map(work.desired) }, new Set(sent.map(refKey)), environment, context),
    undoBundle: await undoFile(environment, context),
    desired,
  }
}

const tellPlan = (work: RestoreWork, set: RestoreSource, { log }: Context): void => {
  for (const line of restorePlanText(plannedOf(work, set)).trimEnd().split('\n')) log.info(line)
}

/** Restore the assets of a plan that nothing blocks. */
export const writeAssets = async (
  { work, jobs, broughtBack }: Settled,
  { opened, environment, asked }: RestoreInput,
  set: RestoreSource,
  context: Context,
): Promise<Restored> => {
  const writing = await writingOf(work, opened, environment, context)
  const done = await carryOut({ work, writing, jobs, asked, broughtBack }, context)
  return { ...plannedOf(work, set), ...done, peopleDone: [], before: undefined }
}

/** A customization may name a theme of the account, which is an asset; everything else does not need any. */
const isLast = ({ what }: PeopleStep): boolean => what === 'customization'

const bringPeople = async (
  { people }: RestoreWork,
  isAsked: (step: PeopleStep) => boolean,
  { opened, identityRegion }: RestoreInput,
  context: Context,
): Promise<PeopleRestored> => {
  if (!people || identityRegion === undefined) return { done: [], problems: [] }
  return restorePeople(people.steps.filter(isAsked), { ...opened, identityRegion }, context)
}

/** People were brought back, and then assets were not, for these reasons. */
const onlyPeople = (
  work: RestoreWork,
  set: RestoreSource,
  { done, problems }: PeopleRestored,
  reasons: readonly Problem[],
): Restored => ({
  ...plannedOf(work, set),
  ...{ created: [], updated: [], refreshed: [], facet: [], broughtBack: [], undoRecord: undefined, before: undefined },
  peopleDone: done,
  problems: [...problems, ...reasons, ...work.problems],
})

/** What stops the assets stops the run, but what was done before is told with it. A fault of the program ends it at once. */
const assetsAfter = async (
  first: Settled,
  people: PeopleRestored,
  { input, set }: { input: RestoreInput; set: RestoreSource },
  context: Context,
): Promise<Restored> => {
  const { broughtBack } = first
  const again = { ...input, broughtBack, arePeopleBack: true, asked: { ...input.asked, expect: undefined } }
  try {
    const settled = people.problems.some(isError) ? await settle(again, context) : first
    const { work } = settled
    if (work.plan.blocks.length > 0) return onlyPeople(work, set, people, work.plan.blocks)
    const restored = await writeAssets(settled, input, set, context)
    const last = await bringPeople(first.work, isLast, input, context)
    return {
      ...restored,
      peopleDone: [...people.done, ...last.done],
      problems: [...restored.problems, ...people.problems, ...last.problems],
    }
  } catch (thrown) {
    if (!isUserError(thrown) || people.done.length === 0) throw thrown
    return onlyPeople(first.work, set, people, [{ severity: 'error', message: messageOf(thrown) }])
  }
}

/** People first, since assets name them; who could not be had is looked at again before an asset names somebody who is not there. */
export const restoreNow = async (
  input: RestoreInput,
  set: RestoreSource,
  before: readonly Problem[],
  context: Context,
): Promise<Result> => {
  const first = await settle(input, context)
  if (first.work.plan.blocks.length > 0) return planned(first.work, set, before)
  // Logins that are not there are told before anything is written.
  const { undoBundle } = await writingOf(first.work, input.opened, input.environment, context)
  tellPlan(first.work, set, context)
  const kept = await keepBefore(first.work, undoBundle, context)
  const people = await bringPeople(first.work, (step) => !isLast(step), input, context)
  const restored = await assetsAfter(first, people, { input, set }, context)
  return resultOf({ ...restored, before: kept }, before)
}
