import {
  AccessDeniedException,
  DescribeAssetBundleExportJobCommand,
  DescribeDashboardCommand,
  ListDashboardsCommand,
  type QuickSightClient,
  TagResourceCommand,
} from '@aws-sdk/client-quicksight'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { arnIn, clientOf, exportJob, importJob, KEYS, withEmulator } from '../fixtures/client.ts'
import { brand, COMPANY, DEV, draft, PROD, sales } from '../fixtures/company.ts'
import { startEmulator } from '../index.ts'

const allow = (actions: string | string[], resource: string | string[] = '*', more = {}): Json => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'A', Effect: 'Allow', Action: actions, Resource: resource, ...more }],
})
const deny = (action: string): Json => ({ Statement: { Effect: 'Deny', Action: action, Resource: '*' } })
const forKeys = (...documents: Json[]): Json => ({ [KEYS.accessKeyId]: documents })

const account = { AwsAccountId: DEV.account }
const describeSales = (client: QuickSightClient) =>
  client.send(new DescribeDashboardCommand({ ...account, DashboardId: 'sales' }))
const mayDescribe = async (policies: Json): Promise<boolean> => {
  let may = true
  await withEmulator({ policies }, async (emulator) => {
    emulator.load(DEV.account, DEV.region, COMPANY)
    await describeSales(clientOf(emulator, DEV.region)).catch((thrown: unknown) => {
      expect(thrown).toBeInstanceOf(AccessDeniedException)
      may = false
    })
  })
  return may
}

const SALES = arnIn(DEV, 'dashboard/sales')
const ACTION = 'quicksight:DescribeDashboard'

