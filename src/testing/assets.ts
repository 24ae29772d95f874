import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'

const HERE = 'arn:aws:quicksight:us-east-1:111122223333'

export const dataSource = (id = 'lake', more: JsonObject = {}): Asset => ({
  kind: 'datasource',
  id,
  name: `Source ${id}`,
  body: {
    resourceType: 'datasource',
    dataSourceId: id,
    name: `Source ${id}`,
    type: 'ATHENA',
    dataSourceParameters: { athenaParameters: { workGroup: 'primary' } },
    sslProperties: { disableSsl: false },
    ...more,
  },
})

export const dataset = (
  id = 'orders',
  {
    source = 'lake',
    sql = 'SELECT amount FROM orders',
    more = {},
  }: { source?: string; sql?: string; more?: JsonObject } = {},
): Asset => ({
  kind: 'dataset',
  id,
  name: `Dataset ${id}`,
  body: {
    resourceType: 'dataset',
    dataSetId: id,
    name: `Dataset ${id}`,
    physicalTableMap: {
      t1: {
        customSql: {
          dataSourceArn: `${HERE}:datasource/${source}`,
          name: 'q',
          sqlQuery: sql,
          columns: [{ name: 'amount', type: 'INTEGER' }],
        },
      },
    },
    logicalTableMap: { l1: { alias: 'q', source: { physicalTableId: 't1' } } },
    importMode: 'SPICE',
    ...more,
  },
})

export const schedule = (dataSetId = 'orders', id = 'daily'): Asset => ({
  kind: 'refreshSchedule',
  id: `${dataSetId}--refresh-schedule--${id}`,
  name: `${dataSetId}--refresh-schedule--${id}`,
  body: {
    resourceType: 'refreshSchedule',
    dataSetId,
    schedule: {
      scheduleId: id,
      scheduleFrequency: { interval: 'DAILY', timeOfTheDay: '05:00', timezone: 'UTC' },
      startAfterDateTime: 1735013100000,
      refreshType: 'FULL_REFRESH',
    },
  },
})

const definition = (dataSetId: string, sheet: string): Json => ({
  dataSetIdentifierDeclarations: [{ identifier: 'orders', dataSetArn: `${HERE}:dataset/${dataSetId}` }],
  sheets: [{ sheetId: 's1', name: sheet, visuals: [], contentType: 'INTERACTIVE' }],
  calculatedFields: [],
})

export const analysis = (
  id = 'sales',
  {
    dataSetId = 'orders',
    sheet = 'Overview',
    more = {},
  }: { dataSetId?: string; sheet?: string; more?: JsonObject } = {},
): Asset => ({
  kind: 'analysis',
  id,
  name: `Analysis ${id}`,
  body: {
    resourceType: 'analysis',
    analysisId: id,
    name: `Analysis ${id}`,
    definition: definition(dataSetId, sheet),
    validationStrategy: { mode: 'LENIENT' },
    ...more,
  },
})

export const dashboard = (
  id = 'sales',
  {
    dataSetId = 'orders',
    sheet = 'Overview',
    more = {},
  }: { dataSetId?: string; sheet?: string; more?: JsonObject } = {},
): Asset => ({
  kind: 'dashboard',
  id,
  name: `Dashboard ${id}`,
  body: {
    resourceType: 'dashboard',
    dashboardId: id,
    name: `Dashboard ${id}`,
    definition: definition(dataSetId, sheet),
    dashboardPublishOptions: { adHocFilteringOption: { availabilityStatus: 'DISABLED' } },
    validationStrategy: { mode: 'LENIENT' },
    linkEntities: [],
    ...more,
  },
})

/** A source, a dataset with a schedule, an analysis and a dashboard. */
export const smallCompany = (): Asset[] => [dataSource(), dataset(), schedule(), analysis(), dashboard()]
