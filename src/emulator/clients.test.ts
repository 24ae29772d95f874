import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as sdk from '@aws-sdk/client-quicksight'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBundle, writeBundle } from '../bundle/entries.ts'
import { arnIn, KEYS } from './fixtures/client.ts'
import { brand, COMPANY, DEV, orders, sales, source } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

/** One way to call AWS. Errors are thrown with the service's code in their message or name. */
type Caller = (
  service: 'quicksight' | 'sts',
  operation: string,
  input: Record<string, unknown>,
) => Promise<Record<string, unknown>>

type Made = [call: Caller, stop: () => void]
const nothing = (): void => {}

const run = promisify(execFile)
const environment = {
  ...process.env,
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_DEFAULT_REGION: DEV.region,
  AWS_MAX_ATTEMPTS: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
}

const failure = (name: string, message: string): Error => new Error(`${name}: ${message}`)

type CommandClass = new (input: unknown) => Parameters<sdk.QuickSightClient['send']>[0]

const version3 = (url: string): Caller => {
  const options = { endpoint: url, region: DEV.region, credentials: KEYS, maxAttempts: 1 }
  const quicksight = new sdk.QuickSightClient(options)
  const sts = new STSClient(options)
  return async (service, operation, input) => {
    if (service === 'sts') return { ...(await sts.send(new GetCallerIdentityCommand({}))) }
    const Command = (sdk as unknown as Record<string, CommandClass>)[`${operation}Command`] as CommandClass
    const answer = quicksight
      .send(new Command(input))
      .catch((error: Error) => Promise.reject(failure(error.name, error.message)))
    return (await answer) as unknown as Record<string, unknown>
  }
}

type Version2Client = Record<string, (input: unknown) => { promise: () => Promise<Record<string, unknown>> }>
type Version2 = Record<'QuickSight' | 'STS', new (options: unknown) => Version2Client>

const version2 = (url: string): Caller => {
  process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1'
  const aws = createRequire(import.meta.url)('aws-sdk') as Version2
  const options = { endpoint: url, region: DEV.region, maxRetries: 0, ...KEYS }
  const clients = { quicksight: new aws.QuickSight(options), sts: new aws.STS(options) }
  return async (service, operation, input) => {
    const method = operation.charAt(0).toLowerCase() + operation.slice(1)
    try {
      return await (clients[service][method] as Version2Client[string]).call(clients[service], input).promise()
    } catch (error) {
      throw failure((error as { code: string }).code, (error as Error).message)
    }
  }
}

const dashed = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()

const commandLine =
  (url: string, directory: string): Caller =>
  async (service, operation, { AssetBundleImportSource, ...input }) => {
    const file = path.join(directory, 'bundle.qs')
    const bytes = (AssetBundleImportSource as { Body: Uint8Array } | undefined)?.Body
    if (bytes) writeFileSync(file, bytes)
    const upload = bytes ? ['--asset-bundle-import-source-bytes', `fileb://${file}`] : []
    const json = Object.keys(input).length > 0 ? ['--cli-input-json', JSON.stringify(input)] : []
    const args = [service, dashed(operation), ...json, ...upload, '--endpoint-url', url, '--output', 'json']
    const { stdout } = await run('aws', args, { env: environment })
    return stdout === '' ? {} : JSON.parse(stdout)
  }

const PYTHON = `
import base64, boto3, json, sys
for line in sys.stdin:
    given = json.loads(line)
    source = given['input'].get('AssetBundleImportSource')
    if source: source['Body'] = base64.b64decode(source['Body'])
    client = boto3.client(given['service'], endpoint_url=given['url'])
    try:
        answer = getattr(client, given['method'])(**given['input'])
    except Exception as error:
        answer = {'failed': str(error)}
    print(json.dumps(answer, default=str), flush=True)
`

/** One Python process answers line by line: starting one for each call would take most of the time. */
const python = (url: string): Made => {
  const child = spawn('python3', ['-c', PYTHON], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const call: Caller = async (service, operation, input) => {
    const source = input.AssetBundleImportSource as { Body: Uint8Array } | undefined
    const body = source && { AssetBundleImportSource: { Body: Buffer.from(source.Body).toString('base64') } }
    const method = dashed(operation).replaceAll('-', '_')
    child.stdin.write(`${JSON.stringify({ url, service, method, input: { ...input, ...body } })}\n`)
    const answer = JSON.parse((await lines.next()).value as string) as Record<string, unknown>
    if (answer.failed !== undefined) throw failure('boto3', String(answer.failed))
    return answer
  }
  return [call, () => child.kill()]
}

const present = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

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

const CLIENTS: [name: string, isPresent: () => boolean, make: (url: string) => Made][] = [
  ['AWS SDK for JavaScript v3', () => true, (url) => [version3(url), nothing]],
  ['AWS SDK for JavaScript v2', () => true, (url) => [version2(url), nothing]],
  ['AWS CLI', () => present('aws', '--version'), (url) => [commandLine(url, directory), nothing]],
  ['boto3', () => present('python3', '-c', 'import boto3'), python],
]

for (const [name, isPresent, make] of CLIENTS) {
  const here = isPresent()
  describe.skipIf(!here)(`${name}${here ? '' : ' (skipped: not on this machine)'}, unmodified,`, () => {
    let emulator: Emulator
    let call: Caller
    let stop: () => void
    beforeAll(async () => {
      emulator = await startEmulator({ jobTime: 5 })
      emulator.load(DEV.account, DEV.region, COMPANY)
      ;[call, stop] = make(emulator.url)
    })
    afterAll(async () => {
      stop()
      await emulator.close()
    })
    test.each(STEPS)('%s', (_what, check) => check(call, emulator), 60_000)
  })
}
