import { DeleteDashboardCommand, DescribeDataSourceCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { analysis, dashboard, dataSource, dataset, schedule } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { assetPath } from '../tree/paths.ts'
import type { Options, Result } from './command.ts'

const VPC = 'arn:aws:quicksight:us-east-1:111122223333:vpcConnection/net'
const SECRET = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:lake'
const OTHER_SECRET = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:other'
const PRODUCT = 'arn:aws:quicksight:eu-west-1:444455556666'

const other = (kind: string, id: string, more: JsonObject): Asset => ({
  kind,
  id,
  name: id,
  body: { resourceType: kind, [`${kind}Id`]: id, name: id, ...more },
})
const theme = (id: string): Asset => other('theme', id, { baseThemeId: 'CLASSIC', configuration: {} })
const net = (id: string): Asset =>
  other('vpcConnection', id, {
    subnetIds: ['subnet-1', 'subnet-2'],
    securityGroupIds: ['sg-1'],
    roleArn: 'arn:aws:iam::111122223333:role/vpc',
  })

const COMPANY: Asset[] = [
  net('net'),
  net('net-prod'),
  dataSource('lake', {
    type: 'REDSHIFT',
    dataSourceParameters: { redshiftParameters: { host: 'dev.example.com', port: 5439, database: 'dev' } },
    vpcConnectionProperties: { vpcConnectionArn: VPC },
  }),
  dataset('orders', {
    sql: 'SELECT amount FROM dev_sales.orders',
    more: {
      dataSetRefreshProperties: {
        refreshConfiguration: {
          incrementalRefresh: { lookbackWindow: { columnName: 'amount', size: 1, sizeUnit: 'DAY' } },
        },
      },
    },
  }),
  schedule(),
  dataset('regions', {
    more: {
      physicalTableMap: {
        t1: {
          relationalTable: {
            dataSourceArn: 'arn:aws:quicksight:us-east-1:111122223333:datasource/lake',
            schema: 'dev_sales',
            name: 'regions',
            inputColumns: [{ name: 'code', type: 'STRING' }],
          },
        },
      },
    },
  }),
  theme('corp'),
  theme('corp-prod'),
  analysis(),
  dashboard('sales', { more: { themeArn: 'arn:aws:quicksight:us-east-1:111122223333:theme/corp' } }),
]

/** Every overlay speaks of the data source, and of the role of the VPC connections, which is of another account. */
const START = `overlay:
  set: { "vpcConnection:*": { roleArn: "arn:aws:iam::444455556666:role/vpc" } }
`
const lake = (more = ''): string => `  datasource: { lake: { secret: "${SECRET}"${more} } }\n`
const KEEP = lake()

let bench: Bench
afterEach(() => bench.close())

const prod = (lines: string): string => prodFile(`refresh: none\n${START}${lines}`)
const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')

const start = async (): Promise<void> => {
  bench = await setUp({ assets: COMPANY, prod: prod(KEEP) })
  bench.context = hurried(bench.context)
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
  expect(messages(await deploy())).toBe('')
}

const commitProd = async (lines: string): Promise<void> => {
  await bench.write('environments/prod.yaml', prod(lines))
  await bench.git('commit', '--quiet', '--all', '-m', 'Change')
}

const bodies = ({ account, region }: { account: string; region: string }): Map<string, JsonObject> =>
  new Map(bench.emulator.assets(account, region).map((asset) => [refKey(asset), asset.body]))
const live = (key: string): JsonObject | undefined => bodies(PROD).get(key)

const client = (): QuickSightClient => new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
const secretOf = async (id: string): Promise<string | undefined> =>
  (await client().send(new DescribeDataSourceCommand({ AwsAccountId: PROD.account, DataSourceId: id }))).DataSource
    ?.SecretArn

/** What is changed, the lines in environments/prod.yaml that say so, the asset, and what is then live in it. */
const ROWS: [string, string, string, JsonObject][] = [
  [
    'host',
    lake(', redshiftParameters: { host: prod.example.com }'),
    'datasource:lake',
    { dataSourceParameters: { redshiftParameters: { host: 'prod.example.com', port: 5439, database: 'dev' } } },
  ],
  [
    'VPC connection of a data source',
    lake(', vpcConnection: net-prod'),
    'datasource:lake',
    { vpcConnectionProperties: { vpcConnectionArn: `${PRODUCT}:vpcConnection/net-prod` } },
  ],
  ['name of a data source', lake(', name: Lake of prod'), 'datasource:lake', { name: 'Lake of prod' }],
  [
    'subnets, security groups and role of a VPC connection',
    `${KEEP}  vpcConnection: { net: { subnetIds: [subnet-8, subnet-9], securityGroupIds: [sg-9] } }\n`,
    'vpcConnection:net',
    { subnetIds: ['subnet-8', 'subnet-9'], securityGroupIds: ['sg-9'], roleArn: 'arn:aws:iam::444455556666:role/vpc' },
  ],
  [
    'schema of a table',
    `${KEEP}  replace: [{ in: "dataset:regions", key: schema, from: dev_sales, to: prod_sales }]\n`,
    'dataset:regions',
    { physicalTableMap: { t1: { relationalTable: { schema: 'prod_sales', name: 'regions' } } } },
  ],
  [
    'schema in SQL',
    `${KEEP}  replace: [{ in: "dataset:*", key: sqlQuery, from: dev_sales., to: prod_sales. }]\n`,
    'dataset:orders',
    { physicalTableMap: { t1: { customSql: { sqlQuery: 'SELECT amount FROM prod_sales.orders' } } } },
  ],
  [
    'SQL text',
    `${KEEP}  dataset: { orders: { physicalTableMap: { t1: { customSql: { sqlQuery: SELECT amount FROM orders_of_prod } } } } }\n`,
    'dataset:orders',
    { physicalTableMap: { t1: { customSql: { sqlQuery: 'SELECT amount FROM orders_of_prod', name: 'q' } } } },
  ],
  [
    'import mode',
    `${KEEP}  dataset: { orders: { importMode: DIRECT_QUERY } }\n`,
    'dataset:orders',
    { importMode: 'DIRECT_QUERY' },
  ],
  [
    'refresh properties',
    `${KEEP}  dataset: { orders: { dataSetRefreshProperties: { refreshConfiguration: { incrementalRefresh: { lookbackWindow: { size: 7 } } } } } }\n`,
    'dataset:orders',
    {
      dataSetRefreshProperties: {
        refreshConfiguration: {
          incrementalRefresh: { lookbackWindow: { columnName: 'amount', size: 7, sizeUnit: 'DAY' } },
        },
      },
    },
  ],
  [
    'time of a schedule',
    `${KEEP}  dataset: { orders: { schedules: { daily: { scheduleFrequency: { timeOfTheDay: "06:30" } } } } }\n`,
    'refreshSchedule:orders--refresh-schedule--daily',
    { schedule: { scheduleId: 'daily', scheduleFrequency: { interval: 'DAILY', timeOfTheDay: '06:30' } } },
  ],
  [
    'theme',
    `${KEEP}  dashboard: { sales: { theme: corp-prod } }\n`,
    'dashboard:sales',
    { themeArn: `${PRODUCT}:theme/corp-prod` },
  ],
  [
    'theme of QuickSight itself',
    `${KEEP}  analysis: { sales: { theme: MIDNIGHT } }\n`,
    'analysis:sales',
    { themeArn: 'arn:aws:quicksight::aws:theme/MIDNIGHT' },
  ],
  ['name', `${KEEP}  dashboard: { sales: { name: Sales of prod } }\n`, 'dashboard:sales', { name: 'Sales of prod' }],
  ['names', `${KEEP}  namePrefix: { dashboard: "Prod: " }\n`, 'dashboard:sales', { name: 'Prod: Dashboard sales' }],
]

test.each(ROWS)(
  '%s: one line, live in prod, absent in dev, and the next deploy does nothing',
  async (_, lines, key, body) => {
    await start()
    const [before, dev] = [bodies(PROD), bodies(DEV)]
    expect(before.get(key)).not.toMatchObject(body)
    await commitProd(lines)
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 0, updated: 1 })
    expect(live(key)).toMatchObject(body)
    const others = (all: Map<string, JsonObject>) => [...all].filter(([other]) => other !== key)
    expect(others(bodies(PROD))).toEqual(others(before))
    expect(bodies(DEV)).toEqual(dev)
    expect((await bench.run('plan', { env: 'prod', 'exit-code': true })).pending).toBe(false)
    bench.emulator.resetCalls()
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0, deleted: 0 })
    expect(Object.keys(bench.emulator.calls()).filter((name) => /^(Start\w*Import|Tag|Update)/.test(name))).toEqual([])
    expect((await bench.run('validate')).problems).toEqual([])
  },
)

