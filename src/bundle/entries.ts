import { type Asset, describeAsset, idInBody, type Permission, type Tag } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { parseJson } from '../model/json-text.ts'
import { readArchive, writeArchive } from './archive.ts'

const ENTRY = /^([A-Za-z]\w*)\/([^/\\]+)\.json$/

const refuse = (path: string, what: string): never => {
  throw new UserError(`The bundle's entry ${JSON.stringify(path)} ${what}`)
}

const permissionsOf = (value: Json | undefined): Permission[] | undefined =>
  Array.isArray(value)
    ? value.filter(isObject).map((entry) => ({
        principal: stringAt(entry, 'principal') ?? '',
        actions: Array.isArray(entry.actions) ? entry.actions.map(String) : [],
      }))
    : undefined

// The casing of tag keys inside a file has not been observed; both spellings are read.
const tagsOf = (value: Json | undefined): Tag[] | undefined =>
  Array.isArray(value)
    ? value.filter(isObject).map((tag) => ({
        key: stringAt(tag, 'key') ?? stringAt(tag, 'Key') ?? '',
        value: stringAt(tag, 'value') ?? stringAt(tag, 'Value') ?? '',
      }))
    : undefined

/** One entry of a bundle, `<kind>/<id>.json`, as an asset. The id is the body's own; a kind without one takes the file name. */
export const assetOfEntry = (path: string, text: string): Asset => {
  const [, kind = '', fileId = ''] = ENTRY.exec(path) ?? refuse(path, 'is not <kind>/<id>.json')
  const parsed = parseJson(text, path)
  if (!isObject(parsed)) return refuse(path, 'is not a JSON object')
  const { permissions, tags, ...body } = parsed as JsonObject
  const id = idInBody(kind, body) ?? fileId
  const asset: Asset = { kind, id, name: stringAt(body, 'name') ?? id, body }
  const [readPermissions, readTags] = [permissionsOf(permissions), tagsOf(tags)]
  if (readPermissions) asset.permissions = readPermissions
  if (readTags) asset.tags = readTags
  return asset
}

/** The assets of a bundle's bytes. @throws UserError naming the entry that cannot be read. */
export const readBundle = (bytes: Uint8Array): Asset[] =>
  [...readArchive(bytes)].map(([path, text]) => assetOfEntry(path, text))

/** QuickSight names a file after the id exactly; an id with a slash cannot be an entry name. */
const entryName = (asset: Asset): string => {
  const name = `${asset.kind}/${asset.id}.json`
  if (ENTRY.test(name)) return name
  throw new UserError(
    `${describeAsset(asset)} cannot be sent: its id holds a slash, or its kind is no plain word, and a bundle has no place for such a file. Give it another id, in the file and in its name`,
  )
}

/** Pack assets into a bundle for an import job: bodies only; permissions and tags travel as job overrides. */
export const writeBundle = (assets: readonly Asset[]): Uint8Array =>
  writeArchive(assets.map((asset) => [entryName(asset), JSON.stringify(asset.body)] as const))
