import { messageOf, UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'

/** What was being done when GitHub refused: `doing` goes on after «cannot», `needs` is the line under `permissions:`. */
export type Attempt = { doing: string; needs: string }

/** Where it was done; the token only so that it can be kept out of what is said. */
export type Place = { apiUrl: string; repository: string; token: string }

type Response = { status: number; headers: Record<string, string | number | undefined>; data: unknown }
type Failure = { status: number; message: string; response?: Response }

const isFailure = (thrown: unknown): thrown is Error & Failure =>
  thrown instanceof Error && typeof (thrown as Partial<Failure>).status === 'number'

/** The status that GitHub answered with, if what was thrown is an answer of GitHub. */
export const statusOf = (thrown: unknown): number | undefined =>
  isFailure(thrown) && thrown.response ? thrown.response.status : undefined

/** GitHub's own words, with those of its details that have any. */
export const wordsOf = (thrown: unknown): string => {
  const data = (isFailure(thrown) ? thrown.response?.data : undefined) as
    | { message?: unknown; errors?: unknown }
    | undefined
  if (typeof data?.message !== 'string') return messageOf(thrown)
  const details = Array.isArray(data.errors) ? data.errors.map((one) => detailOf(one)) : []
  return [data.message, ...details].join(': ')
}

const detailOf = (error: unknown): string => {
  if (typeof error === 'string') return error
  const { message, field, code } = (error ?? {}) as Record<string, unknown>
  return typeof message === 'string' ? message : [field, code].filter((part) => typeof part === 'string').join(' ')
}

const endOfLimit = ({ headers }: Response): string => {
  const reset = Number(headers['x-ratelimit-reset'])
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return 'in a few minutes'
  return `after ${new Date(reset * 1000).toISOString().slice(11, 16)} UTC`
}

const isLimit = ({ status, headers }: Response, words: string): boolean =>
  status === 429 || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(words)

const forbidden = (words: string, { doing, needs }: Attempt, { repository }: Place): string => {
  if (/not permitted to create or approve/.test(words)) {
    return `The pull request cannot be opened: GitHub Actions may not do that in ${repository}. Switch on «Allow GitHub Actions to create and approve pull requests» under Settings › Actions › General › Workflow permissions (an organization may have to allow it first), or pass the token of a GitHub App as github-token`
  }
  if (/Resource not accessible/.test(words)) {
    return `The token may not ${doing} in ${repository}. Put «${needs}» under permissions: of the job, or give the token that permission. A run for a pull request from a fork never gets more than a token that reads: leave this to a workflow that starts on workflow_run`
  }
  return `GitHub forbids to ${doing} in ${repository}: ${words}`
}

const refused = (response: Response, words: string, attempt: Attempt, place: Place): string => {
  const { doing } = attempt
  if (isLimit(response, words)) {
    return `GitHub's rate limit is used up, so that we cannot ${doing}. Run again ${endOfLimit(response)}. GitHub said: ${words}`
  }
  if (response.status === 401) {
    return `GitHub does not accept the token (${words}). Pass a valid one as github-token, or in the variable GITHUB_TOKEN`
  }
  if (response.status === 403) return forbidden(words, attempt, place)
  if (response.status === 404) {
    return `We cannot ${doing}: GitHub finds no such thing in ${place.repository}, or the token may not see it. Check the number and GITHUB_REPOSITORY, and that the job has «${attempt.needs}» under permissions:`
  }
  if (response.status >= 500) {
    return `We cannot ${doing}: GitHub answered ${response.status} several times (${words}). Run again later; nothing is lost`
  }
  if (/too long/i.test(words)) return `We cannot ${doing}: the text is too long for GitHub (${words})`
  return `We cannot ${doing}: GitHub answered ${response.status}: ${words}`
}

/** Real tokens are long; a short one of a test would only make holes into words. */
const withoutToken = (text: string, { token }: Place): string =>
  token.length < 8 ? text : text.replaceAll(token, '***')

/** What to tell people of a call that failed, without the token. Faults of ours are passed on as they are. */
export const explained = (thrown: unknown, attempt: Attempt, place: Place): unknown => {
  if (!isFailure(thrown)) return thrown
  const words = plain(wordsOf(thrown))
  const message = thrown.response
    ? refused(thrown.response, words, attempt, place)
    : `GitHub cannot be reached at ${place.apiUrl}: ${words}. Check the network and the proxy, then run again`
  return new UserError(withoutToken(message, place), { cause: thrown })
}
