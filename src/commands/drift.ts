import type { Step } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import { driftMarkdown, driftText } from '../report/drift.ts'
import type { Command, Options, Result } from './command.ts'
import type { Context } from './context.ts'
import { DELETED_SINCE } from './make-plan.ts'
import { onceOurs } from './once-ours.ts'
import { ENV_OPTION, planEnvironment } from './plan.ts'

/** The steps that say: the environment is not as it was left. */
const DRIFTED: readonly Step['action'][] = ['drift', 'conflict', 'edited', 'restore']

const isDrift = (step: Step): boolean =>
  DRIFTED.includes(step.action) || (step.action === 'create' && step.reason === DELETED_SINCE)

const run = async (options: Options, context: Context): Promise<Result> => {
  // Lists may not tell of an edit of refresh schedules or tags, and edits are what is asked for here.
  const work = await planEnvironment({ ...options, full: true }, context)
  if (!('plan' in work)) return work
  const drifted = [...work.plan.steps.filter(isDrift), ...(await onceOurs(work, context))]
  const unread = work.plan.blocks.filter(
    (block) => isError(block) && !drifted.some((step) => step.id === block.ref?.id),
  )
  const problems: Problem[] = [...work.problems, ...unread.filter(({ message }) => /cannot be read/.test(message))]
  return {
    problems,
    text: driftText(work.plan, drifted),
    markdown: driftMarkdown(work.plan, drifted),
    data: { environment: work.plan.environment, drifted: drifted.map((step) => ({ ...step })) },
    outputs: { drifted: drifted.length },
    pending: drifted.length > 0,
  }
}

export const drift: Command = {
  summary: 'tell what was edited in an environment since the last deploy',
  options: { env: ENV_OPTION, 'exit-code': { type: 'flag', summary: 'end with 2 when something was edited' } },
  inAction: true,
  run,
}
