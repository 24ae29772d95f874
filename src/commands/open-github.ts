import type { GitHub } from '../io/github.ts'
import { UserError } from '../model/errors.ts'
import type { Context } from './context.ts'

const DEFAULT_API = 'https://api.github.com'

/** The repository on GitHub, as the variables of a workflow name it. @throws UserError that says which variable is missing. */
export const openGitHub = async (context: Context): Promise<GitHub> => {
  const { variables, git, log } = context
  const token = variables.GITHUB_TOKEN || variables.GH_TOKEN
  if (!token) {
    throw new UserError(
      'GitHub needs a token: set GITHUB_TOKEN (in a workflow the input `github-token` is there by itself)',
    )
  }
  log.secret(token)
  const repository = variables.GITHUB_REPOSITORY || (await git.originSlug())
  if (!repository) {
    throw new UserError('The repository on GitHub is not known: set GITHUB_REPOSITORY=owner/name, or the remote origin')
  }
  const door = await context.github()
  return door.connectGitHub({ apiUrl: variables.GITHUB_API_URL || DEFAULT_API, token, repository })
}
