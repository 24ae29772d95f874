import { type Asset, refKey } from '../model/asset.ts'
import { messageOf, UserError } from '../model/errors.ts'
import { isObject, type JsonObject, stringAt } from '../model/json.ts'
import type { Call } from './call.ts'
import { definitionErrors, unsupportedType } from './checks.ts'
import { deniedBy, type Guard } from './iam/guard.ts'
import { importNeeds } from './iam/job-needs.ts'
import { applyOverrides, foreignPrincipal, type Incoming } from './import-overrides.ts'
import { readImport } from './import-read.ts'
import { type Touched, undoOf } from './import-rollback.ts'
import { type JobError, type JobWarning, javaError, type Outcome } from './jobs.ts'
import { labelOf, rankOf } from './kinds.ts'
import { land } from './landing.ts'
import { principalError } from './principals.ts'
import { dependenciesOf, linksOf } from './references.ts'
import { joinFolders, writtenRow } from './rows.ts'
import type { Place, Row } from './store.ts'
import type { World } from './world.ts'

type Run = {
  guard: Guard
  world: World
  place: Place
  input: JsonObject
  failed: Set<string>
  touched: Map<string, Touched>
  errors: JobError[]
  warnings: JobWarning[]
}

const NEEDS_NO_CREDENTIALS = new Set(['ATHENA', 'S3'])
const MAX_LINKS = 5

const invalid = (message: string, arn: string): JobError => javaError('InvalidParameterValueException', message, arn)

const dependencyError = ({ world, place, failed }: Run, asset: Asset, arn: string): JobError | undefined => {
  const links = world.switches.linksMustExist ? linksOf(asset.body) : []
  for (const { arn: wanted, ref } of [...dependenciesOf(place, asset), ...links]) {
    const row = place.get(ref.kind, ref.id)
    if (failed.has(refKey(ref))) {
      return invalid(`${labelOf(asset.kind)} ${arn} depends on ${wanted}, which could not be imported`, arn)
    }
    if (!row || row.deleted || place.arnOf(ref) !== wanted) {
      const message = `${labelOf(ref.kind)} ${wanted} is not found. ${labelOf(asset.kind)} ${arn} depends on it`
      return javaError('ResourceNotFoundException', message, arn)
    }
  }
  return undefined
}

const linkError = (_run: Run, asset: Asset, arn: string): JobError | undefined => {
  const links = asset.body.linkEntities
  if (!Array.isArray(links) || links.length <= MAX_LINKS) return undefined
  const rule = `Member must have length less than or equal to ${MAX_LINKS}`
  return invalid(
    `1 validation error detected: Value '[${links.join(', ')}]' at 'linkEntities' failed to satisfy constraint: ${rule}`,
    arn,
  )
}

const sourceError = ({ place }: Run, asset: Incoming, arn: string): JobError | undefined => {
  if (asset.kind !== 'datasource') return undefined
  const before = place.get('datasource', asset.id)
  const type = stringAt(asset.body, 'type') ?? ''
  if (!isObject(asset.body.dataSourceParameters) && !before) {
    return invalid(`DataSource ${arn} has no dataSourceParameters and none were given as an override`, arn)
  }
  if (NEEDS_NO_CREDENTIALS.has(type) || asset.credentials || before?.credentials) return undefined
  return invalid(
    `DataSource ${arn} of type ${type} needs credentials, and the job has no credential override for it`,
    arn,
  )
}

const scheduleError = ({ world }: Run, asset: Asset, arn: string): JobError | undefined => {
  const schedule = asset.kind === 'refreshSchedule' && isObject(asset.body.schedule) ? asset.body.schedule : undefined
  const start = schedule?.startAfterDateTime
  if (!world.switches.pastStartFails || typeof start !== 'number' || start >= world.now().getTime()) return undefined
  return invalid(`RefreshSchedule ${arn} has a StartAfterDateTime in the past`, arn)
}

const networkError = (_run: Run, asset: Asset, arn: string): JobError | undefined => {
  if (asset.kind !== 'vpcConnection') return undefined
  const lacking = ['subnetIds', 'securityGroupIds'].filter((key) => !Array.isArray(asset.body[key]))
  return lacking.length > 0
    ? invalid(`VPCConnection ${arn} needs ${lacking.join(' and ')} as an override`, arn)
    : undefined
}

const permissionError = ({ world, place }: Run, asset: Incoming, arn: string): JobError | undefined => {
  const foreign = foreignPrincipal(place, asset)
  if (foreign !== undefined) return invalid(`The principal ${foreign} does not belong to account ${place.account}`, arn)
  const unknown = principalError(world, place, asset.permissions ?? [])
  return unknown === undefined ? undefined : invalid(unknown, arn)
}

const accessError = ({ guard, place }: Run, asset: Incoming, arn: string): JobError | undefined => {
  const denied = deniedBy(guard, importNeeds(place, asset, place.get(asset.kind, asset.id)))
  return denied === undefined ? undefined : javaError('AccessDeniedException', denied, arn)
}

const faultError = ({ world }: Run, asset: Asset, arn: string): JobError | undefined => {
  const fault = world.faults.hitAsset('import', refKey(asset))
  return (
    fault && javaError('InternalFailureException', 'An internal failure occurred', fault.anonymous ? undefined : arn)
  )
}

