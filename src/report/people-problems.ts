import { groupBy } from '../model/groups.ts'
import { describePeople, type PeopleStep } from '../model/people.ts'
import type { Problem } from '../model/problem.ts'
import { peopleCount } from './people.ts'

/** One step that was not carried out. `what`: what did not come of it, as the rest of a sentence; `way`: why, and what to do. */
export type PeopleFailure = { step: PeopleStep; what: string; way: string }

const MOST_ALONE = 3
const MOST_NAMED = 10

const alone = ({ step, what, way }: PeopleFailure): Problem => ({
  severity: 'error',
  message: `${describePeople(step)} ${what}${way}`,
})

const together = ([first, ...others]: readonly PeopleFailure[]): Problem[] => {
  if (!first) return []
  const steps = [first, ...others].map(({ step }) => step)
  const named = steps.slice(0, MOST_NAMED).map(describePeople)
  const more = steps.length > named.length ? ` and ${steps.length - named.length} more` : ''
  const message = `${peopleCount(steps.length, first.step.what)} ${first.what.replace(/^was /, 'were ')}${first.way}. They are ${named.join(', ')}${more}`
  return [{ severity: 'error', message }]
}

/** What was not carried out: one by one, or where many of one sort failed in one way, in one sentence. */
export const peopleProblems = (failures: readonly PeopleFailure[]): Problem[] =>
  [...groupBy(failures, ({ step, what, way }) => `${step.what}\n${what}\n${way}`).values()].flatMap((some) =>
    some.length > MOST_ALONE ? together(some) : some.map(alone),
  )
