import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export type Level = 'none' | 'read' | 'write'

/**
 * What a token is and may do. A login that ends in `[bot]` makes it the token of an app, as GITHUB_TOKEN is one of
 * `github-actions[bot]`: such a token may not ask who it is by `GET /user`.
 */
export type Token = {
  login: string
  issues?: Level
  pullRequests?: Level
  /** Repositories it sees; all when left out. */
  repositories?: readonly string[]
  /** Whether GraphQL answers it; it does when left out. */
  graphql?: boolean
}

/** `git` is the folder of a bare repository whose branches are this one's; otherwise `branches` holds them. */
export type RepositoryOptions = {
  /** `owner/name` */
  name: string
  defaultBranch?: string
  branches?: Readonly<Record<string, string>>
  git?: string
  /** The setting «Allow GitHub Actions to create and approve pull requests»; off when left out, as in a new repository. */
  actionsMayOpenPulls?: boolean
  isFork?: boolean
}

export type Repository = {
  id: number
  name: string
  defaultBranch: string
  branches: Map<string, string>
  git: string | undefined
  actionsMayOpenPulls: boolean
  isFork: boolean
}

export type Pull = {
  id: number
  number: number
  repository: string
  state: 'open' | 'closed'
  title: string
  body: string | null
  author: string
  /** `repository` is undefined when the fork was deleted. */
  head: { repository: string | undefined; owner: string; ref: string; sha: string }
  baseRef: string
  createdAt: string
}

export type Issue = {
  id: number
  number: number
  repository: string
  state: 'open' | 'closed'
  stateReason: string | null
  title: string
  body: string | null
  author: string
  createdAt: string
}

export type Comment = {
  id: number
  repository: string
  issue: number
  author: string
  body: string
  createdAt: string
  updatedAt: string
}

/** A pull request as a test sets it up; what is left out lies in the repository itself. */
export type NewPull = {
  repository: string
  head: { ref: string; sha?: string; repository?: string }
  base?: string
  title?: string
  body?: string
  author?: string
  state?: 'open' | 'closed'
  /** The fork it came from is gone. */
  forkDeleted?: boolean
}

const run = promisify(execFile)

const shaInGit = async (folder: string, branch: string): Promise<string | undefined> => {
  try {
    const { stdout } = await run('git', ['-C', folder, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`])
    return stdout.trim()
  } catch {
    return undefined
  }
}

const START = Date.UTC(2026, 0, 1)
/** The id that github-actions[bot] has on github.com. */
const ACTIONS_ID = 41_898_282

/** Everything the fake GitHub knows. Its clock moves by a second with everything that happens. */
export class World {
  readonly repositories = new Map<string, Repository>()
  readonly tokens = new Map<string, Token>()
  readonly pulls: Pull[] = []
  readonly issues: Issue[] = []
  readonly comments: Comment[] = []
  readonly deleted: Comment[] = []
  private readonly accounts = new Map<string, number>([['github-actions[bot]', ACTIONS_ID]])
  private count = 1000

  nextId(): number {
    this.count += 1
    return this.count
  }

  now(): string {
    return new Date(START + this.nextId() * 1000).toISOString().replace('.000', '')
  }

  accountId(login: string): number {
    const id = this.accounts.get(login) ?? this.nextId()
    this.accounts.set(login, id)
    return id
  }

  addRepository({ name, defaultBranch = 'main', branches = {}, ...rest }: RepositoryOptions): Repository {
    const repository: Repository = {
      id: this.nextId(),
      name,
      defaultBranch,
      branches: new Map(Object.entries({ [defaultBranch]: '0'.repeat(39).concat('1'), ...branches })),
      git: rest.git,
      actionsMayOpenPulls: rest.actionsMayOpenPulls ?? false,
      isFork: rest.isFork ?? false,
    }
    this.repositories.set(name.toLowerCase(), repository)
    return repository
  }

  repository(name: string): Repository | undefined {
    return this.repositories.get(name.toLowerCase())
  }

  /** Issues and pull requests share their numbers. */
  nextNumber(repository: string): number {
    const taken = [...this.pulls, ...this.issues].filter((one) => one.repository === repository)
    return 1 + Math.max(0, ...taken.map(({ number }) => number))
  }

  addPull({
    repository,
    head,
    base,
    title = 'A change',
    body,
    author = 'octocat',
    state = 'open',
    forkDeleted,
  }: NewPull): Pull {
    const from = head.repository ?? repository
    const pull: Pull = {
      id: this.nextId(),
      number: this.nextNumber(repository),
      repository,
      state,
      title,
      body: body ?? null,
      author,
      head: {
        repository: forkDeleted ? undefined : from,
        owner: from.split('/')[0] ?? '',
        ref: head.ref,
        sha: head.sha ?? this.repository(from)?.branches.get(head.ref) ?? '',
      },
      baseRef: base ?? this.repository(repository)?.defaultBranch ?? 'main',
      createdAt: this.now(),
    }
    this.pulls.push(pull)
    return pull
  }

  addIssue({
    repository,
    title,
    body,
    author,
  }: Pick<Issue, 'repository' | 'title' | 'author'> & { body?: string }): Issue {
    const issue: Issue = {
      id: this.nextId(),
      number: this.nextNumber(repository),
      repository,
      state: 'open',
      stateReason: null,
      title,
      body: body ?? null,
      author,
      createdAt: this.now(),
    }
    this.issues.push(issue)
    return issue
  }

  addComment({ repository, issue, author, body }: Pick<Comment, 'repository' | 'issue' | 'author' | 'body'>): Comment {
    const createdAt = this.now()
    const comment = { id: this.nextId(), repository, issue, author, body, createdAt, updatedAt: createdAt }
    this.comments.push(comment)
    return comment
  }

  /** The newest commit of a branch, or undefined when there is no such branch. */
  async shaOf(repository: string, branch: string): Promise<string | undefined> {
    const found = this.repository(repository)
    return found?.git === undefined ? found?.branches.get(branch) : await shaInGit(found.git, branch)
  }
}
