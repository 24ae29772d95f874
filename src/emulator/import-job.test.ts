import {
  DescribeAssetBundleImportJobCommand,
  ListAssetBundleImportJobsCommand,
  StartAssetBundleImportJobCommand,
} from '@aws-sdk/client-quicksight'
import AdmZip from 'adm-zip'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../bundle/entries.ts'
import type { Asset } from '../model/asset.ts'
import { arnIn, clientOf, importJob, withEmulator } from './fixtures/client.ts'
import { brand, COMPANY, DEV, daily, draft, orders, PROD, sales, source } from './fixtures/company.ts'
import type { Emulator, LoadedAsset } from './index.ts'

const at = (emulator: Emulator, kind: string, id: string, { account, region } = PROD): LoadedAsset | undefined =>
  emulator.assets(account, region).find((asset) => asset.kind === kind && asset.id === id)

const ann = 'arn:aws:quicksight:us-east-1:444455556666:user/default/ann'
const bob = 'arn:aws:quicksight:us-east-1:444455556666:user/default/bob'

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

describe('data sources', () => {
  const parameters = { RedshiftParameters: { Host: 'prod.example.com', Port: 5439, Database: 'sales' } }
  const SecretArn = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:quicksight/sales'

  test('need credentials when new, unless they are Athena or S3', () =>
    withEmulator({}, async (emulator) => {
      const bare = await importJob(emulator, [source('REDSHIFT')], {}, PROD)
      expect(bare.Errors?.[0]).toMatchObject({ Arn: arnIn(PROD, 'datasource/lake') })
      expect(bare.Errors?.[0]?.Message).toContain('credential')
      const OverrideParameters = {
        DataSources: [
          {
            DataSourceId: 'lake',
            Name: 'Lake prod',
            DataSourceParameters: parameters,
            SslProperties: { DisableSsl: true },
            Credentials: { SecretArn },
          },
        ],
      }
      const job = await importJob(emulator, [source('REDSHIFT')], { OverrideParameters }, PROD)
      expect(job.JobStatus).toBe('SUCCESSFUL')
      expect(job.OverrideParameters?.DataSources?.[0]?.Credentials).toEqual({ SecretArn })
      expect(at(emulator, 'datasource', 'lake')).toMatchObject({
        name: 'Lake prod',
        body: {
          name: 'Lake prod',
          dataSourceParameters: { redshiftParameters: { host: 'prod.example.com', port: 5439, database: 'sales' } },
          sslProperties: { disableSsl: true },
        },
      })
      expect(JSON.stringify(at(emulator, 'datasource', 'lake'))).not.toContain('secret')
      const again = await importJob(emulator, [source('REDSHIFT')], {}, PROD)
      expect(again.JobStatus).toBe('SUCCESSFUL')
    }))

  test('never echo a password', () =>
    withEmulator({}, async (emulator) => {
      const Credentials = { CredentialPair: { Username: 'etl', Password: 'hunter2' } }
      const job = await importJob(
        emulator,
        [source('REDSHIFT')],
        { OverrideParameters: { DataSources: [{ DataSourceId: 'lake', Credentials }] } },
        PROD,
      )
      expect(job.JobStatus).toBe('SUCCESSFUL')
      expect(job.OverrideParameters?.DataSources?.[0]?.Credentials?.CredentialPair?.Username).toBe('etl')
      expect(JSON.stringify(job)).not.toContain('hunter2')
    }))

  test('keep their parameters when the file has none, and need them when new', () =>
    withEmulator({}, async (emulator) => {
      const { dataSourceParameters: _, ...body } = source().body
      const bare: Asset = { ...source(), body }
      expect((await importJob(emulator, [bare], {}, PROD)).JobStatus).toBe('FAILED')
      await importJob(emulator, [source()], {}, PROD)
      expect((await importJob(emulator, [bare], {}, PROD)).JobStatus).toBe('SUCCESSFUL')
      expect(at(emulator, 'datasource', 'lake')?.body.dataSourceParameters).toEqual({
        athenaParameters: { workGroup: 'primary' },
      })
    }))
})

