import type { Connection } from '../../io/quicksight/index.ts'
import { isUserError, messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import { describePeople, PEOPLE_SORTS, type PeopleStep, peopleKey } from '../../model/people.ts'
import type { Problem } from '../../model/problem.ts'
import { peopleCount } from '../../report/people.ts'
import { type PeopleFailure, peopleProblems } from '../../report/people-problems.ts'
import type { Context, QuickSight } from '../context.ts'

export type RestoringPeople = { quickSight: QuickSight; connection: Connection; identityRegion: string }

/** `done`: what was created or updated. */
export type PeopleRestored = { done: PeopleStep[]; problems: Problem[] }

const AT_ONCE = 8

const ADVICE: Readonly<Record<string, string>> = {
  AccessDeniedException: 'Allow it to the role, as the policy to restore in docs/iam.md does, and run again',
  LimitExceededException: 'Have that limit of QuickSight raised, or remove what is no longer needed, and run again',
}

/** What happened, and what to do: a UserError says both itself. */
const reasonOf = (thrown: unknown): string => {
  if (isUserError(thrown)) return messageOf(thrown)
  const advice = thrown instanceof Error ? ADVICE[thrown.name] : undefined
  return `${messageOf(thrown)}. ${advice ?? 'Run again: only what is missing is done'}`
}

const VERBS: Readonly<Record<string, string>> = { create: 'created', update: 'updated' }

const failure = (step: PeopleStep, thrown: unknown): PeopleFailure => ({
  step,
  what: `could not be ${VERBS[step.action]}`,
  way: `: ${reasonOf(thrown)}`,
})

const RUN_AGAIN = 'Run again once that is mended'

/** Of a membership it is plain what it needs, so that many of them can be told at once. */
const leftOut = (step: PeopleStep, cause: PeopleStep): PeopleFailure => ({
  step,
  what: 'was left out',
  way:
    step.what === 'membership'
      ? `, because the user or the group could not be had. ${RUN_AGAIN}`
      : `, because it needs ${describePeople(cause)}, which could not be had. ${RUN_AGAIN}`,
})

const isWritten = ({ action }: PeopleStep): boolean => action === 'create' || action === 'update'

/** QuickSight keeps no passwords that could be saved, and tells nobody of a user whom its API made. */
const invitations = (done: readonly PeopleStep[]): Problem[] => {
  const invited = done.filter(
    ({ what, action, asked }) => what === 'user' && action === 'create' && asked.IdentityType === 'QUICKSIGHT',
  )
  if (invited.length === 0) return []
  const message = `${peopleCount(invited.length, 'user')} of QuickSight itself ${invited.length === 1 ? 'is' : 'are'} back and inactive: QuickSight stores no passwords and sends no mail for users whom its API makes. Resend their invitations in QuickSight (Manage users); whoever accepts has all as before`
  return [{ severity: 'warning', message }]
}

/**
 * Carry planned steps out, sort by sort. What fails is a problem by name, what needs it is left out and told too, and the rest
 * is done all the same. To run it again does only what is missing.
 */
export const restorePeople = async (
  steps: readonly PeopleStep[],
  { quickSight, connection, identityRegion }: RestoringPeople,
  { log }: Pick<Context, 'log'>,
): Promise<PeopleRestored> => {
  const written = steps.filter(isWritten)
  if (written.length === 0) return { done: [], problems: [] }
  const write = await quickSight.identityWriter(connection, identityRegion)
  const done: PeopleStep[] = []
  const failures: PeopleFailure[] = []
  const failed = new Map<string, PeopleStep>()
  const attempt = async (step: PeopleStep): Promise<PeopleFailure | undefined> => {
    const cause = step.needs.map((key) => failed.get(key)).find((one) => one !== undefined)
    if (cause) return leftOut(step, cause)
    return write(step).then(
      () => undefined,
      (thrown) => failure(step, thrown),
    )
  }
  const carryOut = async (together: readonly PeopleStep[]): Promise<void> => {
    const found = await Promise.all(together.map(attempt))
    for (const [index, step] of together.entries()) {
      const problem = found[index]
      if (problem) failures.push(problem)
      if (problem) failed.set(peopleKey(step), step)
      else done.push(step)
    }
  }
  for (const sort of PEOPLE_SORTS) {
    const some = written.filter(({ what }) => what === sort)
    if (some.length > 0) log.progress(`Bringing back ${peopleCount(some.length, sort)}`)
    for (const together of chunks(some, AT_ONCE)) await carryOut(together)
  }
  return { done, problems: [...peopleProblems(failures), ...invitations(done)] }
}
