import type { Operation } from './openapi.ts'
import { showComment, showIssue, showMyself, showPull, showRepository } from './present.ts'
import { invalid, notAllowed, notFound, Refusal } from './refusal.ts'
import type { Comment, Issue, Level, Pull, Repository, Token, World } from './world.ts'

/** A request that fits the description, from a token we know. `base` is the address that our API has for the caller. */
export type Call = {
  world: World
  token: Token
  operation: Operation
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  body: Readonly<Record<string, unknown>>
  base: string
}

/** `items` are one page's worth and more: the server cuts them and links the pages. */
export type Answer = { status: number; body?: unknown } | { items: readonly unknown[]; repository: Repository }

const LONGEST = 65_536
const LONGEST_TITLE = 256

const repositoryOf = ({ world, token, params }: Call): Repository => {
  const found = world.repository(`${params.owner}/${params.repo}`)
  if (!found || token.repositories?.includes(found.name) === false) throw notFound()
  return found
}

const pullOf = (call: Call, number: string | undefined): Pull => {
  const { name } = repositoryOf(call)
  const found = call.world.pulls.find((pull) => pull.repository === name && pull.number === Number(number))
  if (!found) throw notFound()
  return found
}

const commentOf = (call: Call): Comment => {
  const { name } = repositoryOf(call)
  const found = call.world.comments.find(
    ({ id, repository }) => id === Number(call.params.comment_id) && repository === name,
  )
  if (!found) throw notFound()
  return found
}

const ORDER: readonly Level[] = ['none', 'read', 'write']
const allows = (level: Level | undefined, wanted: Level): boolean =>
  ORDER.indexOf(level ?? 'none') >= ORDER.indexOf(wanted)

const need = ({ token }: Call, wanted: Level, ...levels: (Level | undefined)[]): void => {
  if (!levels.some((level) => allows(level, wanted))) throw notAllowed(token.login)
}

/** Comments of a pull request may be written with either permission, those of an issue with one. */
const needComments = (call: Call, wanted: Level, thread?: Issue | Pull): void =>
  thread && !('head' in thread)
    ? need(call, wanted, call.token.issues)
    : need(call, wanted, call.token.issues, call.token.pullRequests)

const commentBody = ({ body }: Call): string => {
  const text = String(body.body)
  if (text.trim() === '') throw invalid({ resource: 'IssueComment', code: 'missing_field', field: 'body' })
  if (text.length <= LONGEST) return text
  const message = `Body is too long (maximum is ${LONGEST} characters)`
  throw invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message })
}

const checkTexts = ({ body }: Call, resource = 'PullRequest'): void => {
  const tooLong = (field: string, longest: number) => ({
    resource,
    code: 'custom',
    field,
    message: `${field} is too long (maximum is ${longest} characters)`,
  })
  if (String(body.title ?? '').length > LONGEST_TITLE) throw invalid(tooLong('title', LONGEST_TITLE))
  if (String(body.body ?? '').length > LONGEST) throw invalid(tooLong('body', LONGEST))
}

const listPulls = async (call: Call): Promise<Answer> => {
  const { world, query } = call
  const repository = repositoryOf(call)
  need(call, 'read', call.token.pullRequests)
  const state = query.state ?? 'open'
  const found = world.pulls
    .filter((pull) => pull.repository === repository.name && (state === 'all' || pull.state === state))
    .filter(({ head }) => query.head === undefined || query.head === `${head.owner}:${head.ref}`)
    .filter(({ baseRef }) => query.base === undefined || query.base === baseRef)
    .sort((one, other) => other.number - one.number)
  return { items: await Promise.all(found.map((pull) => showPull(world, pull, 'pull-request-simple'))), repository }
}

const checkBranches = async (call: Call, repository: Repository, head: string, base: string): Promise<void> => {
  const shas = await Promise.all([head, base].map((branch) => call.world.shaOf(repository.name, branch)))
  for (const [index, field] of ['head', 'base'].entries()) {
    if (shas[index] === undefined) throw invalid({ resource: 'PullRequest', field, code: 'invalid' })
  }
  const message = `No commits between ${base} and ${head}`
  if (shas[0] === shas[1]) throw invalid({ resource: 'PullRequest', code: 'custom', message })
}

const checkNoOther = ({ world }: Call, repository: Repository, head: string, base: string): void => {
  const isSame = (pull: Pull): boolean =>
    pull.state === 'open' && pull.head.repository === repository.name && pull.head.ref === head && pull.baseRef === base
  if (!world.pulls.some((pull) => pull.repository === repository.name && isSame(pull))) return
  const message = `A pull request already exists for ${repository.name.split('/')[0]}:${head}.`
  throw invalid({ resource: 'PullRequest', code: 'custom', message })
}

/** An issue, or the pull request that has the number: its comments are those of an issue. */
const threadOf = (call: Call): Issue | Pull => {
  const { name } = repositoryOf(call)
  const number = Number(call.params.issue_number)
  const found = call.world.issues.find((issue) => issue.repository === name && issue.number === number)
  return found ?? pullOf(call, call.params.issue_number)
}

