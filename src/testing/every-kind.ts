import type { Asset, AssetKind } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { analysis, dashboard, dataSource, dataset, schedule } from './assets.ts'
import { withValue } from './edits.ts'

const HERE = 'arn:aws:quicksight:us-east-1:111122223333'

const asset = (kind: AssetKind, idMember: string, id: string, more: JsonObject): Asset => {
  const name = `${kind} ${id}`
  return { kind, id, name, body: { resourceType: kind, [idMember]: id, name, ...more } }
}

const vpcConnection = (id: string, dnsResolvers: string[]): Asset =>
  asset('vpcConnection', 'vpcConnectionId', id, {
    subnetIds: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'],
    securityGroupIds: ['sg-0a1b2c3d'],
    dnsResolvers,
    roleArn: 'arn:aws:iam::444455556666:role/quicksight-vpc',
  })

const warehouse = (id: string, more: JsonObject): Asset =>
  dataSource(id, {
    type: 'REDSHIFT',
    dataSourceParameters: { redshiftParameters: { host: 'dev.example.com', port: 5439, database: 'sales' } },
    vpcConnectionProperties: { vpcConnectionArn: `${HERE}:vpcConnection/${id}` },
    ...more,
  })

const refreshProperties: JsonObject = {
  refreshConfiguration: {
    incrementalRefresh: { lookbackWindow: { columnName: 'amount', size: 1, sizeUnit: 'DAY' } },
  },
}

const changedSchedule = (daily: Asset, edition: number): Asset =>
  edition === 1 ? daily : withValue(daily, '/schedule/scheduleFrequency/timeOfTheDay', '06:00')

/** Nothing of a folder can be changed but its name. */
const folder = (id: string, edition: number): Asset => {
  const name = edition > 1 ? `folder ${id}, renamed` : `folder ${id}`
  return { ...asset('folder', 'folderId', id, { folderType: 'SHARED', name }), name }
}

type Edition = { edition?: number }

/**
 * One asset of every kind that a bundle holds, all of the id `id`, each using the one before where it can. Another `edition`
 * differs in every one of them, and its dataset has neither refresh properties nor the weekly schedule any more.
 */
export const everyKind = (id: string, { edition = 1 }: Edition = {}): Asset[] => [
  vpcConnection(id, [`10.0.0.${edition}`]),
  warehouse(id, { sslProperties: { disableSsl: edition > 1 } }),
  dataset(id, {
    source: id,
    sql: `SELECT amount FROM orders -- ${edition}`,
    more: edition > 1 ? {} : { dataSetRefreshProperties: refreshProperties },
  }),
  changedSchedule(schedule(id), edition),
  ...(edition > 1 ? [] : [schedule(id, 'weekly')]),
  asset('theme', 'themeId', id, {
    baseThemeId: 'CLASSIC',
    configuration: { sheet: { tile: { border: { show: edition > 1 } } } },
  }),
  asset('topic', 'topicId', id, { description: `Edition ${edition}` }),
  analysis(id, { dataSetId: id, sheet: `Sheet ${edition}` }),
  dashboard(id, { dataSetId: id, sheet: `Sheet ${edition}` }),
  folder(id, edition),
]
