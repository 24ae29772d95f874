import { ListDashboardsCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { KEYS, withEmulator } from './fixtures/client.ts'
import { DEV, PROD } from './fixtures/company.ts'

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

const stsOf = (endpoint: string, credentials: Credentials = KEYS) =>
  new STSClient({ endpoint, region: DEV.region, credentials, maxAttempts: 1 })
const quickOf = (endpoint: string, credentials: Credentials) =>
  new QuickSightClient({ endpoint, region: DEV.region, credentials, maxAttempts: 1 })

const RoleArn = `arn:aws:iam::${PROD.account}:role/path/quicksight-deploy`

const assume = async (url: string, from: Credentials = KEYS): Promise<Credentials> => {
  const { Credentials: made } = await stsOf(url, from).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'deploy' }),
  )
  return {
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  }
}

const list = (AwsAccountId: string) => new ListDashboardsCommand({ AwsAccountId })

describe('STS', () => {
  test('answers who calls', () =>
    withEmulator({ defaultAccount: DEV.account }, async ({ url, calls }) => {
      expect((await stsOf(url).send(new GetCallerIdentityCommand({}))).Account).toBe(DEV.account)
      const role = await stsOf(url, await assume(url)).send(new GetCallerIdentityCommand({}))
      expect(role).toMatchObject({
        Account: PROD.account,
        Arn: `arn:aws:sts::${PROD.account}:assumed-role/quicksight-deploy/deploy`,
      })
      expect(calls()).toEqual({ GetCallerIdentity: 2, AssumeRole: 1 })
    }))

  test('credentials of a role reach its account only', () =>
    withEmulator({}, async ({ url }) => {
      const client = quickOf(url, await assume(url))
      await client.send(list(PROD.account))
      await expect(client.send(list(DEV.account))).rejects.toMatchObject({ name: 'AccessDeniedException' })
    }))

  test('credentials of a role expire', async () => {
    let time = Date.now()
    await withEmulator({ now: () => new Date(time) }, async ({ url }) => {
      const client = quickOf(url, await assume(url))
      time += 3_700_000
      await expect(client.send(list(PROD.account))).rejects.toMatchObject({ name: 'ExpiredTokenException' })
    })
  })

  test('refuses what is no role, and other actions', () =>
    withEmulator({}, async ({ url }) => {
      const bad = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::1:role/xxxxxxxx', RoleSessionName: 'deploy' })
      await expect(stsOf(url).send(bad)).rejects.toMatchObject({ name: 'ValidationError' })
    }))
})

describe('signatures', () => {
  test('are checked when there are credentials to check', () =>
    withEmulator({ credentials: [KEYS] }, async ({ url }) => {
      await quickOf(url, KEYS).send(list(DEV.account))
      const wrong = quickOf(url, { ...KEYS, secretAccessKey: 'wrong' })
      await expect(wrong.send(list(DEV.account))).rejects.toMatchObject({
        name: 'InvalidSignatureException',
        $metadata: { httpStatusCode: 403 },
      })
      const stranger = quickOf(url, { ...KEYS, accessKeyId: 'AKIASTRANGER' })
      await expect(stranger.send(list(DEV.account))).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
      const role = await assume(url)
      await quickOf(url, role).send(
        new ListDashboardsCommand({ AwsAccountId: PROD.account, NextToken: '', MaxResults: 3 }),
      )
      const forged = quickOf(url, { ...role, sessionToken: 'x' })
      await expect(forged.send(list(PROD.account))).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    }))

  test('hold for paths with ARNs and bodies with other alphabets', () =>
    withEmulator({ credentials: [KEYS] }, async ({ url, load, assets }) => {
      const { TagResourceCommand } = await import('@aws-sdk/client-quicksight')
      const { brand } = await import('./fixtures/company.ts')
      load(DEV.account, DEV.region, [brand])
      const ResourceArn = `arn:aws:quicksight:${DEV.region}:${DEV.account}:theme/brand`
      await quickOf(url, KEYS).send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'größe', Value: '好 (1)' }] }))
      expect(assets(DEV.account, DEV.region)[0]?.tags).toEqual([{ key: 'größe', value: '好 (1)' }])
    }))
})
