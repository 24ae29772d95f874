import { UserError } from '../../model/errors.ts'
import type { CommentOutcome, CommentRequest } from '../github.ts'
import { type Author, askAuthor, isSameAuthor } from './author.ts'
import type { Client } from './client.ts'
import { statusOf } from './failures.ts'
import { hasMarker, isSameText, withMarker } from './marker.ts'

type Comment = { id: number; url: string; body: string; author: Author | undefined; created: string; updated: string }
type Wire = {
  id: number | bigint
  html_url: string
  body?: string | undefined
  user: { login: string; id: number | bigint } | null
  created_at: string
  updated_at: string
}

/** The comments of one pull request or issue, as far as they are ours and bear the marker. */
type Thread = { client: Client; owner: string; repo: string; number: number; marker: string }

/** How often to look for the comment when it went away while we were about to change it. */
const ATTEMPTS = 3

const fromWire = ({ id, html_url, body, user, created_at, updated_at }: Wire): Comment => ({
  id: Number(id),
  url: html_url,
  body: body ?? '',
  author: user ? { login: user.login, id: Number(user.id) } : undefined,
  created: created_at,
  updated: updated_at,
})

const listMarked = async ({ client, owner, repo, number, marker }: Thread): Promise<Comment[]> => {
  const all = await client.paginate('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  })
  return all.map(fromWire).filter(({ body }) => hasMarker(body, marker))
}

const create = async ({ client, owner, repo, number }: Thread, body: string): Promise<Comment> => {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
  return fromWire((await client.request(route, { owner, repo, issue_number: number, body })).data)
}

/** Whether what a call is about was still there. */
const isThere = async (call: Promise<unknown>): Promise<boolean> => {
  try {
    await call
    return true
  } catch (thrown) {
    if (statusOf(thrown) !== 404) throw thrown
    return false
  }
}

const update = ({ client, owner, repo }: Thread, { id }: Comment, body: string): Promise<boolean> =>
  isThere(
    client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: id, body }),
  )

/** Gone already is as good: another run at the same time, or the first try of this call, was quicker. */
const remove = ({ client, owner, repo }: Thread, { id }: Comment): Promise<boolean> =>
  isThere(client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: id }))

/** Our comments from the oldest to the newest. */
const byAge = (comments: readonly Comment[]): Comment[] => [...comments].sort((one, other) => one.id - other.id)

/** What was written last: an edit of the same second (GitHub tells no more) came after a comment that was not edited. */
const lastWritten = (comments: readonly Comment[]): Comment | undefined => {
  const order = ({ id, created, updated }: Comment): string =>
    `${updated} ${updated === created ? 0 : 1} ${String(id).padStart(16, '0')}`
  return [...comments].sort((one, other) => (order(one) < order(other) ? 1 : -1))[0]
}

/** Keep the oldest with the given words and delete the others. `gone` when it was deleted while we looked. */
const keepOldest = async (
  thread: Thread,
  comments: readonly Comment[],
  body: string,
): Promise<'updated' | 'unchanged' | 'gone'> => {
  const [oldest, ...rest] = byAge(comments)
  if (oldest === undefined) return 'gone'
  const isChanged = !isSameText(oldest.body, body)
  if (isChanged && !(await update(thread, oldest, body))) return 'gone'
  for (const comment of rest) await remove(thread, comment)
  return isChanged ? 'updated' : 'unchanged'
}

/** The one comment of a client's own author on each pull request; the author is asked for once, when it matters. */
export const commentKeeper = (client: Client, { owner, repo }: { owner: string; repo: string }) => {
  let author: Author | undefined

  const ours = async (thread: Thread): Promise<Comment[]> => {
    const marked = await listMarked(thread)
    if (marked.length === 0) return []
    author ??= await askAuthor(client)
    const me = author
    return byAge(marked.filter((comment) => comment.author && isSameAuthor(comment.author, me)))
  }

  const add = async (thread: Thread, body: string): Promise<CommentOutcome | undefined> => {
    const created = await create(thread, body)
    author = created.author ?? author
    // A run at the same time, or a first try that failed on the way back, may have left another one.
    const others = (await ours(thread)).filter(({ id }) => id !== created.id)
    const all = byAge([...others, created])
    if ((await keepOldest(thread, all, lastWritten(all)?.body ?? body)) === 'gone') return undefined
    return { url: all[0]?.url ?? created.url, action: 'created' }
  }

  /** Undefined when the comment went away between looking and changing. */
  const attempt = async (
    thread: Thread,
    { body, onlyIfPresent }: CommentRequest,
  ): Promise<CommentOutcome | undefined> => {
    const found = await ours(thread)
    const [oldest] = found
    if (oldest === undefined) return onlyIfPresent ? { action: 'none' } : await add(thread, body)
    const action = await keepOldest(thread, found, body)
    return action === 'gone' ? undefined : { url: oldest.url, action }
  }

  return async (number: number, request: CommentRequest): Promise<CommentOutcome> => {
    const marker = request.marker.trim()
    const body = withMarker(request.body, marker)
    const thread = { client, owner, repo, number, marker }
    for (let tries = 0; tries < ATTEMPTS; tries += 1) {
      const outcome = await attempt(thread, { ...request, body })
      if (outcome) return outcome
    }
    throw new UserError(
      `Our comment on pull request #${number} is deleted again and again while it is written. Run again`,
    )
  }
}
