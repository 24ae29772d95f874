import { UserError } from '../../model/errors.ts'

/**
 * Milliseconds: how soon to look first, how long to wait at least and at most between looks, and when to give up. Between
 * least and most, waits are a share of the time the job has taken: so much is lost after its end.
 */
export type Pace = { first: number; least: number; share: number; most: number; limit: number }

const ALWAYS = { most: 15_000, limit: 30 * 60_000 }

/**
 * Few assets are done in a moment; for many, looking seldom costs little time and saves many calls. What follows the last
 * of many (a large download, the files) takes time too, so that waiting must lose less.
 */
export const paceFor = (assets: number): Pace => {
  if (assets <= 25) return { ...ALWAYS, first: 100, least: 200, share: 0.3 }
  if (assets <= 100) return { ...ALWAYS, first: 2_500, least: 2_500, share: 0.3 }
  return { ...ALWAYS, first: 6_000, least: 4_000, share: 0.2 }
}

/** Where much else is asked for besides, looking more often weighs little, and losing less time is worth it. */
export const paceBesideOthers = (assets: number): Pace => {
  const pace = paceFor(assets)
  return { ...pace, least: Math.min(pace.least, 1_000), share: pace.share / 2 }
}

const nextWait = (elapsed: number, { first, least, share, most }: Pace): number =>
  elapsed < first ? first - elapsed : Math.min(most, Math.max(least, elapsed * share))

export type JobSource<Result> = {
  /** Ids of the given jobs that have ended, in one call however many there are. */
  ended: (ids: readonly string[]) => Promise<string[]>
  /** The state of one job; undefined while it runs. */
  result: (id: string) => Promise<Result | undefined>
  now: () => number
  sleep: (ms: number) => Promise<void>
}

type Watched<Result> = { startedAt: number; resolve: (result: Result) => void; reject: (error: unknown) => void }

/** Watch any number of jobs with one loop: a list call for all, a describe call only for those that ended. */
export const watchJobs = <Result>(source: JobSource<Result>, pace: Pace): ((id: string) => Promise<Result>) => {
  const watched = new Map<string, Watched<Result>>()
  let running = false

  const settle = async (id: string): Promise<void> => {
    const job = watched.get(id)
    const result = job && (await source.result(id))
    if (!job || result === undefined) return
    watched.delete(id)
    job.resolve(result)
  }

  const giveUpOnOld = (): void => {
    for (const [id, { startedAt, reject }] of watched) {
      if (source.now() - startedAt <= pace.limit) continue
      watched.delete(id)
      reject(
        new UserError(
          `The job ${id} has not ended after ${pace.limit / 60_000} minutes; look at it in AWS and run again`,
        ),
      )
    }
  }

  const look = async (): Promise<void> => {
    const ids = [...watched.keys()]
    const ended = ids.length === 1 ? ids : await source.ended(ids)
    await Promise.all(ended.map(settle))
    giveUpOnOld()
  }

  const loop = async (): Promise<void> => {
    while (watched.size > 0) {
      const oldest = Math.min(...[...watched.values()].map(({ startedAt }) => startedAt))
      await source.sleep(nextWait(source.now() - oldest, pace))
      await look()
    }
  }

  const run = async (): Promise<void> => {
    running = true
    try {
      await loop()
    } catch (error) {
      for (const { reject } of watched.values()) reject(error)
      watched.clear()
    } finally {
      running = false
    }
  }

  return (id) =>
    new Promise<Result>((resolve, reject) => {
      watched.set(id, { startedAt: source.now(), resolve, reject })
      if (!running) void run()
    })
}
