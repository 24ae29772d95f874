import {
  DescribeAssetBundleImportJobCommand,
  ListAssetBundleImportJobsCommand,
  StartAssetBundleImportJobCommand,
} from '@aws-sdk/client-quicksight'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../bundle/entries.ts'
import type { Asset } from '../model/asset.ts'
import { arnIn, clientOf, importJob, withEmulator } from './fixtures/client.ts'
import { brand, COMPANY, DEV, daily, draft, orders, PROD, sales, source } from './fixtures/company.ts'
import type { Emulator, LoadedAsset } from './index.ts'

const at = (emulator: Emulator, kind: string, id: string, { account, region } = PROD): LoadedAsset | undefined =>
  emulator.assets(account, region).find((asset) => asset.kind === kind && asset.id === id)

const _ann = 'arn:aws:quicksight:us-east-1:444455556666:user/default/ann'
const _bob = 'arn:aws:quicksight:us-east-1:444455556666:user/default/bob'

const put = (body: Asset['body'], asset: Asset): Asset => ({ ...asset, body: { ...asset.body, ...body } })

describe('an import', () => {
  test('creates everything in another account and region, with that account’s ARNs', () =>
    withEmulator({}, async (emulator) => {
      const job = await importJob(emulator, COMPANY, {}, PROD)
      expect(job).toMatchObject({ JobStatus: 'SUCCESSFUL', Status: 200 })
      expect(job.Errors).toBeUndefined()
      expect(emulator.assets(PROD.account, PROD.region).map(({ kind }) => kind)).toEqual([
        'analysis',
        'dashboard',
        'dataset',
        'datasource',
        'refreshSchedule',
        'theme',
      ])
      expect(JSON.stringify(emulator.assets(PROD.account, PROD.region))).not.toContain(DEV.account)
      expect(at(emulator, 'dashboard', 'sales')).toMatchObject({ permissions: [], tags: [], published: 1 })
    }))

  test('updates by id; every import of a dashboard publishes a new version', () =>
    withEmulator({}, async (emulator) => {
      await importJob(emulator, COMPANY, {}, PROD)
      await importJob(emulator, [put({ name: 'Sales 2' }, { ...sales, name: 'Sales 2' })], {}, PROD)
      expect(at(emulator, 'dashboard', 'sales')).toMatchObject({ name: 'Sales 2', published: 2 })
    }))

  test('needs every dependency in the bundle or in the account', () =>
    withEmulator({}, async (emulator) => {
      const missing = await importJob(emulator, [sales, brand], {}, PROD)
      expect(missing.JobStatus).toBe('FAILED')
      expect(missing.Errors).toHaveLength(1)
      expect(missing.Errors?.[0]).toMatchObject({
        Arn: arnIn(PROD, 'dashboard/sales'),
        Type: expect.stringContaining('ResourceNotFoundException'),
      })
      expect(missing.Errors?.[0]?.Message).toContain(arnIn(PROD, 'dataset/orders'))
      emulator.load(PROD.account, PROD.region, [source(), orders])
      expect((await importJob(emulator, [sales, brand], {}, PROD)).JobStatus).toBe('SUCCESSFUL')
    }))

  test('fails what depends on a failed asset too, and keeps the rest without rollback', () =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([{ kind: 'failAsset', asset: 'dataset:orders' }])
      const job = await importJob(emulator, COMPANY, { FailureAction: 'DO_NOTHING' }, PROD)
      expect(job.JobStatus).toBe('FAILED')
      expect(job.Errors?.map(({ Arn }) => Arn?.split(':').at(-1)).sort()).toEqual([
        'analysis/sales-draft',
        'dashboard/sales',
        'dataset/orders',
        'dataset/orders/refresh-schedule/daily',
      ])
      expect(emulator.assets(PROD.account, PROD.region).map(({ kind }) => kind)).toEqual(['datasource', 'theme'])
    }))

  test('takes five links to analyses and no more', () =>
    withEmulator({}, async (emulator) => {
      const linked = (count: number) =>
        put({ linkEntities: Array.from({ length: count }, (_, i) => arnIn(DEV, `analysis/a${i}`)) }, sales)
      expect(
        (
          await importJob(
            emulator,
            [...COMPANY, linked(5)].filter((asset) => asset !== sales),
            {},
            PROD,
          )
        ).JobStatus,
      ).toBe('SUCCESSFUL')
      const job = await importJob(emulator, [linked(6)], {}, PROD)
      expect(job.Errors?.[0]?.Message).toContain(
        "at 'linkEntities' failed to satisfy constraint: Member must have length less than or equal to 5",
      )
    }))

  test('of a refresh schedule in the past fails by a switch', async () => {
    for (const pastStartFails of [false, true]) {
      await withEmulator({ switches: { pastStartFails } }, async (emulator) => {
        const job = await importJob(emulator, [source(), orders, daily], {}, PROD)
        expect(job.JobStatus).toBe(pastStartFails ? 'FAILED' : 'SUCCESSFUL')
        const start = new Date('2027-06-01T00:00:00Z')
        const OverrideParameters = {
          RefreshSchedules: [{ DataSetId: 'orders', ScheduleId: 'daily', StartAfterDateTime: start }],
        }
        const later = await importJob(emulator, [source(), orders, daily], { OverrideParameters }, PROD)
        expect(later.JobStatus).toBe('SUCCESSFUL')
        expect(at(emulator, 'refreshSchedule', daily.id)?.body.schedule).toMatchObject({
          startAfterDateTime: start.getTime(),
        })
      })
    }
  })

  test('in strict mode fails on identifiers nobody declared, else warns', () =>
    withEmulator({}, async (emulator) => {
      await importJob(emulator, COMPANY, {}, PROD)
      const loose = put(
        { definition: { ...(sales.body.definition as object), dataSetIdentifierDeclarations: [] } },
        sales,
      )
      const lenient = await importJob(emulator, [loose], {}, PROD)
      expect(lenient).toMatchObject({ JobStatus: 'SUCCESSFUL', Warnings: [{ Arn: arnIn(PROD, 'dashboard/sales') }] })
      const strict = { OverrideValidationStrategy: { StrictModeForAllResources: true } }
      expect((await importJob(emulator, [loose], strict, PROD)).JobStatus).toBe('FAILED')
      expect(
        (await importJob(emulator, [put({ validationStrategy: { mode: 'STRICT' } }, loose)], {}, PROD)).JobStatus,
      ).toBe('FAILED')
    }))

  test('onto a deleted analysis fails until it is restored', () =>
    withEmulator({}, async (emulator) => {
      await importJob(emulator, COMPANY, {}, PROD)
      const { DeleteAnalysisCommand, RestoreAnalysisCommand } = await import('@aws-sdk/client-quicksight')
      const id = { AwsAccountId: PROD.account, AnalysisId: 'sales-draft' }
      await clientOf(emulator, PROD.region).send(new DeleteAnalysisCommand(id))
      expect((await importJob(emulator, [draft], {}, PROD)).Errors?.[0]?.Type).toContain('ConflictException')
      await clientOf(emulator, PROD.region).send(new RestoreAnalysisCommand(id))
      expect((await importJob(emulator, [draft], {}, PROD)).JobStatus).toBe('SUCCESSFUL')
    }))
})

