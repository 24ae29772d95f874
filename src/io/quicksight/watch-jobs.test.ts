import { expect, test } from 'vitest'
import { paceFor, watchJobs } from './watch-jobs.ts'

/** Jobs that end at given times of a clock that only moves by sleeping. */
const watching = (ends: Record<string, number>, assets: number) => {
  let clock = 0
  const calls = { list: 0, describe: 0 }
  const watch = watchJobs<number>(
    {
      ended: async (ids) => {
        calls.list += 1
        return ids.filter((id) => (ends[id] ?? Number.POSITIVE_INFINITY) <= clock)
      },
      result: async (id) => {
        calls.describe += 1
        return (ends[id] ?? Number.POSITIVE_INFINITY) <= clock ? clock : undefined
      },
      now: () => clock,
      sleep: async (ms) => {
        clock += ms
      },
    },
    paceFor(assets),
  )
  return { watch, calls }
}

test('four jobs of up to 45 seconds cost few calls, and the last is seen at most three tenths late', async () => {
  const ends = { a: 4_000, b: 20_000, c: 31_000, d: 45_000 }
  const { watch, calls } = watching(ends, 320)
  const seen = await Promise.all(Object.keys(ends).map(watch))
  expect(Math.max(...seen)).toBeLessThanOrEqual(45_000 * 1.3)
  expect(calls.list + calls.describe).toBeLessThanOrEqual(13)
})

test('a single job is asked for itself, and a quick one is seen at once', async () => {
  const { watch, calls } = watching({ a: 90 }, 3)
  expect(await watch('a')).toBeLessThanOrEqual(200)
  expect(calls).toEqual({ list: 0, describe: 1 })
})

test('a job that never ends is given up with a message', async () => {
  const { watch } = watching({}, 3)
  await expect(watch('stuck')).rejects.toThrow(/has not ended after 30 minutes/)
})
