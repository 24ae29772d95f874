import type { Plan } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { planMarkdown, planText } from '../../report/plan.ts'
import type { Options, Result } from '../command.ts'
import type { Context } from '../context.ts'
import { facetData } from '../facet/facet-data.ts'
import { hasChanges, makePlan, ownerName, type PlanWork } from '../make-plan.ts'
import { openEnvironment, prepareEnvironment } from '../open.ts'
import { choicesOf, environmentName, readingOf } from '../plan.ts'

const filesOnly = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was planned: the files have errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

const planData = ({ plan: { facet, ...plan } }: PlanWork): Result['data'] => ({
  ...plan,
  steps: plan.steps.map((step) => ({ ...step })),
  facet: facetData(facet),
  blocks: plan.blocks.map(({ message }) => message),
})

export const planOutputs = (plan: Plan): Record<string, string | number> => {
  const count = (...actions: string[]): number => plan.steps.filter(({ action }) => actions.includes(action)).length
  return {
    created: count('create'),
    updated: count('update', 'restore'),
    unchanged: count('unchanged'),
    drifted: count('drift', 'conflict'),
    blocked: plan.blocks.length,
    digest: plan.digest,
  }
}

/** Plan one environment, for `plan` and `drift`; only the words differ. */
export const planEnvironment = async (options: Options, context: Context): Promise<PlanWork | Result> => {
  const { environment, wanted, problems } = await prepareEnvironment(environmentName(options), context)
  if (!environment || !wanted || problems.some(isError)) return filesOnly(problems)
  const { quickSight, connection } = await openEnvironment(environment, 'read', context)
  const owner = await ownerName(environment, context)
  const work = await makePlan(
    { environment, wanted, connection, quickSight, owner, choices: choicesOf(options), reading: readingOf(options) },
    context,
  )
  return { ...work, problems: [...problems, ...work.problems] }
}

/** The `plan` verb. */
export const runPlan = async (options: Options, context: Context): Promise<Result> => {
  const work = await planEnvironment(options, context)
  if (!('plan' in work)) return work
  return {
    problems: [...work.problems, ...work.plan.blocks],
    text: planText(work.plan),
    markdown: planMarkdown(work.plan),
    data: planData(work),
    outputs: planOutputs(work.plan),
    pending: hasChanges(work.plan),
  }
}
