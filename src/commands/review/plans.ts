import { describeFailure } from '../../model/failure.ts'
import type { Plan } from '../../model/plan.ts'
import { isError } from '../../model/problem.ts'
import type { EnvironmentReview } from '../../model/review.ts'
import type { Result } from '../command.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { planEnvironment } from '../planning/run-plan.ts'
import { loadEnvironments } from '../project.ts'

type Where = Pick<EnvironmentReview, 'name' | 'account' | 'region'>

const unplanned = (where: Where, problem: string): EnvironmentReview => ({
  ...where,
  steps: [],
  unchanged: 0,
  blocks: [],
  problem,
})

const planned = (where: Where, { steps, facet, blocks, digest }: Plan): EnvironmentReview => ({
  ...where,
  steps: steps
    .filter(({ action }) => action !== 'unchanged' && action !== 'unmanaged')
    .map(({ kind, id, name, action, reason }) => ({ kind, id, name, action, reason })),
  unchanged: steps.filter(({ action }) => action === 'unchanged').length,
  ...(facet ? { facet: facet.map(({ words }) => words) } : {}),
  blocks: blocks.map(({ message }) => message),
  digest,
})

/** What is known of one environment after it was asked. */
type Asked = { environment: EnvironmentReview; warnings: readonly string[] }

const outcome = (where: Where, work: PlanWork | Result): Asked => {
  if ('plan' in work) {
    return { environment: planned(where, work.plan), warnings: work.problems.map(({ message }) => message) }
  }
  const [problem] = work.problems.filter(isError)
  return { environment: unplanned(where, problem?.message ?? 'the files have errors'), warnings: [] }
}

const ask = async (where: Where, full: boolean, context: Context): Promise<Asked> => {
  try {
    return outcome(where, await planEnvironment({ env: where.name, full }, context))
  } catch (thrown) {
    return { environment: unplanned(where, describeFailure(thrown).problem.message), warnings: [] }
  }
}

/** Every environment in its own words; `notes` are the warnings of their plans. */
export type Plans = { environments: EnvironmentReview[]; notes: string[] }

/**
 * What a deploy of the files here would do to each environment. One that cannot be planned says why, and the others are
 * planned all the same; with `why` none is asked. Without names all but the source are. `full`: everything live is read.
 */
export const planAll = async (
  { names, full }: { names: readonly string[]; full: boolean },
  why: string | undefined,
  context: Context,
): Promise<Plans> => {
  const known = await loadEnvironments(context)
  const chosen =
    names.length > 0 ? names : [...known].flatMap(([name, { environment }]) => (environment?.source ? [] : [name]))
  const plans: Plans = { environments: [], notes: [] }
  for (const name of chosen) {
    const environment = known.get(name)?.environment
    const where = { name, account: environment?.account ?? '', region: environment?.region ?? '' }
    const asked: Asked =
      why === undefined ? await ask(where, full, context) : { environment: unplanned(where, why), warnings: [] }
    plans.environments.push(asked.environment)
    plans.notes.push(...asked.warnings.map((message) => `${name}: ${message}`))
  }
  return plans
}
