import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { arnIn, clientOf } from './fixtures/client.ts'
import { COMPANY, DEV } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const space = { ...account, Namespace: 'default' }
let emulator: Emulator
let client: sdk.QuickSightClient

beforeEach(async () => {
  emulator = await startEmulator({ switches: { identityRegion: DEV.region } })
  client = clientOf(emulator, DEV.region)
})
afterEach(() => emulator.close())

const register = (UserName: string, more: Partial<sdk.RegisterUserCommandInput> = {}) =>
  client.send(
    new sdk.RegisterUserCommand({
      ...space,
      UserName,
      Email: `${UserName}@example.com`,
      IdentityType: 'QUICKSIGHT',
      UserRole: 'AUTHOR',
      ...more,
    }),
  )
const describeUser = async (UserName: string) =>
  (await client.send(new sdk.DescribeUserCommand({ ...space, UserName }))).User
const failing = (name: string) => ({ name })
const RoleArn = `arn:aws:iam::${DEV.account}:role/path/sso`

describe('users', () => {
  test('of QuickSight itself are invited, and inactive until they sign in', async () => {
    const made = await register('ann')
    expect(made.UserInvitationUrl).toMatch(/^https:/)
    expect(made.User).toMatchObject({
      Arn: arnIn(DEV, 'user/default/ann'),
      UserName: 'ann',
      Email: 'ann@example.com',
      Role: 'AUTHOR',
      IdentityType: 'QUICKSIGHT',
      Active: false,
    })
    expect(await describeUser('ann')).toEqual(made.User)
    await expect(register('ann')).rejects.toMatchObject(failing('ResourceExistsException'))
  })

  test('of IAM are named after their role and session, and active', async () => {
    const iam = { IdentityType: 'IAM', IamArn: RoleArn, SessionName: 'bob@example.com', UserName: undefined } as const
    const { User, UserInvitationUrl } = await register('', iam)
    expect(UserInvitationUrl).toBeUndefined()
    expect(User).toMatchObject({ Arn: arnIn(DEV, 'user/default/sso/bob@example.com'), Active: true })
    expect(await describeUser('sso/bob@example.com')).toEqual(User)
    await expect(register('', { IdentityType: 'IAM', UserName: undefined })).rejects.toMatchObject(
      failing('InvalidParameterValueException'),
    )
  })

  test('change their address, role, profile and login', async () => {
    await client.send(new sdk.CreateCustomPermissionsCommand({ ...account, CustomPermissionsName: 'no-export' }))
    await expect(register('ann', { CustomPermissionsName: 'gone' })).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
    const { User: made } = await register('ann', {
      CustomPermissionsName: 'no-export',
      ExternalLoginFederationProviderType: 'COGNITO',
      ExternalLoginId: 'x',
    })
    expect(made).toMatchObject({
      CustomPermissionsName: 'no-export',
      ExternalLoginFederationProviderUrl: 'cognito-identity.amazonaws.com',
    })
    const update = { ...space, UserName: 'ann', Email: 'a@example.com', Role: 'READER' as const }
    const kept = await client.send(new sdk.UpdateUserCommand(update))
    expect(kept.User).toEqual({ ...made, Email: 'a@example.com', Role: 'READER' })
    await client.send(
      new sdk.UpdateUserCommand({
        ...update,
        UnapplyCustomPermissions: true,
        ExternalLoginFederationProviderType: 'NONE',
      }),
    )
    const bare = await describeUser('ann')
    expect(Object.keys(bare ?? {})).not.toContain('CustomPermissionsName')
    expect(Object.keys(bare ?? {})).not.toContain('ExternalLoginId')
  })

  test('are deleted by name or principal, leave their groups, and keep what they owned', async () => {
    emulator.load(DEV.account, DEV.region, COMPANY)
    const { User: ann } = await register('ann')
    const group = { ...space, GroupName: 'bi' }
    await client.send(new sdk.CreateGroupCommand(group))
    await client.send(new sdk.CreateGroupMembershipCommand({ ...group, MemberName: 'ann' }))
    const Grant = [{ Principal: ann?.Arn, Actions: ['quicksight:DescribeDashboard'] }]
    const sales = { ...account, DashboardId: 'sales' }
    await client.send(new sdk.UpdateDashboardPermissionsCommand({ ...sales, GrantPermissions: Grant }))
    await client.send(new sdk.DeleteUserByPrincipalIdCommand({ ...space, PrincipalId: ann?.PrincipalId }))
    expect((await client.send(new sdk.ListGroupMembershipsCommand(group))).GroupMemberList).toEqual([])
    expect((await client.send(new sdk.DescribeDashboardPermissionsCommand(sales))).Permissions).toEqual(Grant)
    await expect(describeUser('ann')).rejects.toMatchObject(failing('ResourceNotFoundException'))
    await expect(client.send(new sdk.DeleteUserCommand({ ...space, UserName: 'ann' }))).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
    expect((await register('ann')).User?.PrincipalId).not.toBe(ann?.PrincipalId)
  })

  test('carry tags', async () => {
    const { User } = await register('ann', { Tags: [{ Key: 'team', Value: 'bi' }] })
    const ResourceArn = User?.Arn
    await client.send(new sdk.TagResourceCommand({ ResourceArn, Tags: [{ Key: 'tenant', Value: 'a' }] }))
    await client.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }))
    expect((await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([
      { Key: 'tenant', Value: 'a' },
    ])
    const nobody = new sdk.ListTagsForResourceCommand({ ResourceArn: arnIn(DEV, 'user/default/nobody') })
    await expect(client.send(nobody)).rejects.toMatchObject(failing('ResourceNotFoundException'))
  })

  test('come by pages, short ones too, and nobody is lost', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `user-${i}`)
    for (const name of names) await register(name)
    emulator.setFaults([{ kind: 'shortPages', operation: 'ListUsers' }])
    const seen: (string | undefined)[] = []
    let pages = 0
    for await (const page of sdk.paginateListUsers({ client, pageSize: 4 }, space)) {
      seen.push(...(page.UserList ?? []).map(({ UserName }) => UserName))
      pages += 1
    }
    expect(seen).toEqual(names)
    expect(pages).toBeGreaterThan(3)
  })

  test('answer in the identity region only, and so does the rest of the account', async () => {
    const away = clientOf(emulator, 'eu-west-1')
    const commands = [
      new sdk.ListUsersCommand(space),
      new sdk.CreateGroupCommand({ ...space, GroupName: 'bi' }),
      new sdk.ListNamespacesCommand(account),
      new sdk.ListIAMPolicyAssignmentsCommand(space),
      new sdk.DescribeAccountSettingsCommand(account),
    ] as sdk.ListUsersCommand[]
    for (const command of commands)
      await expect(away.send(command)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `Operation is being called from endpoint eu-west-1, but your identity region is ${DEV.region}. Please use the ${DEV.region} endpoint.`,
      })
  })
})

describe('principals of permissions', () => {
  test('must exist, in the identity region', async () => {
    emulator.load(DEV.account, DEV.region, COMPANY)
    await register('ann')
    const grant = (Principal: string) =>
      client.send(
        new sdk.UpdateDashboardPermissionsCommand({
          ...account,
          DashboardId: 'sales',
          GrantPermissions: [{ Principal, Actions: ['quicksight:DescribeDashboard'] }],
        }),
      )
    await grant(arnIn(DEV, 'user/default/ann'))
    await grant(arnIn(DEV, 'namespace/default'))
    const elsewhere = arnIn({ account: DEV.account, region: 'eu-west-1' }, 'user/default/ann')
    for (const unknown of [elsewhere, arnIn(DEV, 'group/default/bi'), arnIn(DEV, 'namespace/tenant-a')])
      await expect(grant(unknown)).rejects.toMatchObject({ message: `The principal ${unknown} does not exist` })
  })
})
