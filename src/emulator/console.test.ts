import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { arnIn, clientOf, download, exportJob, importJob } from './fixtures/client.ts'
import { COMPANY, DEV } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const ann = arnIn(DEV, 'user/default/ann')
const Owner = { Principal: ann, Actions: ['quicksight:DescribeDashboard', 'quicksight:UpdateDashboard'] }
let emulator: Emulator
let time: number
let client: sdk.QuickSightClient

beforeEach(async () => {
  time = Date.parse('2026-01-01T00:00:00Z')
  emulator = await startEmulator({ jobTime: 5, now: () => new Date(time) })
  emulator.load(DEV.account, DEV.region, COMPANY)
  client = clientOf(emulator, DEV.region)
})
afterEach(() => emulator.close())

const named = (kind: string, id: string) =>
  emulator.assets(DEV.account, DEV.region).find((asset) => asset.kind === kind && asset.id === id)
const failing = (name: string) => ({ name })

describe('a person in the console', () => {
  test('makes a whole account by the API, which exports and imports like any other', async () => {
    emulator.reset()
    await client.send(
      new sdk.CreateVPCConnectionCommand({
        ...account,
        VPCConnectionId: 'net',
        Name: 'Net',
        SubnetIds: ['subnet-1', 'subnet-2'],
        SecurityGroupIds: ['sg-1'],
        RoleArn: 'arn:aws:iam::111122223333:role/vpc-role-name',
      }),
    )
    await client.send(
      new sdk.CreateDataSourceCommand({
        ...account,
        DataSourceId: 'wh',
        Name: 'WH',
        Type: 'REDSHIFT',
        DataSourceParameters: { RedshiftParameters: { Database: 'd', Host: 'h', Port: 1 } },
        Credentials: { CredentialPair: { Username: 'u', Password: 'hunter2' } },
        VpcConnectionProperties: { VpcConnectionArn: arnIn(DEV, 'vpcConnection/net') },
      }),
    )
    const PhysicalTableMap = {
      t: {
        CustomSql: {
          DataSourceArn: arnIn(DEV, 'datasource/wh'),
          Name: 'q',
          SqlQuery: 'select 1',
          Columns: [{ Name: 'a', Type: 'INTEGER' as const }],
        },
      },
    }
    const made = await client.send(
      new sdk.CreateDataSetCommand({ ...account, DataSetId: 'ds', Name: 'DS', ImportMode: 'SPICE', PhysicalTableMap }),
    )
    expect(made).toMatchObject({ Status: 201, IngestionId: expect.any(String) })
    await client.send(
      new sdk.CreateRefreshScheduleCommand({
        ...account,
        DataSetId: 'ds',
        Schedule: {
          ScheduleId: 'd',
          ScheduleFrequency: { Interval: 'DAILY', TimeOfTheDay: '01:00' },
          RefreshType: 'FULL_REFRESH',
          StartAfterDateTime: new Date(1_800_000_000_000),
        },
      }),
    )
    await client.send(
      new sdk.PutDataSetRefreshPropertiesCommand({
        ...account,
        DataSetId: 'ds',
        DataSetRefreshProperties: { FailureConfiguration: { EmailAlert: { AlertStatus: 'ENABLED' } } },
      }),
    )
    await client.send(
      new sdk.CreateThemeCommand({
        ...account,
        ThemeId: 't',
        Name: 'T',
        BaseThemeId: 'CLASSIC',
        Configuration: { UIColorPalette: { PrimaryForeground: '#112233' } },
      }),
    )
    const Definition = {
      DataSetIdentifierDeclarations: [{ Identifier: 'ds', DataSetArn: arnIn(DEV, 'dataset/ds') }],
      Sheets: [{ SheetId: 's', Visuals: [{ KPIVisual: { VisualId: 'v', ChartConfiguration: { KPIOptions: {} } } }] }],
    }
    await client.send(
      new sdk.CreateAnalysisCommand({
        ...account,
        AnalysisId: 'a',
        Name: 'A',
        Definition,
        ThemeArn: arnIn(DEV, 'theme/t'),
      }),
    )
    await client.send(new sdk.CreateFolderCommand({ ...account, FolderId: 'f', Name: 'F' }))
    await client.send(
      new sdk.CreateDashboardCommand({
        ...account,
        DashboardId: 'b',
        Name: 'B',
        Definition,
        LinkEntities: [arnIn(DEV, 'analysis/a')],
        Tags: [{ Key: 'k', Value: 'v' }],
        Permissions: [Owner],
        FolderArns: [arnIn(DEV, 'folder/f')],
      }),
    )
    const arns = ['dashboard/b', 'analysis/a', 'folder/f'].map((resource) => arnIn(DEV, resource))
    const job = await exportJob(emulator, arns, {
      IncludeAllDependencies: true,
      IncludeTags: true,
      IncludePermissions: true,
      IncludeFolderMembers: 'ONE_LEVEL',
      IncludeFolderMemberships: true,
    })
    const assets = await download(job)
    expect(assets.map(({ kind, id }) => `${kind}:${id}`)).toEqual([
      'datasource:wh',
      'theme:t',
      'analysis:a',
      'dataset:ds',
      'dashboard:b',
      'refreshSchedule:ds--refresh-schedule--d',
      'folder:f',
      'vpcConnection:net',
    ])
    const [wh, theme, , dataset, dashboard, schedule, folder, net] = assets
    expect(wh?.body).toEqual({
      resourceType: 'datasource',
      dataSourceId: 'wh',
      name: 'WH',
      type: 'REDSHIFT',
      dataSourceParameters: { redshiftParameters: { database: 'd', host: 'h', port: 1 } },
      vpcConnectionProperties: { vpcConnectionArn: arnIn(DEV, 'vpcConnection/net') },
    })
    expect(theme?.body).toMatchObject({
      type: 'CUSTOM',
      configuration: { uicolorPalette: { primaryForeground: '#112233' } },
    })
    expect(Object.keys(dataset?.body ?? {})).toEqual([
      'resourceType',
      'dataSetId',
      'name',
      'physicalTableMap',
      'importMode',
      'dataSetRefreshProperties',
    ])
    expect(dashboard).toMatchObject({
      tags: [{ key: 'k', value: 'v' }],
      permissions: [{ principal: ann, actions: Owner.Actions }],
      body: {
        folderArns: [arnIn(DEV, 'folder/f')],
        definition: { sheets: [{ visuals: [{ kpivisual: { chartConfiguration: { kpioptions: {} } } }] }] },
      },
    })
    expect(schedule?.body).toEqual({
      resourceType: 'refreshSchedule',
      dataSetId: 'ds',
      schedule: {
        scheduleId: 'd',
        scheduleFrequency: { interval: 'DAILY', timeOfTheDay: '01:00' },
        startAfterDateTime: 1_800_000_000_000,
        refreshType: 'FULL_REFRESH',
      },
    })
    expect(folder?.body).toMatchObject({ folderType: 'SHARED', members: [{ memberArn: arnIn(DEV, 'dashboard/b') }] })
    expect(net?.body).toMatchObject({ vpcConnectionId: 'net', subnetIds: ['subnet-1', 'subnet-2'] })
    expect(JSON.stringify(assets)).not.toContain('hunter2')
    const bundle = new Uint8Array(await (await fetch(job.DownloadUrl ?? '')).arrayBuffer())
    expect((await importJob(emulator, bundle)).JobStatus).toBe('SUCCESSFUL')
    expect(named('dashboard', 'b')?.published).toBe(2)
    const members = await client.send(new sdk.ListFolderMembersCommand({ ...account, FolderId: 'f' }))
    expect(members.FolderMemberList).toEqual([{ MemberId: 'b', MemberArn: arnIn(DEV, 'dashboard/b') }])
  })

  test('edits a data set, and the service takes the whole of it', async () => {
    const { DataSet } = await client.send(new sdk.DescribeDataSetCommand({ ...account, DataSetId: 'orders' }))
    expect(DataSet).toMatchObject({
      Name: 'Orders',
      ImportMode: 'SPICE',
      OutputColumns: [{ Name: 'region' }, { Name: 'revenue' }],
    })
    await client.send(
      new sdk.UpdateDataSetCommand({
        ...account,
        DataSetId: 'orders',
        Name: 'New',
        ImportMode: 'DIRECT_QUERY',
        PhysicalTableMap: DataSet?.PhysicalTableMap,
      }),
    )
    const { logicalTableMap: _, dataSetUsageConfiguration: __, ...kept } = COMPANY[1]?.body ?? {}
    expect(named('dataset', 'orders')?.body).toEqual({ ...kept, name: 'New', importMode: 'DIRECT_QUERY' })
    const gone = new sdk.UpdateDataSetCommand({
      ...account,
      DataSetId: 'orders',
      Name: 'x',
      ImportMode: 'SPICE',
      PhysicalTableMap: {
        t: {
          CustomSql: {
            DataSourceArn: arnIn(DEV, 'datasource/gone'),
            Name: 'q',
            SqlQuery: 's',
            Columns: [{ Name: 'a', Type: 'STRING' }],
          },
        },
      },
    })
    await expect(client.send(gone)).rejects.toMatchObject(failing('ResourceNotFoundException'))
  })

  test('renames what can be renamed', async () => {
    await client.send(new sdk.UpdateDataSourceCommand({ ...account, DataSourceId: 'lake', Name: 'Sea' }))
    expect(named('datasource', 'lake')?.body).toMatchObject({
      name: 'Sea',
      type: 'ATHENA',
      dataSourceParameters: { athenaParameters: {} },
    })
    await client.send(
      new sdk.UpdateThemeCommand({ ...account, ThemeId: 'brand', BaseThemeId: 'MIDNIGHT', Name: 'Dark' }),
    )
    const { Theme } = await client.send(new sdk.DescribeThemeCommand({ ...account, ThemeId: 'brand' }))
    expect(Theme).toMatchObject({
      Name: 'Dark',
      Version: { VersionNumber: 2, BaseThemeId: 'MIDNIGHT', Configuration: { UIColorPalette: {} } },
    })
  })

  test('cannot create what is there, nor from a template', async () => {
    const again = new sdk.CreateThemeCommand({
      ...account,
      ThemeId: 'brand',
      Name: 'x',
      BaseThemeId: 'CLASSIC',
      Configuration: {},
    })
    await expect(client.send(again)).rejects.toMatchObject(failing('ResourceExistsException'))
    const bare = new sdk.CreateAnalysisCommand({ ...account, AnalysisId: 'x', Name: 'x' })
    await expect(client.send(bare)).rejects.toMatchObject(failing('InvalidParameterValueException'))
  })
})
