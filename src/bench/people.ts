import {
  CreateBrandCommand,
  CreateCustomPermissionsCommand,
  CreateFolderCommand,
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateIAMPolicyAssignmentCommand,
  CreateNamespaceCommand,
  DescribeNamespaceCommand,
  type QuickSightClient,
  RegisterUserCommand,
} from '@aws-sdk/client-quicksight'
import { clientOf } from '../emulator/fixtures/client.ts'
import { DEV } from '../testing/repository.ts'

const AwsAccountId = DEV.account

export type Namespace = { name: string; users: number; groups: number }

/** 250 users and 20 groups. Everybody is in one group of their namespace. */
export const NAMESPACES: readonly Namespace[] = [
  { name: 'default', users: 150, groups: 10 },
  { name: 'tenant-a', users: 60, groups: 6 },
  { name: 'tenant-b', users: 40, groups: 4 },
]

export const FOLDERS = 5

const times = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

const addUser = async (client: QuickSightClient, { name, groups }: Namespace, i: number): Promise<void> => {
  const user = { AwsAccountId, Namespace: name, UserName: `user-${i}`, IdentityType: 'QUICKSIGHT' } as const
  await client.send(new RegisterUserCommand({ ...user, Email: `user-${i}@example.com`, UserRole: 'READER' }))
  const member = { AwsAccountId, Namespace: name, MemberName: user.UserName }
  await client.send(new CreateGroupMembershipCommand({ ...member, GroupName: `group-${i % groups}` }))
}

const createNamespace = async (client: QuickSightClient, Namespace: string): Promise<void> => {
  await client.send(new CreateNamespaceCommand({ AwsAccountId, Namespace, IdentityStore: 'QUICKSIGHT' }))
  const describe = () => client.send(new DescribeNamespaceCommand({ AwsAccountId, Namespace }))
  while ((await describe()).Namespace?.CreationStatus !== 'CREATED');
}

const addNamespace = async (client: QuickSightClient, namespace: Namespace): Promise<void> => {
  const { name: Namespace, users, groups } = namespace
  if (Namespace !== 'default') await createNamespace(client, Namespace)
  for (const i of times(groups))
    await client.send(new CreateGroupCommand({ AwsAccountId, Namespace, GroupName: `group-${i}` }))
  for (const i of times(users)) await addUser(client, namespace, i)
  const assignment = { AssignmentName: `lake-${Namespace}`, AssignmentStatus: 'ENABLED' } as const
  const Identities = { Group: ['group-0'] }
  await client.send(new CreateIAMPolicyAssignmentCommand({ AwsAccountId, Namespace, ...assignment, Identities }))
}

/** Everybody, a brand, a profile of custom permissions and the folders, in dev's account. */
export const addPeople = async (url: string): Promise<void> => {
  const client = clientOf({ url }, DEV.region)
  for (const namespace of NAMESPACES) await addNamespace(client, namespace)
  const Capabilities = { ExportToCsv: 'DENY' } as const
  await client.send(new CreateCustomPermissionsCommand({ AwsAccountId, CustomPermissionsName: 'no-csv', Capabilities }))
  await client.send(
    new CreateBrandCommand({ AwsAccountId, BrandId: 'acme', BrandDefinition: { BrandName: 'Acme', Description: 'x' } }),
  )
  for (const i of times(FOLDERS))
    await client.send(new CreateFolderCommand({ AwsAccountId, FolderId: `folder-${i}`, Name: `Folder ${i}` }))
}
