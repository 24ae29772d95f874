import { describe, expect, test } from 'vitest'
import { arn, newDataset, oldDataset } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

const RULES = {
  arn: arn('dataset/rules'),
  permissionPolicy: 'GRANT_ACCESS',
  formatVersion: 'VERSION_1',
  status: 'ENABLED',
}
const TAGS = {
  status: 'ENABLED',
  tagRules: [{ tagKey: 'tenant', columnName: 'region', matchAllValue: '*', tagMultiValueDelimiter: '|' }],
}
const COLUMNS = [
  { columnNames: ['amount', 'net'], principals: [arn('group/default/finance')] },
  { columnNames: ['region'], principals: [arn('user/default/ada')] },
]

/** With all there is of security. */
const secured = () =>
  edited(oldDataset(), {
    '/rowLevelPermissionDataSet': RULES,
    '/rowLevelPermissionTagConfiguration': TAGS,
    '/columnLevelPermissionRules': COLUMNS,
  })

const INSIDE = '/semanticModelConfiguration/tableMap/m1/rowLevelPermissionConfiguration'

const securedInside = () =>
  edited(newDataset(), { [INSIDE]: { rowLevelPermissionDataSet: RULES, tagConfiguration: TAGS } })

describe('row-level security', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'removed',
      { '/rowLevelPermissionDataSet': undefined },
      [
        'security: row-level security removed: it was by dataset "rules", grants access — row-level security is gone: everyone who may open it sees every row',
      ],
    ],
    [
      'switched off',
      { '/rowLevelPermissionDataSet/status': 'DISABLED' },
      [
        'security: row-level security: enabled → disabled — row-level security is switched off: everyone who may open it sees every row',
      ],
    ],
    [
      'by another dataset',
      { '/rowLevelPermissionDataSet/arn': arn('dataset/rules2') },
      ['security: row-level security: dataset "rules" → "rules2" — another dataset decides who sees which rows'],
    ],
    [
      'that denies instead of granting',
      { '/rowLevelPermissionDataSet/permissionPolicy': 'DENY_ACCESS' },
      [
        'security: row-level security: grants access → denies access — the rules of who sees which rows are read differently',
      ],
    ],
    [
      'in another format',
      { '/rowLevelPermissionDataSet/formatVersion': 'VERSION_2' },
      [
        'security: row-level security: format version 1 → format version 2 — the rules of who sees which rows are read differently',
      ],
    ],
    [
      'with a member that we do not know',
      { '/rowLevelPermissionDataSet/mode': 'LOOSE' },
      ['security: row-level security: nothing → mode loose — the rules of who sees which rows are read differently'],
    ],
    [
      'said to be on, as it was',
      { '/rowLevelPermissionDataSet/status': undefined },
      ['cosmetic: row-level security written differently, means the same'],
    ],
    [
      'by tags removed',
      { '/rowLevelPermissionTagConfiguration': undefined },
      [
        'security: row-level security by tags removed: it was tag "tenant" on column "region", "*" shows all, several values separated by "|" — row-level security by tags is gone: sessions see every row',
      ],
    ],
    [
      'by tags switched off',
      { '/rowLevelPermissionTagConfiguration/status': 'DISABLED' },
      [
        'security: row-level security by tags: enabled → disabled — row-level security by tags is switched off: sessions see every row',
      ],
    ],
    [
      'by tags on another column',
      { '/rowLevelPermissionTagConfiguration/tagRules/0/columnName': 'code' },
      [
        'security: row-level security by tags: tag "tenant" on column "region", "*" shows all, several values separated by "|" removed; tag "tenant" on column "code", "*" shows all, several values separated by "|" added — sessions are no longer held to the same rows by their tags',
      ],
    ],
    [
      'by one more tag',
      { '/rowLevelPermissionTagConfiguration/tagRules/-': { tagKey: 'shop', columnName: 'code' } },
      ['notable: row-level security by tags: tag "shop" on column "code" added'],
    ],
    [
      'by tags of which another value shows all',
      { '/rowLevelPermissionTagConfiguration/tagRules/0/matchAllValue': 'ALL' },
      [
        'security: row-level security by tags: tag "tenant" on column "region", "*" shows all, several values separated by "|" removed; tag "tenant" on column "region", "ALL" shows all, several values separated by "|" added — sessions are no longer held to the same rows by their tags',
      ],
    ],
    [
      'by tags of which some are enough',
      { '/rowLevelPermissionTagConfiguration/tagRuleConfigurations': [['tenant']] },
      [
        'security: row-level security by tags: enough: tag "tenant" added — sessions are no longer held to the same rows by their tags',
      ],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(secured(), edited(secured(), edits))).toEqual(expected)
  })
})