describe('overrides', () => {
  test('of names reach every kind', () =>
    withEmulator({}, async (emulator) => {
      const OverrideParameters = {
        DataSets: [
          {
            DataSetId: 'orders',
            Name: 'n1',
            DataSetRefreshProperties: { FailureConfiguration: { EmailAlert: { AlertStatus: 'ENABLED' as const } } },
          },
        ],
        Themes: [{ ThemeId: 'brand', Name: 'n2' }],
        Analyses: [{ AnalysisId: 'sales-draft', Name: 'n3' }],
        Dashboards: [{ DashboardId: 'sales', Name: 'n4' }],
      }
      await importJob(emulator, COMPANY, { OverrideParameters }, PROD)
      const names = emulator.assets(PROD.account, PROD.region).map(({ name }) => name)
      expect(names).toEqual(['n3', 'n4', 'n1', 'Lake', daily.id, 'n2'])
      expect(at(emulator, 'dataset', 'orders')?.body.dataSetRefreshProperties).toEqual({
        failureConfiguration: { emailAlert: { alertStatus: 'ENABLED' } },
      })
    }))

  test('with a prefix copy everything side by side', () =>
    withEmulator({}, async (emulator) => {
      const OverrideParameters = {
        ResourceIdOverrideConfiguration: { PrefixForAllResources: 'test-' },
        Dashboards: [{ DashboardId: 'test-sales', Name: 'Copy' }],
      }
      const OverrideTags = { Dashboards: [{ DashboardIds: ['test-sales'], Tags: [{ Key: 'copy', Value: 'yes' }] }] }
      const job = await importJob(emulator, COMPANY, { OverrideParameters, OverrideTags }, PROD)
      expect(job.JobStatus).toBe('SUCCESSFUL')
      const copy = at(emulator, 'dashboard', 'test-sales')
      expect(copy).toMatchObject({
        name: 'Copy',
        tags: [{ key: 'copy', value: 'yes' }],
        body: { dashboardId: 'test-sales', themeArn: arnIn(PROD, 'theme/test-brand') },
      })
      expect(JSON.stringify(copy?.body)).toContain(arnIn(PROD, 'dataset/test-orders'))
      expect(at(emulator, 'refreshSchedule', 'test-orders--refresh-schedule--daily')?.body.dataSetId).toBe(
        'test-orders',
      )
    }))

  test('replace permissions and tags; without them the file’s count, without those nothing changes', () =>
    withEmulator({}, async (emulator) => {
      const permission = (principal: string) => ({ principal, actions: ['quicksight:DescribeDashboard'] })
      const tagged: Asset = { ...sales, permissions: [permission(ann)], tags: [{ key: 'from', value: 'file' }] }
      const withFile = new AdmZip(Buffer.from(writeBundle(COMPANY)))
      withFile.updateFile(
        'dashboard/sales.json',
        Buffer.from(JSON.stringify({ ...sales.body, permissions: tagged.permissions, tags: tagged.tags })),
      )
      await importJob(emulator, withFile.toBuffer(), {}, PROD)
      expect(at(emulator, 'dashboard', 'sales')).toMatchObject({ permissions: tagged.permissions, tags: tagged.tags })
      await importJob(emulator, [sales], {}, PROD)
      expect(at(emulator, 'dashboard', 'sales')).toMatchObject({ permissions: tagged.permissions, tags: tagged.tags })
      const Permissions = { Principals: [bob], Actions: ['quicksight:DescribeDashboard'] }
      const OverridePermissions = {
        Dashboards: [{ DashboardIds: ['*'], Permissions, LinkSharingConfiguration: { Permissions } }],
      }
      const OverrideTags = {
        Dashboards: [
          { DashboardIds: ['sales'], Tags: [{ Key: 'from', Value: 'job' }] },
          { DashboardIds: ['sales'], Tags: [{ Key: 'more', Value: '1' }] },
        ],
      }
      await importJob(emulator, [tagged], { OverridePermissions, OverrideTags }, PROD)
      expect(at(emulator, 'dashboard', 'sales')).toMatchObject({
        permissions: [permission(bob)],
        tags: [
          { key: 'from', value: 'job' },
          { key: 'more', value: '1' },
        ],
      })
    }))

  test('that name what the bundle lacks, or principals of another account, fail the job', () =>
    withEmulator({}, async (emulator) => {
      const OverrideParameters = { Themes: [{ ThemeId: 'nowhere', Name: 'x' }] }
      expect((await importJob(emulator, COMPANY, { OverrideParameters }, PROD)).Errors?.[0]?.Message).toContain(
        'Theme nowhere',
      )
      const Permissions = {
        Principals: [ann.replace(PROD.account, DEV.account)],
        Actions: ['quicksight:DescribeDashboard'],
      }
      const job = await importJob(
        emulator,
        COMPANY,
        { OverridePermissions: { Dashboards: [{ DashboardIds: ['*'], Permissions }] } },
        PROD,
      )
      expect(job.Errors?.[0]?.Message).toContain('does not belong to account')
    }))
})

describe('rollback', () => {
  test('puts everything back, and is seen while it goes on', () =>
    withEmulator({ jobTime: 60 }, async (emulator) => {
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

describe('bundles', () => {
  const zipOf = (files: Record<string, string>): Buffer => {
    const zip = new AdmZip()
    for (const [name, text] of Object.entries(files)) zip.addFile(name, Buffer.from(text))
    return zip.toBuffer()
  }
  const theme = JSON.stringify(brand.body)

  test('that cannot be read fail the job, or the request by a switch', async () => {
    const rubbish = new Uint8Array([1, 2, 3])
    await withEmulator({}, async (emulator) => {
      const job = await importJob(emulator, rubbish, {}, PROD)
      expect(job).toMatchObject({ JobStatus: 'FAILED' })
      expect(job.Errors?.[0]?.Message).toContain('zip')
    })
    await withEmulator({ switches: { invalidZipIs: 'sync400' } }, async (emulator) => {
      await expect(importJob(emulator, rubbish, {}, PROD)).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
      })
    })
  })

  test('wrapped in a folder, with a Mac’s extras, are accepted or refused by a switch', async () => {
    const wrapped = zipOf({
      'asset-bundle/theme/brand.json': theme,
      '__MACOSX/asset-bundle/._x': '',
      'asset-bundle/.DS_Store': '',
    })
    for (const wrappedBundle of ['accepted', 'refused'] as const) {
      await withEmulator({ switches: { wrappedBundle } }, async (emulator) => {
        const job = await importJob(emulator, wrapped, {}, PROD)
        expect(job.JobStatus).toBe(wrappedBundle === 'accepted' ? 'SUCCESSFUL' : 'FAILED')
      })
    }
  })

  test('that leave their folder, or hold broken JSON, fail the job', () =>
    withEmulator({}, async (emulator) => {
      for (const file of [{ 'theme/brand.json': '{' }, { 'theme/brand.json': '{"__proto__":{}}' }]) {
        const job = await importJob(emulator, zipOf(file), {}, PROD)
        expect(job.Errors?.[0]?.Message).toContain('theme/brand.json')
      }
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
