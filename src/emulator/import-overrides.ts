import { parseArn } from '../model/arn.ts'
import { mapArns } from '../model/arn-keys.ts'
import type { Asset, AssetKind, Permission, Tag } from '../model/asset.ts'
import { arnResource, refKey, refOfResource, scheduleId } from '../model/asset.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { toBundle } from './casing.ts'
import { type JobError, javaError } from './jobs.ts'
import { bodyShape, KINDS, labelOf } from './kinds.ts'
import type { Credentials, Place } from './store.ts'

/** An asset on its way into an account, with what the job adds to it. Absent facets leave what is there. */
export type Incoming = Asset & { credentials?: Credentials; linkPermissions?: Permission[] }

const SECTIONS: Record<string, AssetKind> = {
  VPCConnections: 'vpcConnection',
  RefreshSchedules: 'refreshSchedule',
  DataSources: 'datasource',
  DataSets: 'dataset',
  Themes: 'theme',
  Analyses: 'analysis',
  Dashboards: 'dashboard',
  Folders: 'folder',
  TopicsV2: 'topic',
}

const objectsAt = (object: Json | undefined, key: string): JsonObject[] => {
  const list = isObject(object) ? object[key] : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}

const prefixOf = (parameters: Json | undefined): string => {
  const configuration = isObject(parameters) ? parameters.ResourceIdOverrideConfiguration : undefined
  return isObject(configuration) ? (stringAt(configuration, 'PrefixForAllResources') ?? '') : ''
}

const idKeyOf = (asset: Asset): string | undefined => {
  const member = KINDS.find(({ kind }) => kind === asset.kind)?.idMember
  return ['vpcConnectionId', 'vpcconnectionId', member && member.charAt(0).toLowerCase() + member.slice(1)].find(
    (key) => key !== undefined && key in asset.body,
  )
}

const prefixed = (asset: Asset, prefix: string, inBundle: Set<string>): Asset => {
  const mapped = mapArns(asset.body, (arn, text) => {
    const ref = arn.service === 'quicksight' ? refOfResource(arn.resource) : undefined
    if (!ref || !inBundle.has(refKey(ref))) return text
    return text.slice(0, -arn.resource.length) + arnResource({ kind: ref.kind, id: prefix + ref.id })
  }) as JsonObject
  const key = asset.kind === 'refreshSchedule' ? 'dataSetId' : idKeyOf(asset)
  const body = key === undefined ? mapped : { ...mapped, [key]: prefix + String(mapped[key]) }
  return { ...asset, id: prefix + asset.id, body }
}

const prefixAll = (assets: Asset[], prefix: string): Asset[] => {
  if (prefix === '') return assets
  const inBundle = new Set(assets.map(refKey))
  return assets.map((asset) => prefixed(asset, prefix, inBundle))
}

const idOfEntry = (kind: AssetKind, entry: JsonObject): string => {
  if (kind === 'refreshSchedule')
    return scheduleId(stringAt(entry, 'DataSetId') ?? '', stringAt(entry, 'ScheduleId') ?? '')
  const member = KINDS.find((known) => known.kind === kind)?.idMember ?? ''
  return stringAt(entry, member) ?? ''
}

const PLAIN = new Set([
  'Name',
  'DataSourceParameters',
  'VpcConnectionProperties',
  'SslProperties',
  'DataSetRefreshProperties',
])
const MORE = new Set(['SubnetIds', 'SecurityGroupIds', 'DnsResolvers', 'RoleArn', 'ParentFolderArn', 'Description'])

const credentialsOf = (entry: JsonObject): { credentials?: Credentials } => {
  if (!isObject(entry.Credentials)) return {}
  const pair = isObject(entry.Credentials.CredentialPair)
    ? stringAt(entry.Credentials.CredentialPair, 'Username')
    : undefined
  const secretArn = stringAt(entry.Credentials, 'SecretArn')
  return {
    credentials: {
      ...(pair === undefined ? {} : { username: pair }),
      ...(secretArn === undefined ? {} : { secretArn }),
    },
  }
}

const withParameters = (asset: Incoming, entry: JsonObject): Incoming => {
  if (asset.kind === 'refreshSchedule') {
    const start = entry.StartAfterDateTime
    if (typeof start !== 'number' || !isObject(asset.body.schedule)) return asset
    const schedule = { ...asset.body.schedule, startAfterDateTime: Math.round(start * 1000) }
    return { ...asset, body: { ...asset.body, schedule } }
  }
  const given = Object.entries(entry).filter(([key, value]) => (PLAIN.has(key) || MORE.has(key)) && value !== null)
  const changes = toBundle(bodyShape(asset.kind), Object.fromEntries(given)) as JsonObject
  const description = asset.kind === 'topic' && entry.Description ? { description: entry.Description } : {}
  const name = stringAt(entry, 'Name') ?? asset.name
  return { ...asset, name, body: { ...asset.body, name, ...changes, ...description }, ...credentialsOf(entry) }
}

