import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBundle, writeBundle } from '../bundle/entries.ts'
import { type Caller, CLIENTS } from './fixtures/callers.ts'
import { arnIn } from './fixtures/client.ts'
import { brand, COMPANY, DEV, orders, sales, source } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const dashboardArn = arnIn(DEV, 'dashboard/sales')

const finished = async (
  call: Caller,
  operation: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> => {
  for (;;) {
    const job = await call('quicksight', operation, input)
    if (!/QUEUED|IN_PROGRESS/.test(String(job.JobStatus))) return job
    await delay(20)
  }
}

type Step = [what: string, check: (call: Caller, emulator: Emulator) => Promise<void>]

const STEPS: Step[] = [
  [
    'tells who calls',
    async (call) => {
      expect(await call('sts', 'GetCallerIdentity', {})).toMatchObject({ Account: DEV.account })
    },
  ],
  [
    'lists by pages',
    async (call) => {
      const page = await call('quicksight', 'ListDataSets', { ...account, MaxResults: 1 })
      expect(page).toMatchObject({ DataSetSummaries: [{ DataSetId: 'orders', ImportMode: 'SPICE' }], Status: 200 })
      expect(await call('quicksight', 'ListDashboards', account)).toMatchObject({
        DashboardSummaryList: [{ DashboardId: 'sales', PublishedVersionNumber: 1 }],
      })
    },
  ],
  [
    'describes a dashboard and its definition',
    async (call) => {
      expect(await call('quicksight', 'DescribeDashboard', { ...account, DashboardId: 'sales' })).toMatchObject({
        Dashboard: { Name: 'Sales', Version: { VersionNumber: 1, DataSetArns: [arnIn(DEV, 'dataset/orders')] } },
      })
      const { Definition } = (await call('quicksight', 'DescribeDashboardDefinition', {
        ...account,
        DashboardId: 'sales',
      })) as { Definition: { Sheets: { Visuals: unknown[] }[] } }
      expect(Definition.Sheets[0]?.Visuals[0]).toMatchObject({
        KPIVisual: { ChartConfiguration: { KPIOptions: { Comparison: { ComparisonMethod: 'PERCENT_DIFFERENCE' } } } },
      })
    },
  ],
  [
    'gives times as times',
    async (call) => {
      const { RefreshSchedules } = (await call('quicksight', 'ListRefreshSchedules', {
        ...account,
        DataSetId: 'orders',
      })) as { RefreshSchedules: { StartAfterDateTime: string | number }[] }
      const [schedule] = RefreshSchedules
      const start = schedule?.StartAfterDateTime
      // The CLI of version 1 prints epoch seconds as the service sends them.
      const time = Number.isFinite(Number(start))
        ? Number(start) * (Number(start) < 1e12 ? 1000 : 1)
        : Date.parse(String(start))
      expect(time).toBe(1_735_013_100_000)
    },
  ],
  [
    'writes and reads tags by ARN',
    async (call) => {
      await call('quicksight', 'TagResource', {
        ResourceArn: dashboardArn,
        Tags: [{ Key: 'gitops:owner', Value: 'acme/bi' }],
      })
      expect(await call('quicksight', 'ListTagsForResource', { ResourceArn: dashboardArn })).toMatchObject({
        Tags: [{ Key: 'gitops:owner', Value: 'acme/bi' }],
      })
      await call('quicksight', 'UntagResource', { ResourceArn: dashboardArn, TagKeys: ['gitops:owner'] })
      expect(await call('quicksight', 'ListTagsForResource', { ResourceArn: dashboardArn })).toMatchObject({ Tags: [] })
    },
  ],
  [
    'exports and downloads',
    async (call) => {
      await call('quicksight', 'StartAssetBundleExportJob', {
        ...account,
        AssetBundleExportJobId: 'e1',
        ResourceArns: [dashboardArn],
        ExportFormat: 'QUICKSIGHT_JSON',
        IncludeAllDependencies: true,
      })
      const job = await finished(call, 'DescribeAssetBundleExportJob', { ...account, AssetBundleExportJobId: 'e1' })
      expect(job).toMatchObject({ JobStatus: 'SUCCESSFUL', Status: 200, ResourceArns: [dashboardArn] })
      const response = await fetch(String(job.DownloadUrl))
      expect(readBundle(new Uint8Array(await response.arrayBuffer()))).toHaveLength(5)
    },
  ],
  [
    'imports with overrides',
    async (call, emulator) => {
      const bundle = writeBundle([source('REDSHIFT'), orders, brand, sales])
      const OverrideParameters = {
        DataSources: [
          { DataSourceId: 'lake', Credentials: { CredentialPair: { Username: 'etl', Password: 'hunter2' } } },
        ],
        Dashboards: [{ DashboardId: 'sales', Name: 'Umsätze' }],
      }
      await call('quicksight', 'StartAssetBundleImportJob', {
        ...account,
        AssetBundleImportJobId: 'i1',
        AssetBundleImportSource: { Body: bundle },
        OverrideParameters,
        FailureAction: 'ROLLBACK',
      })
      const job = await finished(call, 'DescribeAssetBundleImportJob', { ...account, AssetBundleImportJobId: 'i1' })
      expect(job).toMatchObject({ JobStatus: 'SUCCESSFUL', FailureAction: 'ROLLBACK' })
      expect(emulator.assets(DEV.account, DEV.region)).toContainEqual(
        expect.objectContaining({ id: 'sales', name: 'Umsätze', published: 2 }),
      )
    },
  ],
  [
    'creates, updates, publishes and deletes',
    async (call, emulator) => {
      const id = { ...account, DashboardId: 'made' }
      const Definition = {
        DataSetIdentifierDeclarations: [{ Identifier: 'orders', DataSetArn: arnIn(DEV, 'dataset/orders') }],
        Sheets: [{ SheetId: 's', Name: 'One' }],
      }
      await call('quicksight', 'CreateDashboard', { ...id, Name: 'Made', Definition })
      await call('quicksight', 'UpdateDashboard', { ...id, Name: 'Made again', Definition })
      expect(await call('quicksight', 'DescribeDashboard', id)).toMatchObject({
        Dashboard: { Name: 'Made', Version: { VersionNumber: 1 } },
      })
      await call('quicksight', 'UpdateDashboardPublishedVersion', { ...id, VersionNumber: 2 })
      expect(emulator.assets(DEV.account, DEV.region)).toContainEqual(
        expect.objectContaining({ id: 'made', name: 'Made again', published: 2 }),
      )
      await call('quicksight', 'DeleteDashboard', id)
      await expect(call('quicksight', 'DescribeDashboard', id)).rejects.toThrow('ResourceNotFoundException')
    },
  ],
  [
    'registers users and puts them into groups',
    async (call) => {
      const space = { ...account, Namespace: 'default' }
      const ann = { ...space, UserName: 'ann', Email: 'ann@example.com' }
      await call('quicksight', 'RegisterUser', { ...ann, IdentityType: 'QUICKSIGHT', UserRole: 'READER' })
      await call('quicksight', 'CreateGroup', { ...space, GroupName: 'bi' })
      await call('quicksight', 'CreateGroupMembership', { ...space, GroupName: 'bi', MemberName: 'ann' })
      expect(await call('quicksight', 'ListGroupMemberships', { ...space, GroupName: 'bi' })).toMatchObject({
        GroupMemberList: [{ MemberName: 'ann', Arn: arnIn(DEV, 'user/default/ann') }],
      })
      await expect(call('quicksight', 'CreateGroup', { ...space, GroupName: 'bi' })).rejects.toThrow(
        'ResourceExistsException',
      )
    },
  ],
  [
    'gets typed errors',
    async (call) => {
      const start = {
        ...account,
        AssetBundleExportJobId: 'e2',
        ResourceArns: Array(101).fill(dashboardArn),
        ExportFormat: 'QUICKSIGHT_JSON',
      }
      await expect(call('quicksight', 'StartAssetBundleExportJob', start)).rejects.toThrow(
        'InvalidParameterValueException',
      )
      await expect(call('quicksight', 'DescribeTheme', { ...account, ThemeId: 'gone' })).rejects.toThrow(
        'ResourceNotFoundException',
      )
    },
  ],
]

let directory: string
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'emulator-clients-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

for (const [name, isPresent, make] of CLIENTS) {
  const here = isPresent()
  describe.skipIf(!here)(`${name}${here ? '' : ' (skipped: not on this machine)'}, unmodified,`, () => {
    let emulator: Emulator
    let call: Caller
    let stop: () => void
    beforeAll(async () => {
      emulator = await startEmulator({ jobTime: 5 })
      emulator.load(DEV.account, DEV.region, COMPANY)
      ;[call, stop] = make(emulator.url, directory)
    })
    afterAll(async () => {
      stop()
      await emulator.close()
    })
    test.each(STEPS)('%s', (_what, check) => check(call, emulator), 60_000)
  })
}
