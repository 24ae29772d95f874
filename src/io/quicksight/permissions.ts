import {
  DescribeAnalysisPermissionsCommand,
  DescribeDashboardPermissionsCommand,
  DescribeDataSetPermissionsCommand,
  DescribeDataSourcePermissionsCommand,
  DescribeFolderPermissionsCommand,
  DescribeThemePermissionsCommand,
  type ResourcePermission,
  UpdateAnalysisPermissionsCommand,
  UpdateDashboardPermissionsCommand,
  UpdateDataSetPermissionsCommand,
  UpdateDataSourcePermissionsCommand,
  UpdateFolderPermissionsCommand,
  UpdateThemePermissionsCommand,
} from '@aws-sdk/client-quicksight'
import type { AssetKind, AssetRef, Permission } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { Connection } from './connect.ts'

/** Who may do what with an asset, and who may open it by its link. */
export type Sharing = { permissions: Permission[]; links: Permission[] }

/** What is given and taken, for each principal its actions. Links are a dashboard's. */
export type SharingUpdate = {
  grant?: readonly Permission[]
  revoke?: readonly Permission[]
  grantLinks?: readonly Permission[]
  revokeLinks?: readonly Permission[]
}

type Lists = Partial<
  Record<
    'GrantPermissions' | 'RevokePermissions' | 'GrantLinkPermissions' | 'RevokeLinkPermissions',
    ResourcePermission[]
  >
>

type Answer = {
  Permissions?: ResourcePermission[] | undefined
  LinkSharingConfiguration?: { Permissions?: ResourcePermission[] | undefined } | undefined
  NextToken?: string | undefined
}

type Calls = {
  read: (connection: Connection, id: string, next: string | undefined) => Promise<Answer>
  update: (connection: Connection, id: string, lists: Lists) => Promise<unknown>
}

const CALLS: Readonly<Record<AssetKind, Calls>> = {
  analysis: {
    read: ({ client, account: AwsAccountId }, AnalysisId) =>
      client.send(new DescribeAnalysisPermissionsCommand({ AwsAccountId, AnalysisId })),
    update: ({ client, account: AwsAccountId }, AnalysisId, lists) =>
      client.send(new UpdateAnalysisPermissionsCommand({ AwsAccountId, AnalysisId, ...lists })),
  },
  dashboard: {
    read: ({ client, account: AwsAccountId }, DashboardId) =>
      client.send(new DescribeDashboardPermissionsCommand({ AwsAccountId, DashboardId })),
    update: ({ client, account: AwsAccountId }, DashboardId, lists) =>
      client.send(new UpdateDashboardPermissionsCommand({ AwsAccountId, DashboardId, ...lists })),
  },
  dataset: {
    read: ({ client, account: AwsAccountId }, DataSetId) =>
      client.send(new DescribeDataSetPermissionsCommand({ AwsAccountId, DataSetId })),
    update: ({ client, account: AwsAccountId }, DataSetId, lists) =>
      client.send(new UpdateDataSetPermissionsCommand({ AwsAccountId, DataSetId, ...lists })),
  },
  datasource: {
    read: ({ client, account: AwsAccountId }, DataSourceId) =>
      client.send(new DescribeDataSourcePermissionsCommand({ AwsAccountId, DataSourceId })),
    update: ({ client, account: AwsAccountId }, DataSourceId, lists) =>
      client.send(new UpdateDataSourcePermissionsCommand({ AwsAccountId, DataSourceId, ...lists })),
  },
  theme: {
    read: ({ client, account: AwsAccountId }, ThemeId) =>
      client.send(new DescribeThemePermissionsCommand({ AwsAccountId, ThemeId })),
    update: ({ client, account: AwsAccountId }, ThemeId, lists) =>
      client.send(new UpdateThemePermissionsCommand({ AwsAccountId, ThemeId, ...lists })),
  },
  folder: {
    read: ({ client, account: AwsAccountId }, FolderId, next) =>
      client.send(
        new DescribeFolderPermissionsCommand({ AwsAccountId, FolderId, ...(next ? { NextToken: next } : {}) }),
      ),
    update: ({ client, account: AwsAccountId }, FolderId, lists) =>
      client.send(new UpdateFolderPermissionsCommand({ AwsAccountId, FolderId, ...lists })),
  },
}

const callsOf = ({ kind }: AssetRef): Calls => {
  const calls = Object.hasOwn(CALLS, kind) ? CALLS[kind] : undefined
  if (!calls) throw new UserError(`a ${kind} cannot be shared by this program`)
  return calls
}

const permissionsOf = (list: ResourcePermission[] | undefined): Permission[] =>
  (list ?? []).map(({ Principal, Actions }) => ({ principal: Principal ?? '', actions: Actions ?? [] }))

/** Read who may do what with an asset. @throws UserError for a kind that is not shared. */
export const readSharing = async (connection: Connection, ref: AssetRef): Promise<Sharing> => {
  const sharing: Sharing = { permissions: [], links: [] }
  let next: string | undefined
  do {
    const answer = await callsOf(ref).read(connection, ref.id, next)
    sharing.permissions.push(...permissionsOf(answer.Permissions))
    sharing.links.push(...permissionsOf(answer.LinkSharingConfiguration?.Permissions))
    next = answer.NextToken
  } while (next)
  return sharing
}

/** Entries of one list: the smaller of the two limits that the kinds have (API reference: 64 and 100). */
const MOST_ENTRIES = 64

const inCalls = (name: keyof Lists, list: readonly Permission[]): Lists[] =>
  chunks(list, MOST_ENTRIES).map((some) => ({
    [name]: some.map(({ principal, actions }) => ({ Principal: principal, Actions: [...actions] })),
  }))

/** Give first and take afterwards, so that nobody is locked out in between. What is not named stays. */
export const updateSharing = async (connection: Connection, ref: AssetRef, update: SharingUpdate): Promise<void> => {
  const { grant = [], revoke = [], grantLinks = [], revokeLinks = [] } = update
  const all = [
    ...inCalls('GrantPermissions', grant),
    ...inCalls('GrantLinkPermissions', grantLinks),
    ...inCalls('RevokePermissions', revoke),
    ...inCalls('RevokeLinkPermissions', revokeLinks),
  ]
  for (const lists of all) await callsOf(ref).update(connection, ref.id, lists)
}
