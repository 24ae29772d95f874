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
  emulator = await startEmulator()
  emulator.load(DEV.account, DEV.region, COMPANY)
  client = clientOf(emulator, DEV.region)
})
afterEach(() => emulator.close())

const failing = (name: string) => ({ name })
const register = (UserName: string) =>
  client.send(
    new sdk.RegisterUserCommand({
      ...space,
      UserName,
      Email: `${UserName}@example.com`,
      IdentityType: 'QUICKSIGHT',
      UserRole: 'READER',
    }),
  )

describe('IAM policy assignments', () => {
  const PolicyArn = `arn:aws:iam::${DEV.account}:policy/redshift`
  const assignment = { ...space, AssignmentName: 'redshift' }
  const create = (more: Partial<sdk.CreateIAMPolicyAssignmentCommandInput> = {}) =>
    client.send(
      new sdk.CreateIAMPolicyAssignmentCommand({ ...assignment, AssignmentStatus: 'ENABLED', PolicyArn, ...more }),
    )

  test('belong to users and groups, and reach the users of a group', async () => {
    await register('ann')
    await client.send(new sdk.CreateGroupCommand({ ...space, GroupName: 'bi' }))
    await expect(create({ Identities: { Group: ['gone'] } })).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
    await create({ Identities: { Group: ['bi'] } })
    const forAnn = async () =>
      (await client.send(new sdk.ListIAMPolicyAssignmentsForUserCommand({ ...space, UserName: 'ann' })))
        .ActiveAssignments
    expect(await forAnn()).toEqual([])
    await client.send(new sdk.CreateGroupMembershipCommand({ ...space, GroupName: 'bi', MemberName: 'ann' }))
    expect(await forAnn()).toEqual([{ AssignmentName: 'redshift', PolicyArn }])
    await client.send(new sdk.UpdateIAMPolicyAssignmentCommand({ ...assignment, AssignmentStatus: 'DISABLED' }))
    expect(await forAnn()).toEqual([])
  })

  test('have one name in the account; an update changes what it gives', async () => {
    await create({ Identities: {} })
    await expect(create()).rejects.toMatchObject(failing('ResourceExistsException'))
    await client.send(new sdk.UpdateIAMPolicyAssignmentCommand({ ...assignment, AssignmentStatus: 'DRAFT' }))
    const { IAMPolicyAssignment } = await client.send(new sdk.DescribeIAMPolicyAssignmentCommand(assignment))
    expect(IAMPolicyAssignment).toMatchObject({ ...account, AssignmentStatus: 'DRAFT', PolicyArn })
    const list = (AssignmentStatus: sdk.AssignmentStatus) =>
      client.send(new sdk.ListIAMPolicyAssignmentsCommand({ ...space, AssignmentStatus }))
    expect((await list('ENABLED')).IAMPolicyAssignments).toEqual([])
    expect((await list('DRAFT')).IAMPolicyAssignments).toHaveLength(1)
    await client.send(new sdk.DeleteIAMPolicyAssignmentCommand(assignment))
    await expect(client.send(new sdk.DescribeIAMPolicyAssignmentCommand(assignment))).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
  })
})

