import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { normalize } from '../normalize/index.ts'
import { dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { type GitProject, gitProject } from '../testing/git-project.ts'
import { DEV } from '../testing/repository.ts'
import type { Options, Result } from './command.ts'
import { validate } from './validate.ts'

const SECRET = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:lake'
const LONG = `SELECT ${'amount, '.repeat(40)}day FROM dev_sales.orders`

const PROD = `account: "444455556666"
region: eu-west-1
extends: base.yaml
select:
  - "*"
  - "!dataset:scratch"
overlay:
  datasource:
    lake:
      secret: ${SECRET}
  dashboard:
    sales: { theme: MIDNIGHT }
  dataset:
    orders:
      importMode: DIRECT_QUERY
      schedules:
        daily: { scheduleFrequency: { timeOfTheDay: "06:30" } }
  set:
    "dashboard:sales":
      definition.sheets[name=Overview].name: Übersicht
`
const BASE = `overlay:
  replace:
    - { in: "dataset:*", key: sqlQuery, from: dev_sales, to: prod_sales }
  datasource:
    lake: { athenaParameters: { workGroup: primary } }
`

let project: GitProject
afterEach(() => project.close())

const neutral = (assets: readonly Asset[]): Asset[] =>
  assets.map((asset) => normalize(asset, { ...DEV, inTree: () => true }))

beforeEach(async () => {
  project = await gitProject()
  const assets = smallCompany().filter(({ kind }) => kind !== 'dataset')
  await project.write(...neutral([...assets, dataset('orders', { sql: LONG }), dataset('scratch')]))
  await project.put('environments/prod.yaml', PROD)
  await project.put('environments/base.yaml', BASE)
})

const explain = async (asset: string, options: Options = { env: ['prod'] }): Promise<Result> =>
  validate.run({ ...options, explain: asset }, await project.context())

describe('what differs comes first, with the line that says so', () => {
  test('of a dataset with its schedules, from both files', async () => {
    const { text, problems } = await explain('dataset:orders')
    expect(problems).toEqual([])
    expect(text).toMatch(/^dataset "Dataset orders" \(orders\) in prod\n/)
    expect(text).toContain('  importMode: "SPICE" → "DIRECT_QUERY"\n    environments/prod.yaml:15\n')
    expect(text).toMatch(
      / {2}physicalTableMap\.t1\.customSql\.sqlQuery: "?….*dev_sales\.orders" → ….*prod_sales\.orders"\n {4}environments\/base\.yaml:3\n/,
    )
    expect(text).toContain(
      'refreshSchedule orders--refresh-schedule--daily, which differs from assets/refreshSchedule/orders--refresh-schedule--daily.json:\n  schedule.scheduleFrequency.timeOfTheDay: "05:00" → "06:30"\n    environments/prod.yaml:17\n',
    )
    expect(text).toContain('"dataSourceArn": "arn:aws:quicksight:eu-west-1:444455556666:datasource/lake"')
    expect(text.split('\n').length).toBeLessThan(60)
  })

  test('items of lists go by their names, and short forms by what they stand for', async () => {
    const { text } = await explain('dashboard:sales')
    expect(text).toContain(
      '  definition.sheets[name=Übersicht].name: "Overview" → "Übersicht"\n    environments/prod.yaml:20\n',
    )
    expect(text).toContain(
      '  themeArn: nothing → "arn:aws:quicksight::aws:theme/MIDNIGHT"\n    environments/prod.yaml:12\n',
    )
  })

  test('of a data source: its login, and values that are as in git anyway', async () => {
    const { text, data } = await explain('datasource:lake')
    expect(text).toContain(
      '  dataSourceParameters.athenaParameters.workGroup: "primary", as in git\n    environments/base.yaml:5\n',
    )
    expect(text).toContain(`It logs in with the secret ${SECRET}\n    environments/prod.yaml:10\n`)
    expect(data).toMatchObject({ credentials: { kind: 'secret', arn: SECRET } })
  })

  test('of what no line speaks of, that it is as in git', async () => {
    expect((await explain('analysis:sales')).text).toContain(
      'analysis "Analysis sales" (sales) is as in assets/analysis/sales.json\n',
    )
  })

  test('under a prefix, by the id in git and by the one it has there', async () => {
    await project.put('environments/prod.yaml', `${PROD}  prefix: acme-\n  namePrefix: "ACME "\n`)
    const { text } = await explain('dataset:orders')
    expect(text).toContain('  dataSetId: "orders" → "acme-orders"\n    environments/prod.yaml:21\n')
    expect(text).toContain('  name: "Dataset orders" → "ACME Dataset orders"\n    environments/prod.yaml:22\n')
    expect((await explain('dataset:acme-orders')).text).toBe(text)
  })
})

test('as data: every value with its line, and the whole asset', async () => {
  const { data } = await explain('dataset:orders')
  const { parts, ...rest } = data as unknown as { parts: { values: JsonObject[]; body: JsonObject }[] }
  expect(rest).toEqual({ environment: 'prod', asset: 'dataset:orders', selected: true, credentials: null })
  expect(parts[0]?.values).toContainEqual({
    path: 'importMode',
    before: 'SPICE',
    after: 'DIRECT_QUERY',
    file: 'environments/prod.yaml',
    line: 15,
  })
  expect(parts[0]?.body).toMatchObject({ dataSetId: 'orders', importMode: 'DIRECT_QUERY' })
})

test('an asset that is not selected says which line leaves it out', async () => {
  const { text, data } = await explain('dataset:scratch')
  expect(text).toBe(
    'dataset "Dataset scratch" (scratch) is not part of prod: environments/prod.yaml:6 leaves it out: "!dataset:scratch"\n',
  )
  expect(data).toMatchObject({ selected: false })
  await project.put('environments/prod.yaml', PROD.replace('  - "*"', '  - "analysis:*"'))
  expect((await explain('dashboard:sales')).text).toBe(
    'dashboard "Dashboard sales" (sales) is not part of prod: no entry of `select` (environments/prod.yaml:4) names it, and nothing that is selected needs it\n',
  )
})

test('names with characters that steer a terminal are shown as text', async () => {
  const name = 'a\u001b[2J'
  await project.write(...neutral([dashboard('sales', { more: { name } })]))
  expect((await explain('dashboard:sales')).text).not.toContain('\u001b')
})

test('what is wrong in the overlay is told beside it', async () => {
  await project.put('environments/prod.yaml', PROD.replace('name=Overview', 'name=Nowhere'))
  const { problems, text } = await explain('dashboard:sales')
  expect(problems.map(({ message }) => message).join()).toContain('environments/prod.yaml:20 cannot be set')
  expect(text).toContain('themeArn')
})

test('what cannot be explained', async () => {
  await expect(explain('dataset:order')).rejects.toThrow(
    'There is no dataset:order in git; did you mean "dataset:orders"?',
  )
  await expect(explain('orders')).rejects.toThrow('There is no orders in git. Write kind:id, such as dataset:orders')
  for (const env of [[], ['prod', 'dev']]) {
    await expect(explain('dataset:orders', { env })).rejects.toThrow(
      '--explain shows an asset in one environment; name it: --env prod',
    )
  }
  await project.put('environments/prod.yaml', 'account: 1\n')
  const { text, problems } = await explain('dataset:orders')
  expect(text).toBe('Nothing was explained: the files have errors.\n')
  expect(problems.length).toBeGreaterThan(0)
})
