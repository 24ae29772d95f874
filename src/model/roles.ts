import type { AssetKind } from './asset.ts'

/** From the least to the most; where two rules give one principal different roles, the later in this list counts. */
export const ROLES = ['viewer', 'user', 'contributor', 'owner'] as const
export type Role = (typeof ROLES)[number]

type Sets = Partial<Record<Role, readonly string[]>>

const DATA_SOURCE_USER = ['DescribeDataSource', 'DescribeDataSourcePermissions', 'PassDataSource']
const DATA_SET_USER = [
  'DescribeDataSet',
  'DescribeDataSetPermissions',
  'PassDataSet',
  'DescribeIngestion',
  'ListIngestions',
]
const THEME_USER = ['DescribeTheme', 'DescribeThemeAlias', 'ListThemeAliases', 'ListThemeVersions']
const DASHBOARD_VIEWER = ['DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard']

/**
 * What each role may do. Owners: as the developer guide lists them for asset-bundle imports; a theme's two groups: API
 * reference of UpdateThemePermissions; a dataset's user: developer guide, UpdateDataSetPermissions; a dashboard's viewer: user
 * guide, sharing with everyone. Folders: the sets that the service names when it refuses another (observed by others). A data
 * source's user: as AWS's own samples grant it. Analyses have owners only: no set of a viewer is documented.
 */
const SETS: Readonly<Record<AssetKind, Sets>> = {
  datasource: {
    viewer: DATA_SOURCE_USER,
    user: DATA_SOURCE_USER,
    owner: [...DATA_SOURCE_USER, 'UpdateDataSource', 'DeleteDataSource', 'UpdateDataSourcePermissions'],
  },
  dataset: {
    viewer: DATA_SET_USER,
    user: DATA_SET_USER,
    owner: [
      ...DATA_SET_USER,
      'UpdateDataSet',
      'DeleteDataSet',
      'CreateIngestion',
      'CancelIngestion',
      'UpdateDataSetPermissions',
      'CreateRefreshSchedule',
      'UpdateRefreshSchedule',
      'DeleteRefreshSchedule',
      'DescribeRefreshSchedule',
      'ListRefreshSchedules',
      'PutDataSetRefreshProperties',
      'DescribeDataSetRefreshProperties',
      'DeleteDataSetRefreshProperties',
    ],
  },
  theme: {
    viewer: THEME_USER,
    user: THEME_USER,
    owner: [
      ...THEME_USER,
      'DescribeThemePermissions',
      'CreateThemeAlias',
      'UpdateTheme',
      'UpdateThemeAlias',
      'UpdateThemePermissions',
      'DeleteTheme',
      'DeleteThemeAlias',
    ],
  },
  analysis: {
    owner: [
      'DescribeAnalysis',
      'DescribeAnalysisPermissions',
      'QueryAnalysis',
      'UpdateAnalysis',
      'UpdateAnalysisPermissions',
      'DeleteAnalysis',
      'RestoreAnalysis',
    ],
  },
  dashboard: {
    viewer: DASHBOARD_VIEWER,
    owner: [
      ...DASHBOARD_VIEWER,
      'DescribeDashboardPermissions',
      'UpdateDashboard',
      'UpdateDashboardPermissions',
      'UpdateDashboardPublishedVersion',
      'DeleteDashboard',
    ],
  },
  folder: {
    viewer: ['DescribeFolder'],
    contributor: [
      'CreateFolder',
      'DescribeFolder',
      'CreateFolderMembership',
      'DeleteFolderMembership',
      'DescribeFolderPermissions',
    ],
    owner: [
      'CreateFolder',
      'DescribeFolder',
      'UpdateFolder',
      'DeleteFolder',
      'CreateFolderMembership',
      'DeleteFolderMembership',
      'DescribeFolderPermissions',
      'UpdateFolderPermissions',
    ],
  },
}

const setsOf = (kind: AssetKind): Sets => (Object.hasOwn(SETS, kind) ? (SETS[kind] ?? {}) : {})

/** The roles that assets of a kind can be shared with; none for a kind that this program cannot share. */
export const rolesOf = (kind: AssetKind): Role[] => ROLES.filter((role) => setsOf(kind)[role] !== undefined)

/** The actions of a role, as the API writes them; none where the kind has no such role. */
export const roleActions = (kind: AssetKind, role: Role): string[] =>
  (setsOf(kind)[role] ?? []).map((action) => `quicksight:${action}`)

/** Whether actions make an owner: whoever may share an asset may give it all other rights. Older assets have shorter sets. */
export const areOwners = (actions: readonly string[]): boolean =>
  actions.some((action) => /^quicksight:Update\w+Permissions$/.test(action))

/** Kinds that everyone of a namespace can be given: API reference of ResourcePermission; folders refuse it by name. */
export const takesNamespaces = (kind: AssetKind): boolean => ['analysis', 'dashboard', 'theme'].includes(kind)

/** Kinds that a folder can hold, as the API names them (MemberType). */
export const MEMBER_TYPES = {
  dashboard: 'DASHBOARD',
  analysis: 'ANALYSIS',
  dataset: 'DATASET',
  datasource: 'DATASOURCE',
  topic: 'TOPIC',
} as const

export const canLieInFolder = (kind: AssetKind): kind is keyof typeof MEMBER_TYPES => Object.hasOwn(MEMBER_TYPES, kind)
