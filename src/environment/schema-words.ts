import { z } from 'zod'

const nameOf = (input: unknown): string => {
  if (input === null) return 'but is empty'
  if (Array.isArray(input)) return 'not a list'
  return typeof input === 'object'
    ? 'not a map'
    : `not ${typeof input === 'string' ? 'text' : `the ${typeof input} ${input}`}`
}

/** "is missing", or what the value must be. */
export const must = (be: string) => ({
  error: ({ input }: { input?: unknown }): string =>
    input === undefined ? `is missing; it must be ${be}` : `must be ${be}, ${nameOf(input)}`,
})

/** Text that is not empty. */
export const text = (description: string) => z.string(must('text')).min(1, 'must not be empty').describe(description)

/** A map whose keys are somebody's text. */
export const map = <V extends z.ZodType>(key: z.ZodString, value: V, description: string) =>
  z.record(key, value, must('a map of keys')).describe(description)

export const anything = z.unknown()
