/** The key of the line that ends the message of every commit an export makes: `QuickSight-Export: dev`. */
export const EXPORT_TRAILER = 'QuickSight-Export'

/** A commit message of an export: what happened, and the mark by which later runs tell it from commits of people. */
export const exportMessage = (text: string, environment: string | undefined): string =>
  environment === undefined ? `${text}\n` : `${text}\n\n${EXPORT_TRAILER}: ${environment}\n`

/** All export branches lie below this name; a branch of this very name would stand in their way. */
export const EXPORT_BRANCHES = 'quicksight-export'

/**
 * The branch that exports of an environment go to. Names of environments are `[\w.-]+`; the dots that git refuses (first,
 * last, two in a row, before a final `lock`) are written as `%2E`, so that every environment has a branch of its own.
 */
export const exportBranch = (environment: string): string =>
  `${EXPORT_BRANCHES}/${environment.replace(/^\.|(?<=\.)\.|\.$|\.(?=lock$)/g, '%2E')}`