describe('rollback', () => {
  test('puts everything back, and is seen while it goes on', () =>
    withEmulator({ jobTime: 800 }, async (emulator) => {
      emulator.load(PROD.account, PROD.region, COMPANY)
      const before = emulator.assets(PROD.account, PROD.region)
      emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'import' }])
      const client = clientOf(emulator, PROD.region)
      const id = { AwsAccountId: PROD.account, AssetBundleImportJobId: 'r' }
      const Body = writeBundle([...COMPANY, { ...brand, id: 'new', body: { ...brand.body, themeId: 'new' } }])
      await client.send(
        new StartAssetBundleImportJobCommand({ ...id, AssetBundleImportSource: { Body }, FailureAction: 'ROLLBACK' }),
      )
      const seen = new Set<string | undefined>()
      const errors = new Set<number | undefined>()
      while (!seen.has('FAILED_ROLLBACK_COMPLETED')) {
        const job = await client.send(new DescribeAssetBundleImportJobCommand(id))
        seen.add(job.JobStatus)
        if (job.JobStatus === 'FAILED_ROLLBACK_IN_PROGRESS') errors.add(job.Errors?.length)
      }
      expect([...seen]).toEqual([
        'QUEUED_FOR_IMMEDIATE_EXECUTION',
        'IN_PROGRESS',
        'FAILED_ROLLBACK_IN_PROGRESS',
        'FAILED_ROLLBACK_COMPLETED',
      ])
      expect([...errors]).toEqual([1])
      expect(emulator.assets(PROD.account, PROD.region)).toEqual(before)
    }))

  test('that fails says so', () =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', anonymous: true }, { kind: 'failRollback' }])
      const job = await importJob(emulator, COMPANY, { FailureAction: 'ROLLBACK' }, PROD)
      expect(job.JobStatus).toBe('FAILED_ROLLBACK_ERROR')
      expect(job.Errors?.[0]?.Arn).toBeUndefined()
      expect(job.RollbackErrors?.length).toBeGreaterThan(0)
      expect(at(emulator, 'dataset', 'orders')).toBeDefined()
    }))
})

test('import jobs of one id: a conflict while running, reusable afterwards, listed once', () =>
  withEmulator({ jobTime: 80 }, async (emulator) => {
    const client = clientOf(emulator, PROD.region)
    const id = { AwsAccountId: PROD.account, AssetBundleImportJobId: 'gitops-prod-1' }
    const start = new StartAssetBundleImportJobCommand({
      ...id,
      AssetBundleImportSource: { Body: writeBundle([brand]) },
    })
    await client.send(start)
    await expect(client.send(start)).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    })
    let job = await client.send(new DescribeAssetBundleImportJobCommand(id))
    while (job.JobStatus !== 'SUCCESSFUL') job = await client.send(new DescribeAssetBundleImportJobCommand(id))
    expect((await fetch(job.AssetBundleImportSource?.Body ?? '')).status).toBe(200)
    await client.send(start)
    const list = await client.send(new ListAssetBundleImportJobsCommand({ AwsAccountId: PROD.account }))
    expect(list.AssetBundleImportJobSummaryList).toMatchObject([
      { AssetBundleImportJobId: 'gitops-prod-1', FailureAction: 'DO_NOTHING' },
    ])
  }))
