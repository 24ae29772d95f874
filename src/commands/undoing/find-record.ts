import path from 'node:path'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'
import { fileDigest } from '../../model/fingerprint.ts'
import type { UndoRecord } from '../../model/undo.ts'
import { parseUndoRecord } from '../../planning/undo-record.ts'
import type { Context } from '../context.ts'
import { recordFile, timesKept, undoFolder } from '../deploying/keep-undo.ts'

/** A run that can be taken back: its record, the name of its file, and the bundle of what was live before it. */
export type Found = { record: UndoRecord; file: string; bundle: Uint8Array | undefined }

const bundleFile = (record: string): string => record.replace(/\.json$/, '.qs')

const readRecord = async (file: string, { workspace }: Context): Promise<UndoRecord> => {
  const bytes = await workspace.readBytes(file)
  if (bytes) return parseUndoRecord(Buffer.from(bytes).toString('utf8'), file)
  const beside = (await workspace.readBytes(bundleFile(file))) !== undefined
  throw new UserError(
    beside
      ? `${bundleFile(file)} has no record beside it (${path.basename(file)}), so it is not known what that deploy did. Take both files as they were kept`
      : `There is no file ${file}`,
  )
}

const readBundle = async (file: string, digest: string, { workspace }: Context): Promise<Uint8Array> => {
  const bytes = await workspace.readBytes(file)
  if (!bytes) throw new UserError(`${file} is missing beside its record. Take both files as they were kept`)
  if (fileDigest(bytes) === digest) return bytes
  throw new UserError(
    `${file} is not the bundle that its record was written for: it was cut off or changed on its way. Get it again`,
  )
}

const foundAt = async (file: string, context: Context): Promise<Found> => {
  const record = await readRecord(file, context)
  const bundle = record.bundle === undefined ? undefined : await readBundle(bundleFile(file), record.bundle, context)
  return { record, file, bundle }
}

const newestIn = async (folder: string, environment: string, context: Context): Promise<string | undefined> => {
  const time = timesKept((await context.workspace.listNames(folder)) ?? [], environment).at(-1)
  return time === undefined ? undefined : path.join(folder, `${environment}-${time}.json`)
}

const none = (folder: string, name: string): UserError =>
  new UserError(
    `${folder} has no undo bundle of ${name}. It is kept where the deploy ran: for one in a workflow download the artifact of that run, and name it with --from`,
  )

const alreadyBack = ({ file, record }: Found, before: string | undefined): UserError => {
  const earlier =
    before === undefined ? '' : ` To go back one more: undo --env ${record.environment} --from ${plain(before)}.`
  return new UserError(
    `The last deploy to ${record.environment} was taken back already, by the undo of ${record.time}.${earlier} To have it again: deploy, or undo --env ${record.environment} --from ${plain(file)}`,
  )
}

/** What to take back when the last run was an undo: what that did not come to take back; else nothing, unless it is named. */
const afterUndo = async (newest: Found, folder: string, context: Context): Promise<Found> => {
  const { environment, undoes = '', complete } = newest.record
  if (!complete) return foundAt(path.join(folder, path.basename(undoes)), context)
  const names = ((await context.workspace.listNames(folder)) ?? []).filter((name) => name < path.basename(undoes))
  const time = timesKept(names, environment).at(-1)
  throw alreadyBack(newest, time && path.join(folder, `${environment}-${time}.json`))
}

/** The last run that wrote to an environment, as kept in this clone. */
const lastHere = async ({ name }: Environment, context: Context): Promise<Found> => {
  const folder = await undoFolder(context)
  const file = await newestIn(folder, name, context)
  if (file === undefined) throw none(folder, name)
  const newest = await foundAt(file, context)
  return newest.record.run === 'undo' ? afterUndo(newest, folder, context) : newest
}

/**
 * The run to take back: the one of `from`, a file or the newest of the environment in a folder; else the last one that was
 * kept here. @throws UserError where there is none, or a file is missing or damaged.
 */
export const findRecord = async (
  environment: Environment,
  from: string | undefined,
  context: Context,
): Promise<Found> => {
  if (from === undefined) return lastHere(environment, context)
  const place = path.resolve(context.root, from)
  if ((await context.workspace.listNames(place)) === undefined) return foundAt(recordFile(place), context)
  const file = await newestIn(place, environment.name, context)
  if (file === undefined) throw none(place, environment.name)
  return foundAt(file, context)
}

const ELSEWHERE = 'Take the undo bundle of that environment, or name the environment it is of with --env'

/** @throws UserError for the record of another environment, account, region or owner. */
export const checkPlace = ({ record, file }: Found, environment: Environment, owner: string): void => {
  const pairs: [string, string, string][] = [
    ['environment', record.environment, environment.name],
    ['account', record.account, environment.account],
    ['region', record.region, environment.region],
    ['owner in tags', record.owner, owner],
  ]
  const other = pairs.find(([, was, is]) => was !== is)
  if (!other) return
  const [what, was, is] = other
  throw new UserError(`${file} is of another ${what}: ${plain(was)}, and this is ${is}. ${ELSEWHERE}`)
}
