import { refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import { UserError } from '../../model/errors.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Step } from '../../model/plan.ts'
import { isError } from '../../model/problem.ts'
import { driftMarkdown, driftText } from '../../report/drift.ts'
import { flagOption, listOption, type Options, type Result } from '../command.ts'
import type { Context } from '../context.ts'
import { driftOf, unreadIn } from '../drift-steps.ts'
import { facetData } from '../facet/facet-data.ts'
import type { PlanWork } from '../make-plan.ts'
import { planEnvironment } from '../planning/run-plan.ts'
import { keepIssue } from './keep-issue.ts'
import { facetDrift, toldDrift } from './told-drift.ts'

const changeData = ({ kind, action, severity, place, message }: Change): Json => ({
  kind,
  action,
  severity,
  place: place.map((part) => ({ ...part })),
  message,
})

const stepData = (step: Step, edits: ReadonlyMap<string, readonly Change[]>): Json => ({
  ...step,
  changes: (edits.get(refKey(step)) ?? []).map(changeData),
})

const told = async (work: PlanWork, context: Context) => {
  const steps = await driftOf(work, context)
  const drift = toldDrift(work, steps)
  const problems = [...work.problems, ...unreadIn(work, steps)]
  const facet = facetDrift(work)
  const drifted = steps.length + facet.length
  const result: Omit<Result, 'data'> & { data: JsonObject } = {
    problems,
    text: driftText(drift),
    markdown: driftMarkdown(drift),
    data: {
      environment: work.plan.environment,
      drifted: steps.map((step) => stepData(step, drift.edits)),
      facet: facetData(facet),
    },
    outputs: { drifted },
    pending: drifted > 0,
  }
  return { result, drift: { ...drift, isWhole: !problems.some(isError) } }
}

/** The `drift` verb. */
export const runDrift = async (options: Options, context: Context): Promise<Result> => {
  if (listOption(options, 'select').length > 0)
    throw new UserError('--select says what --accept accepts; a drift without it always tells everything')
  // Lists may not tell of an edit of refresh schedules or tags, and edits are what is asked for here.
  const work = await planEnvironment({ ...options, full: true }, context)
  if (!('plan' in work)) return { ...work, text: 'Nothing was compared: the files have errors.\n' }
  const { result, drift } = await told(work, context)
  if (!flagOption(options, 'issue')) return result
  const { words, issue, problems } = await keepIssue(drift, context)
  return {
    ...result,
    problems: [...result.problems, ...problems],
    text: `${result.text}${words}\n`,
    markdown: `${result.markdown}\n${words}\n`,
    data: { ...result.data, issue: issue ? { ...issue } : null },
    outputs: { ...result.outputs, ...(issue ? { issue: issue.number } : {}) },
  }
}