describe('a call', () => {
  test.each<[string, Json, boolean]>([
    ['nothing is allowed to whoever has no policy', { somebody: allow('*') }, false],
    ['one action', forKeys(allow(ACTION)), true],
    ['any case, since IAM takes actions so', forKeys(allow('QuickSight:describedashboard')), true],
    ['a wildcard', forKeys(allow('quicksight:Describe*')), true],
    ['? is one character', forKeys(allow('quicksight:Describe?ashboard')), true],
    ['another action', forKeys(allow('quicksight:DescribeDashboards')), false],
    ['a dot is a dot', forKeys(allow('quicksight.DescribeDashboard')), false],
    ['its resource', forKeys(allow(ACTION, SALES)), true],
    ['a wildcard of resources', forKeys(allow(ACTION, ['arn:aws:quicksight:*:*:dashboard/*', 'arn:x'])), true],
    ['resources keep their case', forKeys(allow(ACTION, SALES.toUpperCase())), false],
    ['another resource', forKeys(allow(ACTION, arnIn(DEV, 'dashboard/sale'))), false],
    ['another account', forKeys(allow(ACTION, arnIn(PROD, 'dashboard/sales'))), false],
    ['an explicit deny wins', forKeys(allow('*'), deny('quicksight:Desc*')), false],
    ['a deny of something else does not', forKeys(deny('quicksight:List*'), allow('*')), true],
    [
      'a condition that holds',
      forKeys(
        allow(ACTION, '*', {
          Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:user/${KEYS.accessKeyId}` } },
        }),
      ),
      true,
    ],
    [
      'a condition that does not',
      forKeys(allow(ACTION, '*', { Condition: { ArnNotLike: { 'aws:principalarn': 'arn:aws:iam::*' } } })),
      false,
    ],
    [
      'a condition on what the request does not have',
      forKeys(
        allow(ACTION, '*', { Condition: { StringEquals: { 'iam:PassedToService': 'quicksight.amazonaws.com' } } }),
      ),
      false,
    ],
    [
      'the same, negated',
      forKeys(allow(ACTION, '*', { Condition: { StringNotEquals: { 'iam:PassedToService': 'x' } } })),
      true,
    ],
  ])('%s', async (_name, policies, may) => expect(await mayDescribe(policies)).toBe(may))

  test('is refused as IAM words it, with the action, the resource and who asked', () =>
    withEmulator({ policies: {} }, async (emulator) => {
      const client = clientOf(emulator, DEV.region)
      await expect(describeSales(client)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `User: arn:aws:iam::${DEV.account}:user/AKIAEXAMPLE is not authorized to perform: ${ACTION} on resource: ${SALES} because no identity-based policy allows the ${ACTION} action`,
        $metadata: { httpStatusCode: 403 },
      })
      emulator.setPolicies(forKeys(allow('*'), deny('quicksight:List*')))
      await expect(client.send(new ListDashboardsCommand(account))).rejects.toThrow(
        'not authorized to perform: quicksight:ListDashboards on resource: * with an explicit deny in an identity-based policy',
      )
      emulator.setPolicies(undefined)
      await client.send(new ListDashboardsCommand(account))
    }))

  test('a list needs every resource', () =>
    withEmulator({ policies: forKeys(allow('quicksight:*', 'arn:aws:quicksight:*:*:*')) }, async (emulator) => {
      const list = clientOf(emulator, DEV.region).send(new ListDashboardsCommand(account))
      await expect(list).rejects.toThrow('quicksight:ListDashboards')
    }))

  test('that is refused changes nothing', () =>
    withEmulator({ policies: forKeys(allow('quicksight:TagResource', arnIn(DEV, 'theme/*'))) }, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const client = clientOf(emulator, DEV.region)
      const tag = (ResourceArn: string) =>
        client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] }))
      await tag(arnIn(DEV, 'theme/brand'))
      await expect(tag(SALES)).rejects.toThrow('quicksight:TagResource')
      const tagged = emulator.assets(DEV.account, DEV.region).filter(({ tags }) => tags.length > 0)
      expect(tagged.map(({ id }) => id)).toEqual(['brand'])
      expect(emulator.used()).toEqual({ [KEYS.accessKeyId]: ['quicksight:TagResource'] })
    }))
})

describe('a role', () => {
  const role = `arn:aws:iam::${PROD.account}:role/path/quicksight-read`
  const assume = async (url: string) => {
    const sts = new STSClient({ endpoint: url, region: DEV.region, credentials: KEYS, maxAttempts: 1 })
    await sts.send(new GetCallerIdentityCommand({}))
    return sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'test' }))
  }

  test('is assumed by whoever may, and has policies of its own', () => {
    const policies = {
      [KEYS.accessKeyId]: [allow('sts:AssumeRole', role), deny('quicksight:*')],
      [role]: allow('quicksight:ListDashboards'),
    }
    return withEmulator({ policies }, async (emulator) => {
      const { Credentials: made } = await assume(emulator.url)
      const client = clientOf(emulator, PROD.region)
      client.config.credentials = async () => ({
        accessKeyId: made?.AccessKeyId ?? '',
        secretAccessKey: made?.SecretAccessKey ?? '',
        sessionToken: made?.SessionToken ?? '',
      })
      await client.send(new ListDashboardsCommand({ AwsAccountId: PROD.account }))
      const other = new DescribeDashboardCommand({ AwsAccountId: PROD.account, DashboardId: 'x' })
      await expect(client.send(other)).rejects.toThrow(
        `User: arn:aws:sts::${PROD.account}:assumed-role/quicksight-read/test is not authorized to perform: ${ACTION}`,
      )
      expect(emulator.used()[role]).toEqual(['quicksight:ListDashboards'])
    })
  })

  test('is not assumed by others; who one is needs no permission', () =>
    withEmulator({ policies: forKeys(allow('sts:AssumeRole', `${role}-2`)) }, async ({ url }) => {
      await expect(assume(url)).rejects.toMatchObject({ name: 'AccessDenied', message: /sts:AssumeRole on resource: / })
    }))
})

// Word for word what AWS publishes as AWSQuickSightAssetBundleExportPolicy and …ImportPolicy, version 1.
const EXPORT = `ListTagsForResource DescribeDashboard DescribeDashboardPermissions DescribeAnalysis DescribeAnalysisPermissions
DescribeDataSet DescribeDataSetRefreshProperties ListRefreshSchedules DescribeDataSetPermissions DescribeDataSource
DescribeDataSourcePermissions DescribeTheme DescribeThemePermissions DescribeVPCConnection ListVPCConnections
DescribeRefreshSchedule DescribeAssetBundleExportJob ListAssetBundleExportJobs StartAssetBundleExportJob`
const nouns = ['Dashboard', 'Analysis', 'DataSet', 'DataSource', 'Theme', 'VPCConnection', 'RefreshSchedule']
const IMPORT = `ListTagsForResource TagResource UntagResource UpdateDashboardPublishedVersion UpdateDashboardLinks PassDataSet
PassDataSource DeleteDataSetRefreshProperties DescribeDataSetRefreshProperties PutDataSetRefreshProperties ListRefreshSchedules
ListVPCConnections DescribeAssetBundleImportJob ListAssetBundleImportJobs StartAssetBundleImportJob
${['Create', 'Delete', 'Describe', 'Update'].flatMap((verb) => nouns.map((noun) => verb + noun)).join(' ')}
${['Describe', 'Update'].flatMap((verb) => nouns.slice(0, 5).map((noun) => `${verb}${noun}Permissions`)).join(' ')}`
const managed = (actions: string): Json =>
  allow(
    actions.split(/\s+/).map((action) => `quicksight:${action}`),
    ['dashboard', 'analysis', 'dataset', 'datasource', 'theme', 'vpcConnection', 'asset-bundle-export-job']
      .concat('asset-bundle-import-job')
      .map((type) => `arn:aws:quicksight:*:*:${type}/*`),
  )
const without = (actions: string, action: string): string =>
  actions
    .split(/\s+/)
    .filter((name) => name !== action)
    .join(' ')

describe('a job', () => {
  const options = { IncludeAllDependencies: true, IncludePermissions: true, IncludeTags: true }
  const exportSales = (policies: Json) => {
    let job: ReturnType<typeof exportJob> | undefined
    return withEmulator({ policies }, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      job = exportJob(emulator, [SALES, arnIn(DEV, 'analysis/sales-draft')], options)
      await job.catch(() => {})
    }).then(() => job as ReturnType<typeof exportJob>)
  }

  test("of AWS's own policy for exports succeeds", async () => {
    expect(await exportSales(forKeys(managed(EXPORT)))).toMatchObject({ JobStatus: 'SUCCESSFUL' })
  })

  test('that lacks an action starts, and fails at its end with the assets that it is about', async () => {
    expect(await exportSales(forKeys(managed(without(EXPORT, 'DescribeDataSet'))))).toMatchObject({
      JobStatus: 'FAILED',
      Errors: [
        {
          Arn: arnIn(DEV, 'dataset/orders'),
          Type: expect.stringContaining('AccessDeniedException'),
          Message: expect.stringContaining('quicksight:DescribeDataSet on resource'),
        },
      ],
    })
  })

  test('is not started by whoever may not, nor looked at', () =>
    withEmulator({ policies: forKeys(allow('quicksight:StartAssetBundleExportJob')) }, async (emulator) => {
      await expect(exportJob(emulator, [SALES])).rejects.toThrow('quicksight:DescribeAssetBundleExportJob')
      emulator.setPolicies(forKeys(managed(without(EXPORT, 'StartAssetBundleExportJob'))))
      await expect(exportJob(emulator, [SALES])).rejects.toThrow('quicksight:StartAssetBundleExportJob')
      const unknown = new DescribeAssetBundleExportJobCommand({ ...account, AssetBundleExportJobId: 'x' })
      await expect(clientOf(emulator, DEV.region).send(unknown)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      })
    }))

  test("of AWS's own policy for imports creates, updates and rolls back", () =>
    withEmulator({ policies: forKeys(managed(IMPORT)) }, async (emulator) => {
      const tags = { OverrideTags: { Themes: [{ ThemeIds: ['*'], Tags: [{ Key: 'a', Value: 'b' }] }] } }
      expect(await importJob(emulator, COMPANY, tags)).toMatchObject({ JobStatus: 'SUCCESSFUL' })
      expect(await importJob(emulator, COMPANY)).toMatchObject({ JobStatus: 'SUCCESSFUL' })
      emulator.setFaults([{ kind: 'failAsset', job: 'import', asset: 'dashboard:sales' }])
      const target = { ...DEV, region: 'eu-central-1' }
      expect(await importJob(emulator, COMPANY, { FailureAction: 'ROLLBACK' }, target)).toMatchObject({
        JobStatus: 'FAILED_ROLLBACK_COMPLETED',
      })
    }))

  test.each([
    ['CreateTheme', [brand], 'theme/brand'],
    ['UpdateAnalysis', COMPANY, 'analysis/sales-draft'],
    ['PassDataSet', COMPANY, 'analysis/sales-draft'],
    ['UpdateDashboardPublishedVersion', COMPANY, 'dashboard/sales'],
  ])('without %s fails for the asset', (action, assets, resource) =>
    withEmulator({ policies: forKeys(managed(without(IMPORT, action))) }, async (emulator) => {
      if (!action.startsWith('Create')) emulator.load(DEV.account, DEV.region, COMPANY)
      const { JobStatus, Errors } = await importJob(emulator, assets)
      expect(JobStatus).toBe('FAILED')
      expect(Errors).toContainEqual({
        Arn: arnIn(DEV, resource),
        Type: 'com.amazonaws.services.quicksight.model.AccessDeniedException',
        Message: expect.stringContaining(`quicksight:${action} on resource`),
      })
    }),
  )

  test('that may not delete what it created says so in its rollback errors', () =>
    withEmulator({ policies: forKeys(managed(without(IMPORT, 'DeleteTheme'))) }, async (emulator) => {
      emulator.load(
        DEV.account,
        DEV.region,
        COMPANY.filter(({ kind }) => kind === 'datasource' || kind === 'dataset'),
      )
      emulator.setFaults([{ kind: 'failAsset', job: 'import', asset: 'dashboard:sales' }])
      expect(await importJob(emulator, [brand, draft, sales], { FailureAction: 'ROLLBACK' })).toMatchObject({
        JobStatus: 'FAILED_ROLLBACK_ERROR',
        RollbackErrors: [
          { Arn: arnIn(DEV, 'theme/brand'), Message: expect.stringContaining('quicksight:DeleteTheme') },
        ],
      })
      const left = emulator.assets(DEV.account, DEV.region).map(({ id }) => id)
      expect(left).toContain('brand')
      expect(left).not.toContain('sales-draft')
    }))
})

describe('policies that the emulator cannot decide by are refused, not left out', () => {
  const statement = (more: Record<string, Json>): Json =>
    forKeys({ Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: '*', ...more }] })
  test.each<[Json, string]>([
    [[], 'Policies are an object'],
    [forKeys('x'), 'The policies of AKIAEXAMPLE: a policy is an object with Version and Statement'],
    [statement({ Effect: 'allow' }), 'Effect is Allow or Deny'],
    [statement({ Action: [] }), 'Action is a text or a list of texts'],
    [statement({ Resource: 3 }), 'Resource is a text or a list of texts'],
    [statement({ NotAction: 'x' }), 'not NotAction'],
    [statement({ Principal: '*' }), 'not Principal'],
    [statement({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), 'not Bool'],
    [statement({ Condition: { StringEquals: { 'aws:ResourceTag/a': 'b' } } }), 'not on aws:ResourceTag/a'],
  ])('%#: %j', async (policies, message) => {
    await expect(startEmulator({ policies })).rejects.toThrow(message)
  })
})

test('policies are set and read again over HTTP', () =>
  withEmulator({}, async (emulator) => {
    const client = clientOf(emulator, DEV.region)
    const control = (method: string, path: string, body?: Json) =>
      fetch(
        `${emulator.url}/_emulator/${path}`,
        body === undefined ? { method } : { method, body: JSON.stringify(body) },
      )
    expect((await control('POST', 'policies', forKeys(allow('quicksight:ListDashboards')))).status).toBe(200)
    await client.send(new ListDashboardsCommand(account))
    expect(await (await control('GET', 'used')).json()).toEqual({ AKIAEXAMPLE: ['quicksight:ListDashboards'] })
    await control('DELETE', 'used')
    expect(await (await control('GET', 'used')).json()).toEqual({})
    await expect(describeSales(client)).rejects.toThrow(ACTION)
    expect((await control('POST', 'policies', [])).status).toBe(400)
    await control('DELETE', 'policies')
    await expect(describeSales(client)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  }))
