import { describeAsset, refKey } from '../../model/asset.ts'
import type { Step } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { acceptedMarkdown, acceptedText } from '../../report/drift.ts'
import { listOption, type Options, type Result } from '../command.ts'
import type { Context } from '../context.ts'
import { driftOf, unreadIn } from '../drift-steps.ts'
import { toldDrift } from '../drifting/told-drift.ts'
import type { PlanWork } from '../make-plan.ts'
import { onlySelected } from '../only-selected.ts'
import { environmentName } from '../plan.ts'
import { acceptDrift } from './accept-drift.ts'

const WAYS =
  'an edit belongs into git. Write it there with export --env NAME, or replace it with deploy --env NAME --take git'

/** An edit in the record alone would be lost with the next deploy, and nobody would be told. */
const notAccepted = (step: Step, name: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(step)} is not as it was left, and only what QuickSight adds by itself can be accepted: ${WAYS.replaceAll('NAME', name)}`,
  ref: { kind: step.kind, id: step.id },
})

/** Drift that is selected, was not accepted, and is not told already. */
const refusedOf = (rest: readonly Step[], isSelected: (step: Step) => boolean, told: readonly Problem[]): Step[] => {
  const known = new Set(told.flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  return rest.filter((step) => isSelected(step) && !known.has(refKey(step)))
}

/** `drift --accept`. @throws UserError for an environment or a pattern that does not exist, and where another run is at work. */
export const runAccept = async (options: Options, context: Context): Promise<Result> => {
  const select = ({ plan }: PlanWork) => onlySelected(listOption(options, 'select'), plan.steps)
  const done = await acceptDrift(environmentName(options), select, context)
  if (!('work' in done)) return { ...done, text: 'Nothing was accepted: the files have errors.\n', data: {} }
  const { work, problems } = done
  const drifted = await driftOf(work, context)
  const accepted = drifted.filter((step) => done.accepted.has(refKey(step)))
  const rest = drifted.filter((step) => !done.accepted.has(refKey(step)))
  const told = { accepted, rest: toldDrift(work, rest) }
  const refused = refusedOf(rest, select(work), problems)
  return {
    problems: [
      ...problems,
      ...unreadIn(work, drifted),
      ...refused.map((step) => notAccepted(step, work.plan.environment)),
    ],
    text: acceptedText(told),
    markdown: acceptedMarkdown(told),
    data: {
      environment: work.plan.environment,
      accepted: accepted.map(refKey),
      drifted: rest.map((step) => ({ ...step })),
    },
    outputs: { accepted: accepted.length, drifted: rest.length },
    pending: rest.length > 0,
  }
}
