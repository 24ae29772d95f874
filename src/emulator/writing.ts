import type { AssetKind, Permission, Tag } from '../model/asset.ts'
import { isObject, type Json, type JsonObject, objectsOf, stringAt } from '../model/json.ts'
import { type Call, resourceType, rowOf, textOf } from './call.ts'
import { toBundle } from './casing.ts'
import { bodyShape, kindNamed, labelOf } from './kinds.ts'
import { principalError } from './principals.ts'
import { joinFolders } from './rows.ts'
import { exists, invalid } from './service-error.ts'
import type { Credentials, Row } from './store.ts'

/** Principal and Actions lists of a request. */
export const readPermissions = (value: Json | undefined): Permission[] =>
  objectsOf(value).map((entry) => ({
    principal: stringAt(entry, 'Principal') ?? '',
    actions: Array.isArray(entry.Actions) ? entry.Actions.map(String) : [],
  }))

const readTags = (value: Json | undefined): Tag[] =>
  objectsOf(value).map((tag) => ({ key: stringAt(tag, 'Key') ?? '', value: stringAt(tag, 'Value') ?? '' }))

/** @throws InvalidParameterValueException for principals that are not ARNs or, where it is checked, do not exist. */
export const checkPermissions = ({ world, place }: Call, permissions: readonly Permission[]): void => {
  const odd = permissions.find(({ principal }) => !principal.startsWith('arn:'))
  const problem = odd ? `${odd.principal} is not the ARN of a principal` : principalError(world, place, permissions)
  if (problem !== undefined) throw invalid(problem)
}

/** The bundle-form members of a Create or Update request, in the service's order. */
export const bodyOf = (kind: AssetKind, input: JsonObject): JsonObject => {
  const spelled = kind === 'vpcConnection' ? { ...input, VpcConnectionId: input.VPCConnectionId ?? null } : input
  return toBundle(bodyShape(kind), spelled) as JsonObject
}

/** What a request says of a login; the password is read and forgotten. */
export const readCredentials = ({ input }: Call): Pick<Row, 'credentials'> => {
  if (!isObject(input.Credentials)) return {}
  const secretArn = stringAt(input.Credentials, 'SecretArn')
  const pair = input.Credentials.CredentialPair
  const username = isObject(pair) ? stringAt(pair, 'Username') : undefined
  const credentials: Credentials = {
    ...(username === undefined ? {} : { username }),
    ...(secretArn === undefined ? {} : { secretArn }),
  }
  return { credentials }
}

const withDefinition = (kind: AssetKind, { input }: Call): void => {
  if ((kind === 'analysis' || kind === 'dashboard') && input.Definition === undefined) {
    throw invalid('This emulator creates and updates analyses and dashboards from a Definition only')
  }
}

const hasVersions = (kind: AssetKind): boolean => kind === 'dashboard' || kind === 'theme'

const versionOf = ({ world, input }: Call, number: number, body: JsonObject): Row['versions'][number] => {
  const description = stringAt(input, 'VersionDescription')
  return { number, created: world.now(), body, ...(description === undefined ? {} : { description }) }
}

/** Create an asset as its Create operation does, with its permissions, tags and folders. @throws ResourceExistsException */
export const createRow = (call: Call, kind: AssetKind, id: string, given?: JsonObject): Row => {
  const { world, place, input } = call
  withDefinition(kind, call)
  if (place.get(kind, id))
    throw exists(resourceType(kind), `${labelOf(kind)} ${place.arnOf({ kind, id })} already exists`)
  const permissions = readPermissions(input.Permissions)
  checkPermissions(call, permissions)
  const body = { resourceType: kind, ...(given ?? bodyOf(kind, input)) }
  const now = world.now()
  const row: Row = {
    kind,
    id,
    name: stringAt(input, 'Name') ?? id,
    body,
    permissions,
    tags: readTags(input.Tags),
    created: now,
    updated: now,
    versions: hasVersions(kind) ? [versionOf(call, 1, body)] : [],
    published: hasVersions(kind) ? 1 : 0,
    ...(kind === 'datasource' ? readCredentials(call) : {}),
  }
  place.put(row)
  if (Array.isArray(input.FolderArns)) joinFolders(place, row, input.FolderArns.map(String))
  return row
}

/** Members an Update does not carry, or may leave out: they stay. */
const KEPT: Record<AssetKind, string[]> = {
  dataset: ['useAs', 'dataSetRefreshProperties'],
  datasource: ['type', 'dataSourceParameters', 'vpcConnectionProperties', 'sslProperties'],
  theme: ['name', 'configuration'],
  dashboard: ['linkEntities', 'linkSharingConfiguration'],
  folder: ['folderType', 'parentFolderArn', 'sharingModel'],
}

const merged = (kind: AssetKind, before: JsonObject, after: JsonObject): JsonObject => {
  const kept = (KEPT[kind] ?? []).filter((key) => after[key] === undefined && before[key] !== undefined)
  const all = { ...Object.fromEntries(kept.map((key) => [key, before[key] as Json])), ...after }
  return { resourceType: kind, ...all }
}

const inOrder = (kind: AssetKind, body: JsonObject): JsonObject => {
  const keys = [
    'resourceType',
    ...[...bodyShape(kind).members.keys()].map((name) => name.replace(/^[A-Z]+/, (run) => run.toLowerCase())),
  ]
  const rank = new Map(keys.map((key, index) => [key, index]))
  const sorted = Object.entries(body).sort(([a], [b]) => (rank.get(a) ?? keys.length) - (rank.get(b) ?? keys.length))
  return Object.fromEntries(sorted)
}

/**
 * Update an asset as its Update operation does. A dashboard's update is a new version that is not yet published, so the
 * asset stays as it is; a theme's is in force at once.
 */
export const updateRow = (call: Call, kind: AssetKind): Row => {
  const { world, place, input } = call
  const row = rowOf(call, kind, textOf(call, kindNamed(kind)?.idMember ?? ''))
  if (row.deleted) throw invalid(`${labelOf(kind)} ${place.arnOf(row)} is deleted`)
  withDefinition(kind, call)
  const latest = row.versions.at(-1)
  const body = inOrder(kind, merged(kind, latest?.body ?? row.body, bodyOf(kind, input)))
  const versions = latest ? [...row.versions, versionOf(call, latest.number + 1, body)] : row.versions
  const login = kind === 'datasource' ? readCredentials(call) : {}
  const draft = kind === 'dashboard'
  const inForce = draft
    ? {}
    : { body, name: stringAt(input, 'Name') ?? row.name, published: versions.at(-1)?.number ?? 0 }
  const after: Row = { ...row, versions, updated: world.now(), ...inForce, ...login }
  place.put(after)
  return after
}
