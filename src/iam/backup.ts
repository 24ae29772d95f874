import { because, EVERYTHING, type Grant } from './grant.ts'

const PEOPLE = 'users, groups, who is in them and what they may do are saved, in every namespace'
const SETTINGS = "the account's settings are saved"

const BUCKET = 'arn:{AWS::Partition}:s3:::{BackupBucket}'

/** What `backup` and `verify` need beside the policy to read. The bucket is for whoever runs them, the rest for the role of the environment. */
export const BACKUP: readonly Grant[] = [
  {
    sid: 'ReadPeopleAndSettings',
    on: EVERYTHING,
    actions: {
      ...because(
        PEOPLE,
        'quicksight:DescribeIAMPolicyAssignment quicksight:ListCustomPermissions quicksight:ListGroupMemberships quicksight:ListGroups quicksight:ListIAMPolicyAssignments quicksight:ListNamespaces',
      ),
      'quicksight:ListUsers': `${PEOPLE}; also finds out in which region they live`,
      ...because(
        SETTINGS,
        'quicksight:DescribeAccountCustomization quicksight:DescribeAccountSettings quicksight:DescribeBrand quicksight:DescribeBrandPublishedVersion quicksight:ListBrands',
      ),
    },
  },
  {
    sid: 'FindBackups',
    on: [BUCKET],
    actions: { 's3:ListBucket': 'finds the sets in the bucket, and tells a missing object from a forbidden one' },
  },
  {
    sid: 'WriteAndReadBackups',
    on: [`${BUCKET}/*`],
    actions: {
      's3:PutObject': 'writes the objects of a set; none is ever overwritten',
      ...because('reads them for `verify` and `--resume`', 's3:GetObject s3:GetObjectVersion'),
    },
  },
]

/** What `backup --identities` needs beside, for the login that it runs as. */
export const BACKUP_TABLES: readonly Grant[] = [
  {
    sid: 'WritePeopleToTables',
    on: ['arn:{AWS::Partition}:dynamodb:*:{AWS::AccountId}:table/{BackupTables}-*-backup-*'],
    actions: {
      ...because('makes the three tables of a day, and waits for them', 'dynamodb:CreateTable dynamodb:DescribeTable'),
      'dynamodb:BatchWriteItem':
        'writes users, groups and memberships, and deletes what an earlier run of the day left',
      'dynamodb:Scan': 'finds what an earlier run of the day left',
    },
  },
]

/** What `backup` needs beside that where its environment file has `backup.retention`. */
export const BACKUP_RETENTION: readonly Grant[] = [
  {
    sid: 'DeleteOldBackups',
    on: [`${BUCKET}/*`],
    actions: { 's3:DeleteObject': 'deletes the sets that `backup.retention` no longer keeps' },
  },
]

/** What `backup` and `verify` need beside that where the environment file has `backup.objectLock` or `backup.kmsKey`, and for objects of more than 64 MiB. */
export const BACKUP_PROTECTION: readonly Grant[] = [
  {
    sid: 'LockBackups',
    on: [`${BUCKET}/*`],
    actions: { 's3:PutObjectRetention': 'locks the objects, with `backup.objectLock`' },
  },
  {
    sid: 'EncryptBackups',
    on: ['{BackupKey}'],
    actions: because('writes and reads under `backup.kmsKey`', 'kms:Decrypt kms:GenerateDataKey'),
  },
  {
    sid: 'GiveUpUploads',
    on: [`${BUCKET}/*`],
    actions: { 's3:AbortMultipartUpload': 'takes back the parts of a large object that could not be finished' },
  },
]
