import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { applyOverlay } from './overlay.ts'
import { parseEnvironment } from './parse.ts'

const FILE = 'environments/prod.yaml'
const SECRET = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:sales'

const WAREHOUSE: Asset = {
  kind: 'datasource',
  id: 'warehouse',
  name: 'Warehouse',
  body: {
    resourceType: 'datasource',
    dataSourceId: 'warehouse',
    name: 'Warehouse',
    type: 'REDSHIFT',
    dataSourceParameters: { redshiftParameters: { host: 'dev', port: 5439, database: 'dev', clusterId: 'c' } },
    sslProperties: { disableSsl: true },
    vpcConnectionProperties: { vpcConnectionArn: 'arn:aws:quicksight:::vpcConnection/dev' },
  },
}
const dataset = (id: string, more: JsonObject): Asset => ({
  kind: 'dataset',
  id,
  name: id,
  body: { resourceType: 'dataset', dataSetId: id, name: id, ...more },
})
const ORDERS = dataset('orders', {
  importMode: 'SPICE',
  physicalTableMap: { t: { customSql: { sqlQuery: 'select * from dev.a join dev.b', name: 'dev.a' } } },
})
const EVENTS = dataset('events', { physicalTableMap: { t: { customSql: { sqlQuery: 'select 1' } } } })
const SCHEDULE: Asset = {
  kind: 'refreshSchedule',
  id: 'orders--refresh-schedule--daily',
  name: 'orders--refresh-schedule--daily',
  body: {
    resourceType: 'refreshSchedule',
    dataSetId: 'orders',
    schedule: { scheduleId: 'daily', refreshType: 'FULL_REFRESH' },
  },
}
const ASSETS = [WAREHOUSE, ORDERS, EVENTS, SCHEDULE]

const environmentOf = (overlay: string, head = '') => {
  const text = `account: "444455556666"\nregion: eu-west-1\n${head}overlay:\n${overlay}`
  const { environment, problems } = parseEnvironment({ name: 'prod', file: FILE, text })
  if (!environment) throw new Error(problems.map(({ message }) => message).join('\n'))
  return environment
}

const apply = (overlay: string, assets: Asset[] = ASSETS) => {
  const before = JSON.stringify(assets)
  const environment = environmentOf(overlay, 'source: true\n')
  const overlaid = applyOverlay({ assets, environment })
  expect(JSON.stringify(assets)).toBe(before)
  return overlaid
}
const messages = (overlay: string): string[] => apply(overlay).problems.map(({ message }) => message)
const warehouse = (entry: string): JsonObject => {
  const { assets, problems } = apply(`  datasource:\n    warehouse: ${entry}\n`)
  expect(problems).toEqual([])
  return assets[0]?.body ?? {}
}

