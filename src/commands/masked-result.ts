import { isObject, type Json } from '../model/json.ts'
import type { Result } from './command.ts'

const maskedJson = (value: Json, mask: (text: string) => string): Json => {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((item) => maskedJson(item, mask))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), maskedJson(item, mask)]))
}

/** A result without secrets: what the service says of a refused value may quote it. */
export const maskedResult = (result: Result, mask: (text: string) => string): Result => ({
  ...result,
  problems: result.problems.map((problem) => ({ ...problem, message: mask(problem.message) })),
  text: mask(result.text),
  ...(result.markdown === undefined ? {} : { markdown: mask(result.markdown) }),
  data: maskedJson(result.data, mask),
  ...(result.outputs === undefined
    ? {}
    : {
        outputs: Object.fromEntries(
          Object.entries(result.outputs).map(([key, value]) => [key, typeof value === 'string' ? mask(value) : value]),
        ),
      }),
})