const strategyOf = ({ input }: Run, { body }: Asset): boolean => {
  const override = input.OverrideValidationStrategy
  if (isObject(override)) return override.StrictModeForAllResources === true
  return isObject(body.validationStrategy) && body.validationStrategy.mode === 'STRICT'
}

const definitionError = (run: Run, asset: Asset, arn: string): JobError | undefined => {
  const [first, ...others] = definitionErrors(run.place, asset)
  if (!first) return undefined
  if (strategyOf(run, asset)) return invalid(`${labelOf(asset.kind)} ${arn} has errors: ${first.message}`, arn)
  for (const { message } of [first, ...others]) run.warnings.push({ arn, message })
  return undefined
}

const deletedError = ({ place }: Run, asset: Asset, arn: string): JobError | undefined => {
  const deleted = place.get(asset.kind, asset.id)?.deleted
  return deleted && javaError('ConflictException', `${labelOf(asset.kind)} ${arn} is deleted; restore it first`, arn)
}

const typeError = ({ place }: Run, asset: Incoming, arn: string): JobError | undefined => {
  const type = unsupportedType(place, asset)
  return type === undefined ? undefined : invalid(`${labelOf(asset.kind)} ${arn} has the unsupported type ${type}`, arn)
}

type Check = (run: Run, asset: Incoming, arn: string) => JobError | undefined

const CHECKS: readonly Check[] = [
  accessError,
  faultError,
  deletedError,
  linkError,
  dependencyError,
  typeError,
  sourceError,
  networkError,
  scheduleError,
  permissionError,
  definitionError,
]

const firstError = (run: Run, asset: Incoming, arn: string): JobError | undefined => {
  for (const check of CHECKS) {
    const error = check(run, asset, arn)
    if (error) return error
  }
  return undefined
}

/** A file may leave a data source's parameters out: those it has stay. */
const completed = (before: Row | undefined, asset: Incoming): Incoming => {
  const own = before?.body.dataSourceParameters
  if (asset.kind !== 'datasource' || own === undefined || asset.body.dataSourceParameters !== undefined) return asset
  return { ...asset, body: { ...asset.body, dataSourceParameters: own } }
}

const write = (run: Run, asset: Incoming): void => {
  const { place, world } = run
  const before = place.get(asset.kind, asset.id)
  run.touched.set(refKey(asset), { kind: asset.kind, id: asset.id, before })
  const { folderArns, ...body } = completed(before, asset).body
  place.put(writtenRow(before, { ...asset, body }, world.now()))
  if (!Array.isArray(folderArns)) return
  for (const folder of place.all('folder')) {
    if (!run.touched.has(refKey(folder)))
      run.touched.set(refKey(folder), { kind: 'folder', id: folder.id, before: folder })
  }
  joinFolders(place, asset, folderArns.map(String))
}

const importOne = (run: Run, asset: Incoming): void => {
  const error = firstError(run, asset, run.place.arnOf(asset))
  if (!error) {
    write(run, asset)
    return
  }
  run.errors.push(error)
  run.failed.add(refKey(asset))
}

/** By kind, and inside a kind what others of the kind depend on first. */
const inOrder = (place: Place, assets: Incoming[]): Incoming[] => {
  const sorted = [...assets].sort((a, b) => rankOf(a.kind) - rankOf(b.kind))
  const byKey = new Map(sorted.map((asset) => [refKey(asset), asset]))
  const done = new Set<Incoming>()
  const visit = (asset: Incoming): void => {
    if (done.has(asset)) return
    done.add(asset)
    for (const { ref } of dependenciesOf(place, asset)) {
      const dependency = byKey.get(refKey(ref))
      if (dependency && !done.has(dependency)) visit(dependency)
    }
    order.push(asset)
  }
  const order: Incoming[] = []
  for (const asset of sorted) visit(asset)
  return order
}

const unreadable = (thrown: unknown): Outcome => {
  if (!(thrown instanceof UserError)) throw thrown
  return { errors: [javaError('InvalidParameterValueException', messageOf(thrown))], warnings: [] }
}

type ImportCall = Pick<Call, 'world' | 'place' | 'input' | 'guard'>

/** Do what an import job was asked for, all at once, with what its caller may do. */
export const runImport = ({ world, place, input, guard }: ImportCall, bytes: Uint8Array): Outcome => {
  const run: Run = { world, place, input, guard, failed: new Set(), touched: new Map(), errors: [], warnings: [] }
  let bundle: Asset[]
  try {
    bundle = readImport(bytes, world.switches).map((asset) => land(place, asset))
  } catch (thrown) {
    return unreadable(thrown)
  }
  const { assets, errors } = applyOverrides(place, bundle, input)
  run.errors.push(...errors)
  if (errors.length === 0) for (const asset of inOrder(place, assets)) importOne(run, asset)
  const outcome: Outcome = { errors: run.errors, warnings: run.warnings }
  const action = stringAt(input, 'FailureAction') ?? world.switches.defaultFailureAction
  return run.errors.length > 0 && action === 'ROLLBACK' ? { ...outcome, undo: undoOf(run) } : outcome
}