describe('data sources', () => {
  test('parameters of the same kind merge, null removes', () => {
    const body = warehouse('{ name: Prod, redshiftParameters: { host: prod, clusterId: null } }')
    expect(body).toMatchObject({ name: 'Prod', type: 'REDSHIFT', sslProperties: { disableSsl: true } })
    expect(body.dataSourceParameters).toEqual({ redshiftParameters: { host: 'prod', port: 5439, database: 'dev' } })
  })
  test('parameters of another kind replace', () => {
    expect(warehouse('{ athenaParameters: { workGroup: primary } }').dataSourceParameters).toEqual({
      athenaParameters: { workGroup: 'primary' },
    })
  })
  test('VPC connection and TLS, set and removed', () => {
    const set = warehouse('{ vpcConnection: prod-1, sslProperties: { disableSsl: false } }')
    expect(set.vpcConnectionProperties).toEqual({ vpcConnectionArn: 'arn:aws:quicksight:::vpcConnection/prod-1' })
    expect(set.sslProperties).toEqual({ disableSsl: false })
    const removed = warehouse('{ vpcConnection: null, sslProperties: null }')
    expect(Object.keys(removed)).toEqual(['resourceType', 'dataSourceId', 'name', 'type', 'dataSourceParameters'])
  })
  test('credentials go beside the assets, never into them', () => {
    const secret = apply(`  datasource:\n    warehouse: { secret: "${SECRET}" }\n`)
    expect(secret.credentials).toEqual(new Map([['warehouse', { kind: 'secret', arn: SECRET }]]))
    expect(secret.assets[0]?.body).toEqual(WAREHOUSE.body)
    const env = apply('  datasource:\n    warehouse: { credentialsEnv: SALES }\n')
    expect(env.credentials).toEqual(new Map([['warehouse', { kind: 'env', name: 'SALES' }]]))
  })
  test('keep changes nothing', () => expect(warehouse('{ keep: true }')).toBe(WAREHOUSE.body))
  test('the name is the name of the asset too, and untouched assets are the same values', () => {
    const { assets, settings } = apply(
      '  datasource:\n    warehouse: { name: Prod, redshiftParameters: { host: p } }\n',
    )
    expect(assets[0]?.name).toBe('Prod')
    expect(assets[1]).toBe(ORDERS)
    expect(settings).toEqual(
      new Map([['datasource:warehouse', [['name'], ['dataSourceParameters', 'redshiftParameters', 'host']]]]),
    )
  })
  test('one that is not there is an error, for keep a warning', () => {
    const { problems } = apply('  datasource:\n    warehose: { name: x }\n    other: { keep: true }\n')
    expect(problems).toEqual([
      {
        severity: 'error',
        place: { file: FILE, line: 6 },
        message: `${FILE}:6 \`overlay.datasource\` names "warehose", which is no data source of this environment (in git, and selected); did you mean "warehouse"?`,
      },
      {
        severity: 'warning',
        place: { file: FILE, line: 7 },
        message: `${FILE}:7 \`overlay.datasource\` names "other", which is no data source of this environment (in git, and selected)`,
      },
    ])
  })
  test('a key that looks like a slip of the pen is an error, a new one is not', () => {
    const { problems } = apply(
      '  datasource:\n    warehouse:\n      redshiftParameters: { hots: p, iamParameters: { roleArn: r } }\n',
    )
    expect(problems.map(({ message }) => message)).toEqual([
      `${FILE}:7 cannot be set in datasource "Warehouse" (warehouse): git has no "hots" there; did you mean "host"?`,
    ])
  })
  test('those of another account must be spoken of', () => {
    const undecided = (overlay: string, sourceAccount?: string) =>
      applyOverlay({ assets: ASSETS, environment: environmentOf(overlay), ...(sourceAccount ? { sourceAccount } : {}) })
        .problems
    expect(undecided('  set: { "dataset:orders": { importMode: SPICE } }\n')).toEqual([
      {
        severity: 'error',
        place: { file: FILE, line: 3 },
        ref: { kind: 'datasource', id: 'warehouse' },
        message: `${FILE}:3 datasource "Warehouse" (warehouse) was made in another account, and this environment does not say what differs. Add it to \`overlay.datasource\`, with \`keep: true\` if nothing does`,
      },
    ])
    expect(undecided('  datasource: { warehouse: { keep: true } }\n')).toEqual([])
    expect(undecided('  set: { "datasource:w*": { name: x } }\n')).toEqual([])
    expect(undecided('  set: { "dataset:orders": { importMode: SPICE } }\n', '444455556666')).toEqual([])
    expect(undecided('  set: { "dataset:orders": { importMode: SPICE } }\n', '111122223333')).toHaveLength(1)
  })
})

describe('set', () => {
  test('sets in every asset the pattern names', () => {
    const { assets, settings, problems } = apply(
      '  set:\n    "dataset:*":\n      importMode: DIRECT_QUERY\n      name: D\n',
    )
    expect(problems).toEqual([])
    expect(assets.map(({ name, body }) => [name, body.importMode])).toEqual([
      ['Warehouse', undefined],
      ['D', 'DIRECT_QUERY'],
      ['D', 'DIRECT_QUERY'],
      ['orders--refresh-schedule--daily', undefined],
    ])
    expect(settings.get('dataset:events')).toEqual([['importMode'], ['name']])
  })
  test('what cannot be set says file, line, asset and reason, once for each asset', () => {
    expect(messages('  set:\n    "dataset:*":\n      importMode: SPICE\n      physicalTableMap.x.y: 1\n')).toEqual([
      `${FILE}:8 cannot be set in dataset orders: \`physicalTableMap\` has no "x"; there are "t"`,
      `${FILE}:8 cannot be set in dataset events: \`physicalTableMap\` has no "x"; there are "t"`,
    ])
  })
  test('a path that cannot be read says so once', () => {
    expect(messages('  set:\n    "dataset:*":\n      "columns[0]": SPICE\n')).toEqual([
      `${FILE}:7 the path "columns[0]" counts list items, which shifts when somebody adds one; name the item instead, such as [name=Overview] or [visualId=…]`,
    ])
  })
  test('a pattern that matches nothing', () => {
    expect(messages('  set:\n    "dataset:order": { a: 1 }\n')).toEqual([
      `${FILE}:6 "dataset:order" matches no asset of this environment (in git, and selected); did you mean "dataset:orders"?`,
    ])
  })
  test.each([
    ['dataset:orders', 'dataSetId: other', 'dataset orders'],
    ['dataset:orders', 'resourceType: theme', 'dataset orders'],
    ['dataset:orders', 'dataSetId: null', 'dataset orders'],
    ['refreshSchedule:*', 'schedule.scheduleId: x', 'refreshSchedule orders--refresh-schedule--daily'],
    ['refreshSchedule:*', 'schedule: {}', 'refreshSchedule orders--refresh-schedule--daily'],
  ])('%s { %s } would make another asset', (pattern, setting, name) => {
    const overlay = `  set:\n    "${pattern}":\n      ${setting}\n`
    expect(messages(overlay)).toEqual([
      `${FILE}:7 would change the kind or the id of ${name}, and so make another asset of it`,
    ])
    expect(apply(overlay).assets).toEqual(ASSETS)
  })
})

