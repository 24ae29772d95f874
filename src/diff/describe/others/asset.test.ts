import { describe, expect, test } from 'vitest'
import type { Asset } from '../../../model/asset.ts'
import { dashboard } from '../../../testing/assets.ts'
import { arn } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

const sales = () =>
  dashboard('sales', {
    more: {
      tags: [{ key: 'team', value: 'bi' }],
      themeArn: arn('theme/house'),
      folderArns: [arn('folder/a')],
      linkEntities: [arn('analysis/sales')],
    },
  })

/** A kind that no code knows. */
const topic = (): Asset => ({
  kind: 'topic',
  id: 't',
  name: 'Sales',
  body: {
    resourceType: 'topic',
    topicId: 't',
    name: 'Sales',
    userExperienceVersion: 'NEW_READER_EXPERIENCE',
    dataSets: [
      {
        datasetArn: arn('dataset/orders'),
        datasetName: 'Orders',
        columns: [{ columnName: 'amount', columnSynonyms: ['revenue'] }],
      },
    ],
  },
})

describe('of a dashboard as an asset', () => {
  const cases: [string, Edits, string[]][] = [
    ['its name', { '/name': 'Sales of all shops' }, ['notable: renamed: "Dashboard sales" → "Sales of all shops"']],
    ['a tag', { '/tags/0/value': 'finance' }, ['notable: tag "team": bi → finance']],
    ['a tag more', { '/tags/-': { key: 'cost', value: '42' } }, ['notable: tag "cost" added: 42']],
    ['all tags', { '/tags': undefined }, ['notable: tag removed: "team": bi']],
    ['its theme', { '/themeArn': arn('theme/other') }, ['notable: theme: "house" → "other"']],
    ['no theme', { '/themeArn': undefined }, ['notable: theme: "house" → none']],
    ['a folder more', { '/folderArns/-': arn('folder/b') }, ['notable: folders: "b" added']],
    ['no folders', { '/folderArns': undefined }, ['notable: folders: "a" removed']],
    ['an analysis more', { '/linkEntities/-': arn('analysis/other') }, ['cosmetic: linked analyses: "other" added']],
    [
      'that it may be exported',
      { '/dashboardPublishOptions/exportToCSVOption': { availabilityStatus: 'ENABLED' } },
      ['notable: export to CSV: not said → enabled'],
    ],
    [
      'ad hoc filters',
      { '/dashboardPublishOptions/adHocFilteringOption/availabilityStatus': 'ENABLED' },
      ['notable: ad hoc filtering: disabled → enabled'],
    ],
    [
      'an option that we do not know',
      { '/dashboardPublishOptions/exportHiddenFields': { availabilityStatus: 'ENABLED', limit: 5 } },
      ['notable: export hidden fields: not said → availability status enabled, limit 5'],
    ],
    [
      'how strictly it is checked',
      { '/validationStrategy/mode': 'STRICT' },
      ['cosmetic: validation strategy › mode: lenient → strict'],
    ],
    ['the words of its version', { '/versionDescription': 'May' }, ['notable: version description: nothing → "May"']],
    ['a member that we do not know', { '/future': ['x'] }, ['notable: future: "x" added']],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(sales(), edited(sales(), edits))).toEqual(expected)
  })
})

describe('of a kind that we do not know', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'a value deep inside',
      { '/dataSets/0/columns/0/columnSynonyms/-': 'sales' },
      ['notable: column "amount": column synonyms: "revenue" → "revenue" and "sales"'],
    ],
    [
      'a constant',
      { '/userExperienceVersion': 'LEGACY' },
      ['notable: user experience version: new reader experience → legacy'],
    ],
    ['its description', { '/description': 'All about sales' }, ['notable: description: nothing → "All about sales"']],
    ['its name', { '/name': 'Sales questions' }, ['notable: renamed: "Sales" → "Sales questions"']],
    [
      'many things',
      { '/a': 1, '/b': 2, '/dataSets/0/datasetName': 'x' },
      ['notable: data sets › dataset name: "Orders" → "x"', 'notable: a: 1 added', 'notable: b: 2 added'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(topic(), edited(topic(), edits))).toEqual(expected)
  })
})
