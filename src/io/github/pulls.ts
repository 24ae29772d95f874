import type { GitHub, PullRequest } from '../github.ts'
import type { Client } from './client.ts'
import { statusOf, wordsOf } from './failures.ts'

type Wire = {
  number: number
  html_url: string
  state: string
  title: string
  body: string | null
  user: { login: string } | null
  /** null when the fork was deleted, though GitHub's description does not say so. */
  head: { sha: string; ref: string; repo: { full_name: string } | null }
  base: { sha: string; ref: string; repo: { full_name: string } }
}

const isSameName = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase()

const fromWire = ({ number, html_url, state, head, base, title, body, user }: Wire): PullRequest => ({
  number,
  url: html_url,
  state: state === 'open' ? 'open' : 'closed',
  headSha: head.sha,
  headRef: head.ref,
  headRepository: head.repo?.full_name,
  baseRef: base.ref,
  baseSha: base.sha,
  isFork: !isSameName(head.repo?.full_name, base.repo.full_name),
  title,
  body: body ?? '',
  author: user?.login,
})

type Pulls = Pick<
  GitHub,
  'pullRequest' | 'pullRequestsOf' | 'openPullRequestFrom' | 'createPullRequest' | 'updatePullRequest'
>

/** The pull requests of one repository. Throws what the client throws. */
export const openPulls = (client: Client, { owner, repo }: { owner: string; repo: string }): Pulls => {
  const listOpen = async (head?: string): Promise<PullRequest[]> => {
    const route = 'GET /repos/{owner}/{repo}/pulls'
    const narrowed = head === undefined ? {} : { head }
    const all = await client.paginate(route, { owner, repo, state: 'open', per_page: 100, ...narrowed })
    return all.map(fromWire)
  }

  const openFrom = async (branch: string): Promise<PullRequest[]> =>
    (await listOpen(`${owner}:${branch}`)).filter(({ headRef, isFork }) => headRef === branch && !isFork)

  const existing = async (branch: string, base: string): Promise<PullRequest | undefined> => {
    const open = await openFrom(branch)
    return open.find(({ baseRef }) => baseRef === base)
  }

  return {
    pullRequest: async (number) => {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
      return fromWire((await client.request(route, { owner, repo, pull_number: number })).data)
    },

    // `commits/SHA/pulls` would be shorter, but it is empty for commits that lie in a fork only.
    pullRequestsOf: async (sha, headRepository, headBranch) => {
      const from = headRepository?.split('/')[0]
      const open = await listOpen(from && headBranch ? `${from}:${headBranch}` : undefined)
      const isThere = (pull: PullRequest): boolean =>
        headRepository === undefined || isSameName(pull.headRepository, headRepository)
      return open.filter((pull) => pull.headSha === sha && isThere(pull))
    },

    openPullRequestFrom: async (branch) => (await openFrom(branch))[0],

    createPullRequest: async ({ branch, base, title, body }) => {
      try {
        const route = 'POST /repos/{owner}/{repo}/pulls'
        return fromWire((await client.request(route, { owner, repo, head: branch, base, title, body })).data)
      } catch (thrown) {
        if (statusOf(thrown) !== 422 || !/already exists/i.test(wordsOf(thrown))) throw thrown
        const found = await existing(branch, base)
        if (found === undefined) throw thrown
        return found
      }
    },

    updatePullRequest: async (number, change) => {
      await client.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner,
        repo,
        pull_number: number,
        ...change,
      })
    },
  }
}
