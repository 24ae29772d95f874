import type { AssetKind } from '../model/asset.ts'
import { structureNamed } from './model/operations.ts'
import type { Member, Structure } from './model/shape.ts'

/** How one kind of asset is called and written. `members` are the API's names, in the order bundle files have them. */
export type Kind = { kind: AssetKind; label: string; idMember: string; root: string; members: string[] }

const kindOf = (kind: AssetKind, label: string, idMember: string, root: string, members: string): Kind => ({
  kind,
  label,
  idMember,
  root,
  members: [idMember, 'Name', ...members.split(' ').filter(Boolean)],
})

const DATASET_MEMBERS = `PhysicalTableMap LogicalTableMap ImportMode ColumnGroups FieldFolders RowLevelPermissionDataSet
RowLevelPermissionTagConfiguration ColumnLevelPermissionRules DataSetUsageConfiguration DatasetParameters
PerformanceConfiguration UseAs DataSetRefreshProperties DataPrepConfiguration SemanticModelConfiguration`.replaceAll(
  '\n',
  ' ',
)

/** The kinds the emulator has behavior for, in the order an import creates them. */
export const KINDS: readonly Kind[] = [
  kindOf(
    'vpcConnection',
    'VPCConnection',
    'VPCConnectionId',
    'CreateVPCConnectionRequest',
    'SubnetIds SecurityGroupIds DnsResolvers RoleArn',
  ),
  kindOf(
    'datasource',
    'DataSource',
    'DataSourceId',
    'CreateDataSourceRequest',
    'Type DataSourceParameters VpcConnectionProperties SslProperties',
  ),
  kindOf('dataset', 'DataSet', 'DataSetId', 'CreateDataSetRequest', DATASET_MEMBERS),
  {
    kind: 'refreshSchedule',
    label: 'RefreshSchedule',
    idMember: 'ScheduleId',
    root: 'CreateRefreshScheduleRequest',
    members: ['DataSetId', 'Schedule'],
  },
  kindOf('theme', 'Theme', 'ThemeId', 'CreateThemeRequest', 'BaseThemeId Configuration'),
  kindOf('topic', 'Topic', 'TopicId', 'CreateTopicV2Request', ''),
  kindOf('analysis', 'Analysis', 'AnalysisId', 'CreateAnalysisRequest', 'ThemeArn Definition ValidationStrategy'),
  kindOf(
    'dashboard',
    'Dashboard',
    'DashboardId',
    'CreateDashboardRequest',
    'ThemeArn Definition DashboardPublishOptions ValidationStrategy LinkEntities LinkSharingConfiguration',
  ),
  kindOf('folder', 'Folder', 'FolderId', 'CreateFolderRequest', 'FolderType ParentFolderArn SharingModel'),
]

const byKind = new Map(KINDS.map((kind) => [kind.kind, kind]))

/** What is known of a kind; a kind the emulator does not know is kept and exported like any other. */
export const kindNamed = (kind: AssetKind): Kind | undefined => byKind.get(kind)

/** `Analysis` for `analysis`: how the service's messages call a kind. */
export const labelOf = (kind: AssetKind): string => byKind.get(kind)?.label ?? kind

/** The place of a kind in the order of creation. */
export const rankOf = (kind: AssetKind): number => {
  const index = KINDS.findIndex((known) => known.kind === kind)
  return index < 0 ? KINDS.length : index
}

const bodies = new Map<AssetKind, Structure>()

const memberOf = (root: Structure, name: string): [string, Member][] => {
  // No exported VPC connection has been published; AWS's restore tool spells the key vpcConnectionId, against the rule.
  const spelled = name.replace(/^VPC/, 'Vpc')
  if (name === 'DataSetRefreshProperties') {
    const shape = structureNamed(name)
    return [[name, { name, required: false, binding: {}, shape: () => shape }]]
  }
  const member = root.members.get(name)
  return member ? [[spelled, { ...member, name: spelled }]] : []
}

/** The structure of a kind's bundle file without `resourceType`; its members are named as the API names them. */
export const bodyShape = (kind: AssetKind): Structure => {
  const made = bodies.get(kind)
  if (made) return made
  const known = byKind.get(kind)
  const root = known ? structureNamed(known.root) : undefined
  const members = new Map(root && known ? known.members.flatMap((name) => memberOf(root, name)) : [])
  const shape: Structure = { type: 'structure', name: kind, union: false, members }
  bodies.set(kind, shape)
  return shape
}