const createPull = async (call: Call): Promise<Answer> => {
  const { world, token, body } = call
  const repository = repositoryOf(call)
  need(call, 'write', token.pullRequests)
  if (token.login === 'github-actions[bot]' && !repository.actionsMayOpenPulls) {
    throw new Refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.')
  }
  const [head, base] = [String(body.head).split(':').at(-1) ?? '', String(body.base)]
  if (!body.title) throw invalid({ resource: 'PullRequest', code: 'missing_field', field: 'title' })
  checkTexts(call)
  await checkBranches(call, repository, head, base)
  checkNoOther(call, repository, head, base)
  const pull = world.addPull({
    repository: repository.name,
    head: { ref: head, sha: (await world.shaOf(repository.name, head)) ?? '' },
    base,
    title: String(body.title),
    ...(body.body === undefined ? {} : { body: String(body.body) }),
    author: token.login,
  })
  return { status: 201, body: await showPull(world, pull, 'pull-request') }
}

const updatePull = async (call: Call): Promise<Answer> => {
  const pull = pullOf(call, call.params.pull_number)
  need(call, 'write', call.token.pullRequests)
  checkTexts(call)
  const { title, body, state } = call.body
  if (title !== undefined) pull.title = String(title)
  if (body !== undefined) pull.body = String(body)
  if (state === 'open' || state === 'closed') pull.state = state
  return { status: 200, body: await showPull(call.world, pull, 'pull-request') }
}

/** What each operation does, by the name that GitHub's description gives it. */
export const ANSWERS: Readonly<Record<string, (call: Call) => Answer | Promise<Answer>>> = {
  'users/get-authenticated': ({ world, token }) => {
    if (token.login.endsWith('[bot]')) throw notAllowed(token.login)
    return { status: 200, body: showMyself(world, token.login) }
  },
  'repos/get': (call) => ({ status: 200, body: showRepository(call.world, repositoryOf(call), 'full-repository') }),
  'pulls/list': listPulls,
  'pulls/create': createPull,
  'pulls/update': updatePull,
  'pulls/get': async (call) => {
    const pull = pullOf(call, call.params.pull_number)
    need(call, 'read', call.token.pullRequests)
    return { status: 200, body: await showPull(call.world, pull, 'pull-request') }
  },
  'issues/list-for-repo': (call) => {
    const repository = repositoryOf(call)
    need(call, 'read', call.token.issues)
    const state = call.query.state ?? 'open'
    const found = [...call.world.issues, ...call.world.pulls]
      .filter((one) => one.repository === repository.name && (state === 'all' || one.state === state))
      .sort((one, other) => other.number - one.number)
    return { items: found.map((one) => showIssue(call.world, one)), repository }
  },
  'issues/create': (call) => {
    const { name } = repositoryOf(call)
    need(call, 'write', call.token.issues)
    checkTexts(call, 'Issue')
    const { title, body } = call.body
    const texts = { title: String(title), ...(body === undefined ? {} : { body: String(body) }) }
    const issue = call.world.addIssue({ repository: name, author: call.token.login, ...texts })
    return { status: 201, body: showIssue(call.world, issue) }
  },
  'issues/update': (call) => {
    const issue = threadOf(call)
    need(call, 'write', call.token.issues)
    checkTexts(call, 'Issue')
    const { title, body, state, state_reason: reason } = call.body
    if (title !== undefined) issue.title = String(title)
    if (body !== undefined) issue.body = String(body)
    if (state === 'open' || state === 'closed') issue.state = state
    if ('stateReason' in issue && state !== undefined) issue.stateReason = String(reason ?? 'completed')
    return { status: 200, body: showIssue(call.world, issue) }
  },
  'issues/list-comments': (call) => {
    const thread = threadOf(call)
    const { repository, number } = thread
    needComments(call, 'read', thread)
    const found = call.world.comments.filter((one) => one.repository === repository && one.issue === number)
    return { items: found.map((one) => showComment(call.world, one, call.base)), repository: repositoryOf(call) }
  },
  'issues/create-comment': (call) => {
    const thread = threadOf(call)
    const { repository, number: issue } = thread
    needComments(call, 'write', thread)
    const comment = call.world.addComment({ repository, issue, author: call.token.login, body: commentBody(call) })
    return { status: 201, body: showComment(call.world, comment, call.base) }
  },
  'issues/update-comment': (call) => {
    const comment = commentOf(call)
    needComments(call, 'write')
    Object.assign(comment, { body: commentBody(call), updatedAt: call.world.now() })
    return { status: 200, body: showComment(call.world, comment, call.base) }
  },
  'issues/delete-comment': (call) => {
    const comment = commentOf(call)
    needComments(call, 'write')
    call.world.deleted.push(...call.world.comments.splice(call.world.comments.indexOf(comment), 1))
    return { status: 204 }
  },
}