describe('settings', () => {
  test('of the account are kept', async () => {
    const update = { ...account, DefaultNamespace: 'default', NotificationEmail: 'ops@example.com' }
    await client.send(new sdk.UpdateAccountSettingsCommand({ ...update, TerminationProtectionEnabled: false }))
    await client.send(new sdk.UpdatePublicSharingSettingsCommand({ ...account, PublicSharingEnabled: true }))
    expect((await client.send(new sdk.DescribeAccountSettingsCommand(account))).AccountSettings).toMatchObject({
      NotificationEmail: 'ops@example.com',
      TerminationProtectionEnabled: false,
      PublicSharingEnabled: true,
    })
    const { AccountInfo } = await client.send(new sdk.DescribeAccountSubscriptionCommand(account))
    expect(AccountInfo).toMatchObject({ Edition: 'ENTERPRISE', NotificationEmail: 'ops@example.com' })
  })

  test('of the network and of keys are kept', async () => {
    const rules = { IpRestrictionRuleMap: { '10.0.0.0/8': 'office' }, Enabled: true }
    await client.send(new sdk.UpdateIpRestrictionCommand({ ...account, ...rules }))
    expect(await client.send(new sdk.DescribeIpRestrictionCommand(account))).toMatchObject(rules)
    const key = { KeyArn: `arn:aws:kms:${DEV.region}:${DEV.account}:key/1`, DefaultKey: true }
    await client.send(new sdk.UpdateKeyRegistrationCommand({ ...account, KeyRegistration: [key] }))
    expect((await client.send(new sdk.DescribeKeyRegistrationCommand(account))).KeyRegistration).toEqual([key])
  })

  test('of a namespace override those of the account, in each region', async () => {
    const DefaultTheme = arnIn(DEV, 'theme/brand')
    const describe = (more: Partial<sdk.DescribeAccountCustomizationCommandInput>, region = DEV.region) =>
      clientOf(emulator, region).send(new sdk.DescribeAccountCustomizationCommand({ ...account, ...more }))
    await expect(describe({})).rejects.toMatchObject(failing('ResourceNotFoundException'))
    const create = (AccountCustomization: sdk.AccountCustomization) =>
      client.send(new sdk.CreateAccountCustomizationCommand({ ...account, AccountCustomization }))
    await expect(create({ DefaultTheme: arnIn(DEV, 'theme/gone') })).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
    await create({ DefaultTheme })
    await expect(create({ DefaultTheme })).rejects.toMatchObject(failing('ResourceExistsException'))
    await expect(describe({ Namespace: 'default' })).rejects.toMatchObject(failing('ResourceNotFoundException'))
    expect(await describe({ Namespace: 'default', Resolved: true })).toMatchObject({
      AccountCustomization: { DefaultTheme },
    })
    await expect(describe({}, 'eu-west-1')).rejects.toMatchObject(failing('ResourceNotFoundException'))
    const midnight = { DefaultTheme: 'arn:aws:quicksight::aws:theme/MIDNIGHT' }
    await client.send(new sdk.UpdateAccountCustomizationCommand({ ...account, AccountCustomization: midnight }))
    expect((await describe({})).AccountCustomization).toEqual(midnight)
    await client.send(new sdk.DeleteAccountCustomizationCommand(account))
    await expect(describe({ Resolved: true })).rejects.toMatchObject(failing('ResourceNotFoundException'))
  })
})

describe('custom permissions', () => {
  test('are replaced whole, and stay while somebody has them', async () => {
    const profile = { ...account, CustomPermissionsName: 'no-export' }
    await client.send(new sdk.CreateCustomPermissionsCommand({ ...profile, Capabilities: { ExportToCsv: 'DENY' } }))
    await client.send(new sdk.UpdateCustomPermissionsCommand({ ...profile, Capabilities: { ExportToPdf: 'DENY' } }))
    const { CustomPermissions } = await client.send(new sdk.DescribeCustomPermissionsCommand(profile))
    expect(CustomPermissions?.Capabilities).toEqual({ ExportToPdf: 'DENY' })
    await register('ann')
    await client.send(new sdk.UpdateUserCustomPermissionCommand({ ...space, ...profile, UserName: 'ann' }))
    const remove = new sdk.DeleteCustomPermissionsCommand(profile)
    await expect(client.send(remove)).rejects.toMatchObject(failing('ConflictException'))
    await client.send(new sdk.DeleteUserCustomPermissionCommand({ ...space, UserName: 'ann' }))
    await client.send(new sdk.UpdateAccountCustomPermissionCommand(profile))
    expect(await client.send(new sdk.DescribeAccountCustomPermissionCommand(account))).toMatchObject({
      CustomPermissionsName: 'no-export',
    })
    await client.send(new sdk.DeleteAccountCustomPermissionCommand(account))
    await client.send(remove)
    expect((await client.send(new sdk.ListCustomPermissionsCommand(account))).CustomPermissionsList).toEqual([])
  })
})

