import { refKey } from '../../model/asset.ts'
import { addTo } from '../../model/groups.ts'
import { type Step, unitRead } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { stateOf } from '../../planning/state-tag.ts'
import type { Context } from '../context.ts'
import { checkBranch } from '../deploying/guards.ts'
import type { ToRecord } from '../deploying/record.ts'
import { planAtRest, recordOnly } from '../deploying/record-quietly.ts'
import { ownerName, type PlanInput, type PlanWork } from '../make-plan.ts'
import { openEnvironment, prepareEnvironment } from '../open.ts'
import { choicesOf } from '../plan.ts'

/** What was accepted, by key, in a plan; and what could not be. */
export type Accepted = { work: PlanWork; accepted: ReadonlySet<string>; problems: Problem[] }

const additions = ({ plan, desired, live }: PlanWork, isSelected: (step: Step) => boolean): Map<string, ToRecord[]> => {
  const byCommit = new Map<string, ToRecord[]>()
  for (const step of plan.steps.filter((one) => one.addedOnly && isSelected(one))) {
    const [unit, found] = [desired.get(refKey(step)), unitRead(live.units, step)]
    const state = found && stateOf(found.tags)
    // What was asked for stays what it was, also where git asks for something else since.
    if (unit && found && state)
      addTo(byCommit, state.commit, { unit: { ...unit, fingerprint: state.desired }, live: found })
  }
  return byCommit
}

/**
 * Record what live has more than git asks for as seen, in assets where that is all that moved; the commit they were
 * deployed from stays. `select`: makes the test for what is to be accepted from the plan.
 */
export const acceptDrift = async (
  name: string,
  select: (work: PlanWork) => (step: Step) => boolean,
  context: Context,
): Promise<Accepted | { problems: Problem[] }> => {
  const { environment, wanted, problems } = await prepareEnvironment(name, context)
  if (!environment || !wanted || problems.some(isError)) return { problems }
  await checkBranch(environment, context)
  const { quickSight, connection } = await openEnvironment(environment, 'write', context)
  const owner = await ownerName(environment, context)
  const input: PlanInput = { environment, wanted, connection, quickSight, owner, choices: choicesOf({}) }
  const { work, jobs } = await planAtRest(input, context)
  const accepted = new Set<string>()
  const unrecorded: Problem[] = []
  for (const [commit, list] of additions(work, select(work))) {
    const noting = { ...input, verb: 'drift --accept', jobs }
    const failed = await recordOnly(list, work, { commit, noting }, context)
    unrecorded.push(...failed)
    const keys = new Set(failed.flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
    for (const { unit } of list) if (!keys.has(refKey(unit))) accepted.add(refKey(unit))
  }
  return { work, accepted, problems: [...problems, ...work.problems, ...unrecorded] }
}