test('no theme takes the theme away', async () => {
  await start()
  await commitProd(`${KEEP}  dashboard: { sales: { theme: null } }\n`)
  expect(messages(await deploy())).toBe('')
  expect(live('dashboard:sales')).not.toHaveProperty('themeArn')
})

test('secret: a data source is imported with it', async () => {
  await start()
  await commitProd(`  datasource: { lake: { secret: "${OTHER_SECRET}" } }\n`)
  const result = await deploy()
  expect(messages(result)).toBe('')
  expect(result.outputs).toMatchObject({ updated: 1 })
  expect(await secretOf('lake')).toBe(OTHER_SECRET)
  expect((await bench.run('plan', { env: 'prod' })).pending).toBe(false)
})

describe('a prefix', () => {
  const PREFIX = `${KEEP}  prefix: acme-\n`

  test('makes copies beside what is there, which then is no longer asked for', async () => {
    await start()
    const [before, dev] = [bodies(PROD), bodies(DEV)]
    await commitProd(PREFIX)
    const result = await deploy({})
    expect(messages(result)).toMatch(/nothing is deleted without `prune`/)
    expect(result.outputs).toMatchObject({ created: 9, deleted: 0 })
    expect(bodies(DEV)).toEqual(dev)
    for (const [key, body] of before) expect(live(key), key).toEqual(body)
    expect(live('dashboard:acme-sales')).toMatchObject({
      dashboardId: 'acme-sales',
      themeArn: `${PRODUCT}:theme/acme-corp`,
      definition: { dataSetIdentifierDeclarations: [{ dataSetArn: `${PRODUCT}:dataset/acme-orders` }] },
    })
    expect(live('refreshSchedule:acme-orders--refresh-schedule--daily')).toMatchObject({ dataSetId: 'acme-orders' })
    const again = await bench.run('plan', { env: 'prod' })
    expect(again.outputs).toMatchObject({ created: 0, updated: 0, drifted: 0, unchanged: 9 })
  })

  const fresh = async (more: string): Promise<void> => {
    bench = await setUp({ assets: COMPANY, prod: prod(PREFIX + more) })
    bench.context = hurried(bench.context)
    expect((await bench.run('export', { commit: true })).problems).toEqual([])
    expect(messages(await deploy())).toBe('')
  }

  test('a change in git, a schedule taken away and an edit are known by the ids in git', async () => {
    await fresh('')
    await bench.git('rm', '--quiet', '--', assetPath(schedule()))
    await bench.git('commit', '--quiet', '-m', 'Remove')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ updated: 1, unchanged: 8 })
    expect(live('refreshSchedule:acme-orders--refresh-schedule--daily')).toBeUndefined()
    const edited = bench.emulator.assets(PROD.account, PROD.region).find(({ kind }) => kind === 'dashboard')
    if (!edited) throw new Error('no dashboard')
    bench.emulator.load(PROD.account, PROD.region, [{ ...edited, name: 'X', body: { ...edited.body, name: 'X' } }])
    expect((await bench.run('drift', { env: 'prod' })).text).toContain('acme-sales')
  })

  test('what was live and somebody deleted says so', async () => {
    await fresh('')
    await client().send(new DeleteDashboardCommand({ AwsAccountId: PROD.account, DashboardId: 'acme-sales' }))
    expect((await bench.run('plan', { env: 'prod' })).text).toContain(
      'deleted in the environment since the last deploy',
    )
  })

  test('what another environment has in the same account and region is not taken for deleted here', async () => {
    await fresh('')
    await bench.write('environments/other.yaml', prod(`${KEEP}  prefix: other-\n`))
    await bench.git('add', '--all')
    await bench.git('commit', '--quiet', '-m', 'Another')
    const planned = await bench.run('plan', { env: 'other' })
    expect(planned.outputs).toMatchObject({ created: 9, blocked: 0 })
    expect(planned.text).not.toContain('deleted in the environment')
    expect((await bench.run('drift', { env: 'other' })).text).toBe('other is as it was left\n')
  })

  test('what git no longer has is deleted under its prefix, and protected by its id in git', async () => {
    await fresh('prune: 5\nprotect: ["dashboard:sales"]\n')
    await bench.git('rm', '--quiet', '--', assetPath(dashboard()), assetPath(analysis()))
    await bench.git('commit', '--quiet', '-m', 'Remove')
    const result = await deploy()
    expect(result.outputs).toMatchObject({ deleted: 1 })
    expect(messages(result)).toMatch(/acme-sales.*it is protected in environments\/prod\.yaml/)
    expect(live('dashboard:acme-sales')).toBeDefined()
  })

  test('credentials go to the data source under its prefix', async () => {
    bench = await setUp({
      assets: COMPANY,
      prod: prod(PREFIX),
    })
    bench.context = hurried(bench.context)
    expect((await bench.run('export', { commit: true })).problems).toEqual([])
    expect(messages(await deploy())).toBe('')
    expect(await secretOf('acme-lake')).toBe(SECRET)
    expect((await bench.run('plan', { env: 'prod', 'exit-code': true })).pending).toBe(false)
  })
})
