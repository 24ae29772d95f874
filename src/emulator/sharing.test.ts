import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { arnIn, clientOf } from './fixtures/client.ts'
import { COMPANY, DEV } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const ann = arnIn(DEV, 'user/default/ann')
const Owner = { Principal: ann, Actions: ['quicksight:DescribeDashboard', 'quicksight:UpdateDashboard'] }
let emulator: Emulator
let time: number
let client: sdk.QuickSightClient

beforeEach(async () => {
  time = Date.parse('2026-01-01T00:00:00Z')
  emulator = await startEmulator({ jobTime: 5, now: () => new Date(time) })
  emulator.load(DEV.account, DEV.region, COMPANY)
  client = clientOf(emulator, DEV.region)
})
afterEach(() => emulator.close())

const _named = (kind: string, id: string) =>
  emulator.assets(DEV.account, DEV.region).find((asset) => asset.kind === kind && asset.id === id)
const failing = (name: string) => ({ name })

test('permissions are granted and revoked by principal', async () => {
  const id = { ...account, DashboardId: 'sales' }
  const granted = await client.send(new sdk.UpdateDashboardPermissionsCommand({ ...id, GrantPermissions: [Owner] }))
  expect(granted.Permissions).toEqual([Owner])
  const revoked = { ...id, RevokePermissions: [{ Principal: ann, Actions: ['quicksight:UpdateDashboard'] }] }
  await client.send(new sdk.UpdateDashboardPermissionsCommand(revoked))
  const { Permissions, DashboardArn } = await client.send(new sdk.DescribeDashboardPermissionsCommand(id))
  expect({ Permissions, DashboardArn }).toEqual({
    Permissions: [{ Principal: ann, Actions: ['quicksight:DescribeDashboard'] }],
    DashboardArn: arnIn(DEV, 'dashboard/sales'),
  })
})

test('principals must exist once somebody was created', async () => {
  const grant = new sdk.UpdateDashboardPermissionsCommand({
    ...account,
    DashboardId: 'sales',
    GrantPermissions: [Owner],
  })
  await client.send(grant)
  const namespace = { ...account, Namespace: 'default' }
  await client.send(new sdk.CreateGroupCommand({ ...namespace, GroupName: 'bi' }))
  await expect(client.send(grant)).rejects.toMatchObject({ message: expect.stringContaining(ann) })
  await client.send(
    new sdk.RegisterUserCommand({
      ...namespace,
      UserName: 'ann',
      Email: 'ann@example.com',
      IdentityType: 'QUICKSIGHT',
      UserRole: 'AUTHOR',
    }),
  )
  await client.send(grant)
  await client.send(new sdk.CreateGroupMembershipCommand({ ...namespace, GroupName: 'bi', MemberName: 'ann' }))
  const groups = await client.send(new sdk.ListUserGroupsCommand({ ...namespace, UserName: 'ann' }))
  expect(groups.GroupList).toMatchObject([{ Arn: arnIn(DEV, 'group/default/bi') }])
})

test('users answer in the identity region only, by a switch', async () => {
  const away = await startEmulator({ switches: { identityRegion: 'eu-west-1' } })
  const list = new sdk.ListUsersCommand({ ...account, Namespace: 'default' })
  const refused = clientOf(away, DEV.region).send(list)
  await expect(refused).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('your identity region is eu-west-1'),
  })
  expect((await clientOf(away, 'eu-west-1').send(list)).UserList).toEqual([])
  await away.close()
})

test('ingestions run, and only of SPICE', async () => {
  const id = { ...account, DataSetId: 'orders', IngestionId: 'i1' }
  await client.send(new sdk.CreateIngestionCommand(id))
  await expect(client.send(new sdk.CreateIngestionCommand(id))).rejects.toMatchObject(
    failing('ResourceExistsException'),
  )
  const seen = new Set<string | undefined>()
  while (!seen.has('COMPLETED'))
    seen.add((await client.send(new sdk.DescribeIngestionCommand(id))).Ingestion?.IngestionStatus)
  expect([...seen].at(-1)).toBe('COMPLETED')
  expect((await client.send(new sdk.ListIngestionsCommand(id))).Ingestions).toHaveLength(1)
})

test('searches find by name and by owner', async () => {
  await client.send(
    new sdk.UpdateDashboardPermissionsCommand({ ...account, DashboardId: 'sales', GrantPermissions: [Owner] }),
  )
  const search = (Name: sdk.DashboardFilterAttribute, Operator: sdk.FilterOperator, Value: string) =>
    client.send(new sdk.SearchDashboardsCommand({ ...account, Filters: [{ Name, Operator, Value }] }))
  expect((await search('DASHBOARD_NAME', 'StringLike', 'sal')).DashboardSummaryList).toHaveLength(1)
  expect((await search('DASHBOARD_NAME', 'StringEquals', 'sal')).DashboardSummaryList).toHaveLength(0)
  expect((await search('DIRECT_QUICKSIGHT_OWNER', 'StringEquals', ann)).DashboardSummaryList).toHaveLength(1)
})

test('folders take whole sets of rights only, no namespaces, and no owners where they are restricted', async () => {
  await client.send(new sdk.CreateFolderCommand({ ...account, FolderId: 'f', Name: 'F' }))
  await client.send(new sdk.CreateFolderCommand({ ...account, FolderId: 'r', Name: 'R', FolderType: 'RESTRICTED' }))
  const under = { FolderId: 'u', Name: 'U', ParentFolderArn: arnIn(DEV, 'folder/r') }
  await client.send(new sdk.CreateFolderCommand({ ...account, ...under }))
  const grant = (FolderId: string, actions: string[], Principal = ann) =>
    client.send(
      new sdk.UpdateFolderPermissionsCommand({
        ...account,
        FolderId,
        GrantPermissions: [{ Principal, Actions: actions.map((action) => `quicksight:${action}`) }],
      }),
    )
  const contributor = [
    'DescribeFolder',
    'CreateFolder',
    'CreateFolderMembership',
    'DeleteFolderMembership',
    'DescribeFolderPermissions',
  ]
  const owner = [...contributor, 'UpdateFolder', 'DeleteFolder', 'UpdateFolderPermissions']
  const odd = /unsupported permission sets \[quicksight:DescribeFolder, quicksight:DeleteFolder\]/
  await expect(grant('f', ['DescribeFolder', 'DeleteFolder'])).rejects.toThrow(odd)
  await expect(grant('f', ['DescribeFolder'], arnIn(DEV, 'namespace/default'))).rejects.toThrow(/not supported/)
  for (const id of ['r', 'u']) await expect(grant(id, owner)).rejects.toThrow(/unsupported permission sets/)
  for (const [id, actions] of [
    ['f', owner],
    ['r', contributor],
    ['u', ['DescribeFolder']],
  ] as const)
    expect((await grant(id, [...actions])).Permissions).toHaveLength(1)
})
