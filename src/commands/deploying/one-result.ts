import type { Json } from '../../model/json.ts'
import type { Problem } from '../../model/problem.ts'
import type { Result } from '../command.ts'

/** What became of one environment of a deploy. */
export type EnvironmentResult = { name: string; result: Result }

const notBegun = (name: string, stopped: string): Problem => ({
  severity: 'error',
  message: `${name} was not deployed, because the deploy to ${stopped} before it is incomplete. Mend that and run again: what is done is not done twice`,
})

const inEnvironment = ({ name, result }: EnvironmentResult): Problem[] =>
  result.problems.map((problem) => ({ ...problem, message: `${name}: ${problem.message}` }))

const UNDO = 'undo-bundle'

/** The undo bundles, one a line, as a step that uploads them takes it. */
const bundles = (results: readonly EnvironmentResult[]): Record<string, string> => {
  const files = results.flatMap(({ result }) => result.outputs?.[UNDO] ?? [])
  return files.length > 0 ? { [UNDO]: files.join('\n') } : {}
}

/** Counts are added up; what names one plan, such as its digest, has no sum. */
const summed = (results: readonly EnvironmentResult[]): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const { result } of results) {
    for (const [key, value] of Object.entries(result.outputs ?? {}))
      if (typeof value === 'number') sums[key] = (sums[key] ?? 0) + value
  }
  return sums
}

/**
 * The results of environments that were deployed one after the other, as one. `names`: all that were asked for; those without
 * a result were not begun, since the last one with a result failed. One environment alone is told as it is.
 */
export const oneResult = (results: readonly EnvironmentResult[], names: readonly string[]): Result => {
  const [first] = results
  const last = results.at(-1)
  if (!first || !last) return { problems: [], text: '', data: {} }
  if (names.length === 1) return first.result
  const waiting = names.slice(results.length)
  return {
    problems: [...results.flatMap(inEnvironment), ...waiting.map((name) => notBegun(name, last.name))],
    text: [
      ...results.map(({ name, result }) => `== ${name}\n${result.text}`),
      ...waiting.map((name) => `== ${name}\nNot deployed\n`),
    ].join('\n'),
    markdown: [
      ...results.map(({ result }) => result.markdown ?? ''),
      ...waiting.map((name) => `### ${name} was not deployed\n`),
    ].join('\n'),
    data: { environments: results.map(({ result }): Json => result.data) },
    outputs: { ...summed(results), ...bundles(results) },
  }
}
