import { complete } from './openapi.ts'
import type { Comment, Issue, Pull, Repository, World } from './world.ts'

type Shown = Record<string, unknown>

const SITE = 'https://github.invalid'

const typeOf = (login: string): string => (login.endsWith('[bot]') ? 'Bot' : 'User')

/** An account, as it stands in other values. */
export const showUser = (world: World, login: string): Shown =>
  complete('simple-user', {
    id: world.accountId(login),
    login,
    type: typeOf(login),
    html_url: login.endsWith('[bot]') ? `${SITE}/apps/${login.slice(0, -5)}` : `${SITE}/${login}`,
  })

/** An account, as `GET /user` tells of it. */
export const showMyself = (world: World, login: string): Shown =>
  complete('public-user', { ...showUser(world, login), user_view_type: 'public' })

export const showRepository = (world: World, repository: Repository, schema = 'repository'): Shown => {
  const [owner = '', name = ''] = repository.name.split('/')
  return complete(schema, {
    id: repository.id,
    name,
    full_name: repository.name,
    owner: showUser(world, owner),
    html_url: `${SITE}/${repository.name}`,
    fork: repository.isFork,
    default_branch: repository.defaultBranch,
  })
}

export const showComment = (world: World, comment: Comment, base: string): Shown =>
  complete('issue-comment', {
    id: comment.id,
    body: comment.body,
    user: showUser(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    url: `${base}/repos/${comment.repository}/issues/comments/${comment.id}`,
    issue_url: `${base}/repos/${comment.repository}/issues/${comment.issue}`,
    html_url: `${SITE}/${comment.repository}/pull/${comment.issue}#issuecomment-${comment.id}`,
  })

/** An issue; a pull request is one too, and is told from others by its member `pull_request`. */
export const showIssue = (world: World, issue: Issue | Pull): Shown => {
  const page = `${SITE}/${issue.repository}/${'head' in issue ? 'pull' : 'issues'}/${issue.number}`
  return complete('issue', {
    id: issue.id,
    number: issue.number,
    state: issue.state,
    ...('stateReason' in issue ? { state_reason: issue.stateReason } : {}),
    title: issue.title,
    body: issue.body,
    user: showUser(world, issue.author),
    created_at: issue.createdAt,
    updated_at: issue.createdAt,
    html_url: page,
    ...('head' in issue ? { pull_request: { url: page, html_url: page, diff_url: page, patch_url: page } } : {}),
  })
}

/** A pull request of the repository itself follows its branch; one that is closed stays where it was. */
const headSha = async (world: World, { state, head }: Pull): Promise<string> => {
  const now =
    state === 'open' && head.repository !== undefined ? await world.shaOf(head.repository, head.ref) : undefined
  return now ?? head.sha
}

/** A pull request: `pull-request-simple` in lists, `pull-request` alone. */
export const showPull = async (world: World, pull: Pull, schema: string): Promise<Shown> => {
  const from = pull.head.repository === undefined ? undefined : world.repository(pull.head.repository)
  const into = world.repository(pull.repository)
  const owner = pull.repository.split('/')[0] ?? ''
  return complete(schema, {
    id: pull.id,
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    user: showUser(world, pull.author),
    created_at: pull.createdAt,
    updated_at: pull.createdAt,
    html_url: `${SITE}/${pull.repository}/pull/${pull.number}`,
    head: {
      label: `${pull.head.owner}:${pull.head.ref}`,
      ref: pull.head.ref,
      sha: await headSha(world, pull),
      user: showUser(world, pull.head.owner),
      repo: from ? showRepository(world, from) : null,
    },
    base: {
      label: `${owner}:${pull.baseRef}`,
      ref: pull.baseRef,
      sha: (await world.shaOf(pull.repository, pull.baseRef)) ?? '',
      user: showUser(world, owner),
      repo: into ? showRepository(world, into) : null,
    },
  })
}
