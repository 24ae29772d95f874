import { parseArn } from '../../model/arn.ts'
import { arnResource } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import { halves } from '../../model/lists.ts'
import type { Bundle, ExportOutcome, ExportRequest, FailedExport, JobError, Limiter } from './export-jobs.ts'
import type { Row } from './list.ts'

export type Run = (request: Pick<ExportRequest, 'arns' | 'dependencies'>) => Promise<ExportOutcome>

/** Where the outcomes of jobs go. `hasAny`: whether anything could be had so far. */
export type Takes = {
  keep: (rows: readonly Row[], bundle: Bundle) => Promise<void>
  skip: (row: Row, reason: string) => void
  hasAny: () => boolean
}

/**
 * `hold`: runs what holds a bundle in memory. `endures`: whether a job that cannot be started, watched or downloaded is one that
 * failed for all that it was asked for, where it would end the run else.
 */
export type How = { hold: Limiter; endures: boolean }

type ExportRows = (rows: readonly Row[], dependencies: boolean) => Promise<void>

const errorFor = (row: Row, errors: readonly JobError[]): JobError | undefined =>
  errors.find(({ arn }) => arn !== undefined && (arn === row.arn || parseArn(arn)?.resource === arnResource(row)))

/** So many failed jobs without one asset say that it is not about single assets. */
const MOST_BLIND = 20

/** Runs a job and keeps what it gives, or says how it failed. */
const jobRunner = (run: Run, { keep }: Takes, { hold, endures }: How) => {
  const orFailed = async <T>(rows: readonly Row[], work: () => Promise<T>): Promise<T | FailedExport> => {
    try {
      return await work()
    } catch (thrown) {
      if (!endures) throw thrown
      const message = messageOf(thrown)
      return { ok: false, errors: rows.map(({ arn }) => ({ arn, message })) }
    }
  }
  return async (rows: readonly Row[], dependencies: boolean): Promise<FailedExport | undefined> => {
    const job = await orFailed(rows, () => run({ arns: rows.map(({ arn }) => arn), dependencies }))
    if (!job.ok) return job
    return hold(async () => {
      const bundle = await orFailed(rows, job.fetch)
      if (!bundle.ok) return bundle
      await keep(rows, bundle)
      return undefined
    })
  }
}

/** Exports in which a failed job costs only the assets at fault: those it names are left out, and where it names none, halves are tried. */
export const chunkExporter = (run: Run, takes: Takes, how: How): ExportRows => {
  const { skip, hasAny } = takes
  const runJob = jobRunner(run, takes, how)
  let failedJobs = 0
  const exportChunk: ExportRows = async (rows, dependencies) => {
    if (rows.length === 0) return
    const failed = await runJob(rows, dependencies)
    if (!failed) return
    failedJobs += 1
    const guilty = rows.filter((row) => errorFor(row, failed.errors))
    for (const row of guilty) skip(row, errorFor(row, failed.errors)?.message ?? '')
    if (guilty.length > 0) {
      return exportChunk(
        rows.filter((row) => !guilty.includes(row)),
        dependencies,
      )
    }
    const hopeless = failedJobs >= MOST_BLIND && !hasAny()
    if (rows.length === 1 || hopeless) {
      const reason = failed.errors.map(({ message }) => message).join('; ') || 'no reason given'
      for (const row of rows) skip(row, reason)
      return
    }
    await Promise.all(halves(rows).map((half) => exportChunk(half, dependencies)))
  }
  return exportChunk
}
