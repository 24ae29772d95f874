import {
  DescribeAssetBundleExportJobCommand,
  ListAssetBundleExportJobsCommand,
  StartAssetBundleExportJobCommand,
} from '@aws-sdk/client-quicksight'
import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { arnIn, clientOf, exportJob, withEmulator } from './fixtures/client.ts'
import { COMPANY, DEV, daily, orders, source } from './fixtures/company.ts'

const DASHBOARD = arnIn(DEV, 'dashboard/sales')
const _keys = (assets: Asset[]): string[] => assets.map(({ kind, id }) => `${kind}:${id}`)

describe('export jobs', () => {
  const start = (id: string) =>
    new StartAssetBundleExportJobCommand({
      AwsAccountId: DEV.account,
      AssetBundleExportJobId: id,
      ResourceArns: [DASHBOARD],
      ExportFormat: 'QUICKSIGHT_JSON',
    })

  test('go from queued over in progress to done', () =>
    withEmulator({ jobTime: 1_000 }, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const client = clientOf(emulator, DEV.region)
      const started = await client.send(start('slow'))
      expect(started).toMatchObject({ Status: 202, Arn: arnIn(DEV, 'asset-bundle-export-job/slow') })
      const seen = new Set<string | undefined>()
      while (!seen.has('SUCCESSFUL')) {
        seen.add(
          (
            await client.send(
              new DescribeAssetBundleExportJobCommand({ AwsAccountId: DEV.account, AssetBundleExportJobId: 'slow' }),
            )
          ).JobStatus,
        )
      }
      expect([...seen]).toEqual(['QUEUED_FOR_IMMEDIATE_EXECUTION', 'IN_PROGRESS', 'SUCCESSFUL'])
    }))

  test('are five at most, and no two of one id at once', () =>
    withEmulator({ jobTime: 1_500 }, async (emulator) => {
      const client = clientOf(emulator, DEV.region)
      for (const id of ['a', 'b', 'c', 'd']) await client.send(start(id))
      await expect(client.send(start('a'))).rejects.toMatchObject({
        name: 'ConflictException',
        $metadata: { httpStatusCode: 409 },
      })
      await client.send(start('e'))
      const refused = await client.send(start('f')).catch((error) => error)
      expect(refused).toMatchObject({ name: 'LimitExceededException', $metadata: { httpStatusCode: 409 } })
      expect(refused.message).toContain('export jobs already in progress')
    }))

  test('are listed newest first, a repeated id once', () =>
    withEmulator({ jobTime: 0 }, async (emulator) => {
      const client = clientOf(emulator, DEV.region)
      for (const id of ['a', 'b', 'a', 'c']) await client.send(start(id))
      const list = (token?: string) =>
        client.send(
          new ListAssetBundleExportJobsCommand({ AwsAccountId: DEV.account, MaxResults: 2, NextToken: token }),
        )
      const first = await list()
      const second = await list(first.NextToken)
      const ids = [first, second].flatMap(({ AssetBundleExportJobSummaryList = [] }) =>
        AssetBundleExportJobSummaryList.map((job) => job.AssetBundleExportJobId),
      )
      expect(ids).toEqual(['c', 'a', 'b'])
      expect(second.NextToken).toBeUndefined()
    }))

  test('hand out a fresh address each time, good for five minutes', async () => {
    let time = Date.parse('2026-01-01T00:00:00Z')
    await withEmulator({ now: () => new Date(time) }, async (emulator) => {
      emulator.load(DEV.account, DEV.region, [source(), orders, daily])
      const job = await exportJob(emulator, [arnIn(DEV, 'dataset/orders')])
      const describe = new DescribeAssetBundleExportJobCommand({
        AwsAccountId: DEV.account,
        AssetBundleExportJobId: job.AssetBundleExportJobId,
      })
      const again = await clientOf(emulator, DEV.region).send(describe)
      expect(again.DownloadUrl).not.toBe(job.DownloadUrl)
      expect(again.CreatedTime).toEqual(new Date(time))
      time += 299_000
      expect((await fetch(job.DownloadUrl ?? '')).status).toBe(200)
      time += 2000
      const expired = await fetch(job.DownloadUrl ?? '')
      expect(expired.status).toBe(403)
      expect(await expired.text()).toContain('<Code>AccessDenied</Code>')
      const forged = (again.DownloadUrl ?? '').replace(/Signature=./, 'Signature=x')
      expect((await fetch(forged)).status).toBe(403)
      expect(emulator.calls().GetObject).toBe(3)
    })
  })

  test.each(['CLOUDFORMATION_JSON', 'QUICKSIGHT_JSON'] as const)('refuse parameters in %s clearly', (ExportFormat) =>
    withEmulator({}, async (emulator) => {
      const CloudFormationOverridePropertyConfiguration = {
        ResourceIdOverrideConfiguration: { PrefixForAllResources: true },
      }
      const job = exportJob(emulator, [DASHBOARD], { ExportFormat, CloudFormationOverridePropertyConfiguration })
      await expect(job).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
    }),
  )
})
