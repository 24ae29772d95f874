import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { clientOf, KEYS } from '../fixtures/client.ts'
import { DEV, PROD } from '../fixtures/company.ts'
import { BUCKET, codeOf, s3Of, withBucket } from '../fixtures/s3.ts'
import type { Emulator } from '../index.ts'

const file = { Bucket: BUCKET, Key: 'größe/a b+c.json' }

const assumed = async (emulator: Emulator, account: string) => {
  const sts = new STSClient({ endpoint: emulator.url, region: DEV.region, credentials: KEYS })
  const RoleArn = `arn:aws:iam::${account}:role/backup`
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'backup' }))
  return s3Of(emulator, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  })
}

describe('signatures', () => {
  test('are checked when there are credentials to check', () =>
    withBucket({ credentials: [KEYS] }, async (s3, emulator) => {
      await s3.putObject({ ...file, Body: 'x' }).promise()
      await s3.listObjectsV2({ Bucket: BUCKET, Prefix: 'größe/a b+' }).promise()
      const wrong = s3Of(emulator, { secretAccessKey: 'wrong' })
      expect(await codeOf(wrong.getObject(file).promise())).toBe('SignatureDoesNotMatch')
      const stranger = s3Of(emulator, { accessKeyId: 'AKIASTRANGER' })
      expect(await codeOf(stranger.getObject(file).promise())).toBe('InvalidAccessKeyId')
    }))

  test('in an address open one object for a while', async () => {
    let time = Date.now()
    await withBucket({ credentials: [KEYS], now: () => new Date(time) }, async (s3) => {
      await s3.putObject({ ...file, Body: 'hello' }).promise()
      const url = s3.getSignedUrl('getObject', { ...file, Expires: 60 })
      expect(await (await fetch(url)).text()).toBe('hello')
      expect(await codeOf(fetch(url.replace('a%20b', 'other')))).toBe('SignatureDoesNotMatch')
      expect((await fetch(s3.getSignedUrl('putObject', file), { method: 'PUT', body: 'new' })).status).toBe(200)
      expect(await (await fetch(url)).text()).toBe('new')
      time += 61_000
      expect(await codeOf(fetch(url))).toBe('AccessDenied')
    })
  })
})

test('of version 2 are refused, as in all newer regions', () =>
  withBucket({}, async (s3, emulator) => {
    const old = s3Of(emulator, { signatureVersion: 'v2' })
    expect(await codeOf(old.getObject(file).promise())).toBe('InvalidRequest')
    expect(await codeOf(fetch(old.getSignedUrl('getObject', file)))).toBe('InvalidRequest')
    await s3.headBucket({ Bucket: BUCKET }).promise()
  }))

describe('buckets', () => {
  test('belong to an account; another one is refused, and cannot take the name', () =>
    withBucket({}, async (_s3, emulator) => {
      const prod = await assumed(emulator, PROD.account)
      expect(await codeOf(prod.listObjectsV2({ Bucket: BUCKET }).promise())).toBe('AccessDenied')
      expect(await codeOf(prod.createBucket({ Bucket: BUCKET }).promise())).toBe('BucketAlreadyExists')
      await prod.createBucket({ Bucket: 'acme-prod-backups' }).promise()
      expect((await prod.listBuckets().promise()).Buckets?.map(({ Name }) => Name)).toEqual(['acme-prod-backups'])
      expect((await (await assumed(emulator, DEV.account)).listBuckets().promise()).Buckets).toMatchObject([
        { Name: BUCKET },
      ])
    }))

  test('survive a wipe, not a reset', () =>
    withBucket({}, async (s3, emulator) => {
      const spot = `account=${DEV.account}&region=${DEV.region}&identities=true`
      await fetch(`${emulator.url}/_emulator/wipe?${spot}`, { method: 'POST' })
      await s3.headBucket({ Bucket: BUCKET }).promise()
      emulator.reset()
      expect(await codeOf(s3.headBucket({ Bucket: BUCKET }).promise())).toBe('NotFound')
    }))
})

