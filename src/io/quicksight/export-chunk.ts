import { parseArn } from '../../model/arn.ts'
import { arnResource } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import { halves } from '../../model/lists.ts'
import type { ExportOutcome, ExportRequest, JobError } from './export-jobs.ts'
import type { Row } from './list.ts'

export type Run = (request: Pick<ExportRequest, 'arns' | 'dependencies'>) => Promise<ExportOutcome>
type Done = Extract<ExportOutcome, { ok: true }>

/** Where the outcomes of jobs go. `hasAny`: whether anything could be had so far. */
export type Takes = {
  keep: (rows: readonly Row[], outcome: Done) => Promise<void>
  skip: (row: Row, reason: string) => void
  hasAny: () => boolean
}

const errorFor = (row: Row, errors: readonly JobError[]): JobError | undefined =>
  errors.find(({ arn }) => arn !== undefined && (arn === row.arn || parseArn(arn)?.resource === arnResource(row)))

/** So many failed jobs without one asset say that it is not about single assets. */
const MOST_BLIND = 20

/** Exports in which a failed job costs only the assets at fault: those it names are left out, and where it names none, halves are tried. */
export const chunkExporter = (
  run: Run,
  { keep, skip, hasAny }: Takes,
): ((rows: readonly Row[], dependencies: boolean) => Promise<void>) => {
  let failedJobs = 0
  const exportChunk = async (rows: readonly Row[], dependencies: boolean): Promise<void> => {
    if (rows.length === 0) return
    const outcome = await run({ arns: rows.map(({ arn }) => arn), dependencies })
    if (outcome.ok) return keep(rows, outcome)
    failedJobs += 1
    const guilty = rows.filter((row) => errorFor(row, outcome.errors))
    for (const row of guilty) skip(row, errorFor(row, outcome.errors)?.message ?? '')
    if (guilty.length > 0) {
      return exportChunk(
        rows.filter((row) => !guilty.includes(row)),
        dependencies,
      )
    }
    const hopeless = failedJobs >= MOST_BLIND && !hasAny()
    if (rows.length === 1 || hopeless) {
      const reason = outcome.errors.map(({ message }) => message).join('; ') || 'no reason given'
      for (const row of rows) skip(row, reason)
      return
    }
    await Promise.all(halves(rows).map((half) => exportChunk(half, dependencies)))
  }
  return exportChunk
}

/** A job that cannot be started, watched or downloaded, as one that failed for all that it was asked for. */
export const enduring =
  (run: Run): Run =>
  async (request) => {
    try {
      return await run(request)
    } catch (thrown) {
      const message = messageOf(thrown)
      return { ok: false, errors: request.arns.map((arn) => ({ arn, message })) }
    }
  }