describe('brands', () => {
  const id = { ...account, BrandId: 'acme' }
  const named = (BrandName: string) => ({ ...id, BrandDefinition: { BrandName } })

  test('have versions, one of them published', async () => {
    const { BrandDetail } = await client.send(new sdk.CreateBrandCommand(named('One')))
    await expect(client.send(new sdk.CreateBrandCommand(named('One')))).rejects.toMatchObject(
      failing('ConflictException'),
    )
    const published = new sdk.DescribeBrandPublishedVersionCommand(id)
    await expect(client.send(published)).rejects.toMatchObject(failing('ResourceNotFoundException'))
    const VersionId = BrandDetail?.VersionId
    await client.send(new sdk.UpdateBrandPublishedVersionCommand({ ...id, VersionId }))
    await client.send(new sdk.UpdateBrandCommand(named('Two')))
    expect((await client.send(published)).BrandDefinition).toEqual({ BrandName: 'One' })
    expect((await client.send(new sdk.DescribeBrandCommand(id))).BrandDefinition).toEqual({ BrandName: 'Two' })
    const first = await client.send(new sdk.DescribeBrandCommand({ ...id, VersionId }))
    expect(first.BrandDefinition).toEqual({ BrandName: 'One' })
    expect((await client.send(new sdk.ListBrandsCommand(account))).Brands).toMatchObject([{ BrandName: 'Two' }])
  })

  test('are assigned to the account', async () => {
    const { BrandDetail } = await client.send(new sdk.CreateBrandCommand(named('One')))
    const describe = new sdk.DescribeBrandAssignmentCommand(account)
    await expect(client.send(describe)).rejects.toMatchObject(failing('ResourceNotFoundException'))
    await client.send(new sdk.UpdateBrandAssignmentCommand({ ...account, BrandArn: BrandDetail?.Arn }))
    expect(await client.send(describe)).toMatchObject({ BrandArn: arnIn(DEV, 'brand/acme') })
    await expect(client.send(new sdk.DeleteBrandCommand(id))).rejects.toMatchObject(failing('ConflictException'))
    await client.send(new sdk.DeleteBrandAssignmentCommand(account))
    await client.send(new sdk.DeleteBrandCommand(id))
  })
})

describe('the emulator itself', () => {
  const control = async (method: string, path: string) => {
    const response = await fetch(`${emulator.url}/_emulator/${path}`, { method })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }
  const identities = async () => (await control('GET', `identities?account=${DEV.account}`)).json
  const fill = async (): Promise<void> => {
    for (const name of ['bob', 'ann']) await register(name)
    await client.send(new sdk.CreateGroupCommand({ ...space, GroupName: 'bi', Description: 'Analysts' }))
    await client.send(new sdk.CreateGroupMembershipCommand({ ...space, GroupName: 'bi', MemberName: 'bob' }))
    await client.send(
      new sdk.CreateIAMPolicyAssignmentCommand({ ...space, AssignmentName: 'rs', AssignmentStatus: 'DRAFT' }),
    )
  }

  test('shows the identities, the same after they were lost and made again', async () => {
    await fill()
    const before = await identities()
    expect(before).toMatchObject({
      users: { 'default/ann': { name: 'ann', email: 'ann@example.com', role: 'READER', identityType: 'QUICKSIGHT' } },
      groups: { 'default/bi': { name: 'bi', description: 'Analysts', members: ['bob'] } },
      assignments: { rs: { namespace: 'default', status: 'DRAFT' } },
    })
    emulator.wipe(DEV.account, DEV.region, { identities: true })
    const { users, groups, assignments } = emulator.identities(DEV.account)
    expect([users, groups, assignments]).toEqual([{}, {}, {}])
    await fill()
    expect(await identities()).toEqual(before)
  })

  test('wipes the assets of one region, and identities only when told', async () => {
    await fill()
    emulator.load(DEV.account, 'eu-west-1', COMPANY)
    const before = await identities()
    const { json } = await control('POST', `wipe?account=${DEV.account}&region=${DEV.region}`)
    expect(json).toEqual({ wiped: COMPANY.length })
    expect(emulator.assets(DEV.account, DEV.region)).toEqual([])
    expect(emulator.assets(DEV.account, 'eu-west-1')).toHaveLength(COMPANY.length)
    expect(await identities()).toEqual(before)
    expect((await control('POST', 'wipe?account=1')).status).toBe(400)
    expect((await control('GET', 'identities')).status).toBe(400)
  })

  test('still checks principals after a loss', async () => {
    await fill()
    await control('POST', `wipe?account=${DEV.account}&region=${DEV.region}&identities=true`)
    emulator.load(DEV.account, DEV.region, COMPANY)
    const grant = new sdk.UpdateDashboardPermissionsCommand({
      ...account,
      DashboardId: 'sales',
      GrantPermissions: [{ Principal: arnIn(DEV, 'user/default/ann'), Actions: ['quicksight:DescribeDashboard'] }],
    })
    await expect(client.send(grant)).rejects.toMatchObject({ message: expect.stringContaining('does not exist') })
  })
})
