import type { AssetRef } from './asset.ts'
import type { Place } from './errors.ts'

/** Something wrong that was found in files or in a plan; an error makes the run fail, a warning does not. */
export type Problem = { severity: 'error' | 'warning'; message: string; place?: Place; ref?: AssetRef }

export const isError = (problem: Problem): boolean => problem.severity === 'error'
