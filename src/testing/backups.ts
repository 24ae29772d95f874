import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  CreateBrandCommand,
  CreateCustomPermissionsCommand,
  CreateFolderMembershipCommand,
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateIAMPolicyAssignmentCommand,
  CreateNamespaceCommand,
  DescribeNamespaceCommand,
  RegisterUserCommand,
} from '@aws-sdk/client-quicksight'
import { clientOf } from '../emulator/fixtures/client.ts'
import type { Emulator } from '../emulator/index.ts'
import type { BackupManifest } from '../model/backup.ts'
import { PROD } from './repository.ts'

const AwsAccountId = PROD.account

/** Until a namespace can be used. */
export const isCreated = async (emulator: Emulator, Namespace: string): Promise<void> => {
  const client = clientOf(emulator, 'us-east-1')
  const status = async (): Promise<string | undefined> =>
    (await client.send(new DescribeNamespaceCommand({ AwsAccountId, Namespace }))).Namespace?.CreationStatus
  while ((await status()) !== 'CREATED') await wait(2)
}

/** People of a small company in prod's account: two namespaces, `users` users each, a group with all of them. */
export const addPeople = async (emulator: Emulator, users = 2): Promise<void> => {
  const client = clientOf(emulator, 'us-east-1')
  await client.send(new CreateNamespaceCommand({ AwsAccountId, Namespace: 'tenant', IdentityStore: 'QUICKSIGHT' }))
  await isCreated(emulator, 'tenant')
  for (const Namespace of ['default', 'tenant']) {
    const GroupName = 'everybody'
    await client.send(new CreateGroupCommand({ AwsAccountId, Namespace, GroupName }))
    for (let i = 0; i < users; i += 1) {
      const UserName = `user-${i}`
      const user = { IdentityType: 'QUICKSIGHT', Email: `${UserName}@example.com`, UserRole: 'READER' } as const
      await client.send(new RegisterUserCommand({ AwsAccountId, Namespace, UserName, ...user }))
      await client.send(new CreateGroupMembershipCommand({ AwsAccountId, Namespace, GroupName, MemberName: UserName }))
    }
    await client.send(
      new CreateIAMPolicyAssignmentCommand({
        AwsAccountId,
        Namespace,
        AssignmentName: `lake-${Namespace}`,
        AssignmentStatus: 'ENABLED',
        PolicyArn: `arn:aws:iam::${AwsAccountId}:policy/lake`,
        Identities: { Group: [GroupName] },
      }),
    )
  }
}

/** What an account can have beside people. */
export const addSettings = async (emulator: Emulator): Promise<void> => {
  const client = clientOf(emulator, 'us-east-1')
  const Capabilities = { ExportToCsv: 'DENY' } as const
  await client.send(new CreateCustomPermissionsCommand({ AwsAccountId, CustomPermissionsName: 'no-csv', Capabilities }))
  await client.send(
    new CreateBrandCommand({ AwsAccountId, BrandId: 'acme', BrandDefinition: { BrandName: 'Acme', Description: 'x' } }),
  )
}

/** Put an asset of prod into a folder of prod. */
export const putIntoFolder = async (
  emulator: Emulator,
  FolderId: string,
  MemberType: 'DASHBOARD',
  MemberId: string,
): Promise<void> => {
  await clientOf(emulator, PROD.region).send(
    new CreateFolderMembershipCommand({ AwsAccountId, FolderId, MemberType, MemberId }),
  )
}

/** Every file below a folder: its path from there → its bytes. */
export const filesBelow = async (folder: string): Promise<Map<string, Buffer>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const read = files.sort().map(async (file) => [path.relative(folder, file), await readFile(file)] as const)
  return new Map(await Promise.all(read))
}

/** The manifest of a set in a folder. */
export const manifestAt = async (set: string): Promise<BackupManifest> =>
  JSON.parse(await readFile(path.join(set, 'manifest.json'), 'utf8')) as BackupManifest

/** Change one byte of a file. */
export const flipByte = async (file: string, at = 10): Promise<void> => {
  const bytes = await readFile(file)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await writeFile(file, bytes)
}
