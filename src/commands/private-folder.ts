import path from 'node:path'
import type { Context } from './context.ts'

/** Where a run keeps what is not part of the repository: under the git directory, or outside of git in a temporary place. */
export const privateFolder = async ({ git, variables }: Context): Promise<string> =>
  (await git.root()) === undefined
    ? path.join(variables.RUNNER_TEMP ?? variables.TMPDIR ?? '/tmp', 'quicksight-gitops')
    : git.privateFolder()
