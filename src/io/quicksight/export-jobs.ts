import { randomUUID } from 'node:crypto'
import {
  DescribeAssetBundleExportJobCommand,
  type DescribeAssetBundleExportJobCommandOutput,
  ListAssetBundleExportJobsCommand,
  StartAssetBundleExportJobCommand,
} from '@aws-sdk/client-quicksight'
import { readArchive } from '../../bundle/archive.ts'
import { templateAssets } from '../../bundle/template.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import type { Connection } from './connect.ts'
import { type Pace, watchJobs } from './watch-jobs.ts'

/** The service's limits for export jobs: how many run at once in an account, and how many assets one takes. */
export const EXPORT_LIMITS = { concurrent: 5, arns: 100 }

export type ExportFormat = 'QUICKSIGHT_JSON' | 'CLOUDFORMATION_JSON'
export type ExportRequest = {
  arns: readonly string[]
  dependencies: boolean
  permissions: boolean
  format: ExportFormat
}
export type JobError = { arn: string | undefined; message: string }
type Archive = { bytes: Uint8Array; files: Map<string, string> }
/** A bundle: its bytes, the files in them (entry name → text; a template is the only one), and what the service said beside. */
export type Bundle = Archive & { ok: true; warnings: JobError[] }
export type FailedExport = { ok: false; errors: JobError[] }
/** What came of a job: a bundle to fetch, or the service's errors. */
export type ExportOutcome = { ok: true; fetch: () => Promise<Bundle> } | FailedExport

const DOWNLOAD_ATTEMPTS = 6
const DOWNLOAD_TIMEOUT = 120_000

const describe = ({ client, account }: Connection, id: string): Promise<DescribeAssetBundleExportJobCommandOutput> =>
  client.send(new DescribeAssetBundleExportJobCommand({ AwsAccountId: account, AssetBundleExportJobId: id }))

const isOver = (status: string | undefined): boolean =>
  status === 'SUCCESSFUL' || (status?.startsWith('FAILED') ?? false)

const endedOf = async ({ client, account }: Connection, ids: readonly string[]): Promise<string[]> => {
  const { AssetBundleExportJobSummaryList: jobs = [] } = await client.send(
    new ListAssetBundleExportJobsCommand({ AwsAccountId: account, MaxResults: 100 }),
  )
  const states = new Map(jobs.map((job) => [job.AssetBundleExportJobId, job.JobStatus]))
  // A job that a busy account pushed off the first page is looked at on its own.
  return ids.filter((id) => !states.has(id) || isOver(states.get(id)))
}

const fetchBytes = async (url: string): Promise<Uint8Array> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT) })
  if (!response.ok) throw new Error(`the download was answered with status ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/** A template that does not parse was cut off on its way, as a zip that does not open. */
const readTemplate = (bytes: Uint8Array): Map<string, string> => {
  const text = Buffer.from(bytes).toString('utf8')
  templateAssets(text)
  return new Map([['template.json', text]])
}

const READ = { QUICKSIGHT_JSON: readArchive, CLOUDFORMATION_JSON: readTemplate }

/** Every describe call signs a fresh URL, so an expired or cut-off download is simply taken again. */
const download = async (
  connection: Connection,
  { AssetBundleExportJobId: id = '', DownloadUrl }: DescribeAssetBundleExportJobCommandOutput,
  format: ExportFormat,
): Promise<Archive> => {
  let url = DownloadUrl
  for (let attempt = 1; ; attempt += 1) {
    try {
      const bytes = await fetchBytes(url ?? '')
      return { bytes, files: READ[format](bytes) }
    } catch (cause) {
      if (attempt === DOWNLOAD_ATTEMPTS) {
        throw new UserError(`The bundle of export job ${id} cannot be downloaded: ${messageOf(cause)}`, { cause })
      }
      await connection.sleep(100 * 2 ** attempt)
      url = (await describe(connection, id)).DownloadUrl
    }
  }
}

const errorsOf = (list: { Arn?: string | undefined; Message?: string | undefined }[] | undefined): JobError[] =>
  (list ?? []).map(({ Arn, Message }) => ({ arn: Arn, message: Message ?? 'no reason given' }))

const outcomeOf = (
  connection: Connection,
  job: DescribeAssetBundleExportJobCommandOutput,
  format: ExportFormat,
): ExportOutcome => {
  if (job.JobStatus !== 'SUCCESSFUL') return { ok: false, errors: errorsOf(job.Errors) }
  const fetch = async (): Promise<Bundle> => {
    const archive = await download(connection, job, format)
    return { ok: true, ...archive, warnings: errorsOf(job.Warnings) }
  }
  return { ok: true, fetch }
}

const isConflict = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'ConflictException'

const start = async (
  { client, account }: Connection,
  { arns, dependencies, permissions, format }: ExportRequest,
): Promise<string> => {
  const id = `gitops-export-${randomUUID()}`
  const input = {
    AwsAccountId: account,
    AssetBundleExportJobId: id,
    ResourceArns: [...arns],
    ExportFormat: format,
    IncludeAllDependencies: dependencies,
    IncludeTags: true,
    IncludePermissions: permissions,
  }
  try {
    await client.send(new StartAssetBundleExportJobCommand(input))
  } catch (thrown) {
    // The id is random: a conflict means that a first attempt arrived and only its answer was lost.
    if (!isConflict(thrown)) throw thrown
  }
  return id
}

/** Runs work, at most so many at once. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>

/** At most so many at once; the others wait their turn. */
export const limiter = (most: number): Limiter => {
  let free = most
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

/**
 * Run export jobs, five at once, watched by one loop. The returned function may be called any number of times; a bundle is
 * fetched only when it is wanted.
 */
export const exportRunner = (
  connection: Connection,
  pace: Pace,
): ((request: ExportRequest) => Promise<ExportOutcome>) => {
  const limit = limiter(EXPORT_LIMITS.concurrent)
  const watch = watchJobs<DescribeAssetBundleExportJobCommandOutput>(
    {
      ended: (ids) => endedOf(connection, ids),
      result: async (id) => {
        const job = await describe(connection, id)
        return isOver(job.JobStatus) ? job : undefined
      },
      now: connection.now,
      sleep: connection.sleep,
    },
    pace,
  )
  return async (request) => {
    const job = await limit(async () => watch(await start(connection, request)))
    return outcomeOf(connection, job, request.format)
  }
}
