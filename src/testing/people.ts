import {
  CreateAccountCustomizationCommand,
  CreateBrandCommand,
  CreateCustomPermissionsCommand,
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateIAMPolicyAssignmentCommand,
  CreateNamespaceCommand,
  RegisterUserCommand,
  UpdateAccountSettingsCommand,
  UpdateBrandCommand,
  UpdateBrandPublishedVersionCommand,
} from '@aws-sdk/client-quicksight'
import { clientOf } from '../emulator/fixtures/client.ts'
import type { Emulator } from '../emulator/index.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Identities } from '../model/people.ts'
import { isCreated } from './backups.ts'
import { PROD } from './repository.ts'

/** Where people live in these accounts. */
export const IDENTITY_REGION = 'us-east-1'
const SPACES = ['default', 'tenant', 'branch'] as const
const AwsAccountId = PROD.account

/** A user of each sort in turn: QuickSight's own, by a role of IAM, of IAM itself. */
const identityOf = (
  i: number,
): Pick<RegisterUserCommand['input'], 'IdentityType' | 'IamArn' | 'SessionName' | 'UserName'> => {
  const iam = `arn:aws:iam::${AwsAccountId}`
  if (i % 5 === 3)
    return {
      IdentityType: 'IAM',
      IamArn: `${iam}:role/Analysts`,
      SessionName: `u${i}@old.example`,
      UserName: undefined,
    }
  if (i % 5 === 4) return { IdentityType: 'IAM', IamArn: `${iam}:user/worker${i}`, UserName: undefined }
  return { IdentityType: 'QUICKSIGHT', UserName: `u${i}@old.example` }
}

const nameOf = (i: number): string => {
  const { IamArn = '', SessionName, UserName } = identityOf(i)
  const [, own = ''] = IamArn.split('/')
  return UserName ?? [own, SessionName].filter(Boolean).join('/')
}

const addUsers = async (emulator: Emulator, Namespace: string, from: number, users: number): Promise<void> => {
  const client = clientOf(emulator, IDENTITY_REGION)
  for (const GroupName of ['readers', 'authors'])
    await client.send(new CreateGroupCommand({ AwsAccountId, Namespace, GroupName, Description: `All ${GroupName}` }))
  for (let i = from; i < from + users; i += 1) {
    const isAuthor = i % 4 === 0
    const user = {
      Email: `u${i}@old.example`,
      UserRole: isAuthor ? 'AUTHOR' : 'READER',
      ...(i % 7 === 0 ? { CustomPermissionsName: 'no-csv' } : {}),
    } as const
    await client.send(new RegisterUserCommand({ AwsAccountId, Namespace, ...user, ...identityOf(i) }))
    const GroupName = isAuthor ? 'authors' : 'readers'
    await client.send(new CreateGroupMembershipCommand({ AwsAccountId, Namespace, GroupName, MemberName: nameOf(i) }))
  }
  const assignment = {
    AssignmentName: `lake-${Namespace}`,
    AssignmentStatus: 'ENABLED' as const,
    PolicyArn: `arn:aws:iam::${AwsAccountId}:policy/lake`,
    Identities: { Group: ['readers'], User: [nameOf(from)] },
  }
  await client.send(new CreateIAMPolicyAssignmentCommand({ AwsAccountId, Namespace, ...assignment }))
}

const addBrand = async (emulator: Emulator): Promise<void> => {
  const client = clientOf(emulator, IDENTITY_REGION)
  const brand = { AwsAccountId, BrandId: 'acme' }
  const define = (Description: string) => ({ ...brand, BrandDefinition: { BrandName: 'Acme', Description } })
  const { BrandDetail } = await client.send(new CreateBrandCommand(define('as everybody sees it')))
  await client.send(new UpdateBrandPublishedVersionCommand({ ...brand, VersionId: BrandDetail?.VersionId }))
  await client.send(new UpdateBrandCommand(define('still being worked on')))
  await client.send(new CreateBrandCommand({ ...define('never published'), BrandId: 'draft' }))
}

const addNamespace = async (emulator: Emulator, Namespace: string): Promise<void> => {
  const client = clientOf(emulator, IDENTITY_REGION)
  await client.send(new CreateNamespaceCommand({ AwsAccountId, Namespace, IdentityStore: 'QUICKSIGHT' }))
  await isCreated(emulator, Namespace)
}

/** Everything that an account can hold beside assets, in prod's: three namespaces, with as many users each. */
export const addEverybody = async (emulator: Emulator, users = 20): Promise<void> => {
  const client = clientOf(emulator, IDENTITY_REGION)
  const profile = { CustomPermissionsName: 'no-csv', Capabilities: { ExportToCsv: 'DENY' } } as const
  await client.send(new CreateCustomPermissionsCommand({ AwsAccountId, ...profile }))
  for (const [index, Namespace] of SPACES.entries()) {
    if (index > 0) await addNamespace(emulator, Namespace)
    await addUsers(emulator, Namespace, index * users, users)
  }
  await addBrand(emulator)
  const customize = (theme: string, Namespace?: string) => ({
    AwsAccountId,
    ...(Namespace === undefined ? {} : { Namespace }),
    AccountCustomization: { DefaultTheme: `arn:aws:quicksight::aws:theme/${theme}` },
  })
  await client.send(new CreateAccountCustomizationCommand(customize('MIDNIGHT')))
  await client.send(new CreateAccountCustomizationCommand(customize('SEASIDE', 'tenant')))
  const settings = {
    DefaultNamespace: 'default',
    NotificationEmail: 'bi@acme.example',
    TerminationProtectionEnabled: false,
  }
  await client.send(new UpdateAccountSettingsCommand({ AwsAccountId, ...settings }))
}

const OTHER: Readonly<Record<string, string>> = {
  READER: 'AUTHOR',
  AUTHOR: 'READER',
  DENY: 'ALLOW',
  ENABLED: 'DISABLED',
  'All readers': 'Some',
  'never published': 'otherwise',
  'arn:aws:quicksight::aws:theme/MIDNIGHT': 'arn:aws:quicksight::aws:theme/SEASIDE',
}

const altered = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(altered)
  if (typeof value === 'string') return OTHER[value] ?? value
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, altered(inner)]))
}

/** The same people and settings, each otherwise in something that can be written. */
export const alteredPeople = (saved: Identities): Identities =>
  new Map([...saved].map(([kind, list]) => [kind, list.map((record) => altered(record) as JsonObject)]))
