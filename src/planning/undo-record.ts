import type { Permission, Tag } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'
import { isObject, type Json, type JsonObject, listAt, objectsOf, stringAt } from '../model/json.ts'
import { parseJson } from '../model/json-text.ts'
import type { Moment, SharedThen, UndoEntry, UndoRecord } from '../model/undo.ts'

const FORMAT = 'quicksight-gitops undo'
const DID: readonly UndoEntry['did'][] = ['updated', 'created', 'deleted', 'recorded']
const RUNS: readonly UndoRecord['run'][] = ['deploy', 'undo', 'restore']

/** A record as the text of its file. */
export const undoRecordText = (record: UndoRecord): string =>
  `${JSON.stringify({ format: FORMAT, ...record }, null, 2)}\n`

const damaged = (file: string, what: string): UserError =>
  new UserError(`${file} is not the record of a deploy, or was changed on its way: ${what}. Take it as it was kept`)

const need = <T>(value: T | undefined, file: string, what: string): T => {
  if (value === undefined) throw damaged(file, `it does not say ${what}`)
  return value
}

const tagOf = (tag: JsonObject): Tag => ({ key: stringAt(tag, 'key') ?? '', value: stringAt(tag, 'value') ?? '' })

const momentOf = (value: Json | undefined): Moment | undefined => {
  if (!isObject(value)) return undefined
  const observed = stringAt(value, 'observed')
  return { tags: objectsOf(value.tags).map(tagOf), ...(observed === undefined ? {} : { observed }) }
}

const permissionOf = (entry: JsonObject): Permission => ({
  principal: stringAt(entry, 'principal') ?? '',
  actions: listAt(entry, 'actions').map(String),
})

const entryOf = (value: JsonObject, file: string): UndoEntry => {
  const did = DID.find((one) => one === value.did)
  const [before, after] = [momentOf(value.before), momentOf(value.after)]
  return {
    kind: need(stringAt(value, 'kind'), file, 'of which kind an asset is'),
    id: need(stringAt(value, 'id'), file, 'which asset it was'),
    name: stringAt(value, 'name') ?? '',
    did: need(did, file, 'what was done to an asset'),
    ...(before && { before }),
    ...(after && { after }),
    ...(Array.isArray(value.permissions) && { permissions: objectsOf(value.permissions).map(permissionOf) }),
  }
}

const sharedOf = (value: JsonObject, file: string): SharedThen => ({
  kind: need(stringAt(value, 'kind'), file, 'of which kind an asset is'),
  id: need(stringAt(value, 'id'), file, 'which asset it was'),
  words: stringAt(value, 'words') ?? '',
})

const objectOf = (text: string, file: string): JsonObject => {
  const parsed = parseJson(text, file)
  if (!isObject(parsed) || parsed.format !== FORMAT) throw damaged(file, 'it is something else')
  if (parsed.version === 1) return parsed
  throw new UserError(`${file} was written by a later version of this program; take that version to undo it`)
}

/** The record in a file. @throws UserError naming the file when it is something else, damaged, or of a later version. */
export const parseUndoRecord = (text: string, file: string): UndoRecord => {
  const value = objectOf(text, file)
  const textAt = (key: string, what: string): string => need(stringAt(value, key), file, what)
  const [undoes, bundle] = [stringAt(value, 'undoes'), stringAt(value, 'bundle')]
  return {
    version: 1,
    run: need(
      RUNS.find((run) => run === value.run),
      file,
      'what kind of run it was',
    ),
    environment: textAt('environment', 'which environment it was'),
    account: textAt('account', 'which account it was'),
    region: textAt('region', 'which region it was'),
    owner: textAt('owner', 'who deployed'),
    time: textAt('time', 'when it was'),
    commit: textAt('commit', 'which commit it was'),
    complete: value.complete === true,
    ...(undoes !== undefined && { undoes }),
    ...(bundle !== undefined && { bundle }),
    commits: listAt(value, 'commits').map(String),
    entries: objectsOf(value.entries).map((entry) => entryOf(entry, file)),
    ...(Array.isArray(value.shared) && { shared: objectsOf(value.shared).map((one) => sharedOf(one, file)) }),
  }
}