type Edit = (asset: Incoming) => Incoming

const strangers = (place: Place, kind: AssetKind, id: string): JobError => {
  const arn = place.arnOf({ kind, id })
  return javaError(
    'InvalidParameterValueException',
    `${labelOf(kind)} ${id} of the overrides is not in the asset bundle`,
    arn,
  )
}

const asPermissions = (value: Json | undefined): Permission[] | undefined => {
  if (!isObject(value)) return undefined
  const [principals, actions] = [value.Principals, value.Actions].map((list) =>
    Array.isArray(list) ? list.map(String) : [],
  )
  return (principals ?? []).map((principal) => ({ principal, actions: [...(actions ?? [])] }))
}

const asTags = (entry: JsonObject): Tag[] =>
  objectsAt(entry, 'Tags').map((tag) => ({ key: stringAt(tag, 'Key') ?? '', value: stringAt(tag, 'Value') ?? '' }))

/** Later entries of one section add to earlier ones: a section may hold an entry for owners and one for viewers. */
class Overridden {
  private readonly permissions = new Set<string>()
  private readonly tags = new Set<string>()

  permissionsOf(entry: JsonObject): Edit {
    const given = asPermissions(entry.Permissions)
    const links = isObject(entry.LinkSharingConfiguration)
      ? asPermissions(entry.LinkSharingConfiguration.Permissions)
      : undefined
    return (asset) => {
      const before = this.permissions.has(refKey(asset)) ? (asset.permissions ?? []) : []
      if (given) this.permissions.add(refKey(asset))
      const linked = links ? { ...asset, linkPermissions: links } : asset
      return given ? { ...linked, permissions: [...before, ...given] } : linked
    }
  }

  tagsOf(entry: JsonObject): Edit {
    const given = asTags(entry)
    return (asset) => {
      const before = this.tags.has(refKey(asset)) ? (asset.tags ?? []) : []
      this.tags.add(refKey(asset))
      return { ...asset, tags: [...new Map([...before, ...given].map((tag) => [tag.key, tag])).values()] }
    }
  }
}

const idsOf = (kind: AssetKind, entry: JsonObject): string[] => {
  const member = KINDS.find((known) => known.kind === kind)?.idMember ?? ''
  const ids = entry[`${member}s`]
  return Array.isArray(ids) ? ids.map(String) : []
}

type Target = { place: Place; assets: Map<string, Incoming>; prefix: string; errors: JobError[] }

const edit = ({ place, assets, prefix, errors }: Target, kind: AssetKind, ids: string[], change: Edit): void => {
  for (const id of ids) {
    const all = id === '*' ? [...assets.values()].filter((asset) => asset.kind === kind) : undefined
    const one = assets.get(refKey({ kind, id })) ?? assets.get(refKey({ kind, id: prefix + id }))
    const hit = all ?? (one ? [one] : [])
    if (hit.length === 0) errors.push(strangers(place, kind, id))
    for (const asset of hit) assets.set(refKey(asset), change(asset))
  }
}

/** Apply a job's OverrideParameters, OverridePermissions and OverrideTags to what its bundle holds. */
export const applyOverrides = (
  place: Place,
  bundle: Asset[],
  input: JsonObject,
): { assets: Incoming[]; errors: JobError[] } => {
  const prefix = prefixOf(input.OverrideParameters)
  const assets = new Map<string, Incoming>(prefixAll(bundle, prefix).map((asset) => [refKey(asset), asset]))
  const target: Target = { place, assets, prefix, errors: [] }
  const overridden = new Overridden()
  for (const [section, kind] of Object.entries(SECTIONS)) {
    for (const entry of objectsAt(input.OverrideParameters, section)) {
      edit(target, kind, [idOfEntry(kind, entry)], (asset) => withParameters(asset, entry))
    }
    for (const entry of objectsAt(input.OverridePermissions, section)) {
      edit(target, kind, idsOf(kind, entry), overridden.permissionsOf(entry))
    }
    for (const entry of objectsAt(input.OverrideTags, section))
      edit(target, kind, idsOf(kind, entry), overridden.tagsOf(entry))
  }
  return { assets: [...assets.values()], errors: target.errors }
}

/** Principals of other accounts cannot be granted anything. */
export const foreignPrincipal = (place: Place, { permissions = [] }: Pick<Asset, 'permissions'>): string | undefined =>
  permissions
    .map(({ principal }) => principal)
    .find((principal) => {
      const arn = parseArn(principal)
      return arn?.service === 'quicksight' && arn.account !== place.account
    })
