import type { IssueOutcome, IssueRequest } from '../github.ts'
import { type Author, askAuthor, isSameAuthor } from './author.ts'
import type { Client } from './client.ts'
import { hasMarker, isSameText, withMarker } from './marker.ts'

type Issue = { number: number; url: string; body: string; author: Author | undefined }
type Wire = {
  number: number
  html_url: string
  body?: string | null | undefined
  user: { login: string; id: number | bigint } | null
  pull_request?: unknown
}

const fromWire = ({ number, html_url, body, user }: Wire): Issue => ({
  number,
  url: html_url,
  body: body ?? '',
  author: user ? { login: user.login, id: Number(user.id) } : undefined,
})

const UPDATE = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'

/** The open issues of a repository that bear a marker. GitHub lists pull requests among them, which are left out. */
const listMarked = async (client: Client, name: { owner: string; repo: string }, marker: string): Promise<Issue[]> => {
  const route = 'GET /repos/{owner}/{repo}/issues'
  const all: Wire[] = await client.paginate(route, { ...name, state: 'open', per_page: 100 })
  return all
    .filter(({ pull_request }) => pull_request === undefined)
    .map(fromWire)
    .filter(({ body }) => hasMarker(body, marker))
    .sort((one, other) => one.number - other.number)
}

/** The one open issue of a client's own author for each marker; the author is asked for when there is one to look at. */
export const issueKeeper = (client: Client, name: { owner: string; repo: string }) => {
  let author: Author | undefined

  const ours = async (marker: string): Promise<Issue[]> => {
    const marked = await listMarked(client, name, marker)
    if (marked.length === 0) return []
    author ??= await askAuthor(client)
    const me = author
    return marked.filter((issue) => issue.author && isSameAuthor(issue.author, me))
  }

  const change = async ({ number }: Issue, to: { body: string } | { state_reason: 'completed' | 'not_planned' }) => {
    const state = 'state_reason' in to ? { state: 'closed' as const } : {}
    await client.request(UPDATE, { ...name, issue_number: number, ...to, ...state })
  }

  /** Keep the oldest with the given words, and close the others, which runs at the same time or failed answers left. */
  const keepOldest = async ([oldest, ...others]: readonly Issue[], body: string): Promise<IssueOutcome | undefined> => {
    if (oldest === undefined) return undefined
    const { number, url } = oldest
    const isChanged = !isSameText(oldest.body, body)
    if (isChanged) await change(oldest, { body })
    for (const other of others) await change(other, { state_reason: 'not_planned' })
    return { action: isChanged ? 'updated' : 'unchanged', number, url }
  }

  const open = async ({ marker, title }: IssueRequest, body: string): Promise<IssueOutcome> => {
    const answer = await client.request('POST /repos/{owner}/{repo}/issues', { ...name, title, body })
    const created = fromWire(answer.data)
    author = created.author ?? author
    const others = (await ours(marker)).filter(({ number }) => number !== created.number)
    const all = [...others, created].sort((one, other) => one.number - other.number)
    const [{ number, url } = created] = all
    await keepOldest(all, body)
    return { action: 'opened', number, url }
  }

  const close = async (issues: readonly Issue[], words: string): Promise<IssueOutcome> => {
    const [oldest] = issues
    if (oldest === undefined) return { action: 'none' }
    for (const issue of issues) {
      await change(issue, { state_reason: 'completed' })
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
      await client.request(route, { ...name, issue_number: issue.number, body: words })
    }
    return { action: 'closed', number: oldest.number, url: oldest.url }
  }

  return async (request: IssueRequest): Promise<IssueOutcome> => {
    const found = await ours(request.marker)
    if ('closing' in request) return close(found, request.closing)
    const body = withMarker(request.body, request.marker)
    return (await keepOldest(found, body)) ?? (await open(request, body))
  }
}
