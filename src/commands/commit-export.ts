import { messageOf, UserError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import type { ExportResult } from '../report/export.ts'
import { exportTotals } from '../report/export.ts'
import { ASSETS } from '../tree/paths.ts'
import type { Context } from './context.ts'

export type Committed = { commit: string | undefined; problems: Problem[] }

/** Names of assets are somebody's text: a message says only how many, of which account. */
const message = (result: ExportResult): string =>
  `Export QuickSight assets: ${exportTotals(result)}\n\nFrom account ${result.account} in ${result.region}.\n`

const push = async ({ git }: Context): Promise<Problem[]> => {
  try {
    await git.push()
    return []
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return [{ severity: 'error', message: messageOf(thrown) }]
  }
}

/** Commit the exported files when asked, and push the branch when asked. Nothing changed: no commit, no push. */
export const commitExport = async (
  result: ExportResult,
  asked: { commit: boolean; push: boolean },
  context: Context,
): Promise<Committed> => {
  if (!asked.commit && !asked.push) return { commit: undefined, problems: [] }
  const commit = await context.git.commit(message(result), [ASSETS])
  if (commit === undefined || !asked.push) return { commit, problems: [] }
  return { commit, problems: await push(context) }
}
