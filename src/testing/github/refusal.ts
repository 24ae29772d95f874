/** One of the things that GitHub finds wrong with a request, as in `errors` of its answers. */
export type Detail = { resource: string; code: string; field?: string; message?: string }

const DOCS = 'https://docs.github.com/rest'

/** An answer other than the one asked for, in GitHub's words. */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly errors: readonly Detail[] | undefined

  constructor(status: number, message: string, more: { headers?: Record<string, string>; errors?: Detail[] } = {}) {
    super(message)
    this.status = status
    this.headers = more.headers ?? {}
    this.errors = more.errors
  }

  get body(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: DOCS,
      status: String(this.status),
    }
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found')

export const invalid = (...errors: Detail[]): Refusal => new Refusal(422, 'Validation Failed', { errors })

/** What a token without the permission is told; apps and people in different words. */
export const notAllowed = (login: string): Refusal =>
  new Refusal(403, `Resource not accessible by ${login.endsWith('[bot]') ? 'integration' : 'personal access token'}`)

/** `after`: seconds in `retry-after`; GitHub sometimes leaves it out. */
export const tooFast = (status: number, after?: number): Refusal =>
  new Refusal(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.',
    after === undefined ? {} : { headers: { 'retry-after': String(after) } },
  )

/** `reset`: when the limit ends, in seconds since 1970. */
export const usedUp = (reset: number): Refusal =>
  new Refusal(403, 'API rate limit exceeded for installation ID 1.', {
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
  })
