import { describe, expect, test } from 'vitest'
import { oldDataset } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

const dataset = () =>
  edited(oldDataset(), {
    '/dataSetRefreshProperties': {
      refreshConfiguration: {
        incrementalRefresh: { lookbackWindow: { columnName: 'ordered_at', size: 7, sizeUnit: 'DAY' } },
      },
    },
    '/fieldFolders': { Money: { columns: ['amount', 'net'] } },
    '/datasetParameters': [
      {
        stringDatasetParameter: {
          id: 'p',
          name: 'Since',
          valueType: 'SINGLE_VALUED',
          defaultValues: { staticValues: ['2024'] },
        },
      },
    ],
    '/performanceConfiguration': { uniqueKeys: [{ columnNames: ['order_id'] }] },
    '/columnGroups': [{ geoSpatialColumnGroup: { name: 'place', columns: ['region'], countryCode: 'US' } }],
  })

describe('of a dataset', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'direct query instead of SPICE',
      { '/importMode': 'DIRECT_QUERY' },
      [
        'notable: import mode: SPICE → direct query — every view asks the database, as fast and as often as people look',
      ],
    ],
    ['no import mode', { '/importMode': undefined }, ['notable: import mode: SPICE → not said']],
    ['its name', { '/name': 'Orders of all shops' }, ['notable: renamed: "Orders" → "Orders of all shops"']],
    [
      'refresh',
      { '/dataSetRefreshProperties/refreshConfiguration/incrementalRefresh/lookbackWindow/size': 1 },
      [
        'notable: refresh settings: incremental, the last 7 days by "ordered_at" → incremental, the last day by "ordered_at"',
      ],
    ],
    [
      'refresh in full',
      { '/dataSetRefreshProperties/refreshConfiguration': undefined },
      ['notable: refresh settings removed: incremental, the last 7 days by "ordered_at"'],
    ],
    [
      'a mail when a refresh fails',
      { '/dataSetRefreshProperties/failureConfiguration': { emailAlert: { alertStatus: 'ENABLED' } } },
      [
        'notable: refresh settings: incremental, the last 7 days by "ordered_at" → incremental, the last 7 days by "ordered_at", a mail when it fails',
      ],
    ],
    [
      'a setting of refresh that we do not know',
      { '/dataSetRefreshProperties/patience': 'LONG' },
      ['notable: data set refresh properties › patience: long added'],
    ],
    [
      'its use as a source',
      { '/dataSetUsageConfiguration': { disableUseAsDirectQuerySource: true, disableUseAsImportedSource: false } },
      ['notable: use as a source of other datasets added: not with direct query'],
    ],
    [
      'its use as a source, said as it is anyway',
      { '/dataSetUsageConfiguration': { disableUseAsDirectQuerySource: false, disableUseAsImportedSource: false } },
      ['cosmetic: use as a source of other datasets written differently, means the same'],
    ],
    [
      'unique keys',
      { '/performanceConfiguration/uniqueKeys/0/columnNames/-': 'region' },
      ['notable: unique keys: "order_id" → "order_id" and "region"'],
    ],
    [
      'a parameter added',
      { '/datasetParameters/-': { integerDatasetParameter: { id: 'q', name: 'Top', valueType: 'MULTI_VALUED' } } },
      ['notable: dataset parameter "Top" added: integer, several values'],
    ],
    [
      'a parameter renamed',
      { '/datasetParameters/0/stringDatasetParameter/name': 'From' },
      ['notable: dataset parameter "Since" renamed "From"'],
    ],
    [
      'a parameter renamed, with another default',
      {
        '/datasetParameters/0/stringDatasetParameter/name': 'From',
        '/datasetParameters/0/stringDatasetParameter/defaultValues/staticValues/0': '2025',
      },
      ['notable: dataset parameter "Since" renamed "From", and string, default "2024" → string, default "2025"'],
    ],
    [
      'the default of a parameter',
      { '/datasetParameters/0/stringDatasetParameter/defaultValues/staticValues/0': '2025' },
      ['notable: dataset parameter "Since": string, default "2024" → string, default "2025"'],
    ],
    [
      'the sort of a parameter',
      { '/datasetParameters/0': { dateTimeDatasetParameter: { id: 'p', name: 'Since', valueType: 'SINGLE_VALUED' } } },
      ['notable: dataset parameter "Since": string, default "2024" → date time'],
    ],
    [
      'the only parameter removed, and its list',
      { '/datasetParameters': undefined },
      ['notable: dataset parameter removed: "Since" (string, default "2024")'],
    ],
    [
      'a folder of fields added',
      { '/fieldFolders/Places': { columns: ['region'], description: 'Where' } },
      ['cosmetic: field folders: "Places" added with "region", "Where"'],
    ],
    [
      'a field in a folder',
      { '/fieldFolders/Money/columns/-': 'order_id' },
      ['cosmetic: field folders: "Money": "order_id" added'],
    ],
    [
      'other fields in a folder, and what it says',
      { '/fieldFolders/Money': { columns: ['net', 'region', 'order_id'], description: 'In euros' } },
      [
        'cosmetic: field folders: "Money": "amount" removed; "region" and "order_id" added; description: nothing → "In euros"',
      ],
    ],
    [
      'a folder in another order',
      { '/fieldFolders/Money/columns': ['net', 'amount'] },
      ['cosmetic: field folders: "Money": columns in another order'],
    ],
    ['folders of fields removed', { '/fieldFolders': undefined }, ['cosmetic: field folders: "Money" removed']],
    [
      'a column group',
      { '/columnGroups/0/geoSpatialColumnGroup/countryCode': 'DE' },
      ['notable: column group: "place" of "region" (US) → "place" of "region" (DE)'],
    ],
    [
      'column groups removed',
      { '/columnGroups': undefined },
      ['notable: column group removed: "place" of "region" (US)'],
    ],
    ['its use for rules', { '/useAs': 'RLS_RULES' }, ['notable: now used as rules of row-level security']],
    [
      'a member that we do not know',
      { '/futureThing': { answer: 42, mood: 'GOOD' } },
      ['notable: future thing: answer 42, mood good added'],
    ],
    ['an empty member that we do not know', { '/futureThing': {} }, ['cosmetic: future thing: nothing added']],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(dataset(), edited(dataset(), edits))).toEqual(expected)
  })
})
