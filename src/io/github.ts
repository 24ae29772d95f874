/** A pull request, as far as we look at it. Names of branches and repositories are text from outside. */
export type PullRequest = {
  number: number
  /** Its page, for people. */
  url: string
  state: 'open' | 'closed'
  headSha: string
  headRef: string
  /** `owner/name`; undefined when the fork it came from was deleted. */
  headRepository: string | undefined
  baseRef: string
  baseSha: string
  isFork: boolean
  /** What people and we wrote: the export updates its own part of both, and leaves the rest. An empty body is ''. */
  title: string
  body: string
  /** The login that opened it: `github-actions[bot]` for a workflow's default token. Undefined when its account is gone. */
  author: string | undefined
}

/** What became of a comment, and its page. `none`: there was none, and none was asked for. */
export type CommentOutcome = { url?: string; action: 'created' | 'updated' | 'unchanged' | 'none' }

/**
 * The comment to keep: `marker` is a line of its own (`<!-- … -->`) by which it is found again; it is put before `body`
 * where `body` lacks it. With `onlyIfPresent` a comment of ours is updated, but never created.
 */
export type CommentRequest = { marker: string; body: string; onlyIfPresent?: boolean }

/**
 * The issue to keep: found again by `marker`, a line of its own. With `body` it is opened with `title` or brought up to date;
 * with `closing` it is closed, if there is one, and that is said in a comment.
 */
export type IssueRequest = { marker: string; title: string } & ({ body: string } | { closing: string })

/** What became of the issue. `none`: there was none to close. */
export type IssueOutcome =
  | { action: 'opened' | 'updated' | 'unchanged' | 'closed'; number: number; url: string }
  | { action: 'none' }

/** One repository on GitHub. Everything that fails is a UserError that says what to do. */
export type GitHub = {
  defaultBranch: () => Promise<string>
  pullRequest: (number: number) => Promise<PullRequest>
  /**
   * The open pull requests whose newest commit is `sha`, those from forks too. `headRepository` (`owner/name`) and
   * `headBranch` say where the commit lies and save reading all open pull requests; a `workflow_run` event tells both.
   */
  pullRequestsOf: (sha: string, headRepository?: string, headBranch?: string) => Promise<PullRequest[]>
  /** The open pull request from a branch of this repository itself. */
  openPullRequestFrom: (branch: string) => Promise<PullRequest | undefined>
  /** Open a pull request between two branches of this repository. When there is one already, that one is returned as it is. */
  createPullRequest: (request: { branch: string; base: string; title: string; body: string }) => Promise<PullRequest>
  updatePullRequest: (number: number, change: { title?: string; body?: string }) => Promise<void>
  /**
   * Keep one comment on a pull request or issue: found by its marker over all pages and only among those that our own token
   * wrote, updated in place. Two runs at once leave one: after creating, each lists again, keeps the oldest with the newest
   * words and deletes the rest. A comment that somebody else wrote is never touched. GitHub takes at most 65,536 characters.
   */
  upsertComment: (number: number, request: CommentRequest) => Promise<CommentOutcome>
  /**
   * Keep one open issue: looked for among the open ones that our own token wrote, its body replaced when it says something
   * else. Closed ones stay closed: what comes again is a new issue. Two runs at once leave one open, the oldest. What
   * somebody else wrote is never touched, nor is the title after the first time.
   */
  keepIssue: (request: IssueRequest) => Promise<IssueOutcome>
}

export type GitHubOptions = {
  /** As in GITHUB_API_URL: `https://api.github.com`, or `https://HOST/api/v3` of an own server. */
  apiUrl: string
  token: string
  /** `owner/name`, as in GITHUB_REPOSITORY. */
  repository: string
  /** How many milliseconds a second of waiting takes, between writes and before a retry: 1,000, but less in tests. */
  second?: number
}

/** Open a repository on GitHub. Nothing is asked yet; the client is loaded on the first call of this. */
export const connectGitHub = async (options: GitHubOptions): Promise<GitHub> => {
  const { openRepository } = await import('./github/repository.ts')
  return openRepository(options)
}
