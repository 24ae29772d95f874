import type { Answer } from './answers.ts'

/** What GitHub answers to a list: one page of it, and links that name the repository by its number. */
export const paged = (answer: Extract<Answer, { items: unknown }>, url: URL, base: string) => {
  const asked = Object.fromEntries(url.searchParams)
  const size = Math.min(100, Math.max(1, Number(asked.per_page ?? 30)))
  const page = Math.max(1, Number(asked.page ?? 1))
  const last = Math.max(1, Math.ceil(answer.items.length / size))
  const place = url.pathname.replace(/^(\/api\/v3)?\/(repos\/[^/]+\/[^/]+|repositories\/\d+)/, '')
  const link = (to: number, rel: string): string =>
    `<${base}/repositories/${answer.repository.id}${place}?${new URLSearchParams({ ...asked, page: String(to) })}>; rel="${rel}"`
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  const body = answer.items.slice((page - 1) * size, page * size)
  return { status: 200, body, headers: links.length === 0 ? {} : { link: links.join(', ') } }
}
