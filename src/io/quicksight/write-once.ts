import { UserError } from '../../model/errors.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { stableText } from '../../model/json-text.ts'
import { describePeople, type PeopleStep } from '../../model/people.ts'
import type { Asking } from './identity-lists.ts'

/** A client in the identity region, the account, and how to wait there. */
export type Writer = Asking & { sleep: (ms: number) => Promise<void>; now: () => number }

/** How one sort of step is carried out. */
export type Act = (writer: Writer, step: PeopleStep) => Promise<unknown>

export const isNamed = (thrown: unknown, ...names: readonly string[]): boolean =>
  thrown instanceof Error && names.includes(thrown.name)

/** Lists are sets here: of names, in an order that says nothing. */
const inOrder = (value: Json | undefined): Json => {
  if (Array.isArray(value)) return value.map(inOrder).sort((a, b) => (stableText(a) < stableText(b) ? -1 : 1))
  if (!isObject(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inOrder(inner)]))
}

/** As JSON has it: what an answer of the SDK leaves undefined is not there. */
export const asJson = (value: object | undefined): JsonObject => JSON.parse(JSON.stringify(value ?? {})) as JsonObject

/** Whether everything that was asked for is so. */
export const isAsAsked = (asked: JsonObject, live: JsonObject): boolean =>
  Object.entries(asked).every(([key, value]) => stableText(inOrder(live[key])) === stableText(inOrder(value)))

const taken = (step: PeopleStep, cause: unknown): UserError =>
  new UserError(
    `${describePeople(step)} is there already, and not as it was saved: somebody else made it meanwhile. Run again to see what differs`,
    { cause },
  )

/** What took the name; where it cannot be found, the refusal was about something else. */
const found = async (live: () => Promise<JsonObject>, refusal: unknown): Promise<JsonObject> => {
  try {
    return await live()
  } catch (thrown) {
    throw isNamed(thrown, 'ResourceNotFoundException') ? refusal : thrown
  }
}

/**
 * Create something. That it is there already is fine where it is as asked for: then an earlier answer was lost.
 * `live`: the same members as it has them.
 */
export const createOnce = async (
  step: PeopleStep,
  create: () => Promise<unknown>,
  live: () => Promise<JsonObject>,
): Promise<void> => {
  try {
    await create()
  } catch (thrown) {
    if (!isNamed(thrown, 'ResourceExistsException', 'ConflictException')) throw thrown
    if (!isAsAsked(step.asked, await found(live, thrown))) throw taken(step, thrown)
  }
}

const LONGEST_WAIT = 15 * 60_000
const BETWEEN_LOOKS = 2_000

/** Look until there is an answer. @throws UserError when that takes too long. */
export const lookUntil = async <Answer>(
  { sleep, now }: Writer,
  step: PeopleStep,
  look: () => Promise<Answer | undefined>,
): Promise<Answer> => {
  const end = now() + LONGEST_WAIT
  for (;;) {
    const answer = await look()
    if (answer !== undefined) return answer
    if (now() > end)
      throw new UserError(
        `${describePeople(step)} is not ready after 15 minutes. Run again later: it is waited for again`,
      )
    await sleep(BETWEEN_LOOKS)
  }
}
