import type { JsonObject } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import { downloadUrl } from '../downloads.ts'
import { runExport } from '../export-job.ts'
import { findJob, type Job, type JobError, jobsOf, startJob, statusOf } from '../jobs.ts'
import { pageOf } from '../pages.ts'
import { invalid, notFound } from '../service-error.ts'

export const errorsOf = (errors: readonly JobError[] | undefined): Output[] | undefined =>
  errors && errors.length > 0
    ? errors.map(({ arn, type, message }) => ({ Arn: arn, Type: type, Message: message }))
    : undefined

export const warningsOf = ({ outcome }: Job): Output[] | undefined =>
  outcome && outcome.warnings.length > 0
    ? outcome.warnings.map(({ arn, message }) => ({ Arn: arn, Message: message }))
    : undefined

export const jobArn = ({ place, kind, id }: Pick<Job, 'place' | 'kind' | 'id'>): string =>
  place.arn(`asset-bundle-${kind}-job/${id}`)

/** The job a Describe asks for. @throws ResourceNotFoundException */
export const jobOf = ({ world, place }: Call, kind: Job['kind'], id: string): Job => {
  const job = findJob(world, place, kind, id)
  if (job) return job
  throw notFound('ASSET_BUNDLE_JOB', `Asset bundle ${kind} job ${id} is not found`)
}

const checkOverrides = (input: JsonObject): void => {
  if (input.CloudFormationOverridePropertyConfiguration === undefined) return
  if (input.ExportFormat === 'CLOUDFORMATION_JSON') throw invalid('This emulator makes no parameters of a template')
  throw invalid(
    'CloudFormationOverridePropertyConfiguration is only allowed with the export format CLOUDFORMATION_JSON',
  )
}

const start: Behavior = (call) => {
  const { world, place, input } = call
  checkOverrides(input)
  const id = textOf(call, 'AssetBundleExportJobId')
  const job = startJob(world, { kind: 'export', id, place, input, run: () => runExport(call) })
  return { Arn: jobArn(job), AssetBundleExportJobId: id, Status: world.switches.startStatus }
}

const flags = ({ input }: Job): Output => ({
  IncludeAllDependencies: input.IncludeAllDependencies ?? false,
  IncludePermissions: input.IncludePermissions ?? false,
  IncludeTags: input.IncludeTags ?? false,
})

const describe: Behavior = (call) => {
  const job = jobOf(call, 'export', textOf(call, 'AssetBundleExportJobId'))
  const status = statusOf(job)
  return {
    ...job.input,
    ...flags(job),
    JobStatus: status,
    DownloadUrl: status === 'SUCCESSFUL' ? downloadUrl(call.world, job) : undefined,
    Errors: errorsOf(job.outcome?.errors),
    Warnings: warningsOf(job),
    Arn: jobArn(job),
    CreatedTime: job.created,
    IncludeFolderMemberships: job.input.IncludeFolderMemberships ?? false,
    IncludeFolderMembers: job.input.IncludeFolderMembers ?? 'NONE',
    ValidationStrategy: job.input.ValidationStrategy ?? { StrictModeForAllResources: false },
  }
}

const list: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, jobsOf(call.world, call.place, 'export'))
  const summaries = items.map((job) => ({
    ...flags(job),
    JobStatus: statusOf(job),
    Arn: jobArn(job),
    CreatedTime: job.created,
    AssetBundleExportJobId: job.id,
    ExportFormat: job.input.ExportFormat,
  }))
  return { AssetBundleExportJobSummaryList: summaries, NextToken }
}

/** Export jobs. */
export const exportOperations: Record<string, Behavior> = {
  StartAssetBundleExportJob: start,
  DescribeAssetBundleExportJob: describe,
  ListAssetBundleExportJobs: list,
}
