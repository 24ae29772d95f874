import type { AssetRef } from './asset.ts'
import type { Place } from './errors.ts'

/** Something wrong that was found in files or in a plan; an error makes the run fail, a warning does not. */
export type Problem = { severity: 'error' | 'warning'; message: string; place?: Place; ref?: AssetRef }

export const isError = (problem: Problem): boolean => problem.severity === 'error'

/** Each once: what several checks find at the same place with the same words is told a single time. */
export const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(
    problems.map((problem) => [
      `${problem.severity} ${problem.place?.file} ${problem.place?.line} ${problem.message}`,
      problem,
    ]),
  ).values(),
]
