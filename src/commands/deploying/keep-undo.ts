import path from 'node:path'
import { type Permission, refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { fileDigest } from '../../model/fingerprint.ts'
import { type SeenUnit, type Unit, unitRead, wasRead } from '../../model/plan.ts'
import type { UndoRecord } from '../../model/undo.ts'
import { ownerOf, stateOf } from '../../planning/state-tag.ts'
import { type CameOf, entriesAfter, entriesBefore, type Touched } from '../../planning/undo-entries.ts'
import { undoRecordText } from '../../planning/undo-record.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import type { Writing } from './write.ts'

/** So many runs of an environment can be taken back; older files go. */
const MOST_KEPT = 20

/** The folder of undo bundles: beside git's own data, and outside of the work tree in any case. */
export const undoFolder = async ({ git, variables }: Pick<Context, 'git' | 'variables'>): Promise<string> => {
  const inGit = (await git.root()) !== undefined
  const folder = inGit
    ? await git.privateFolder()
    : path.join(variables.RUNNER_TEMP ?? variables.TMPDIR ?? '/tmp', 'quicksight-gitops')
  return path.join(folder, 'undo')
}

/** The bundle of the run that starts now. */
export const undoFile = async ({ name }: Environment, context: Context): Promise<string> =>
  path.join(await undoFolder(context), `${name}-${context.now().toISOString().replaceAll(':', '')}.qs`)

/** The record beside a bundle. */
export const recordFile = (bundle: string): string => bundle.replace(/\.qs$/, '.json')

const TIMES = /^(\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z)\.(?:qs|json)$/

/** The times in the names of an environment's undo files, oldest first. */
export const timesKept = (names: readonly string[], environment: string): string[] => {
  const own = names.filter((name) => name.startsWith(`${environment}-`))
  const times = own.flatMap((name) => TIMES.exec(name.slice(environment.length + 1))?.[1] ?? [])
  return [...new Set(times)].sort()
}

const dropOld = async (folder: string, environment: string, { workspace }: Context): Promise<void> => {
  const times = timesKept((await workspace.listNames(folder)) ?? [], environment)
  for (const time of times.slice(0, -MOST_KEPT)) {
    for (const ending of ['qs', 'json', 'before.json'])
      await workspace.removeFile(path.join(folder, `${environment}-${time}.${ending}`))
  }
}

/** Who may do what with assets that are to be deleted; nothing brings that back but a note of it. */
const grantsOf = async (
  units: readonly Unit[],
  { rows }: PlanWork['live'],
  { quickSight, connection }: Writing,
): Promise<Map<string, readonly Permission[]>> => {
  if (units.length === 0) return new Map()
  const asked = units.flatMap((unit) => rows.get(refKey(unit)) ?? [])
  const { assets } = await quickSight.exportAssets(connection, asked, { permissions: true })
  return new Map(assets.flatMap((asset) => (asset.permissions ? [[refKey(asset), asset.permissions] as const] : [])))
}

const commitsOf = (units: Iterable<SeenUnit>, owner: string): string[] =>
  [...units].flatMap(({ tags }) => (ownerOf(tags) === owner ? (stateOf(tags)?.commit ?? []) : []))

const save = (record: UndoRecord, { undoBundle }: Writing, { workspace }: Context): Promise<void> =>
  workspace.writePrivate(recordFile(undoBundle), Buffer.from(undoRecordText(record)))

/** The run that is noted: from which commit it writes, and the record that it takes back, where it is an undo. */
export type Noted = Pick<UndoRecord, 'commit' | 'undoes' | 'shared'>

/**
 * Keep what is live of all that is about to be overwritten or deleted, and a note of what the run will do to it.
 * Undefined where nothing is touched.
 */
export const beginUndo = async (
  touched: Touched,
  { live }: Pick<PlanWork, 'live'>,
  { noted, writing }: { noted: Noted; writing: Writing },
  context: Context,
): Promise<UndoRecord | undefined> => {
  const { environment, quickSight, undoBundle, owner } = writing
  const read = new Map([...live.units].flatMap(([key, unit]) => (wasRead(unit) ? [[key, unit] as const] : [])))
  const entries = entriesBefore(touched, read, await grantsOf(touched.deleted, live, writing))
  if (entries.length + (noted.shared ?? []).length === 0) return undefined
  const bodies = [...touched.written, ...touched.deleted].flatMap((unit) => unitRead(live.units, unit)?.assets ?? [])
  const bytes = bodies.length > 0 ? quickSight.writeBundle(bodies) : undefined
  if (bytes) await context.workspace.writePrivate(undoBundle, bytes)
  const { name, account, region } = environment
  const record: UndoRecord = {
    version: 1,
    run: writing.run,
    ...{ environment: name, account, region, owner },
    time: context.now().toISOString(),
    ...noted,
    complete: false,
    ...(bytes && { bundle: fileDigest(bytes) }),
    commits: [...new Set([...commitsOf(live.units.values(), owner), noted.commit])].sort(),
    entries,
  }
  await save(record, writing, context)
  await dropOld(path.dirname(undoBundle), name, context)
  return record
}

/** Of a run that was to write and did not: there is nothing to take back. */
export const forgetUndo = async (
  { undoBundle }: Pick<Writing, 'undoBundle'>,
  { workspace }: Context,
): Promise<void> => {
  for (const file of [undoBundle, recordFile(undoBundle)]) await workspace.removeFile(file)
}

/** Note what came of the run, so that its undo can tell later edits from it. `complete`: whether all of it was done. */
export const endUndo = async (
  record: UndoRecord | undefined,
  { complete, shared, ...came }: CameOf & Pick<UndoRecord, 'complete' | 'shared'>,
  writing: Writing,
  context: Context,
): Promise<void> => {
  if (!record) return
  const entries = entriesAfter(record.entries, came)
  await save({ ...record, complete, entries, ...(shared && { shared }) }, writing, context)
}
