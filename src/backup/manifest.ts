import { z } from 'zod'
import type { BackupManifest, BackupStart } from '../model/backup.ts'
import { UserError } from '../model/errors.ts'
import { fileDigest } from '../model/fingerprint.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { parseJson, stableText } from '../model/json-text.ts'
import { manifestSchema, type Sealed, startSchema } from './schema.ts'

export const MANIFEST = 'manifest.json'
export const START = 'started.json'

/** The text of a manifest or of a start, with a seal: the same for the same values, so that any changed byte shows. */
export const recordText = (record: BackupManifest | BackupStart): string => {
  const value = JSON.parse(JSON.stringify(record)) as JsonObject
  return stableText({ ...value, seal: fileDigest(Buffer.from(stableText(value))) })
}

const refuseNewer = (value: Json, place: string): void => {
  const version = isObject(value) ? value.version : undefined
  if (typeof version !== 'number' || version <= 1) return
  throw new UserError(
    `${place} has version ${version} of the format, and this quicksight-gitops reads version 1. Use a newer one`,
  )
}

const read = <Value extends BackupManifest | BackupStart>(
  schema: z.ZodType<Sealed<Value>>,
  text: string,
  place: string,
): Value => {
  const value = parseJson(text, place)
  refuseNewer(value, place)
  const { success, data, error } = schema.safeParse(value)
  if (!success) {
    const why = z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' ')
    throw new UserError(`${place} was not written by quicksight-gitops, or was changed: ${why}. Take another set`)
  }
  const { seal: _, ...record } = data
  if (recordText(record as unknown as Value) === text) return record as unknown as Value
  throw new UserError(`${place} was changed after it was written. Take another set`)
}

/** @throws UserError for a manifest of a later version, and for one that is not as it was written. */
export const readManifest = (text: string, place: string): BackupManifest => read(manifestSchema, text, place)

/** @throws UserError as for a manifest. */
export const readStart = (text: string, place: string): BackupStart => read(startSchema, text, place)
