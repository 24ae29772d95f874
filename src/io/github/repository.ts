import { UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'
import type { GitHub, GitHubOptions } from '../github.ts'
import { openClient } from './client.ts'
import { commentKeeper } from './comments.ts'
import { type Attempt, explained } from './failures.ts'
import { issueKeeper } from './issues.ts'
import { openPulls } from './pulls.ts'

const READS = 'pull-requests: read'
const WRITES = 'pull-requests: write'

const checked = ({ apiUrl, token, repository }: GitHubOptions): { owner: string; repo: string } => {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? []
  if (owner === undefined || repo === undefined) {
    throw new UserError(`«${plain(repository)}» is no repository: GITHUB_REPOSITORY has the form owner/name`)
  }
  if (token === '') {
    throw new UserError('There is no token for GitHub. Pass one as github-token, or in the variable GITHUB_TOKEN')
  }
  if (!/^https?:\/\//.test(apiUrl) || !URL.canParse(apiUrl)) {
    throw new UserError(
      `«${plain(apiUrl)}» is no address of GitHub's API: GITHUB_API_URL is like https://api.github.com`,
    )
  }
  return { owner, repo }
}

/** One repository on GitHub, with every failure explained for people. */
export const openRepository = async (options: GitHubOptions): Promise<GitHub> => {
  const name = checked(options)
  const client = await openClient(options)
  const pulls = openPulls(client, name)
  const upsert = commentKeeper(client, name)
  const keepIssue = issueKeeper(client, name)

  const trying = async <T>(attempt: Attempt, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw explained(thrown, attempt, options)
    }
  }

  return {
    defaultBranch: () =>
      trying({ doing: 'read the repository', needs: 'contents: read' }, async () => {
        const { data } = await client.request('GET /repos/{owner}/{repo}', name)
        return data.default_branch
      }),
    pullRequest: (number) =>
      trying({ doing: `read pull request #${number}`, needs: READS }, () => pulls.pullRequest(number)),
    pullRequestsOf: (...commit) =>
      trying({ doing: 'read the pull requests', needs: READS }, () => pulls.pullRequestsOf(...commit)),
    openPullRequestFrom: (branch) =>
      trying({ doing: 'read the pull requests', needs: READS }, () => pulls.openPullRequestFrom(branch)),
    createPullRequest: (request) =>
      trying({ doing: 'open a pull request', needs: WRITES }, () => pulls.createPullRequest(request)),
    updatePullRequest: (number, change) =>
      trying({ doing: `change pull request #${number}`, needs: WRITES }, () => pulls.updatePullRequest(number, change)),
    upsertComment: (number, request) =>
      trying({ doing: `write a comment on pull request #${number}`, needs: WRITES }, () => upsert(number, request)),
    keepIssue: (request) => trying({ doing: 'write the issue', needs: 'issues: write' }, () => keepIssue(request)),
  }
}
