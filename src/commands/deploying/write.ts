import type { Connection, ImportOutcome } from '../../io/quicksight/index.ts'
import { parseArn } from '../../model/arn.ts'
import { describeAsset, refKey, refOfResource } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { messageOf } from '../../model/errors.ts'
import { halves } from '../../model/lists.ts'
import type { Unit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { closureOf, dependencyOrder } from '../../planning/order.ts'
import { overridesFor, type Secrets } from '../../planning/overrides.ts'
import { divide, type Part, type Sent } from '../../planning/parts.ts'
import { OWNER_TAG } from '../../planning/state-tag.ts'
import { unitOf } from '../../planning/units.ts'
import { count } from '../../report/words.ts'
import type { Context, QuickSight } from '../context.ts'

/** What writing came to. `moved`: another run or a person was at work; look again. `halted`: stop everything, see problems. */
export type Written = {
  done: Sent[]
  problems: Problem[]
  moved: boolean
  halted: boolean
  /** Our jobs: id → when it was made. */
  jobs: Map<string, number>
}

export type Writing = {
  /** What runs, for messages that say what to run again. */
  run: 'deploy' | 'undo' | 'restore'
  environment: Environment
  connection: Connection
  quickSight: QuickSight
  /** Principals that own what is created, as ARNs. */
  owners: readonly string[]
  owner: string
  secrets: Secrets
  undoBundle: string
  /** All that the environment should hold, to follow what needs what. */
  desired: ReadonlyMap<string, Unit>
}

export const jobPrefix = (environment: string): string => `gitops-${environment.replace(/[^\w-]/g, '-')}-`

const OF_A_DEPLOY = /^(\d+|tags)$/

/** Whether an import job was made by a deploy to this environment, this run's or another's. */
export const isJobOf = (environment: string): ((job: { id: string }) => boolean) => {
  const prefix = jobPrefix(environment)
  return ({ id }) => id.startsWith(prefix) && OF_A_DEPLOY.test(id.slice(prefix.length))
}

const NOT_DONE = { deploy: 'was not deployed', undo: 'was not taken back', restore: 'was not restored' }

const failure = (unit: Sent, reason: string, run: Writing['run']): Problem => ({
  severity: 'error',
  message: `${describeAsset(unit)} ${NOT_DONE[run]}: ${reason}`,
  ref: { kind: unit.kind, id: unit.id },
})

const refKeyOfArn = (arn: string | undefined): string | undefined => {
  const ref = arn === undefined ? undefined : refOfResource(parseArn(arn)?.resource ?? '')
  if (!ref) return undefined
  const [dataSetId] = ref.kind === 'refreshSchedule' ? ref.id.split('--refresh-schedule--') : []
  return refKey(dataSetId === undefined ? ref : { kind: 'dataset', id: dataSetId })
}

/** The units an outcome's errors name, with the service's words. */
const guiltyOf = (units: readonly Sent[], { errors }: ImportOutcome): Map<string, string> => {
  const keys = new Set(units.flatMap((unit) => [refKey(unit), ...unit.assets.map((asset) => refKey(unitOf(asset)))]))
  const guilty = new Map<string, string>()
  for (const { arn, message } of errors) {
    const key = refKeyOfArn(arn)
    if (key !== undefined && keys.has(key)) guilty.set(key, [guilty.get(key), message].filter(Boolean).join('; '))
  }
  return guilty
}

const dependsOn = (unit: Unit, keys: ReadonlySet<string>, all: ReadonlyMap<string, Unit>): string | undefined =>
  [...closureOf([unit], all)].find((key) => keys.has(key) && key !== refKey(unit))

const halted = (outcome: ImportOutcome, { undoBundle, run }: Pick<Writing, 'undoBundle' | 'run'>): Problem => {
  const why = [...outcome.errors, ...outcome.rollbackErrors]
    .map(({ arn, message }) => (arn ? `${arn}: ${message}` : message))
    .join('; ')
  return {
    severity: 'error',
    message: `The import failed, and QuickSight could not undo all of it: ${why}. What was live before is kept in ${undoBundle}. Look at the assets named, then ${run} again`,
  }
}

type Import = (part: Part, index: number) => Promise<{ jobId: string; outcome: ImportOutcome | 'moved' }>

const importPart =
  (writing: Writing, context: Context): Import =>
  async ({ units }, index) => {
    const { quickSight, connection, environment, owners, owner, secrets } = writing
    const assets = units.flatMap(({ sent }) => sent)
    const jobId = `${jobPrefix(environment.name)}${index}`
    const overrides = overridesFor({ units, owners, ownerTag: { key: OWNER_TAG, value: owner }, secrets })
    context.log.progress(`Importing ${count(assets.length, 'asset')} into ${environment.name} (job ${jobId})`)
    const started = await quickSight.startImport(connection, {
      jobId,
      bundle: quickSight.writeBundle(assets),
      overrides,
      assets: assets.length,
    })
    const outcome = await quickSight.awaitImport(connection, jobId, assets.length)
    return { jobId, outcome: started === 'busy' ? 'moved' : outcome }
  }

/** So many failed jobs without a single success say that it is not about one asset. */
const MOST_BLIND = 20

const hopeless = (jobs: number, reason: string, run: Writing['run']): Problem => ({
  severity: 'error',
  message: `${jobs} imports failed and none succeeded, so this is not about one asset: ${reason}. Everything is as it was; check the role's permissions and run ${run} again`,
})

const warning = ({ arn, message }: ImportOutcome['warnings'][number]): Problem => ({
  severity: 'warning',
  message: `${arn ?? 'The import'}: ${message}`,
})

const cutOff = (thrown: unknown, run: Writing['run']): Problem => ({
  severity: 'error',
  message: `The import could not be carried through: ${messageOf(thrown)}. Run ${run} again; it looks first at what arrived`,
})

/** One writing under way: how to send a job, and what came of those before. */
type Run = {
  send: Import
  written: Written
  failed: Set<string>
  started: number
  writing: Writing
}

const fail = ({ written, failed, writing }: Run, unit: Sent, reason: string): void => {
  failed.add(refKey(unit))
  written.problems.push(failure(unit, reason, writing.run))
}

/** Nothing is sent without what it needs: units that build on a failed one are left out, and say so. */
const withoutDependants = (units: readonly Sent[], run: Run): Sent[] =>
  units.filter((unit) => {
    const needed = dependsOn(unit, run.failed, run.writing.desired)
    if (needed !== undefined) fail(run, unit, `it needs ${needed}, which failed`)
    return needed === undefined
  })

/** Import some units; when the job fails, leave out those at fault and what needs them, and send the rest again. */
const importUnits = async (asked: readonly Sent[], run: Run): Promise<void> => {
  const { written } = run
  const units = withoutDependants(asked, run)
  if (units.length === 0 || written.moved || written.halted) return
  run.started += 1
  const { jobId, outcome } = await run.send({ units }, run.started)
  if (outcome === 'moved') {
    written.moved = true
    return
  }
  written.jobs.set(jobId, outcome.created)
  if (outcome.status === 'done') {
    written.done.push(...units)
    written.problems.push(...outcome.warnings.map(warning))
  } else if (outcome.status === 'rolledBack') await sendOthers(units, outcome, run)
  else {
    written.halted = true
    written.problems.push(halted(outcome, run.writing))
  }
}

const sendOthers = async (units: readonly Sent[], outcome: ImportOutcome, run: Run): Promise<void> => {
  const words = outcome.errors.map(({ message }) => message).join('; ') || 'the service gave no reason'
  if (run.started >= MOST_BLIND && run.written.done.length === 0) {
    run.written.halted = true
    run.written.problems.push(hopeless(run.started, words, run.writing.run))
    return
  }
  const guilty = guiltyOf(units, outcome)
  const [only] = units
  if (units.length === 1 && only) fail(run, only, guilty.get(refKey(only)) ?? words)
  else if (guilty.size === 0) for (const half of halves(units)) await importUnits(half, run)
  else {
    for (const unit of units) {
      const reason = guilty.get(refKey(unit))
      if (reason !== undefined) fail(run, unit, reason)
    }
    await importUnits(
      units.filter((unit) => !run.failed.has(refKey(unit))),
      run,
    )
  }
}

/** Import units in dependency order, in as few jobs as the service's limits allow. */
export const writeUnits = async (units: readonly Sent[], writing: Writing, context: Context): Promise<Written> => {
  const written: Written = { done: [], problems: [], moved: false, halted: false, jobs: new Map() }
  const run: Run = { send: importPart(writing, context), written, failed: new Set(), started: 0, writing }
  try {
    for (const part of divide(dependencyOrder(units))) await importUnits(part.units, run)
  } catch (thrown) {
    written.halted = true
    written.problems.push(cutOff(thrown, writing.run))
  }
  return written
}
