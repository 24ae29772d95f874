import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEYS } from './fixtures/client.ts'
import { type Emulator, startEmulator } from './index.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ jobTime: 0 })
})
afterAll(() => emulator.close())

const scope = `Credential=${KEYS.accessKeyId}/20260101/us-east-1/quicksight/aws4_request`
const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`

const call = async (method: string, path: string, body?: unknown, to = emulator) => {
  const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const response = await fetch(`${to.url}${path}`, { method, headers: { authorization }, ...init })
  const json = (await response.json()) as Record<string, string>
  return { status: response.status, type: response.headers.get('x-amzn-errortype'), message: json.Message ?? '', json }
}

const ACCOUNT = '/accounts/111122223333'
const START = `${ACCOUNT}/asset-bundle-export-jobs/export`
const IMPORT = `${ACCOUNT}/asset-bundle-import-jobs/import`
const job = { AssetBundleExportJobId: 'j', ResourceArns: ['arn'], ExportFormat: 'QUICKSIGHT_JSON' }
const upload = { AssetBundleImportJobId: 'j', AssetBundleImportSource: { Body: 'eA==' } }

type Row = [what: string, method: string, path: string, body: unknown, message: RegExp]

const BROKEN: Row[] = [
  ['a missing member', 'POST', START, { ...job, ResourceArns: undefined }, /at 'resourceArns' .* must not be null/],
  ['a null member', 'POST', START, { ...job, ExportFormat: null }, /at 'exportFormat' .* must not be null/],
  [
    'a list that is too long',
    'POST',
    START,
    { ...job, ResourceArns: Array(101).fill('a') },
    /length less than or equal to 100/,
  ],
  ['an empty list', 'POST', START, { ...job, ResourceArns: [] }, /length greater than or equal to 1/],
  [
    'a broken pattern',
    'POST',
    START,
    { ...job, AssetBundleExportJobId: 'a b' },
    /regular expression pattern: \[\\w\\-\]\+/,
  ],
  [
    'a text that is too long',
    'POST',
    START,
    { ...job, AssetBundleExportJobId: 'a'.repeat(513) },
    /less than or equal to 512/,
  ],
  [
    'a value outside an enumeration',
    'POST',
    START,
    { ...job, ExportFormat: 'YAML' },
    /enum value set: \[CLOUDFORMATION_JSON, QUICKSIGHT_JSON\]/,
  ],
  ['a member of another type', 'POST', START, { ...job, IncludeTags: 'yes' }, /at 'includeTags' .* must be a boolean/],
  ['an account of eleven digits', 'GET', '/accounts/11112222333/dashboards', undefined, /at 'awsAccountId'/],
  [
    'a page that is too long',
    'GET',
    `${ACCOUNT}/dashboards?max-results=101`,
    undefined,
    /at 'maxResults' .* value less than or equal to 100/,
  ],
  ['a query member of another type', 'GET', `${ACCOUNT}/dashboards?max-results=many`, undefined, /must be a number/],
  [
    'a member of a list member',
    'POST',
    IMPORT,
    { ...upload, OverrideTags: { Dashboards: [{ DashboardIds: ['x'], Tags: [{ Key: '', Value: 'v' }] }] } },
    /at 'overrideTags.dashboards.1.member.tags.1.member.key'/,
  ],
  [
    'a pattern inside a list',
    'POST',
    IMPORT,
    { ...upload, OverrideTags: { Dashboards: [{ DashboardIds: ['a b'], Tags: [{ Key: 'k', Value: 'v' }] }] } },
    /dashboardIds.1.member/,
  ],
  [
    'a union with two members',
    'POST',
    IMPORT,
    {
      ...upload,
      OverrideParameters: {
        DataSources: [
          {
            DataSourceId: 'x',
            DataSourceParameters: {
              S3Parameters: { ManifestFileLocation: { Bucket: 'b', Key: 'k' } },
              AthenaParameters: {},
            },
          },
        ],
      },
    },
    /exactly one member/,
  ],
]

describe('broken requests', () => {
  test.each(BROKEN)('%s is an InvalidParameterValueException', async (_what, method, path, body, message) => {
    const answer = await call(method, path, body)
    expect(answer).toMatchObject({ status: 400, type: 'InvalidParameterValueException' })
    expect(answer.message).toMatch(message)
    expect(answer.json.RequestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('several at once are all named', async () => {
    const answer = await call('POST', START, {})
    expect(answer.message).toMatch(/^3 validation errors detected/)
  })

  test('a body that is no JSON is refused', async () => {
    expect(await call('POST', START, '{')).toMatchObject({ status: 400, type: 'SerializationException' })
  })

  test('a next token of another list is refused', async () => {
    const answer = await call('GET', `${ACCOUNT}/dashboards?next-token=abc`)
    expect(answer).toMatchObject({ status: 400, type: 'InvalidNextTokenException' })
  })

  test('a bundle above 20 MB is refused', async () => {
    const body = { ...upload, AssetBundleImportSource: { Body: Buffer.alloc(20_971_521).toString('base64') } }
    const answer = await call('POST', IMPORT, body)
    expect(answer.message).toMatch(/assetBundleImportSource.body.*less than or equal to 20971520/)
  })

  test('a request without a signature is refused', async () => {
    const response = await fetch(`${emulator.url}${ACCOUNT}/dashboards`)
    expect(response.status).toBe(403)
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
  })

  test('a path of no operation is a 404', async () => {
    expect(await call('GET', '/nowhere')).toMatchObject({ status: 404, type: 'UnknownOperationException' })
  })

  test('unknown members are ignored, or refused by a switch', async () => {
    expect(await call('POST', START, { ...job, Extra: 1 })).toMatchObject({ status: 202 })
    const strict = await startEmulator({ switches: { refuseUnknownMembers: true } })
    const answer = await call('POST', START, { ...job, Extra: 1 }, strict)
    await strict.close()
    expect(answer.message).toContain("Unknown member 'Extra'")
  })
})

test('a definition of two megabytes is checked in a moment', async () => {
  const visual = { KPIVisual: { VisualId: 'v', Title: { FormatText: { PlainText: 'x'.repeat(300) } }, Actions: [] } }
  const sheet = (index: number) => ({ SheetId: `s${index}`, Visuals: Array(300).fill(visual) })
  const Definition = {
    DataSetIdentifierDeclarations: [],
    Sheets: Array.from({ length: 16 }, (_, index) => sheet(index)),
  }
  const body = { Name: 'Big', Definition }
  expect(JSON.stringify(body).length).toBeGreaterThan(1_800_000)
  const started = performance.now()
  const answer = await call('POST', `${ACCOUNT}/dashboards/big`, body)
  expect(answer.status).toBe(200)
  expect(performance.now() - started).toBeLessThan(1500)
})
