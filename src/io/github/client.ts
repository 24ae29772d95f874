import { setTimeout as wait } from 'node:timers/promises'
import type { GitHubOptions } from '../github.ts'

/** No call may hang: GitHub itself gives up on a request after ten seconds. */
const LONGEST_CALL = 60_000
/** In seconds. Waiting for longer than that would cost more than running again. */
const LONGEST_WAIT = 180
const RETRIES = 3
/** What is wrong with these stays wrong; 403 and 429 for a limit are retried elsewhere, after the time that GitHub names. */
const NEVER_RETRIED = [400, 401, 403, 404, 410, 422, 429, 451]
/** GitHub asks for a second between writes; for writes that notify people it is three by the practice of its own clients. */
const BETWEEN_WRITES = 1
const BETWEEN_NOTIFICATIONS = 3

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const boundedFetch: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(LONGEST_CALL) })

/** A queue whose works start some milliseconds apart, in the form that the throttling plugin takes. */
const paced = (gap: number) => {
  let next = 0
  const schedule = async <A extends unknown[], R>(
    _priority: unknown,
    work: (...args: A) => R,
    ...args: A
  ): Promise<R> => {
    const now = Date.now()
    const start = Math.max(now, next)
    next = start + gap
    if (start > now) await wait(start - now)
    return await work(...args)
  }
  return { key: () => ({ schedule }) }
}

// Loaded here and not at the head of the file, so that commands without GitHub do not pay for it.
const load = async () => {
  const [{ Octokit }, { paginateRest }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/core'),
    import('@octokit/plugin-paginate-rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ])
  return Octokit.plugin(paginateRest, retry, throttling)
}

type Options = NonNullable<ConstructorParameters<Awaited<ReturnType<typeof load>>>[0]>
type Throttle = NonNullable<Options['throttle']>

const throttleOptions = (second: number): Throttle => {
  const mayWait = (seconds: number, _options: unknown, _octokit: unknown, retries: number): boolean =>
    seconds <= LONGEST_WAIT && retries < RETRIES
  const groups = { write: paced(BETWEEN_WRITES * second), notifications: paced(BETWEEN_NOTIFICATIONS * second) }
  return {
    // The plugin's own groups are shared by the whole process and their delays are fixed.
    ...(groups as unknown as Pick<Throttle, 'write' | 'notifications'>),
    retryAfterBaseValue: second,
    onRateLimit: mayWait,
    onSecondaryRateLimit: mayWait,
  }
}

/** A client that keeps GitHub's pace, waits out short limits and tries again what failed on the way. */
export const openClient = async ({
  apiUrl,
  token,
  second = 1000,
}: Pick<GitHubOptions, 'apiUrl' | 'token' | 'second'>) => {
  const Client = await load()
  const client = new Client({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'quicksight-gitops',
    log: silent,
    request: { fetch: boundedFetch, log: silent },
    retry: { retries: RETRIES, retryAfterBaseValue: second, doNotRetry: NEVER_RETRIED },
    throttle: throttleOptions(second),
  })
  client.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = '2022-11-28'
  })
  return client
}

export type Client = Awaited<ReturnType<typeof openClient>>
