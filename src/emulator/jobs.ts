import { performance } from 'node:perf_hooks'
import { messageOf } from '../model/errors.ts'
import type { JsonObject } from '../model/json.ts'
import type { Archived } from './export-archive.ts'
import { conflict, ServiceError } from './service-error.ts'
import type { Place } from './store.ts'
import type { World } from './world.ts'

export type JobError = { arn?: string; type: string; message: string }
export type JobWarning = { arn: string; message: string }

/** What a job did. `undo` puts an import that is rolled back away again, and returns what went wrong in doing so. */
export type Outcome = {
  errors: JobError[]
  warnings: JobWarning[]
  archive?: Archived
  undo?: () => JobError[]
}

type Timing = { started: number; duration: number }

/** One export or import job. It moves on only when somebody looks: see `advance`. */
export type Job = Timing & {
  kind: 'export' | 'import'
  id: string
  place: Place
  input: JsonObject
  created: Date
  sequence: number
  run: () => Outcome
  outcome?: Outcome
  rollbackErrors?: JobError[]
  /** The bundle an import was sent. */
  upload?: Buffer
}

/** A job's error as the service writes its type: an AWS SDK for Java class name. */
export const javaError = (type: string, message: string, arn?: string): JobError => ({
  type: `com.amazonaws.services.quicksight.model.${type}`,
  message,
  ...(arn === undefined ? {} : { arn }),
})

const QUEUED_SHARE = 0.2
const ROLLBACK_SHARE = 0.5
const LIMIT = 5

const end = (job: Timing): number => job.started + job.duration
const undone = (job: Timing): number => end(job) + job.duration * ROLLBACK_SHARE

/** A fault of the emulator fails the job, as a fault of the service would, and not every request after it. */
const finish = (world: World, job: Job): Outcome => {
  try {
    return job.run()
  } catch (thrown) {
    world.options.log(`fault of the emulator in ${job.kind} job ${job.id}: ${messageOf(thrown)}`)
    return { errors: [javaError('InternalFailureException', messageOf(thrown))], warnings: [] }
  }
}

const step = (world: World, job: Job, now: number): void => {
  if (!job.outcome && now >= end(job)) job.outcome = finish(world, job)
  const undo = job.outcome?.undo
  if (undo && !job.rollbackErrors && now >= undone(job)) job.rollbackErrors = undo()
}

const unfinished = (job: Job): boolean => !job.outcome || (job.outcome.undo !== undefined && !job.rollbackErrors)

/** Let every job do what its time has come for, in the order their times came. Called before each request. */
export const advance = (world: World): void => {
  for (const place of world.places.values()) place.forget(world.now())
  const now = performance.now()
  const due = world.jobs.filter(unfinished).sort((a, b) => end(a) - end(b) || a.sequence - b.sequence)
  for (const job of due) step(world, job, now)
}

const refuse = (world: World, place: Place, kind: Job['kind'], id: string): void => {
  const running = world.jobs.filter(
    (job) => job.kind === kind && job.place.account === place.account && unfinished(job),
  )
  if (running.some((job) => job.id === id && job.place === place)) {
    throw conflict(`An asset bundle ${kind} job with the id ${id} is already in progress`)
  }
  if (running.length < LIMIT) return
  const message = `${running.length} ${kind} jobs already in progress. The limit is ${LIMIT} concurrent ${kind} jobs per account`
  throw new ServiceError('LimitExceededException', message, { members: { ResourceType: 'ASSET_BUNDLE_JOB' } })
}

type Start = { kind: Job['kind']; id: string; place: Place; input: JsonObject; upload?: Buffer; run: () => Outcome }

/** Start a job, or refuse: five of a kind at once per account, no two of the same id. */
export const startJob = (world: World, start: Start): Job => {
  const { kind, id, place } = start
  refuse(world, place, kind, id)
  const sequence = world.ordinal++
  const { jobTime } = world.options
  const duration = typeof jobTime === 'number' ? jobTime : jobTime(kind, sequence)
  const job: Job = { ...start, created: world.now(), sequence, started: performance.now(), duration }
  world.jobs = world.jobs.filter((other) => other.kind !== kind || other.id !== id || other.place !== place)
  world.jobs.push(job)
  return job
}

const importFailure = (job: Job): string => {
  if (!job.outcome?.undo) return 'FAILED'
  if (!job.rollbackErrors) return 'FAILED_ROLLBACK_IN_PROGRESS'
  return job.rollbackErrors.length > 0 ? 'FAILED_ROLLBACK_ERROR' : 'FAILED_ROLLBACK_COMPLETED'
}

/** The JobStatus a Describe answers. */
export const statusOf = (job: Job): string => {
  if (job.outcome) return job.outcome.errors.length === 0 ? 'SUCCESSFUL' : importFailure(job)
  const queued = performance.now() < job.started + job.duration * QUEUED_SHARE
  if (!queued) return 'IN_PROGRESS'
  return 'QUEUED_FOR_IMMEDIATE_EXECUTION'
}

/** The latest job of each id in this account and region, newest first. */
export const jobsOf = (world: World, place: Place, kind: Job['kind']): Job[] =>
  world.jobs.filter((job) => job.kind === kind && job.place === place).sort((a, b) => b.sequence - a.sequence)

export const findJob = (world: World, place: Place, kind: Job['kind'], id: string): Job | undefined =>
  world.jobs.find((job) => job.kind === kind && job.place === place && job.id === id)
