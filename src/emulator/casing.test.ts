import { describe, expect, test } from 'vitest'
import { bundleKey, inServiceOrder, toApi, toBundle } from './casing.ts'
import { bodyShape } from './kinds.ts'
import { structureNamed } from './model/operations.ts'

test.each([
  ['DataSetId', 'dataSetId'],
  ['KPIVisual', 'kpivisual'],
  ['KPIOptions', 'kpioptions'],
  ['UIColorPalette', 'uicolorPalette'],
  ['URLStyling', 'urlstyling'],
  ['XAxisLabelOptions', 'xaxisLabelOptions'],
  ['QBusinessInsightsStatus', 'qbusinessInsightsStatus'],
  ['DataQAEnabledOption', 'dataQAEnabledOption'],
  ['ExportToCSVOption', 'exportToCSVOption'],
  ['S3Source', 's3Source'],
  ['VPCConnectionId', 'vpcconnectionId'],
])('%s is %s in a bundle', (member, key) => expect(bundleKey(member)).toBe(key))

describe('between API form and bundle form', () => {
  const schedule = structureNamed('RefreshSchedule')

  test('times are seconds and milliseconds', () => {
    const api = { ScheduleId: 'daily', StartAfterDateTime: 1735013100, RefreshType: 'FULL_REFRESH' }
    const bundle = { scheduleId: 'daily', startAfterDateTime: 1_735_013_100_000, refreshType: 'FULL_REFRESH' }
    expect(toBundle(schedule, api)).toEqual(bundle)
    expect(toApi(schedule, bundle)).toEqual(api)
  })

  test('keys of maps are data', () => {
    const shape = structureNamed('CreateDataSetRequest')
    const api = { FieldFolders: { 'KPI Folder': { description: 'x', columns: ['A'] } } }
    expect(toBundle(shape, api)).toEqual({ fieldFolders: { 'KPI Folder': { description: 'x', columns: ['A'] } } })
    expect(toApi(shape, { fieldFolders: { 'KPI Folder': { description: 'x', columns: ['A'] } } })).toEqual(api)
  })

  test('unset members are left out, empty ones kept', () => {
    const shape = structureNamed('KPIVisual')
    expect(JSON.stringify(toBundle(shape, { Actions: [], Title: null, VisualId: 'v' }))).toBe(
      '{"visualId":"v","actions":[]}',
    )
  })
})

test('a bundle’s keys stand in the model’s order, the oddly spelled ones last, unknown ones after them', () => {
  const shape = structureNamed('KPIConfiguration')
  const given = { kpioptions: {}, novelty: 1, sortConfiguration: {}, fieldWells: {} }
  expect(Object.keys(inServiceOrder(shape, given) as object)).toEqual([
    'fieldWells',
    'sortConfiguration',
    'kpioptions',
    'novelty',
  ])
  const schedule = { refreshType: 'x', startAfterDateTime: 1, scheduleId: 'y' }
  expect(Object.keys(inServiceOrder(structureNamed('RefreshSchedule'), schedule) as object)).toEqual([
    'scheduleId',
    'startAfterDateTime',
    'refreshType',
  ])
})

test('a VPC connection’s id is spelled as AWS’s restore tool spells it', () => {
  expect([...bodyShape('vpcConnection').members.keys()].map(bundleKey)).toContain('vpcConnectionId')
})
