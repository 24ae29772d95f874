import { refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Step } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { driftMarkdown, driftText } from '../../report/drift.ts'
import { flagOption, type Options, type Result } from '../command.ts'
import type { Context } from '../context.ts'
import { facetData } from '../facet/facet-data.ts'
import { DELETED_SINCE, type PlanWork } from '../make-plan.ts'
import { onceOurs } from '../once-ours.ts'
import { planEnvironment } from '../plan.ts'
import { describeEdits } from './describe.ts'
import { keepIssue } from './keep-issue.ts'

/** The steps that say: the environment is not as it was left. */
const DRIFTED: readonly Step['action'][] = ['drift', 'conflict', 'edited', 'restore']

/** What a list does not tell because it could not be read is not deleted for that. */
const isDrift = (step: Step, { live }: PlanWork): boolean =>
  DRIFTED.includes(step.action) ||
  (step.action === 'create' && step.reason === DELETED_SINCE && !live.unlisted.includes(step.kind))

const problemsOf = ({ problems, plan }: PlanWork, drifted: readonly Step[]): Problem[] => {
  const others = plan.blocks.filter((block) => isError(block) && !drifted.some(({ id }) => id === block.ref?.id))
  return [...problems, ...others.filter(({ message }) => /cannot be read/.test(message))]
}

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
  const { plan } = work
  const steps = [...plan.steps.filter((step) => isDrift(step, work)), ...(await onceOurs(work, context))]
  const edits = describeEdits(steps, work)
  const facet = work.facet.changes.filter((change) => change.drifted !== undefined)
  const lost = facet.flatMap((change) => change.drifted ?? [])
  const problems = problemsOf(work, steps)
  const told = { plan, steps, edits, lost }
  const drifted = steps.length + facet.length
  const result: Omit<Result, 'data'> & { data: JsonObject } = {
    problems,
    text: driftText(told),
    markdown: driftMarkdown(told),
    data: {
      environment: plan.environment,
      drifted: steps.map((step) => stepData(step, edits)),
      facet: facetData(facet),
    },
    outputs: { drifted },
    pending: drifted > 0,
  }
  return { result, drift: { ...told, isWhole: !problems.some(isError) } }
}

/** The `drift` verb. */
export const runDrift = async (options: Options, context: Context): Promise<Result> => {
  // Lists may not tell of an edit of refresh schedules or tags, and edits are what is asked for here.
  const work = await planEnvironment({ ...options, full: true }, context)
  if (!('plan' in work)) return work
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
