import { parseArn } from '../model/arn.ts'
import { refKey, refOfResource } from '../model/asset.ts'
import { isObject, type JsonObject } from '../model/json.ts'
import type { Call } from './call.ts'
import { definitionErrors, unsupportedType } from './checks.ts'
import { archiveOf, type Facets, fileText } from './export-archive.ts'
import { type TemplateWanted, templateOf } from './export-template.ts'
import { deniedBy } from './iam/guard.ts'
import { exportNeeds } from './iam/job-needs.ts'
import { type JobError, javaError, type Outcome } from './jobs.ts'
import { labelOf } from './kinds.ts'
import { dataSetOf, dependenciesOf } from './references.ts'
import type { Place, Row } from './store.ts'
import type { World } from './world.ts'

type ExportCall = Pick<Call, 'world' | 'place' | 'input' | 'guard'>
type Found = { rows: Map<string, Row>; errors: JobError[] }

/** The message AWS's own service gave for an ARN that does not exist. */
export const missing = (arn: string, kind: string): JobError => {
  const message = `${labelOf(kind)} ${arn} is not found`
  return javaError('ResourceNotFoundException', message, arn)
}

const lookUp = (place: Place, text: string): Row | JobError => {
  const arn = parseArn(text)
  const ref = arn?.service === 'quicksight' ? refOfResource(arn.resource) : undefined
  if (!arn || !ref) return javaError('InvalidParameterValueException', `${text} is not the ARN of an asset`, text)
  const row = arn.account === place.account && arn.region === place.region ? place.get(ref.kind, ref.id) : undefined
  return row && !row.deleted ? row : missing(text, ref.kind)
}

const children = (world: World, place: Place, row: Row): string[] => {
  const schedules =
    row.kind === 'dataset' && world.switches.refreshScheduleIsDependency ? schedulesOf(place, row.id) : []
  return [...dependenciesOf(place, row).map(({ arn }) => arn), ...schedules]
}

const schedulesOf = (place: Place, dataSetId: string): string[] =>
  place
    .all('refreshSchedule')
    .filter((row) => dataSetOf(row.body) === dataSetId)
    .map((row) => place.arnOf(row))

const membersOf = (row: Row, mode: unknown, asked: boolean): readonly string[] => {
  if (row.kind !== 'folder' || (mode !== 'RECURSE' && mode !== 'ONE_LEVEL')) return []
  return asked || mode === 'RECURSE' ? (row.members ?? []) : []
}

const subfolders = (place: Place, row: Row, mode: unknown): string[] => {
  if (row.kind !== 'folder' || mode !== 'RECURSE') return []
  const arn = place.arnOf(row)
  return place
    .all('folder')
    .filter(({ body }) => body.parentFolderArn === arn)
    .map((child) => place.arnOf(child))
}

const gather = (world: World, place: Place, input: JsonObject): Found => {
  const found: Found = { rows: new Map(), errors: [] }
  const asked = new Set((input.ResourceArns as string[]) ?? [])
  const waiting = [...asked]
  const seen = new Set(waiting)
  for (const arn of waiting) {
    const row = lookUp(place, arn)
    if ('message' in row) {
      found.errors.push(row)
      continue
    }
    found.rows.set(refKey(row), row)
    const mode = input.IncludeFolderMembers
    const folder = [...membersOf(row, mode, asked.has(arn)), ...subfolders(place, row, mode)]
    const dependencies = input.IncludeAllDependencies === true ? children(world, place, row) : []
    const next = [...dependencies, ...folder].filter((other) => !seen.has(other))
    for (const other of next) seen.add(other)
    waiting.push(...next)
  }
  return found
}

const rowError = ({ world, place, guard }: ExportCall, row: Row): JobError | undefined => {
  const arn = place.arnOf(row)
  const denied = deniedBy(guard, exportNeeds(place, row))
  if (denied !== undefined) return javaError('AccessDeniedException', denied, arn)
  const fault = world.faults.hitAsset('export', refKey(row))
  if (fault)
    return javaError('InternalFailureException', 'An internal failure occurred', fault.anonymous ? undefined : arn)
  const type = unsupportedType(place, row)
  if (type === undefined) return undefined
  const message = `${labelOf(row.kind)} ${arn} uses the data source type ${type}, which asset bundles do not support`
  return javaError('InvalidParameterValueException', message, arn)
}

const isStrict = (input: JsonObject): boolean =>
  isObject(input.ValidationStrategy) && input.ValidationStrategy.StrictModeForAllResources === true

// The text the service gave, word for word.
const brokenMessage = (kind: string): string =>
  `The ${kind} has associated errors and cannot be exported. Call Describe${labelOf(kind)}Definition to retrieve the errors. ` +
  '(Service: null; Status Code: 0; Error Code: null; Request ID: null; Proxy: null)'

const folderArns = (place: Place): ((row: Row) => string[]) => {
  const folders = place.all('folder')
  return (row) => {
    const arn = place.arnOf(row)
    return folders.filter(({ members }) => members?.includes(arn)).map((folder) => place.arnOf(folder))
  }
}

/** Files say how they want to be validated: STRICT only when the export asked for it. */
const withStrategy = (row: Row, strict: boolean): Row => {
  if (row.kind !== 'analysis' && row.kind !== 'dashboard') return row
  const mode = strict ? 'STRICT' : 'LENIENT'
  const own = row.body.validationStrategy
  if (isObject(own) && own.mode === mode) return row
  return { ...row, body: { ...row.body, validationStrategy: { mode } } }
}

const wantedOf = ({ world, place, input }: ExportCall): TemplateWanted => ({
  permissions: input.IncludePermissions === true,
  tags: input.IncludeTags === true,
  jobId: String(input.AssetBundleExportJobId),
  identityRegion: world.switches.identityRegion || place.region,
  time: world.now(),
})

/** Do what an export job was asked for, with the assets as they are now and what its caller may do. */
export const runExport = (call: ExportCall): Outcome => {
  const { world, place, input } = call
  const { rows, errors } = gather(world, place, input)
  const strict = isStrict(input)
  const outcome: Outcome = { errors, warnings: [] }
  for (const row of rows.values()) {
    const error = rowError(call, row)
    if (error) errors.push(error)
    const arn = place.arnOf(row)
    const broken = definitionErrors(place, row)
    if (broken.length > 0 && strict)
      errors.push(javaError('InvalidParameterValueException', brokenMessage(row.kind), arn))
    else for (const { message } of broken) outcome.warnings.push({ arn, message })
  }
  if (errors.length > 0) return outcome
  const files = [...rows.values()].map((row) => withStrategy(row, strict))
  if (input.ExportFormat === 'CLOUDFORMATION_JSON')
    return { ...outcome, archive: templateOf(place, files, wantedOf(call)) }
  const facets: Facets = {
    permissions: input.IncludePermissions === true,
    tags: input.IncludeTags === true,
    members: input.IncludeFolderMembers !== undefined && input.IncludeFolderMembers !== 'NONE',
    ...(input.IncludeFolderMemberships === true ? { folderArns: folderArns(place) } : {}),
  }
  const text = (row: Row): string => fileText(row, facets, world.switches.addedFields)
  return { ...outcome, archive: archiveOf(files, text, world.now()) }
}