describe('policies', () => {
  const allow = (Action: string[], Resource: string) => ({ Statement: { Effect: 'Allow', Action, Resource } })
  const objects = `arn:aws:s3:::${BUCKET}/prod/*`
  const prod = (Key: string) => ({ Bucket: BUCKET, Key: `prod/${Key}` })

  test('say what is written, read, listed and deleted', () =>
    withBucket({}, async (s3, emulator) => {
      await s3.putObject({ ...prod('there'), Body: 'x' }).promise()
      const policies = [allow(['s3:PutObject'], objects), allow(['s3:ListBucket'], `arn:aws:s3:::${BUCKET}`)]
      emulator.setPolicies({ [KEYS.accessKeyId]: policies })
      await s3.putObject({ ...prod('new'), Body: 'x' }).promise()
      await s3.createMultipartUpload(prod('big')).promise()
      await s3.listObjectsV2({ Bucket: BUCKET }).promise()
      const refused = [
        s3.putObject({ Bucket: BUCKET, Key: 'dev/x', Body: 'x' }),
        s3.putObject({ ...prod('locked'), Body: 'x', ObjectLockLegalHoldStatus: 'ON' }),
        s3.getObject(prod('there')),
        s3.deleteObject(prod('there')),
        s3.copyObject({ ...prod('copy'), CopySource: `${BUCKET}/prod/there` }),
        s3.listObjectVersions({ Bucket: BUCKET }),
        s3.listBuckets(),
      ]
      for (const request of refused) expect(await codeOf(request.promise())).toBe('AccessDenied')
      emulator.setPolicies({ [KEYS.accessKeyId]: [allow(['s3:DeleteObject'], `${objects}/new`), ...policies] })
      const Objects = [{ Key: 'prod/there' }]
      const { Errors } = await s3.deleteObjects({ Bucket: BUCKET, Delete: { Objects } }).promise()
      expect(Errors).toMatchObject([{ Key: 'prod/there', Code: 'AccessDenied' }])
      emulator.setPolicies({ [KEYS.accessKeyId]: [allow(['s3:*'], '*')] })
      expect(String((await s3.getObject(prod('there')).promise()).Body)).toBe('x')
    }))
})

describe('faults', () => {
  test.each([
    ['throttle', 503, 'SlowDown'],
    ['error500', 500, 'InternalError'],
    ['accessDenied', 403, 'AccessDenied'],
  ] as const)('%s answers %i %s, to the operation it names', (kind, status, code) =>
    withBucket({}, async (s3, emulator) => {
      emulator.resetCalls()
      emulator.setFaults([{ kind, operation: 'PutObject', times: 1 }])
      const failed = await s3
        .putObject({ ...file, Body: 'x' })
        .promise()
        .catch((error: { statusCode: number; code: string }) => error)
      expect(failed).toMatchObject({ statusCode: status, code })
      expect(await codeOf(s3.getObject(file).promise())).toBe('NoSuchKey')
      await s3.putObject({ ...file, Body: 'x' }).promise()
      expect(emulator.calls()).toEqual({ PutObject: 2, GetObject: 1 })
    }),
  )

  test('reset and truncate cut the connection', () =>
    withBucket({}, async (s3, emulator) => {
      await s3.putObject({ ...file, Body: 'x'.repeat(100_000) }).promise()
      emulator.setFaults([
        { kind: 'reset', operation: 'HeadObject', times: 1 },
        { kind: 'truncate', times: 1 },
      ])
      await expect(s3.headObject(file).promise()).rejects.toMatchObject({
        message: 'socket hang up',
      })
      const url = s3.getSignedUrl('getObject', file)
      await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow()
      expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(100_000)
    }))
})

test('QuickSight and S3 answer at one address', () =>
  withBucket({}, async (s3, emulator) => {
    const { ListDashboardsCommand } = await import('@aws-sdk/client-quicksight')
    await s3.putObject({ Bucket: BUCKET, Key: 'accounts/1/dashboards', Body: 'x' }).promise()
    await clientOf(emulator, DEV.region).send(new ListDashboardsCommand({ AwsAccountId: DEV.account }))
    expect(emulator.calls()).toEqual({ CreateBucket: 1, PutObject: 1, ListDashboards: 1 })
  }))
