import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { arnIn, clientOf } from './fixtures/client.ts'
import { DEV } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const tenant = { ...account, Namespace: 'tenant-a' }
let emulator: Emulator
let client: sdk.QuickSightClient

beforeEach(async () => {
  emulator = await startEmulator({ jobTime: 150 })
  client = clientOf(emulator, DEV.region)
})
afterEach(() => emulator.close())

const statusOf = async () => (await client.send(new sdk.DescribeNamespaceCommand(tenant))).Namespace?.CreationStatus
const create = () => client.send(new sdk.CreateNamespaceCommand({ ...tenant, IdentityStore: 'QUICKSIGHT' }))
const until = async (wanted: () => Promise<boolean>): Promise<void> => {
  while (!(await wanted())) await new Promise((resolve) => setTimeout(resolve, 10))
}
const failing = (name: string) => ({ name })

const group = new sdk.CreateGroupCommand({ ...tenant, GroupName: 'bi' })

test('a namespace is created over a while; it takes groups when it is there', async () => {
  expect(await create()).toMatchObject({
    Name: 'tenant-a',
    Arn: arnIn(DEV, 'namespace/tenant-a'),
    CapacityRegion: DEV.region,
    CreationStatus: 'CREATING',
  })
  await expect(client.send(group)).rejects.toMatchObject(failing('PreconditionNotMetException'))
  await until(async () => (await statusOf()) === 'CREATED')
  await client.send(group)
  await expect(create()).rejects.toMatchObject(failing('ResourceExistsException'))
})

test.each([
  ['for good', false, 'NON_RETRYABLE_FAILURE', 'ResourceExistsException'],
  ['and may be tried again', true, 'RETRYABLE_FAILURE', undefined],
])('the creation of a namespace fails %s, when asked to', async (_, retryable, status, again) => {
  emulator.setFaults([{ kind: 'failAsset', job: 'namespace', asset: 'namespace:tenant-a', retryable, times: 1 }])
  expect(await create()).toMatchObject({ CreationStatus: 'CREATING' })
  await until(async () => (await statusOf()) !== 'CREATING')
  const { Namespace } = await client.send(new sdk.DescribeNamespaceCommand(tenant))
  expect(Namespace).toMatchObject({ CreationStatus: status, NamespaceError: { Type: 'INTERNAL_SERVICE_ERROR' } })
  await expect(client.send(group)).rejects.toMatchObject(failing('PreconditionNotMetException'))
  if (again) return expect(create()).rejects.toMatchObject(failing(again))
  await create()
  await until(async () => (await statusOf()) === 'CREATED')
})

test('a deleted namespace takes its users, groups and assignments along', async () => {
  await create()
  await until(async () => (await statusOf()) === 'CREATED')
  await client.send(group)
  const assignment = { ...tenant, AssignmentName: 'redshift', AssignmentStatus: 'ENABLED' as const }
  await client.send(new sdk.CreateIAMPolicyAssignmentCommand({ ...assignment, Identities: { Group: ['bi'] } }))
  await client.send(
    new sdk.RegisterUserCommand({
      ...tenant,
      UserName: 'ann',
      Email: 'ann@example.com',
      IdentityType: 'QUICKSIGHT',
      UserRole: 'READER',
      Tags: [{ Key: 'a', Value: '1' }],
    }),
  )
  await client.send(new sdk.DeleteNamespaceCommand(tenant))
  expect(await statusOf()).toBe('DELETING')
  await until(() =>
    statusOf().then(
      () => false,
      ({ name }: Error) => name === 'ResourceNotFoundException',
    ),
  )
  const { users, groups, assignments, tags } = emulator.identities(DEV.account)
  expect([users, groups, assignments, tags]).toEqual([{}, {}, {}, {}])
  await create()
  await until(async () => (await statusOf()) === 'CREATED')
  expect((await client.send(new sdk.ListGroupsCommand(tenant))).GroupList).toEqual([])
  expect((await client.send(new sdk.ListIAMPolicyAssignmentsCommand(tenant))).IAMPolicyAssignments).toEqual([])
})

test('they are listed by pages, the default one too, which cannot be deleted', async () => {
  await create()
  const list = (NextToken?: string) =>
    client.send(new sdk.ListNamespacesCommand({ ...account, MaxResults: 1, NextToken }))
  const first = await list()
  expect(first.Namespaces?.map(({ Name }) => Name)).toEqual(['default'])
  expect((await list(first.NextToken)).Namespaces?.map(({ Name }) => Name)).toEqual(['tenant-a'])
  const remove = new sdk.DeleteNamespaceCommand({ ...account, Namespace: 'default' })
  await expect(client.send(remove)).rejects.toMatchObject(failing('PreconditionNotMetException'))
})

test('what is asked of a namespace that does not exist is not found', async () => {
  for (const command of [new sdk.ListUsersCommand(tenant), new sdk.ListGroupsCommand(tenant)])
    await expect(client.send(command as sdk.ListUsersCommand)).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
  await expect(client.send(group)).rejects.toMatchObject(failing('ResourceNotFoundException'))
})
