import { expect, test } from 'vitest'
import type { JsonObject } from '../model/json.ts'
import { dashboard, dataset } from '../testing/assets.ts'
import { everyKind } from '../testing/every-kind.ts'
import { arnIn, exportJob, withEmulator } from './fixtures/client.ts'
import { DEV } from './fixtures/company.ts'

type Template = {
  Parameters: JsonObject
  Resources: Record<string, { Type: string; Properties: JsonObject & { [name: string]: unknown } }>
}

const arns = (...names: string[]): string[] => names.map((name) => arnIn(DEV, name))

const template = async (url: string | undefined): Promise<Template> => {
  const response = await fetch(url ?? '')
  return (await response.json()) as Template
}

test('a template has a resource for each asset, and points from one to another', () =>
  withEmulator({}, async (emulator) => {
    emulator.load(DEV.account, DEV.region, everyKind('a'))
    const job = await exportJob(emulator, arns('dashboard/a'), {
      ExportFormat: 'CLOUDFORMATION_JSON',
      IncludeAllDependencies: true,
    })
    expect(new URL(job.DownloadUrl ?? '').pathname).toMatch(/\/assetbundle-export-\d+\.json$/)
    const { Resources } = await template(job.DownloadUrl)
    expect(
      Object.values(Resources)
        .map(({ Type }) => Type.replace('AWS::QuickSight::', ''))
        .sort(),
    ).toEqual(['Dashboard', 'DataSet', 'DataSource', 'RefreshSchedule', 'RefreshSchedule', 'VPCConnection'])
    expect(Object.keys(Resources)).toEqual(Object.keys(Resources).sort())
    const [dataSetId] = Object.entries(Resources).find(([, { Type }]) => Type.endsWith('DataSet')) ?? []
    const shown = Object.values(Resources).find(({ Type }) => Type.endsWith('Dashboard'))
    expect(shown?.Properties).toMatchObject({
      AwsAccountId: { 'Fn::Sub': '$' + '{AWS::AccountId}' },
      DashboardId: 'a',
      Definition: { DataSetIdentifierDeclarations: [{ DataSetArn: { 'Fn::GetAtt': [dataSetId, 'Arn'] } }] },
    })
    expect(Object.values(Resources).find(({ Type }) => Type.endsWith('VPCConnection'))?.Properties).toMatchObject({
      VPCConnectionId: 'a',
    })
  }))

test('what is not in it is named with the account left open, and permissions with the region of users', () =>
  withEmulator({ switches: { identityRegion: 'us-west-2' } }, async (emulator) => {
    const principal = `arn:aws:quicksight:us-west-2:${DEV.account}:group/default/sales`
    emulator.load(DEV.account, DEV.region, [
      dataset('orders'),
      {
        ...dashboard('sales', { dataSetId: 'orders' }),
        permissions: [{ principal, actions: ['quicksight:DescribeDashboard'] }],
      },
    ])
    const job = await exportJob(emulator, arns('dashboard/sales'), {
      ExportFormat: 'CLOUDFORMATION_JSON',
      IncludePermissions: true,
    })
    const { Resources, Parameters } = await template(job.DownloadUrl)
    expect(Parameters).toMatchObject({ IdentityRegion: { Default: 'us-west-2', Type: 'String' } })
    const text = JSON.stringify(Resources)
    expect(text).toContain('quicksight:$' + '{AWS::Region}:$' + '{AWS::AccountId}:dataset/orders')
    expect(text).toContain('quicksight:$' + '{IdentityRegion}:$' + '{AWS::AccountId}:group/default/sales')
    expect(text).not.toContain(DEV.account)
  }))
