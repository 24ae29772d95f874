import type { AssetKind, Permission } from '../../model/asset.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { pageOf } from '../pages.ts'
import type { Row } from '../store.ts'
import { checkPermissions, readPermissions } from '../writing.ts'
import { checkFolderPermissions } from './folder-permissions.ts'

const present = (permissions: readonly Permission[]): Output[] =>
  permissions.map(({ principal, actions }) => ({ Principal: principal, Actions: actions }))

const links = ({ linkPermissions }: Row): Output =>
  linkPermissions ? { LinkSharingConfiguration: { Permissions: present(linkPermissions) } } : {}

const granted = (before: readonly Permission[], given: readonly Permission[]): Permission[] => {
  const all = new Map(before.map(({ principal, actions }) => [principal, new Set(actions)]))
  for (const { principal, actions } of given) all.set(principal, new Set([...(all.get(principal) ?? []), ...actions]))
  return [...all].map(([principal, actions]) => ({ principal, actions: [...actions] }))
}

const revoked = (before: readonly Permission[], given: readonly Permission[]): Permission[] => {
  const gone = new Map(given.map(({ principal, actions }) => [principal, new Set(actions)]))
  return before
    .map(({ principal, actions }) => ({
      principal,
      actions: actions.filter((action) => !gone.get(principal)?.has(action)),
    }))
    .filter(({ actions }) => actions.length > 0)
}

type Names = { kind: AssetKind; id: string; arn: string }

const answer = ({ place }: Call, { id, arn }: Names, row: Row): Output => ({
  [id]: row.id,
  [arn]: place.arnOf(row),
  Permissions: present(row.permissions),
  ...links(row),
})

const describeOf =
  (names: Names): Behavior =>
  (call) => {
    const row = rowOf(call, names.kind, textOf(call, names.id))
    return answer(call, names, row)
  }

const updateOf =
  (names: Names): Behavior =>
  (call) => {
    const { input, place } = call
    const row = rowOf(call, names.kind, textOf(call, names.id))
    const [grant, revoke, grantLink, revokeLink] = [
      input.GrantPermissions,
      input.RevokePermissions,
      input.GrantLinkPermissions,
      input.RevokeLinkPermissions,
    ].map(readPermissions)
    checkPermissions(call, [...(grant ?? []), ...(grantLink ?? [])])
    if (row.kind === 'folder') checkFolderPermissions(call, row, grant ?? [])
    const permissions = revoked(granted(row.permissions, grant ?? []), revoke ?? [])
    const linkPermissions = revoked(granted(row.linkPermissions ?? [], grantLink ?? []), revokeLink ?? [])
    const after: Row = { ...row, permissions, ...(linkPermissions.length > 0 ? { linkPermissions } : {}) }
    if (linkPermissions.length === 0) delete after.linkPermissions
    place.put(after)
    return answer(call, names, after)
  }

const FOLDER: Names = { kind: 'folder', id: 'FolderId', arn: 'Arn' }

const describeFolder: Behavior = (call) => {
  const row = rowOf(call, 'folder', textOf(call, 'FolderId'))
  const { items, NextToken } = pageOf(call, row.permissions)
  return { ...answer(call, FOLDER, row), Permissions: present(items), NextToken }
}

const withAncestors = ({ place }: Call, row: Row): Row[] => {
  const line = [row]
  for (const child of line) {
    const parent = place.all('folder').find((folder) => place.arnOf(folder) === child.body.parentFolderArn)
    if (parent && !line.includes(parent)) line.push(parent)
  }
  return line
}

const describeResolved: Behavior = (call) => {
  const row = rowOf(call, 'folder', textOf(call, 'FolderId'))
  const resolved = withAncestors(call, row).reduce<Permission[]>((all, folder) => granted(all, folder.permissions), [])
  const { items, NextToken } = pageOf(call, resolved)
  return { ...answer(call, FOLDER, row), Permissions: present(items), NextToken }
}

const SHARED: Record<string, Names> = {
  Analysis: { kind: 'analysis', id: 'AnalysisId', arn: 'AnalysisArn' },
  Dashboard: { kind: 'dashboard', id: 'DashboardId', arn: 'DashboardArn' },
  DataSet: { kind: 'dataset', id: 'DataSetId', arn: 'DataSetArn' },
  DataSource: { kind: 'datasource', id: 'DataSourceId', arn: 'DataSourceArn' },
  Theme: { kind: 'theme', id: 'ThemeId', arn: 'ThemeArn' },
  Folder: FOLDER,
}

/** Who may do what with an asset. */
export const permissionOperations: Record<string, Behavior> = {
  ...Object.fromEntries(
    Object.entries(SHARED).map(([name, names]) => [`Describe${name}Permissions`, describeOf(names)]),
  ),
  ...Object.fromEntries(Object.entries(SHARED).map(([name, names]) => [`Update${name}Permissions`, updateOf(names)])),
  DescribeFolderPermissions: describeFolder,
  DescribeFolderResolvedPermissions: describeResolved,
}
