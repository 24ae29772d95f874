import { describe, expect, test } from 'vitest'
import { type RetryOptions, sharedRetry } from './retry.ts'

const options = (more: Partial<RetryOptions> = {}): RetryOptions & { slept: number[] } => {
  const slept: number[] = []
  return {
    attempts: 3,
    baseDelay: 100,
    longestDelay: 1_000,
    random: () => 1,
    now: () => 0,
    slept,
    sleep: async (ms) => void slept.push(ms),
    ...more,
  }
}

describe('the shared call budget', () => {
  test('delays double up to the longest, and end after the last attempt', async () => {
    const strategy = sharedRetry(options({ attempts: 6 }))
    let token = await strategy.acquireInitialRetryToken('')
    const delays: number[] = []
    for (let i = 0; i < 5; i += 1) {
      token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'SERVER_ERROR' })
      delays.push(token.getRetryDelay())
    }
    expect(delays).toEqual([200, 400, 800, 1_000, 1_000])
    await expect(strategy.refreshRetryTokenForRetry(token, { errorType: 'SERVER_ERROR' })).rejects.toThrow()
  })

  test('an error of the client is not tried again', async () => {
    const strategy = sharedRetry(options())
    const token = await strategy.acquireInitialRetryToken('')
    await expect(strategy.refreshRetryTokenForRetry(token, { errorType: 'CLIENT_ERROR' })).rejects.toThrow()
  })

  test('one throttled call makes the next ones wait; a server error does not', async () => {
    const given = options()
    const strategy = sharedRetry(given)
    const token = await strategy.acquireInitialRetryToken('')
    await strategy.refreshRetryTokenForRetry(token, { errorType: 'SERVER_ERROR' })
    await strategy.acquireInitialRetryToken('')
    expect(given.slept).toEqual([])
    await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })
    await strategy.acquireInitialRetryToken('')
    expect(given.slept).toEqual([150])
  })

  test('what the service says of when to retry is honored', async () => {
    const strategy = sharedRetry(options())
    const token = await strategy.acquireInitialRetryToken('')
    const next = await strategy.refreshRetryTokenForRetry(token, {
      errorType: 'THROTTLING',
      retryAfterHint: new Date(5_000),
    })
    expect(next.getRetryDelay()).toBe(5_000)
  })
})