describe('replace', () => {
  test('replaces at the key only, everywhere in the text', () => {
    const { assets, problems, settings } = apply(
      '  replace:\n    - { in: "dataset:*", key: sqlQuery, from: "dev.", to: "prod." }\n',
    )
    expect(problems).toEqual([])
    expect(assets[1]?.body.physicalTableMap).toEqual({
      t: { customSql: { sqlQuery: 'select * from prod.a join prod.b', name: 'dev.a' } },
    })
    expect(assets[2]).toBe(EVENTS)
    expect(settings).toEqual(new Map([['dataset:orders', [['physicalTableMap', 't', 'customSql', 'sqlQuery']]]]))
  })
  test('takes text as it is: no pattern, no dollar signs', () => {
    const { assets } = apply('  replace:\n    - { in: "dataset:*", key: sqlQuery, from: "*", to: "$&" }\n')
    expect(JSON.stringify(assets[1]?.body)).toContain('select $& from dev.a')
  })
  test('reads lists of texts at the key', () => {
    const list = dataset('list', { tables: ['dev.a', 'b', { tables: 'dev.c', other: 'dev.d' }] })
    const { assets } = apply('  replace:\n    - { in: "*", key: tables, from: dev, to: prod }\n', [list])
    expect(assets[0]?.body.tables).toEqual(['prod.a', 'b', { tables: 'prod.c', other: 'dev.d' }])
  })
  test('what finds nothing is an error', () => {
    expect(messages('  replace:\n    - { in: "dataset:*", key: sqlQuery, from: stage, to: prod }\n')).toEqual([
      `${FILE}:6 finds "stage" in no "sqlQuery" of "dataset:*". Correct it, or remove it if git no longer has that text`,
    ])
    expect(messages('  replace:\n    - { in: "dataste:*", key: sqlQuery, from: dev, to: prod }\n')).toEqual([
      `${FILE}:6 "dataste:*" matches no asset of this environment (in git, and selected)`,
    ])
  })
  test('an id cannot be replaced', () => {
    expect(messages('  replace:\n    - { in: "dataset:orders", key: dataSetId, from: orders, to: x }\n')).toEqual([
      `${FILE}:6 would change the kind or the id of dataset orders, and so make another asset of it`,
    ])
  })
  test('comes before what is set, so that a value stays as it is written', () => {
    const { assets } = apply(
      '  replace:\n    - { in: "dataset:orders", key: importMode, from: SPICE, to: X }\n  set:\n    "dataset:orders": { importMode: SPICE }\n',
    )
    expect(assets[1]?.body.importMode).toBe('SPICE')
  })
})

test('keys named __proto__ in an asset stay ordinary keys', () => {
  const body = JSON.parse(
    '{"resourceType":"dataset","dataSetId":"p","name":"p","__proto__":{"sqlQuery":"dev.x","a":1}}',
  ) as JsonObject
  const { assets } = apply(
    '  replace:\n    - { in: "*", key: sqlQuery, from: dev, to: prod }\n  set:\n    "dataset:p": { name: q }\n',
    [{ kind: 'dataset', id: 'p', name: 'p', body }],
  )
  expect(JSON.stringify(assets[0]?.body)).toBe(
    '{"resourceType":"dataset","dataSetId":"p","name":"q","__proto__":{"sqlQuery":"prod.x","a":1}}',
  )
})
