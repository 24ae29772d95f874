import { DescribeAssetBundleImportJobCommand, StartAssetBundleImportJobCommand } from '@aws-sdk/client-quicksight'
import { expect, test } from 'vitest'
import { writeBundle } from '../bundle/entries.ts'
import { clientOf, KEYS } from './fixtures/client.ts'
import { COMPANY, DEV, PROD } from './fixtures/company.ts'
import { BUCKET, withBucket } from './fixtures/s3.ts'
import type { Emulator } from './index.ts'

const file = { Bucket: BUCKET, Key: 'prod/2026/bundle.qs' }
const uri = `s3://${BUCKET}/${file.Key}`

const start = (emulator: Emulator, S3Uri: string, AwsAccountId = DEV.account) =>
  clientOf(emulator, DEV.region).send(
    new StartAssetBundleImportJobCommand({
      AwsAccountId,
      AssetBundleImportJobId: 'i1',
      AssetBundleImportSource: { S3Uri },
    }),
  )

const ended = async (emulator: Emulator, AwsAccountId = DEV.account) => {
  for (;;) {
    const describe = new DescribeAssetBundleImportJobCommand({ AwsAccountId, AssetBundleImportJobId: 'i1' })
    const job = await clientOf(emulator, DEV.region).send(describe)
    if (!/QUEUED|IN_PROGRESS/.test(job.JobStatus ?? '')) return job
  }
}

test.each([
  uri,
  `https://${BUCKET}.s3.eu-central-1.amazonaws.com/${file.Key}`,
  `https://s3.eu-central-1.amazonaws.com/${BUCKET}/${file.Key}`,
])('an import takes its bundle from a bucket: %s', (S3Uri) =>
  withBucket({}, async (s3, emulator) => {
    await s3.putObject({ ...file, Body: Buffer.from(writeBundle(COMPANY)) }).promise()
    await start(emulator, S3Uri)
    const job = await ended(emulator)
    expect(job).toMatchObject({ JobStatus: 'SUCCESSFUL', AssetBundleImportSource: { S3Uri } })
    expect(emulator.assets(DEV.account, DEV.region)).toHaveLength(COMPANY.length)
  }),
)

test.each([
  ['s3://no-such-bucket/x', 'ResourceNotFoundException'],
  [`s3://${BUCKET}/gone`, 'ResourceNotFoundException'],
  [`s3://${BUCKET}/`, 'InvalidParameterValueException'],
])('nothing at %s fails the job, or the call, by a switch', async (S3Uri, type) => {
  await withBucket({}, async (_s3, emulator) => {
    await start(emulator, S3Uri)
    const { JobStatus, Errors } = await ended(emulator)
    expect(JobStatus).toBe('FAILED')
    expect(Errors).toMatchObject([{ Type: `com.amazonaws.services.quicksight.model.${type}` }])
  })
  await withBucket({ switches: { missingImportFileIs: 'sync' } }, async (_s3, emulator) => {
    await expect(start(emulator, S3Uri)).rejects.toMatchObject({ name: type })
  })
})

test('a bucket of another account is refused', () =>
  withBucket({}, async (s3, emulator) => {
    await s3.putObject({ ...file, Body: Buffer.from(writeBundle(COMPANY)) }).promise()
    await start(emulator, uri, PROD.account)
    const { Errors } = await ended(emulator, PROD.account)
    expect(Errors?.[0]?.Type).toMatch(/AccessDeniedException$/)
    expect(emulator.assets(PROD.account, DEV.region)).toEqual([])
  }))

test('a caller who may not read the bucket imports nothing from it', () =>
  withBucket({}, async (s3, emulator) => {
    await s3.putObject({ ...file, Body: Buffer.from(writeBundle(COMPANY)) }).promise()
    const Statement = { Effect: 'Allow', Action: ['quicksight:*'], Resource: '*' }
    emulator.setPolicies({ [KEYS.accessKeyId]: [{ Statement }] })
    await start(emulator, uri)
    const { Errors } = await ended(emulator)
    expect(Errors?.[0]?.Message).toContain(`s3:GetObject on resource: arn:aws:s3:::${BUCKET}/${file.Key}`)
    expect(emulator.assets(DEV.account, DEV.region)).toEqual([])
  }))

test('what lies there and is no bundle fails the job', () =>
  withBucket({}, async (s3, emulator) => {
    await s3.putObject({ ...file, Body: 'no zip' }).promise()
    await start(emulator, uri)
    const { JobStatus, Errors } = await ended(emulator)
    expect([JobStatus, Errors?.length]).toEqual(['FAILED', 1])
  }))
