import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientOf } from './fixtures/client.ts'
import { DEV } from './fixtures/company.ts'
import { BUCKET, codeOf, s3Of } from './fixtures/s3.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const space = { ...account, Namespace: 'default' }
let stateDirectory: string
let emulator: Emulator
const start = async (): Promise<void> => {
  emulator = await startEmulator({ stateDirectory, jobTime: 0 })
}
const restart = async (): Promise<void> => {
  await emulator.close()
  await start()
}

beforeEach(async () => {
  stateDirectory = mkdtempSync(path.join(tmpdir(), 'emulator-state-'))
  await start()
})
afterEach(async () => {
  await emulator.close()
  rmSync(stateDirectory, { recursive: true })
})

test('people and settings outlive a restart, and a loss does too', async () => {
  const client = clientOf(emulator, DEV.region)
  const user = { ...space, UserName: 'ann', Email: 'ann@example.com' }
  await client.send(new sdk.RegisterUserCommand({ ...user, IdentityType: 'QUICKSIGHT', UserRole: 'AUTHOR' }))
  await client.send(new sdk.CreateGroupCommand({ ...space, GroupName: 'bi' }))
  await client.send(new sdk.CreateGroupMembershipCommand({ ...space, GroupName: 'bi', MemberName: 'ann' }))
  await client.send(new sdk.CreateNamespaceCommand({ ...account, Namespace: 'tenant', IdentityStore: 'QUICKSIGHT' }))
  await client.send(new sdk.UpdatePublicSharingSettingsCommand({ ...account, PublicSharingEnabled: true }))
  const BrandDefinition = { BrandName: 'Acme' }
  const brand = await client.send(new sdk.CreateBrandCommand({ ...account, BrandId: 'acme', BrandDefinition }))
  const before = emulator.identities(DEV.account)
  await restart()
  expect(emulator.identities(DEV.account)).toEqual(before)
  const found = await clientOf(emulator, DEV.region).send(new sdk.DescribeBrandCommand({ ...account, BrandId: 'acme' }))
  expect(found.BrandDetail).toEqual(brand.BrandDetail)
  emulator.wipe(DEV.account, DEV.region, { identities: true })
  await restart()
  const { users, groups, brands } = emulator.identities(DEV.account)
  expect([users, groups, brands]).toEqual([{}, {}, {}])
})

test('buckets outlive a restart with all versions, markers and locks', async () => {
  const s3 = s3Of(emulator)
  const [file, long] = [
    { Bucket: BUCKET, Key: 'a/ü' },
    { Bucket: BUCKET, Key: 'x/'.repeat(500) },
  ]
  await s3.createBucket({ Bucket: BUCKET, ObjectLockEnabledForBucket: true }).promise()
  for (const Body of ['one', 'two']) await s3.putObject({ ...file, Body, Metadata: { a: '1' } }).promise()
  await s3.putObject({ ...long, Body: 'long' }).promise()
  await s3.deleteObject(file).promise()
  const versions = () => s3Of(emulator).listObjectVersions({ Bucket: BUCKET }).promise()
  const before = await versions()
  await restart()
  const after = await versions()
  expect([after.Versions, after.DeleteMarkers]).toEqual([before.Versions, before.DeleteMarkers])
  const VersionId = after.Versions?.find(({ Key, Size }) => Key === file.Key && Size === 3)?.VersionId ?? ''
  const got = await s3Of(emulator)
    .getObject({ ...file, VersionId })
    .promise()
  expect([String(got.Body), got.Metadata]).toEqual(['two', { a: '1' }])
  expect((await s3Of(emulator).getBucketVersioning({ Bucket: BUCKET }).promise()).Status).toBe('Enabled')
})

test('what is replaced or deleted leaves nothing behind, and a reset leaves no bucket', async () => {
  const s3 = s3Of(emulator)
  const file = { Bucket: BUCKET, Key: 'a' }
  await s3.createBucket({ Bucket: BUCKET }).promise()
  const files = () => readdirSync(stateDirectory, { recursive: true }).filter((name) => String(name).endsWith('.bin'))
  for (const Body of ['one', 'two', 'two']) await s3.putObject({ ...file, Body }).promise()
  expect(files()).toHaveLength(1)
  await restart()
  expect(String((await s3Of(emulator).getObject(file).promise()).Body)).toBe('two')
  await s3Of(emulator).deleteObject(file).promise()
  expect(files()).toEqual([])
  emulator.reset()
  await restart()
  expect(await codeOf(s3Of(emulator).headBucket({ Bucket: BUCKET }).promise())).toBe('NotFound')
})