describe('column-level security', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'removed',
      { '/columnLevelPermissionRules': undefined },
      [
        'security: who may see columns "amount" and "net": only "group/default/finance" → everyone — a column that only some could see is shown to everyone',
        'security: who may see column "region": only "user/default/ada" → everyone — a column that only some could see is shown to everyone',
      ],
    ],
    [
      'removed for some columns',
      { '/columnLevelPermissionRules/1': undefined },
      [
        'security: who may see column "region": only "user/default/ada" → everyone — a column that only some could see is shown to everyone',
      ],
    ],
    [
      'with a group more',
      { '/columnLevelPermissionRules/0/principals/-': arn('group/default/sales') },
      [
        'security: who may see columns "amount" and "net": "group/default/sales" added — more people see a column that only some could see',
      ],
    ],
    [
      'for one more column',
      { '/columnLevelPermissionRules/1/columnNames/-': 'code' },
      ['notable: who may see column "code": everyone → only "user/default/ada"'],
    ],
    [
      'in another order',
      { '/columnLevelPermissionRules/0/columnNames': ['net', 'amount'] },
      ['cosmetic: column-level security written differently, means the same'],
    ],
    [
      'with a member that we do not know',
      { '/columnLevelPermissionRules/0/mode': 'LOOSE' },
      ['notable: column level permission rules › mode: loose added'],
    ],
    [
      'for others',
      { '/columnLevelPermissionRules/0/principals/0': arn('group/default/sales') },
      [
        'security: who may see columns "amount" and "net": "group/default/sales" added; "group/default/finance" removed — more people see a column that only some could see',
      ],
    ],
    [
      'of a column that is removed',
      {
        '/physicalTableMap/p1/customSql/columns/1': undefined,
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/1': undefined,
        '/columnLevelPermissionRules/1': undefined,
        '/rowLevelPermissionTagConfiguration/tagRules/0/columnName': 'code',
      },
      [
        'security: row-level security by tags: tag "tenant" on column "region", "*" shows all, several values separated by "|" removed; tag "tenant" on column "code", "*" shows all, several values separated by "|" added — sessions are no longer held to the same rows by their tags',
        'notable: who may see column "region": only "user/default/ada" → nobody, since it is gone',
        'notable: query "orders": column "region" removed',
      ],
    ],
    [
      'of a column that is renamed with it',
      {
        '/logicalTableMap/l2/dataTransforms/-': {
          renameColumnOperation: { columnName: 'code', newColumnName: 'region code' },
        },
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/5': 'region code',
      },
      ['notable: table "regions": column "code" renamed "region code"'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(secured(), edited(secured(), edits))).toEqual(expected)
  })
})

describe('row-level security in the newer form', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'removed',
      { '/semanticModelConfiguration/tableMap/m1/rowLevelPermissionConfiguration': undefined },
      [
        'security: row-level security removed: it was by dataset "rules", grants access — row-level security is gone: everyone who may open it sees every row',
        'security: row-level security by tags removed: it was tag "tenant" on column "region", "*" shows all, several values separated by "|" — row-level security by tags is gone: sessions see every row',
      ],
    ],
    [
      'by a dataset removed',
      {
        '/semanticModelConfiguration/tableMap/m1/rowLevelPermissionConfiguration/rowLevelPermissionDataSet': undefined,
      },
      [
        'security: row-level security removed: it was by dataset "rules", grants access — row-level security is gone: everyone who may open it sees every row',
      ],
    ],
    [
      'switched off',
      {
        '/semanticModelConfiguration/tableMap/m1/rowLevelPermissionConfiguration/rowLevelPermissionDataSet/status':
          'DISABLED',
      },
      [
        'security: row-level security: enabled → disabled — row-level security is switched off: everyone who may open it sees every row',
      ],
    ],
    [
      'by tags removed',
      { '/semanticModelConfiguration/tableMap/m1/rowLevelPermissionConfiguration/tagConfiguration': undefined },
      [
        'security: row-level security by tags removed: it was tag "tenant" on column "region", "*" shows all, several values separated by "|" — row-level security by tags is gone: sessions see every row',
      ],
    ],
    [
      'by tags on another column',
      {
        '/semanticModelConfiguration/tableMap/m1/rowLevelPermissionConfiguration/tagConfiguration/tagRules/0/columnName':
          'code',
      },
      [
        'security: row-level security by tags: tag "tenant" on column "region", "*" shows all, several values separated by "|" removed; tag "tenant" on column "code", "*" shows all, several values separated by "|" added — sessions are no longer held to the same rows by their tags',
      ],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(securedInside(), edited(securedInside(), edits))).toEqual(expected)
  })
})

describe('security that is added', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'by a dataset',
      {
        '/rowLevelPermissionDataSet': {
          arn: arn('dataset/rules'),
          permissionPolicy: 'GRANT_ACCESS',
          formatVersion: 'VERSION_1',
          status: 'ENABLED',
        },
      },
      ['notable: row-level security added: by dataset "rules", grants access'],
    ],
    [
      'by tags',
      {
        '/rowLevelPermissionTagConfiguration': {
          status: 'ENABLED',
          tagRules: [{ tagKey: 'tenant', columnName: 'region', matchAllValue: '*', tagMultiValueDelimiter: '|' }],
        },
      },
      [
        'notable: row-level security by tags added: tag "tenant" on column "region", "*" shows all, several values separated by "|"',
      ],
    ],
    [
      'of columns',
      { '/columnLevelPermissionRules': [{ columnNames: ['amount'], principals: [arn('group/default/finance')] }] },
      ['notable: who may see column "amount": everyone → only "group/default/finance"'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(oldDataset(), edited(oldDataset(), edits))).toEqual(expected)
  })
})
