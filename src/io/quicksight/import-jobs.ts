import {
  type AssetBundleImportJobOverrideParameters,
  type AssetBundleImportJobOverridePermissions,
  type AssetBundleImportJobOverrideTags,
  DescribeAssetBundleImportJobCommand,
  type DescribeAssetBundleImportJobCommandOutput,
  ListAssetBundleImportJobsCommand,
  StartAssetBundleImportJobCommand,
} from '@aws-sdk/client-quicksight'
import type { JsonObject } from '../../model/json.ts'
import type { Connection } from './connect.ts'
import { paceFor, watchJobs } from './watch-jobs.ts'

/** `overrides` as planning made them: OverrideParameters, OverridePermissions, OverrideTags, each where there is one. */
export type ImportRequest = { jobId: string; bundle: Uint8Array; overrides: Record<string, JsonObject>; assets: number }

export type ImportError = { arn: string | undefined; message: string }
/** How an import ended. `rolledBack`: everything is as before; `half`: it failed, and undoing it failed too. */
export type ImportOutcome = {
  /** When the job was made, in milliseconds since 1970. */
  created: number
  status: 'done' | 'rolledBack' | 'half' | 'failed'
  errors: ImportError[]
  rollbackErrors: ImportError[]
  warnings: ImportError[]
}

const STATUS: Record<string, ImportOutcome['status']> = {
  SUCCESSFUL: 'done',
  FAILED: 'failed',
  FAILED_ROLLBACK_COMPLETED: 'rolledBack',
  FAILED_ROLLBACK_ERROR: 'half',
}

const describe = ({ client, account }: Connection, id: string): Promise<DescribeAssetBundleImportJobCommandOutput> =>
  client.send(new DescribeAssetBundleImportJobCommand({ AwsAccountId: account, AssetBundleImportJobId: id }))

const isOver = (status: string | undefined): boolean => status !== undefined && status in STATUS

const errorsOf = (list: { Arn?: string | undefined; Message?: string | undefined }[] | undefined): ImportError[] =>
  (list ?? []).map(({ Arn, Message }) => ({ arn: Arn, message: Message ?? 'no reason given' }))

/** An import job as the list shows it; `created` in milliseconds since 1970. */
export type ImportJob = { id: string; created: number; running: boolean }

/** The import jobs of the account and region, all pages, in the service's order. */
export const listImports = async ({ client, account }: Connection): Promise<ImportJob[]> => {
  const jobs: ImportJob[] = []
  let next: string | undefined
  do {
    const page = { AwsAccountId: account, MaxResults: 100, ...(next === undefined ? {} : { NextToken: next }) }
    const answer = await client.send(new ListAssetBundleImportJobsCommand(page))
    jobs.push(
      ...(answer.AssetBundleImportJobSummaryList ?? []).map((job) => ({
        id: job.AssetBundleImportJobId ?? '',
        created: job.CreatedTime?.getTime() ?? 0,
        running: !isOver(job.JobStatus),
      })),
    )
    next = answer.NextToken
  } while (next)
  return jobs
}

/** Wait for an import job, ours or another run's, to end. */
export const awaitImport = async (connection: Connection, jobId: string, assets: number): Promise<ImportOutcome> => {
  const result = async (): Promise<DescribeAssetBundleImportJobCommandOutput | undefined> => {
    const job = await describe(connection, jobId)
    return isOver(job.JobStatus) ? job : undefined
  }
  const watch = watchJobs(
    { ended: async (ids) => [...ids], result, now: connection.now, sleep: connection.sleep },
    paceFor(assets),
  )
  const job = await watch(jobId)
  return {
    created: job.CreatedTime?.getTime() ?? 0,
    status: STATUS[job.JobStatus ?? ''] ?? 'failed',
    errors: errorsOf(job.Errors),
    rollbackErrors: errorsOf(job.RollbackErrors),
    warnings: errorsOf(job.Warnings),
  }
}

/**
 * Start an import. `busy`: a job of that name is running, another run's or our own first attempt whose answer was lost;
 * wait for it and look again.
 */
export const startImport = async (
  { client, account }: Connection,
  request: ImportRequest,
): Promise<'started' | 'busy'> => {
  const { OverrideParameters, OverridePermissions, OverrideTags } = request.overrides
  const overrides = {
    ...(OverrideParameters && { OverrideParameters: OverrideParameters as AssetBundleImportJobOverrideParameters }),
    ...(OverridePermissions && { OverridePermissions: OverridePermissions as AssetBundleImportJobOverridePermissions }),
    ...(OverrideTags && { OverrideTags: OverrideTags as AssetBundleImportJobOverrideTags }),
  }
  try {
    await client.send(
      new StartAssetBundleImportJobCommand({
        AwsAccountId: account,
        AssetBundleImportJobId: request.jobId,
        AssetBundleImportSource: { Body: request.bundle },
        FailureAction: 'ROLLBACK',
        ...overrides,
      }),
    )
    return 'started'
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ConflictException') return 'busy'
    throw thrown
  }
}
