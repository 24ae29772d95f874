import { messageOf, UserError } from '../../model/errors.ts'
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../model/json.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import { downloadUrl } from '../downloads.ts'
import { runImport } from '../import-job.ts'
import { readImport } from '../import-read.ts'
import { importFile, importFrom } from '../import-source.ts'
import { jobsOf, startJob, statusOf } from '../jobs.ts'
import { pageOf } from '../pages.ts'
import { invalid } from '../service-error.ts'
import { errorsOf, jobArn, jobOf, warningsOf } from './asset-bundle-export.ts'

const uploadOf = ({ world }: Call, body: string): Buffer => {
  const upload = Buffer.from(body, 'base64')
  if (world.switches.invalidZipIs === 'failed') return upload
  try {
    readImport(upload, world.switches)
  } catch (thrown) {
    throw thrown instanceof UserError ? invalid(messageOf(thrown)) : thrown
  }
  return upload
}

/** Where the bundle comes from: the request itself, or a bucket, which is read when the job runs. */
const sourceOf = (call: Call): { upload?: Buffer; read: () => Buffer } => {
  const source = objectAt(call.input, 'AssetBundleImportSource')
  const [body, uri] = [stringAt(source, 'Body'), stringAt(source, 'S3Uri') ?? '']
  if (body !== undefined) {
    const upload = uploadOf(call, body)
    return { upload, read: () => upload }
  }
  const read = (): Buffer => importFile(call, uri)
  if (call.world.switches.missingImportFileIs === 'sync') read()
  return { read }
}

/** What a Describe may say of the overrides again: everything but passwords. */
const withoutPasswords = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutPasswords)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([key]) => key !== 'Password' && key !== 'PrivateKey')
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutPasswords(inner)]))
}

const start: Behavior = (call) => {
  const { world, place, input } = call
  const { upload, read } = sourceOf(call)
  const id = textOf(call, 'AssetBundleImportJobId')
  const { AssetBundleImportSource: source = {}, ...rest } = input
  const told = upload === undefined ? { AssetBundleImportSource: source } : {}
  const kept = { ...(withoutPasswords(rest) as JsonObject), ...told }
  const job = startJob(world, {
    kind: 'import',
    id,
    place,
    input: kept,
    ...(upload === undefined ? {} : { upload }),
    run: () => importFrom(read, (bytes) => runImport({ ...call, input: rest }, bytes)),
  })
  return { Arn: jobArn(job), AssetBundleImportJobId: id, Status: world.switches.startStatus }
}

const describe: Behavior = (call) => {
  const job = jobOf(call, 'import', textOf(call, 'AssetBundleImportJobId'))
  return {
    ...job.input,
    JobStatus: statusOf(job),
    Errors: errorsOf(job.outcome?.errors),
    RollbackErrors: errorsOf(job.rollbackErrors),
    Warnings: warningsOf(job),
    Arn: jobArn(job),
    CreatedTime: job.created,
    ...(job.upload === undefined ? {} : { AssetBundleImportSource: { Body: downloadUrl(call.world, job) } }),
    FailureAction: job.input.FailureAction ?? call.world.switches.defaultFailureAction,
  }
}

const list: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, jobsOf(call.world, call.place, 'import'))
  const summaries = items.map((job) => ({
    JobStatus: statusOf(job),
    Arn: jobArn(job),
    CreatedTime: job.created,
    AssetBundleImportJobId: job.id,
    FailureAction: job.input.FailureAction ?? call.world.switches.defaultFailureAction,
  }))
  return { AssetBundleImportJobSummaryList: summaries, NextToken }
}

/** Import jobs. */
export const importOperations: Record<string, Behavior> = {
  StartAssetBundleImportJob: start,
  DescribeAssetBundleImportJob: describe,
  ListAssetBundleImportJobs: list,
}
