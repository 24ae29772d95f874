import type { Tag } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { chunks } from '../model/lists.ts'
import { roleActions } from '../model/roles.ts'
import type { Sent } from './parts.ts'

/** The names a kind has in the overrides of an import job. */
const NAMES: Record<string, { list: string; id: string; ids: string }> = {
  datasource: { list: 'DataSources', id: 'DataSourceId', ids: 'DataSourceIds' },
  dataset: { list: 'DataSets', id: 'DataSetId', ids: 'DataSetIds' },
  theme: { list: 'Themes', id: 'ThemeId', ids: 'ThemeIds' },
  analysis: { list: 'Analyses', id: 'AnalysisId', ids: 'AnalysisIds' },
  dashboard: { list: 'Dashboards', id: 'DashboardId', ids: 'DashboardIds' },
  folder: { list: 'Folders', id: 'FolderId', ids: 'FolderIds' },
  vpcConnection: { list: 'VPCConnections', id: 'VPCConnectionId', ids: 'VPCConnectionIds' },
}

/** How many entries `OverridePermissions` takes per kind (service model); a kind that is not here has no permissions. */
export const PERMISSION_ENTRIES: Record<string, number> = {
  datasource: 2,
  dataset: 2,
  theme: 2,
  analysis: 1,
  dashboard: 2,
  folder: 2,
}

/** Kinds that QuickSight keeps no permissions of at all, so that nobody misses an owner. */
const OWNERLESS: readonly string[] = ['vpcConnection']

export const NO_OWNERS = 'its owners cannot be given by an import; share it in QuickSight'

/** Whether an import can say who owns a new asset of this kind, or nobody has to: not so for topics and kinds unknown here. */
export const canBeOwned = (kind: string): boolean => Object.hasOwn(PERMISSION_ENTRIES, kind) || OWNERLESS.includes(kind)

/** A user name and password read at the last moment; only ever part of the request, never of a plan or a log. */
export type Secrets = ReadonlyMap<string, { username: string; password: string }>

export type OverrideInput = {
  units: readonly Sent[]
  owners: readonly string[]
  ownerTag: { key: string; value: string }
  secrets: Secrets
}

/** Whether an import must be told who owns a unit and what its owner tag is. */
export const lacksGrants = ({ isNew, carriesGrants }: Sent): boolean => isNew && !carriesGrants

/** Id lists of at most 50 each; `*` where everything of that kind in the job is new and the entries would not suffice. */
const idLists = (units: readonly Sent[], kind: string, entries: number): string[][] => {
  const ofKind = units.filter((unit) => unit.kind === kind)
  const ids = ofKind.filter(lacksGrants).map(({ id }) => id)
  const lists = chunks(ids, 50)
  return lists.length > entries && ids.length === ofKind.length ? [['*']] : lists
}

const perKind = (units: readonly Sent[], entry: (kind: string) => Json[]): JsonObject => {
  const kinds = [...new Set(units.filter(lacksGrants).map(({ kind }) => kind))].filter((kind) => NAMES[kind])
  return Object.fromEntries(
    kinds.map((kind) => [NAMES[kind]?.list ?? kind, entry(kind)] as const).filter(([, list]) => list.length > 0),
  )
}

const permissionsFor = (units: readonly Sent[], owners: readonly string[]): JsonObject =>
  perKind(units, (kind) => {
    const actions = roleActions(kind, 'owner')
    if (actions.length === 0 || owners.length === 0) return []
    return idLists(units, kind, PERMISSION_ENTRIES[kind] ?? 1).map((ids) => ({
      [NAMES[kind]?.ids ?? '']: ids,
      Permissions: { Principals: [...owners], Actions: actions },
    }))
  })

const tagsForNew = (units: readonly Sent[], { key, value }: OverrideInput['ownerTag']): JsonObject =>
  perKind(units, (kind) =>
    idLists(units, kind, 5).map((ids) => ({ [NAMES[kind]?.ids ?? '']: ids, Tags: [{ Key: key, Value: value }] })),
  )

const credentialsFor = (units: readonly Sent[], secrets: Secrets): Json[] =>
  units.flatMap(({ id, credentials }): Json[] => {
    if (credentials?.kind === 'secret') return [{ DataSourceId: id, Credentials: { SecretArn: credentials.arn } }]
    const pair = credentials && secrets.get(credentials.name)
    return pair
      ? [{ DataSourceId: id, Credentials: { CredentialPair: { Username: pair.username, Password: pair.password } } }]
      : []
  })

const vpcConnectionsFor = (units: readonly Sent[]): Json[] =>
  units
    .filter(({ kind }) => kind === 'vpcConnection')
    .map(({ id, sent }) => {
      const { name, subnetIds, securityGroupIds, dnsResolvers, roleArn } = sent[0]?.body ?? {}
      const given = {
        Name: name,
        SubnetIds: subnetIds,
        SecurityGroupIds: securityGroupIds,
        DnsResolvers: dnsResolvers,
        RoleArn: roleArn,
      }
      return {
        VPCConnectionId: id,
        ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      } as JsonObject
    })

const filled = (object: Record<string, Json[]>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, list]) => list.length > 0))

/**
 * The overrides of one import job, as the API has them. Names, hosts and the like are already in the files; only what a
 * file cannot carry is here: credentials, the subnets of VPC connections, and owners and owner tag of what is new.
 */
export const overridesFor = ({ units, owners, ownerTag, secrets }: OverrideInput): Record<string, JsonObject> => {
  const parameters = filled({ DataSources: credentialsFor(units, secrets), VPCConnections: vpcConnectionsFor(units) })
  const all = {
    OverrideParameters: parameters,
    OverridePermissions: permissionsFor(units, owners),
    OverrideTags: tagsForNew(units, ownerTag),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Object.keys(value).length > 0))
}

/** `OverrideTags` that give each of a few assets its own full list of tags. */
export const tagOverridesFor = (list: readonly { kind: string; id: string; tags: readonly Tag[] }[]): JsonObject =>
  Object.fromEntries(
    [...new Set(list.map(({ kind }) => kind))].map((kind) => [
      NAMES[kind]?.list ?? kind,
      list
        .filter((item) => item.kind === kind)
        .map(({ id, tags }) => ({
          [NAMES[kind]?.ids ?? '']: [id],
          Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
        })),
    ]),
  )
