import type { Step } from '../model/plan.ts'
import { SEVERAL } from '../model/same-in-many.ts'

/** The row of units that git changed, and that the service gave something by itself. */
export const GROWN = 'changed in git; what it has more looks like the service'

type Gains = { of: (shape: string) => number; most: number }

/** Per kind: how many units gained something at a place and lost nothing, and how many of that kind there are. */
const gainsOf = (kind: string, steps: readonly Step[], owned: number): Gains => {
  const counts = new Map<string, number>()
  for (const step of steps.filter((one) => one.kind === kind && one.addedOnly)) {
    for (const shape of step.gained ?? []) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  return { of: (shape) => counts.get(shape) ?? 0, most: owned }
}

/** Several of a kind, or all of it where that is two, at every single place: one alone tells nothing, and may be a person's. */
const looksLikeService = ({ gained = [] }: Step, { of, most }: Gains): boolean =>
  gained.length > 0 && gained.every((shape) => of(shape) >= Math.max(2, Math.min(SEVERAL, most)))

/** What is ours and live. */
const isOurs = ({ action }: Step): boolean => ['unchanged', 'update', 'drift', 'conflict', 'record'].includes(action)

/**
 * The steps with those conflicts resolved that nobody made: live has all that was asked for at the recorded commit, and the same
 * more as others of its kind. The service adds that again by itself after an import.
 */
export const withGrowthResolved = (steps: readonly Step[]): Step[] =>
  steps.map((step) => {
    if (step.action !== 'conflict' || !step.addedOnly) return step
    const owned = steps.filter((one) => one.kind === step.kind && isOurs(one)).length
    if (!looksLikeService(step, gainsOf(step.kind, steps, owned))) return step
    const { added: _, gained: __, addedOnly: ___, ...rest } = step
    return { ...rest, action: 'update', reason: GROWN }
  })

/** Whether a conflict may be one of additions alone, so that it counts what others of its kind have. */
export const mayBeGrowth = (steps: readonly Step[]): boolean =>
  steps.some((step) => step.action === 'conflict' && step.addedOnly === true)
