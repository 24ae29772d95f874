// Derives constraints.json, what the SDK's runtime schemas leave out, from the public service model:
//   node src/emulator/model/derive-constraints.mjs path/to/service-2.json
// Only for the operations the emulator has behavior for; the definition trees are left out, the emulator keeps them as they come.
import { readFileSync, writeFileSync } from 'node:fs'

const KINDS = ['Analysis', 'Dashboard', 'DataSet', 'DataSource', 'Theme', 'Folder', 'VPCConnection', 'RefreshSchedule']
const PLURALS = [
  'Analyses',
  'Dashboards',
  'DataSets',
  'DataSources',
  'Themes',
  'Folders',
  'VPCConnections',
  'RefreshSchedules',
]
const SHARED = ['Analysis', 'Dashboard', 'DataSet', 'DataSource', 'Theme', 'Folder']
const OTHERS =
  `StartAssetBundleExportJob DescribeAssetBundleExportJob ListAssetBundleExportJobs StartAssetBundleImportJob
  DescribeAssetBundleImportJob ListAssetBundleImportJobs ListTopics ListTopicsV2 DeleteTopic DeleteTopicV2 DescribeTopicV2 ListTagsForResource TagResource UntagResource
  DescribeAnalysisDefinition DescribeDashboardDefinition ListDashboardVersions UpdateDashboardPublishedVersion
  UpdateDashboardLinks ListThemeVersions RestoreAnalysis DescribeDataSetRefreshProperties PutDataSetRefreshProperties
  DeleteDataSetRefreshProperties CreateIngestion DescribeIngestion ListIngestions CancelIngestion CreateFolderMembership
  DeleteFolderMembership ListFolderMembers ListFoldersForResource DescribeFolderResolvedPermissions SearchFolders SearchDashboards
  SearchAnalyses SearchDataSets SearchDataSources DescribeAccountSettings RegisterUser DescribeUser
  ListUsers DeleteUser CreateGroup DescribeGroup ListGroups DeleteGroup CreateGroupMembership DeleteGroupMembership
  ListGroupMemberships ListUserGroups ListNamespaces DescribeNamespace
  CreateNamespace DeleteNamespace UpdateUser DeleteUserByPrincipalId UpdateUserCustomPermission DeleteUserCustomPermission
  UpdateGroup SearchGroups DescribeGroupMembership UpdateAccountSettings UpdatePublicSharingSettings DescribeAccountSubscription
  DescribeIpRestriction UpdateIpRestriction DescribeKeyRegistration UpdateKeyRegistration ListIAMPolicyAssignments
  ListIAMPolicyAssignmentsForUser DescribeBrandPublishedVersion UpdateBrandPublishedVersion ListBrands ListCustomPermissions
  CreateRoleMembership DeleteRoleMembership ListRoleMemberships`.split(/\s+/)
const OPERATIONS = [
  ...['Create', 'Describe', 'Update', 'Delete'].flatMap((verb) => KINDS.map((kind) => verb + kind)),
  ...PLURALS.map((plural) => `List${plural}`),
  ...['Describe', 'Update'].flatMap((verb) => SHARED.map((kind) => `${verb}${kind}Permissions`)),
  ...['Create', 'Describe', 'Update', 'Delete'].flatMap((verb) =>
    ['IAMPolicyAssignment', 'AccountCustomization', 'Brand', 'CustomPermissions'].map((kind) => verb + kind),
  ),
  ...['Describe', 'Update', 'Delete'].flatMap((verb) =>
    ['BrandAssignment', 'RoleCustomPermission', 'AccountCustomPermission'].map((kind) => verb + kind),
  ),
  ...OTHERS,
].sort()
const LEFT_OUT = new Set(['AnalysisDefinition', 'DashboardVersionDefinition', 'TemplateVersionDefinition'])
// Bundle files keep the model's member order; the SDK's schemas put required members first.
const BUNDLE_ROOTS = [
  'CreateAnalysisRequest',
  'CreateDashboardRequest',
  'CreateDataSetRequest',
  'CreateDataSourceRequest',
].concat('CreateThemeRequest', 'CreateFolderRequest', 'RefreshSchedule', 'DataSetRefreshProperties')

const { shapes, operations, metadata } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const enums = {}

const constraintOf = (name) => {
  const { min, max, pattern, enum: values, member, key, value } = shapes[name]
  const own = Object.fromEntries(Object.entries({ min, max, pattern }).filter(([, v]) => v !== undefined))
  if (values) {
    enums[name] = values
    own.enum = name
  }
  for (const [as, inner] of [
    ['each', member],
    ['keys', key],
    ['values', value],
  ]) {
    const nested = inner && constraintOf(inner.shape)
    if (nested) own[as] = nested
  }
  return Object.keys(own).length > 0 ? own : undefined
}

const nested = ({ members, member, key, value }) =>
  [...Object.values(members ?? {}), member, key, value].filter(Boolean).map(({ shape }) => shape)

const reach = (roots, skip) => {
  const seen = new Set()
  const visit = (name) => {
    if (seen.has(name) || skip.has(name)) return
    seen.add(name)
    nested(shapes[name]).forEach(visit)
  }
  roots.forEach(visit)
  return [...seen].filter((name) => shapes[name].type === 'structure').sort()
}

const structures = {}
for (const name of reach(
  OPERATIONS.map((operation) => operations[operation].input.shape),
  LEFT_OUT,
)) {
  const members = Object.entries(shapes[name].members).map(([key, { shape }]) => [key, constraintOf(shape)])
  const kept = members.filter(([, constraint]) => constraint)
  if (kept.length > 0) structures[name] = Object.fromEntries(kept)
}

const requiredFirst = ({ members, required = [] }) => {
  const keys = Object.keys(members)
  return [...keys.filter((key) => required.includes(key)), ...keys.filter((key) => !required.includes(key))]
}
const order = {}
for (const name of reach(BUNDLE_ROOTS, new Set())) {
  const keys = Object.keys(shapes[name].members)
  if (keys.join() !== requiredFirst(shapes[name]).join()) order[name] = keys.join(' ')
}

const errors = Object.fromEntries(OPERATIONS.map((name) => [name, operations[name].errors.map(({ shape }) => shape)]))
const derived = { source: `${metadata.uid} service model, Apache-2.0, see NOTICE`, errors, enums, structures, order }
writeFileSync(new URL('constraints.json', import.meta.url), `${JSON.stringify(derived, null, 1)}\n`)
