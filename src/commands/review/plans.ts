import { describeFailure } from '../../model/failure.ts'
import type { Plan } from '../../model/plan.ts'
import { isError } from '../../model/problem.ts'
import type { EnvironmentReview } from '../../model/review.ts'
import type { Result } from '../command.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { planEnvironment } from '../plan.ts'
import { loadEnvironments } from '../project.ts'

type Where = Pick<EnvironmentReview, 'name' | 'account' | 'region'>

const unplanned = (where: Where, problem: string): EnvironmentReview => ({
  ...where,
  steps: [],
  unchanged: 0,
  blocks: [],
  problem,
})

const planned = (where: Where, { steps, blocks, digest }: Plan): EnvironmentReview => ({
  ...where,
  steps: steps
    .filter(({ action }) => action !== 'unchanged' && action !== 'unmanaged')
    .map(({ kind, id, name, action, reason }) => ({ kind, id, name, action, reason })),
  unchanged: steps.filter(({ action }) => action === 'unchanged').length,
  blocks: blocks.map(({ message }) => message),
  digest,
})

const outcome = (where: Where, work: PlanWork | Result): EnvironmentReview => {
  if ('plan' in work) return planned(where, work.plan)
  const [problem] = work.problems.filter(isError)
  return unplanned(where, problem?.message ?? 'the files have errors')
}

/**
 * What a deploy of the files here would do to each environment. One that cannot be planned says why, and the others are
 * planned all the same; with `why` none is asked.
 */
export const planAll = async (
  names: readonly string[],
  why: string | undefined,
  context: Context,
): Promise<EnvironmentReview[]> => {
  const known = await loadEnvironments(context)
  const chosen =
    names.length > 0 ? names : [...known].flatMap(([name, { environment }]) => (environment?.source ? [] : [name]))
  const reviews: EnvironmentReview[] = []
  for (const name of chosen) {
    const environment = known.get(name)?.environment
    const where = { name, account: environment?.account ?? '', region: environment?.region ?? '' }
    if (why !== undefined) reviews.push(unplanned(where, why))
    else {
      const work = planEnvironment({ env: name }, context)
      reviews.push(
        await work.then(
          (done) => outcome(where, done),
          (thrown: unknown) => unplanned(where, describeFailure(thrown).problem.message),
        ),
      )
    }
  }
  return reviews
}
