import { messageOf, UserError } from '../model/errors.ts'
import { exportMessage } from '../model/export-branch.ts'
import type { Problem } from '../model/problem.ts'
import type { ExportResult } from '../report/export.ts'
import { exportTotals } from '../report/export.ts'
import type { Context } from './context.ts'

/** `pushed`: the branch that was pushed, by this run's commit or with those that an earlier run could not push. */
export type Committed = { commit: string | undefined; pushed: string | undefined; problems: Problem[] }

/** Names of assets are somebody's text: a message says only how many, of which account, and carries the mark of an export. */
export const commitMessage = (result: ExportResult, environment: string | undefined): string =>
  exportMessage(
    `Export QuickSight assets: ${exportTotals(result)}\n\nFrom account ${result.account} in ${result.region}.`,
    environment,
  )

const push = async ({ git }: Context): Promise<Omit<Committed, 'commit'>> => {
  try {
    return { pushed: await git.push(), problems: [] }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { pushed: undefined, problems: [{ severity: 'error', message: messageOf(thrown) }] }
  }
}

/**
 * Commit the files that hold what was exported, and those that were removed, when asked; other work stays as it is. Push
 * the branch when asked, also when an earlier run's commit is all there is to push.
 */
export const commitExport = async (
  { result, held, environment }: { result: ExportResult; held: readonly string[]; environment: string | undefined },
  asked: { commit: boolean; push: boolean },
  context: Context,
): Promise<Committed> => {
  const nothing = { pushed: undefined, problems: [] }
  if (!asked.commit && !asked.push) return { commit: undefined, ...nothing }
  const commit = await context.git.commit(commitMessage(result, environment), held)
  const isDue = asked.push && (commit !== undefined || (await context.git.isUnpushed()))
  return { commit, ...(isDue ? await push(context) : nothing) }
}
