import type { Connection, ImportOutcome } from '../io/quicksight/index.ts'
import { parseArn } from '../model/arn.ts'
import { describeAsset, refKey, refOfResource } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { messageOf } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import { closureOf, dependencyOrder } from '../planning/order.ts'
import { overridesFor, type Secrets } from '../planning/overrides.ts'
import { divide, type Part, type Sent } from '../planning/parts.ts'
import { OWNER_TAG } from '../planning/state-tag.ts'
import { unitOf } from '../planning/units.ts'
import type { Context, QuickSight } from './context.ts'

/** What writing came to. `moved`: another run or a person was at work; look again. `halted`: stop everything, see problems. */
export type Written = { done: Sent[]; problems: Problem[]; moved: boolean; halted: boolean }

export type Writing = {
  environment: Environment
  connection: Connection
  quickSight: QuickSight
  /** Principals that own what is created, as ARNs. */
  owners: readonly string[]
  owner: string
  secrets: Secrets
  undoBundle: string
}

export const jobPrefix = (environment: string): string => `gitops-${environment.replace(/[^\w-]/g, '-')}-`

const failure = (unit: Sent, reason: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(unit)} was not deployed: ${reason}`,
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

const dependsOn = (unit: Sent, keys: ReadonlySet<string>, all: ReadonlyMap<string, Sent>): string | undefined =>
  [...closureOf([unit], all)].find((key) => keys.has(key) && key !== refKey(unit))

const halted = (outcome: ImportOutcome, undoBundle: string): Problem => {
  const why = [...outcome.errors, ...outcome.rollbackErrors]
    .map(({ arn, message }) => (arn ? `${arn}: ${message}` : message))
    .join('; ')
  return {
    severity: 'error',
    message: `The import failed, and QuickSight could not undo all of it: ${why}. What was live before is kept in ${undoBundle}. Look at the assets named, then deploy again`,
  }
}

type Import = (part: Part, index: number) => Promise<ImportOutcome | 'moved'>

const importPart =
  (writing: Writing, context: Context): Import =>
  async ({ units }, index) => {
    const { quickSight, connection, environment, owners, owner, secrets } = writing
    const assets = units.flatMap(({ sent }) => sent)
    const jobId = `${jobPrefix(environment.name)}${index}`
    const overrides = overridesFor({ units, owners, ownerTag: { key: OWNER_TAG, value: owner }, secrets })
    context.log.progress(`Importing ${assets.length} assets into ${environment.name} (job ${jobId})`)
    const started = await quickSight.startImport(connection, {
      jobId,
      bundle: quickSight.writeBundle(assets),
      overrides,
      assets: assets.length,
    })
    const outcome = await quickSight.awaitImport(connection, jobId, assets.length)
    return started === 'busy' ? 'moved' : outcome
  }

/** So many failed jobs without a single success say that it is not about one asset. */
const MOST_BLIND = 20

const hopeless = (jobs: number, reason: string): Problem => ({
  severity: 'error',
  message: `${jobs} imports failed and none succeeded, so this is not about one asset: ${reason}. Everything is as it was; check the role's permissions and run deploy again`,
})

const halves = (units: readonly Sent[]): Sent[][] => {
  const middle = Math.ceil(units.length / 2)
  return [units.slice(0, middle), units.slice(middle)]
}

type Progress = { written: Written; failed: Map<string, string>; jobs: number }

const fail = ({ written, failed }: Progress, unit: Sent, reason: string): void => {
  failed.set(refKey(unit), reason)
  written.problems.push(failure(unit, reason))
}

/** Nothing is sent without what it needs: units that build on a failed one are left out, and say so. */
const withoutDependants = (units: readonly Sent[], progress: Progress, all: ReadonlyMap<string, Sent>): Sent[] =>
  units.filter((unit) => {
    const needed = dependsOn(unit, new Set(progress.failed.keys()), all)
    if (needed !== undefined) fail(progress, unit, `it needs ${needed}, which failed`)
    return needed === undefined
  })

/** Import some units; when the job fails, leave out those at fault and what needs them, and send the rest again. */
const importUnits = async (
  units: readonly Sent[],
  send: Import,
  progress: Progress,
  undoBundle: string,
): Promise<void> => {
  const all = new Map(units.map((unit) => [refKey(unit), unit]))
  const rest = withoutDependants(units, progress, all)
  if (rest.length === 0 || progress.written.moved || progress.written.halted) return
  progress.jobs += 1
  const outcome = await send({ units: [...rest] }, progress.jobs)
  if (outcome === 'moved') {
    progress.written.moved = true
  } else if (outcome.status === 'done') {
    progress.written.done.push(...rest)
    for (const { arn, message } of outcome.warnings) {
      progress.written.problems.push({ severity: 'warning', message: `${arn ?? 'The import'}: ${message}` })
    }
  } else if (outcome.status !== 'rolledBack') {
    progress.written.halted = true
    progress.written.problems.push(halted(outcome, undoBundle))
  } else await retryWithoutGuilty(rest, outcome, send, progress, undoBundle)
}

const retryWithoutGuilty = async (
  units: readonly Sent[],
  outcome: ImportOutcome,
  send: Import,
  progress: Progress,
  undoBundle: string,
) => {
  const guilty = guiltyOf(units, outcome)
  const words = outcome.errors.map(({ message }) => message).join('; ') || 'the service gave no reason'
  if (progress.jobs >= MOST_BLIND && progress.written.done.length === 0) {
    progress.written.halted = true
    progress.written.problems.push(hopeless(progress.jobs, words))
    return
  }
  if (guilty.size > 0 || units.length === 1) {
    for (const unit of units) {
      const reason = guilty.get(refKey(unit)) ?? (units.length === 1 ? words : undefined)
      if (reason !== undefined) fail(progress, unit, reason)
    }
    const all = new Map(units.map((unit) => [refKey(unit), unit]))
    const innocent = withoutDependants(
      units.filter((unit) => !progress.failed.has(refKey(unit))),
      progress,
      all,
    )
    return importUnits(innocent, send, progress, undoBundle)
  }
  for (const half of halves(units)) {
    const standing = withoutDependants(half, progress, new Map(units.map((unit) => [refKey(unit), unit])))
    await importUnits(standing, send, progress, undoBundle)
  }
}

/** Import units in dependency order, in as few jobs as the service's limits allow. */
export const writeUnits = async (units: readonly Sent[], writing: Writing, context: Context): Promise<Written> => {
  const progress: Progress = {
    written: { done: [], problems: [], moved: false, halted: false },
    failed: new Map(),
    jobs: 0,
  }
  const send = importPart(writing, context)
  const all = new Map(units.map((unit) => [refKey(unit), unit]))
  try {
    for (const part of divide(dependencyOrder(units))) {
      await importUnits(withoutDependants(part.units, progress, all), send, progress, writing.undoBundle)
    }
  } catch (thrown) {
    progress.written.halted = true
    progress.written.problems.push({
      severity: 'error',
      message: `The import could not be carried through: ${messageOf(thrown)}. Run deploy again; it looks first at what arrived`,
    })
  }
  return progress.written
}
