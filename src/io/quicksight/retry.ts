import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types'

/** Delays in milliseconds; `sleep` and `random` come in so that tests are quick and repeatable. */
export type RetryOptions = {
  attempts: number
  baseDelay: number
  longestDelay: number
  sleep: (ms: number) => Promise<void>
  random: () => number
  now: () => number
}

const token = (count: number, delay: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => delay })

const delayFor = (
  count: number,
  info: RetryErrorInfo,
  { baseDelay, longestDelay, random, now }: RetryOptions,
): number => {
  const hint = info.retryAfterHint ? info.retryAfterHint.getTime() - now() : 0
  const backoff = Math.min(longestDelay, baseDelay * 2 ** count)
  return Math.max(hint, backoff * (0.5 + random() / 2))
}

/**
 * One call budget for all workers of a client: a throttled call makes the others wait too, and nobody's retries are spent by
 * the others. (The SDK's standard strategy shares one bucket of retries, which 50 throttled calls in a row leave empty.)
 */
export const sharedRetry = (options: RetryOptions): RetryStrategyV2 => {
  let pausedUntil = 0
  return {
    acquireInitialRetryToken: async () => {
      const wait = pausedUntil - options.now()
      if (wait > 0) await options.sleep(wait * (0.5 + options.random()))
      return token(0, 0)
    },
    refreshRetryTokenForRetry: async (previous, info) => {
      const count = previous.getRetryCount() + 1
      if (info.errorType === 'CLIENT_ERROR' || count >= options.attempts) throw new Error('not retried')
      const delay = delayFor(count, info, options)
      if (info.errorType === 'THROTTLING') pausedUntil = Math.max(pausedUntil, options.now() + delay / 2)
      return token(count, delay)
    },
    recordSuccess: () => {},
  }
}
