import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { arnIn, clientOf } from './fixtures/client.ts'
import { DEV } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const space = { ...account, Namespace: 'default' }
const bi = { ...space, GroupName: 'bi' }
let emulator: Emulator
let client: sdk.QuickSightClient

beforeEach(async () => {
  emulator = await startEmulator()
  client = clientOf(emulator, DEV.region)
  for (const name of ['ann', 'bob'])
    await client.send(
      new sdk.RegisterUserCommand({
        ...space,
        UserName: name,
        Email: `${name}@example.com`,
        IdentityType: 'QUICKSIGHT',
        UserRole: 'READER',
      }),
    )
  await client.send(new sdk.CreateGroupCommand({ ...bi, Description: 'Analysts' }))
})
afterEach(() => emulator.close())

const failing = (name: string) => ({ name })
const add = (MemberName: string) => client.send(new sdk.CreateGroupMembershipCommand({ ...bi, MemberName }))

test('groups are created once, described, changed and deleted', async () => {
  await expect(client.send(new sdk.CreateGroupCommand(bi))).rejects.toMatchObject(failing('ResourceExistsException'))
  const { Group } = await client.send(new sdk.DescribeGroupCommand(bi))
  expect(Group).toMatchObject({ Arn: arnIn(DEV, 'group/default/bi'), GroupName: 'bi', Description: 'Analysts' })
  const changed = await client.send(new sdk.UpdateGroupCommand({ ...bi, Description: 'BI' }))
  expect(changed.Group).toEqual({ ...Group, Description: 'BI' })
  await client.send(new sdk.DeleteGroupCommand(bi))
  await expect(client.send(new sdk.DescribeGroupCommand(bi))).rejects.toMatchObject(
    failing('ResourceNotFoundException'),
  )
})

test('a member is an existing user, once', async () => {
  await add('ann')
  const { GroupMember } = await add('ann')
  expect(GroupMember).toEqual({ Arn: arnIn(DEV, 'user/default/ann'), MemberName: 'ann' })
  await expect(add('nobody')).rejects.toMatchObject(failing('ResourceNotFoundException'))
  const member = { ...bi, MemberName: 'ann' }
  expect((await client.send(new sdk.DescribeGroupMembershipCommand(member))).GroupMember).toEqual(GroupMember)
  await add('bob')
  const { GroupMemberList } = await client.send(new sdk.ListGroupMembershipsCommand(bi))
  expect(GroupMemberList?.map(({ MemberName }) => MemberName)).toEqual(['ann', 'bob'])
  await client.send(new sdk.DeleteGroupMembershipCommand(member))
  for (const command of [new sdk.DescribeGroupMembershipCommand(member), new sdk.DeleteGroupMembershipCommand(member)])
    await expect(client.send(command as sdk.DeleteGroupMembershipCommand)).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
})

test('groups are searched by the start of their name', async () => {
  for (const GroupName of ['finance-eu', 'finance-us', 'the-finance'])
    await client.send(new sdk.CreateGroupCommand({ ...space, GroupName }))
  const Filters = [{ Name: 'GROUP_NAME', Operator: 'StartsWith', Value: 'finance' } as const]
  const { GroupList } = await client.send(new sdk.SearchGroupsCommand({ ...space, Filters }))
  expect(GroupList?.map(({ GroupName }) => GroupName)).toEqual(['finance-eu', 'finance-us'])
})

test('roles have groups and custom permissions', async () => {
  const role = { ...space, Role: 'READER' as const }
  await client.send(new sdk.CreateRoleMembershipCommand({ ...role, MemberName: 'bi' }))
  const strange = new sdk.CreateRoleMembershipCommand({ ...role, MemberName: 'gone' })
  await expect(client.send(strange)).rejects.toMatchObject(failing('ResourceNotFoundException'))
  await client.send(new sdk.CreateCustomPermissionsCommand({ ...account, CustomPermissionsName: 'no-export' }))
  await client.send(new sdk.UpdateRoleCustomPermissionCommand({ ...role, CustomPermissionsName: 'no-export' }))
  expect(await client.send(new sdk.DescribeRoleCustomPermissionCommand(role))).toMatchObject({
    CustomPermissionsName: 'no-export',
  })
  await client.send(new sdk.DeleteRoleCustomPermissionCommand(role))
  await expect(client.send(new sdk.DescribeRoleCustomPermissionCommand(role))).rejects.toMatchObject(
    failing('ResourceNotFoundException'),
  )
  await client.send(new sdk.DeleteGroupCommand(bi))
  expect((await client.send(new sdk.ListRoleMembershipsCommand(role))).MembersList).toEqual([])
})
