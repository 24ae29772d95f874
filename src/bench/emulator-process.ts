import { startEmulator } from '../emulator/index.ts'
import { seededRandom } from '../emulator/random.ts'
import { DEV } from '../testing/repository.ts'
import { type CompanySize, company, type Size } from './company.ts'

/** How long jobs take: drawn from 3–45 s by a seed, all the same time (in milliseconds), or no time at all. */
export type Jobs = { seed: number } | { each: number } | 'quick'

/** `schedules`: whether each dataset has a refresh schedule. */
export type Load = { seed: number; counts: CompanySize; size: Size; schedules?: boolean }

/** What the bench asks of the emulator's process; each is answered by a report. */
export type Order = { load?: Load; jobs?: Jobs; forget?: true }

/** A job and how long it takes, in milliseconds. */
export type Job = { kind: 'export' | 'import'; time: number }

/** Since the last `forget`: calls by name, the jobs in the order they started, when the first request was answered (ms since 1970). */
export type Report = { url: string; calls: Record<string, number>; jobs: Job[]; answered: number | undefined }

const [SHORTEST, LONGEST] = [3_000, 45_000]

let draw = (): number => 1
let jobs: Job[] = []
let answered: number | undefined

const emulator = await startEmulator({
  jobTime: (kind) => {
    const time = draw()
    jobs.push({ kind, time })
    return time
  },
  log: () => {
    answered ??= performance.timeOrigin + performance.now()
  },
})

const drawFrom = (given: Jobs): (() => number) => {
  if (given === 'quick') return () => 1
  if ('each' in given) return () => given.each
  const random = seededRandom(given.seed)
  return () => SHORTEST + random() * (LONGEST - SHORTEST)
}

const forget = (): void => {
  emulator.resetCalls()
  jobs = []
  answered = undefined
}

const load = ({ seed, counts, size, schedules = true }: Load): void => {
  const assets = company(seed, counts, size)
  const kept = schedules ? assets : assets.filter(({ kind }) => kind !== 'refreshSchedule')
  emulator.load(DEV.account, DEV.region, kept)
}

const obey = (order: Order): void => {
  if (order.load) load(order.load)
  if (order.jobs) draw = drawFrom(order.jobs)
  if (order.forget) forget()
}

process.on('message', (order: Order) => {
  obey(order)
  process.send?.({ url: emulator.url, calls: emulator.calls(), jobs, answered } satisfies Report)
})
process.on('disconnect', () => process.exit())
