import type { AssetKind, AssetRef } from '../../model/asset.ts'
import { isObject, type Json, stringAt } from '../../model/json.ts'
import type { Incoming } from '../import-overrides.ts'
import { labelOf } from '../kinds.ts'
import { dependenciesOf } from '../references.ts'
import type { Place, Row } from '../store.ts'
import type { Need } from './guard.ts'

/**
 * What jobs check is documented only as AWS's managed policies AWSQuickSightAssetBundleExportPolicy and …ImportPolicy: one
 * list a kind. Here everything a list names is taken to be checked, except where the file or the account makes it plain that
 * there is nothing to do. Folders and topics are in neither and follow the others by analogy (inferred).
 */
const PERMISSIONS: Readonly<Record<AssetKind, string>> = {
  dashboard: 'DashboardPermissions',
  analysis: 'AnalysisPermissions',
  dataset: 'DataSetPermissions',
  datasource: 'DataSourcePermissions',
  theme: 'ThemePermissions',
  folder: 'FolderPermissions',
  topic: 'TopicPermissionsV2',
}

const nounOf = (kind: AssetKind): string => (kind === 'topic' ? 'TopicV2' : labelOf(kind))

const ALSO_READ: Readonly<Record<AssetKind, string[]>> = {
  dataset: ['DescribeDataSetRefreshProperties', 'ListRefreshSchedules'],
  folder: ['ListFolderMembers'],
}

const onAsset = (place: Place, ref: AssetRef, actions: readonly string[]): Need[] =>
  actions.map((action) => ({ action: `quicksight:${action}`, resource: place.arnOf(ref) }))

const vpcList = (place: Place, { kind }: AssetRef): Need[] =>
  kind === 'vpcConnection' ? [{ action: 'quicksight:ListVPCConnections', resource: place.arn('vpcConnection/*') }] : []

const reading = (place: Place, ref: AssetRef): Need[] => [
  ...onAsset(place, ref, [`Describe${nounOf(ref.kind)}`, ...(ALSO_READ[ref.kind] ?? [])]),
  ...vpcList(place, ref),
]

/** What an export job needs for one asset. */
export const exportNeeds = (place: Place, row: Row): Need[] => {
  const permissions = PERMISSIONS[row.kind]
  const tags = row.kind === 'refreshSchedule' ? [] : ['ListTagsForResource']
  return [
    ...reading(place, row),
    ...onAsset(place, row, [...(permissions === undefined ? [] : [`Describe${permissions}`]), ...tags]),
  ]
}

/** A data source or dataset that an asset is built on is passed to it. */
const passed = (place: Place, asset: Incoming): Need[] =>
  dependenciesOf(place, asset).flatMap(({ arn, ref }) => {
    const pass = { datasource: 'PassDataSource', dataset: 'PassDataSet' }[ref.kind]
    return pass === undefined || asset.kind === 'refreshSchedule'
      ? []
      : [{ action: `quicksight:${pass}`, resource: arn }]
  })

const rolesIn = (value: Json | undefined): string[] => {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'roleArn' && typeof inner === 'string' ? [inner] : rolesIn(inner),
  )
}

const roleNeeds = ({ body }: Incoming): Need[] =>
  [...rolesIn({ roleArn: stringAt(body, 'roleArn') ?? null }), ...rolesIn(body.dataSourceParameters)].map(
    (resource) => ({
      action: 'iam:PassRole',
      resource,
      context: { 'iam:PassedToService': 'quicksight.amazonaws.com' },
    }),
  )

// Documented: "the caller needs secretsmanager:GetSecretValue and DescribeSecret".
const secretNeeds = ({ credentials }: Incoming): Need[] => {
  const secret = credentials?.secretArn
  if (secret === undefined) return []
  return ['DescribeSecret', 'GetSecretValue'].map((action) => ({
    action: `secretsmanager:${action}`,
    resource: secret,
  }))
}

const facets = ({ kind, permissions, tags }: Incoming): string[] => {
  const noun = PERMISSIONS[kind]
  return [
    ...(permissions && noun ? [`Describe${noun}`, `Update${noun}`] : []),
    ...(tags ? ['ListTagsForResource', 'TagResource', 'UntagResource'] : []),
  ]
}

const refreshProperties = ({ kind, body }: Incoming, before: Row | undefined): string[] => {
  if (kind !== 'dataset') return []
  if (isObject(body.dataSetRefreshProperties)) return ['PutDataSetRefreshProperties']
  return isObject(before?.body.dataSetRefreshProperties) ? ['DeleteDataSetRefreshProperties'] : []
}

// Every import of a dashboard makes a new version and publishes it (reference: inferred).
const dashboardNeeds = ({ kind, body }: Incoming): string[] => {
  if (kind !== 'dashboard') return []
  return ['UpdateDashboardPublishedVersion', ...(Array.isArray(body.linkEntities) ? ['UpdateDashboardLinks'] : [])]
}

const memberships = (place: Place, asset: Incoming): Need[] => {
  const { body } = asset
  const joined = Array.isArray(body.folderArns) ? body.folderArns.map(String) : []
  const filled = Array.isArray(body.members) && body.members.length > 0 ? [place.arnOf(asset)] : []
  return [...joined, ...filled].map((resource) => ({ action: 'quicksight:CreateFolderMembership', resource }))
}

/** What an import job needs for one asset: to create it, or to update the one that is there. */
export const importNeeds = (place: Place, asset: Incoming, before: Row | undefined): Need[] => [
  ...reading(place, asset),
  ...onAsset(place, asset, [
    `${before ? 'Update' : 'Create'}${nounOf(asset.kind)}`,
    ...dashboardNeeds(asset),
    ...refreshProperties(asset, before),
    ...facets(asset),
  ]),
  ...passed(place, asset),
  ...roleNeeds(asset),
  ...secretNeeds(asset),
  ...memberships(place, asset),
]

/** What rolling back needs: an asset that was created is deleted. Inferred from the Delete actions of the managed policy. */
export const rollbackNeeds = (place: Place, ref: AssetRef): Need[] => onAsset(place, ref, [`Delete${nounOf(ref.kind)}`])
