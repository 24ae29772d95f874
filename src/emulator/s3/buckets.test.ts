import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { BUCKET, codeOf, s3Of, withBucket } from '../fixtures/s3.ts'
import { startEmulator } from '../index.ts'

const file = { Bucket: BUCKET, Key: 'file' }

test('buckets are created once, listed, and deleted when empty', () =>
  withBucket({}, async (s3) => {
    expect(await codeOf(s3.createBucket({ Bucket: BUCKET }).promise())).toBe('BucketAlreadyOwnedByYou')
    expect(await codeOf(s3.createBucket({ Bucket: 'No_Bucket' }).promise())).toBe('InvalidBucketName')
    await s3.headBucket({ Bucket: BUCKET }).promise()
    expect((await s3.listBuckets().promise()).Buckets).toMatchObject([{ Name: BUCKET }])
    await s3.putObject({ ...file, Body: 'x' }).promise()
    expect(await codeOf(s3.deleteBucket({ Bucket: BUCKET }).promise())).toBe('BucketNotEmpty')
    await s3.deleteObject(file).promise()
    await s3.deleteBucket({ Bucket: BUCKET }).promise()
    expect(await codeOf(s3.headBucket({ Bucket: BUCKET }).promise())).toBe('NotFound')
  }))

test('a bucket lies in a region', () =>
  withBucket({}, async (s3) => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-3' }
    await s3.createBucket({ Bucket: 'in-paris', CreateBucketConfiguration }).promise()
    expect((await s3.getBucketLocation({ Bucket: 'in-paris' }).promise()).LocationConstraint).toBe('eu-west-3')
  }))

test('without versions a write replaces and a deletion is for good', () =>
  withBucket({}, async (s3) => {
    expect((await s3.getBucketVersioning({ Bucket: BUCKET }).promise()).Status).toBeUndefined()
    for (const Body of ['one', 'two'])
      expect((await s3.putObject({ ...file, Body }).promise()).VersionId).toBeUndefined()
    expect((await s3.listObjectVersions({ Bucket: BUCKET }).promise()).Versions).toMatchObject([{ VersionId: 'null' }])
    await s3.deleteObject(file).promise()
    await s3.deleteObject(file).promise()
    expect((await s3.listObjectVersions({ Bucket: BUCKET }).promise()).Versions).toEqual([])
  }))

const enable = (s3: ReturnType<typeof s3Of>, Status = 'Enabled') =>
  s3.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status } }).promise()

test('with versions nothing is lost: a deletion is a marker that can be taken away', () =>
  withBucket({}, async (s3) => {
    await enable(s3)
    const { VersionId: one = '' } = await s3.putObject({ ...file, Body: 'one' }).promise()
    await s3.putObject({ ...file, Body: 'two' }).promise()
    const { VersionId: marker = '', DeleteMarker } = await s3.deleteObject(file).promise()
    expect(DeleteMarker).toBe(true)
    expect(await codeOf(s3.getObject(file).promise())).toBe('NoSuchKey')
    expect(await codeOf(s3.getObject({ ...file, VersionId: marker }).promise())).toBe('MethodNotAllowed')
    expect(await codeOf(s3.getObject({ ...file, VersionId: 'nonsense' }).promise())).toBe('NoSuchVersion')
    expect(String((await s3.getObject({ ...file, VersionId: one }).promise()).Body)).toBe('one')
    expect((await s3.listObjectsV2({ Bucket: BUCKET }).promise()).Contents).toEqual([])
    const all = await s3.listObjectVersions({ Bucket: BUCKET }).promise()
    expect(all.Versions?.map(({ IsLatest }) => IsLatest)).toEqual([false, false])
    expect(all.DeleteMarkers).toMatchObject([{ Key: 'file', VersionId: marker, IsLatest: true }])
    await s3.deleteObject({ ...file, VersionId: marker }).promise()
    expect(String((await s3.getObject(file).promise()).Body)).toBe('two')
  }))

test('suspended versions keep the old ones and one without an id', () =>
  withBucket({}, async (s3) => {
    await enable(s3)
    await s3.putObject({ ...file, Body: 'one' }).promise()
    await enable(s3, 'Suspended')
    for (const Body of ['two', 'three']) await s3.putObject({ ...file, Body }).promise()
    const { Versions } = await s3.listObjectVersions({ Bucket: BUCKET }).promise()
    expect(Versions?.map(({ Size, VersionId }) => [Size, VersionId === 'null'])).toEqual([
      [5, true],
      [3, false],
    ])
    expect(await codeOf(enable(s3, 'Off'))).toBe('IllegalVersioningConfigurationException')
  }))

test('many are deleted at once, what fails is told, the rest goes on', () =>
  withBucket({}, async (s3) => {
    for (const Key of ['a', 'b & <c>', 'd']) await s3.putObject({ Bucket: BUCKET, Key, Body: 'x' }).promise()
    const Objects = ['a', 'b & <c>', 'gone'].map((Key) => ({ Key }))
    const { Deleted, Errors } = await s3.deleteObjects({ Bucket: BUCKET, Delete: { Objects } }).promise()
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a', 'b & <c>', 'gone'])
    expect(Errors).toEqual([])
    const { Contents } = await s3.listObjectsV2({ Bucket: BUCKET }).promise()
    expect(Contents?.map(({ Key }) => Key)).toEqual(['d'])
  }))

test('a locked version stays until its day', async () => {
  let time = Date.parse('2026-01-01T00:00:00Z')
  const emulator = await startEmulator({ now: () => new Date(time) })
  const s3 = s3Of(emulator)
  await s3.createBucket({ Bucket: BUCKET, ObjectLockEnabledForBucket: true }).promise()
  await s3.createBucket({ Bucket: 'no-locks' }).promise()
  const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date('2026-02-01T00:00:00Z') }
  const ContentMD5 = createHash('md5').update('x').digest('base64')
  const put = { ...file, Body: 'x', ContentMD5, ...lock }
  expect(await codeOf(s3.putObject({ ...put, Bucket: 'no-locks' }).promise())).toBe('InvalidRequest')
  const { VersionId = '' } = await s3.putObject(put).promise()
  expect(await s3.headObject(file).promise()).toMatchObject(lock)
  const remove = () => s3.deleteObject({ ...file, VersionId }).promise()
  expect(await codeOf(remove())).toBe('AccessDenied')
  const { Errors } = await s3
    .deleteObjects({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'file', VersionId }] } })
    .promise()
  expect(Errors).toMatchObject([{ Key: 'file', Code: 'AccessDenied' }])
  await s3.deleteObject(file).promise()
  expect(await codeOf(enable(s3, 'Suspended'))).toBe('InvalidBucketState')
  time = Date.parse('2026-02-02T00:00:00Z')
  await remove()
  expect((await s3.listObjectVersions({ Bucket: BUCKET }).promise()).Versions).toEqual([])
  await emulator.close()
})
