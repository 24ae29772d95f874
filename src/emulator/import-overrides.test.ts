import AdmZip from 'adm-zip'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../bundle/entries.ts'
import type { Asset } from '../model/asset.ts'
import { arnIn, importJob, withEmulator } from './fixtures/client.ts'
import { COMPANY, DEV, daily, PROD, sales, source } from './fixtures/company.ts'
import type { Emulator, LoadedAsset } from './index.ts'

const at = (emulator: Emulator, kind: string, id: string, { account, region } = PROD): LoadedAsset | undefined =>
  emulator.assets(account, region).find((asset) => asset.kind === kind && asset.id === id)

const ann = 'arn:aws:quicksight:us-east-1:444455556666:user/default/ann'
const bob = 'arn:aws:quicksight:us-east-1:444455556666:user/default/bob'

const _put = (body: Asset['body'], asset: Asset): Asset => ({ ...asset, body: { ...asset.body, ...body } })

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
