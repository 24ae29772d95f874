import { expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { analysis, dashboard, dataset, schedule } from '../testing/assets.ts'
import { applyOverlay } from './overlay.ts'
import { parseEnvironment } from './parse.ts'

const FILE = 'environments/prod.yaml'
const other = (kind: string, id: string, more: JsonObject = {}): Asset => ({
  kind,
  id,
  name: id,
  body: { resourceType: kind, [`${kind}Id`]: id, name: id, ...more },
})
const ASSETS = [
  dataset('orders', {
    more: { dataSetRefreshProperties: { failureConfiguration: { emailAlert: { alertStatus: 'ENABLED' } } } },
  }),
  schedule(),
  schedule('orders', 'weekly'),
  analysis(),
  dashboard('sales', { more: { themeArn: 'arn:aws:quicksight:::theme/old' } }),
  other('theme', 'corp'),
  other('theme', 'OURS'),
  other('vpcConnection', 'net', { subnetIds: ['subnet-1', 'subnet-2'], dnsResolvers: ['10.0.0.1'] }),
  other('folder', 'team'),
]

const apply = (overlay: string) => {
  const text = `account: "444455556666"\nregion: eu-west-1\nsource: true\noverlay:\n${overlay}`
  const { environment, problems } = parseEnvironment({ name: 'prod', file: FILE, text })
  if (!environment) throw new Error(problems.map(({ message }) => message).join('\n'))
  const before = JSON.stringify(ASSETS)
  const inTree = (ref: { kind: string; id: string }) =>
    ASSETS.some(({ kind, id }) => kind === ref.kind && id === ref.id)
  const overlaid = applyOverlay({ assets: ASSETS, environment, inTree })
  expect(JSON.stringify(ASSETS)).toBe(before)
  return overlaid
}
const body = (overlay: string, key: string): JsonObject => {
  const { assets, problems } = apply(overlay)
  expect(problems).toEqual([])
  return assets.find(({ kind, id }) => `${kind}:${id}` === key)?.body ?? {}
}
const messages = (overlay: string): string[] => apply(overlay).problems.map(({ message }) => message)

test('maps merge deeply, lists replace, null removes, unknown members pass', () => {
  expect(
    body(
      '  dataset:\n    orders: { name: Orders, importMode: DIRECT_QUERY, useAs: RLS_RULES, dataSetRefreshProperties: { failureConfiguration: { emailAlert: { alertStatus: DISABLED } }, refreshConfiguration: { a: { b: null, c: 1 } } } }\n',
      'dataset:orders',
    ),
  ).toMatchObject({
    name: 'Orders',
    importMode: 'DIRECT_QUERY',
    useAs: 'RLS_RULES',
    dataSetRefreshProperties: {
      failureConfiguration: { emailAlert: { alertStatus: 'DISABLED' } },
      refreshConfiguration: { a: { c: 1 } },
    },
  })
  const net = body(
    '  vpcConnection: { net: { subnetIds: [subnet-8, subnet-9], dnsResolvers: null } }\n',
    'vpcConnection:net',
  )
  expect(net).toEqual({
    resourceType: 'vpcConnection',
    vpcConnectionId: 'net',
    name: 'net',
    subnetIds: ['subnet-8', 'subnet-9'],
  })
})

test.each([
  ['  dataset: { orders: { schedules: { daily: { scheduleFrequency: { timeOfTheDay: "06:30" } } } } }\n'],
  [
    '  refreshSchedule: { orders--refresh-schedule--daily: { schedule: { scheduleFrequency: { timeOfTheDay: "06:30" } } } }\n',
  ],
])('a schedule by its dataset or by its file', (overlay) => {
  const { schedule: daily } = body(overlay, 'refreshSchedule:orders--refresh-schedule--daily')
  expect(daily).toMatchObject({ scheduleId: 'daily', scheduleFrequency: { interval: 'DAILY', timeOfTheDay: '06:30' } })
})

test.each([
  ['dashboard', 'corp', 'arn:aws:quicksight:::theme/corp'],
  ['analysis', 'not-in-git', 'arn:aws:quicksight:::theme/not-in-git'],
  ['dashboard', 'MIDNIGHT', 'arn:aws:quicksight::aws:theme/MIDNIGHT'],
  ['dashboard', 'OURS', 'arn:aws:quicksight:::theme/OURS'],
  ['dashboard', 'null', undefined],
])('theme of %s: %s', (kind, theme, themeArn) => {
  const asset = body(`  ${kind}: { sales: { theme: ${theme} } }\n`, `${kind}:sales`)
  expect(asset.themeArn).toBe(themeArn)
  expect(asset).not.toHaveProperty('theme')
})

test('the parent of a folder', () => {
  expect(body('  folder: { team: { parentFolder: all } }\n', 'folder:team').parentFolderArn).toBe(
    'arn:aws:quicksight:::folder/all',
  )
})

test('what is written, and from which line', () => {
  const { settings, origins } = apply(
    '  dashboard:\n    sales:\n      theme: corp\n  dataset:\n    orders:\n      schedules:\n        daily:\n          scheduleFrequency: { timeOfTheDay: "06:30" }\n',
  )
  expect(settings).toEqual(
    new Map([
      ['dashboard:sales', [['themeArn']]],
      ['refreshSchedule:orders--refresh-schedule--daily', [['schedule', 'scheduleFrequency', 'timeOfTheDay']]],
    ]),
  )
  expect([...origins.values()].flat().map(({ place }) => place.line)).toEqual([7, 12])
})

test.each([
  [
    '  dataset:\n    order: { name: x }\n',
    `${FILE}:6 \`overlay.dataset\` names "order", which is no dataset of this environment (in git, and selected); did you mean "orders"?`,
  ],
  [
    '  dataset:\n    orders:\n      schedules:\n        dayly: { refreshType: FULL_REFRESH }\n',
    `${FILE}:8 dataset orders has no refresh schedule "dayly" in git; did you mean "daily"?`,
  ],
  [
    '  dataset:\n    orders:\n      schedules:\n        hourly: { refreshType: FULL_REFRESH }\n',
    `${FILE}:8 dataset orders has no refresh schedule "hourly" in git; there are "daily", "weekly"`,
  ],
  [
    '  dataset:\n    orders:\n      dataSetRefreshPropertie: {}\n',
    `${FILE}:7 cannot be set in dataset "Dataset orders" (orders): git has no "dataSetRefreshPropertie" there; did you mean "dataSetRefreshProperties"?`,
  ],
  [
    '  dataset:\n    orders:\n      description: null\n',
    `${FILE}:7 cannot be set in dataset "Dataset orders" (orders): git has no "description" there, so null removes nothing; remove this line`,
  ],
  [
    '  dataset:\n    orders:\n      dataSetId: x\n',
    `${FILE}:6 would change the kind or the id of dataset "Dataset orders" (orders), and so make another asset of it`,
  ],
  [
    '  dataset:\n    orders:\n      schedules: { daily: { scheduleId: x } }\n',
    `${FILE}:7 would change the kind or the id of refreshSchedule orders--refresh-schedule--daily, and so make another asset of it`,
  ],
])('%s', (overlay, message) => expect(messages(overlay)).toEqual([message]))
