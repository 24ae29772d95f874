import { describe, expect, test } from 'vitest'
import { lineOf } from '../testing/told.ts'
import { diffEnvironmentFile } from './environment-changes.ts'

const FILE = `account: "111122223333"
region: eu-west-1
role: arn:aws:iam::111122223333:role/read
deployRole: arn:aws:iam::111122223333:role/deploy
select: ["dashboard:*", "!dashboard:draft-*"]
owners: [group/default/bi]
overlay:
  datasource:
    shop:
      postgreSqlParameters: { host: db.example.com, port: 5432 }
      secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop
      vpcConnection: office
    files: { keep: true }
    crm: { secret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm" }
  set:
    dataset:orders: { importMode: DIRECT_QUERY }
  replace:
    - { in: "dataset:*", key: sqlQuery, from: dev., to: prod. }
`

type Swap = [string, string]

const swapped = (swaps: readonly Swap[]): string =>
  swaps.reduce((text, [before, after]) => {
    if (text.split(before).length !== 2) throw new Error(`"${before}" is not there once`)
    return text.replace(before, () => after)
  }, FILE)

const told = (before: string | undefined, after: string | undefined): string[] =>
  diffEnvironmentFile('prod', { base: before, head: after }).map(lineOf)

describe('what differs in the file of an environment', () => {
  const cases: [string, Swap[], string[]][] = [
    [
      'the account',
      [['account: "111122223333"', 'account: "444455556666"']],
      ['notable: account: "111122223333" → "444455556666" — what is deployed goes to another account'],
    ],
    [
      'the region',
      [['eu-west-1\nrole', 'eu-central-1\nrole']],
      ['notable: region: "eu-west-1" → "eu-central-1" — what is deployed goes to another region'],
    ],
    [
      'the role',
      [['role/read', 'role/other']],
      [
        'notable: role: "arn:aws:iam::111122223333:role/read" → "arn:aws:iam::111122223333:role/other" — plan, export and drift run with the rights of this role',
      ],
    ],
    [
      'the role that deploys',
      [['role/deploy', 'role/admin']],
      [
        'security: deploy role: "arn:aws:iam::111122223333:role/deploy" → "arn:aws:iam::111122223333:role/admin" — deploy would run with the rights of another role',
      ],
    ],
    [
      'no role that deploys',
      [['deployRole: arn:aws:iam::111122223333:role/deploy\n', '']],
      [
        'security: deploy role: "arn:aws:iam::111122223333:role/deploy" → none — deploy would run with the rights of another role',
      ],
    ],
    [
      'that exports come from it',
      [['role: arn', 'source: true\nrole: arn']],
      ['notable: exports come from this environment: no → yes'],
    ],
    [
      'one more kind selected',
      [['"!dashboard:draft-*"]', '"!dashboard:draft-*", "dataset:*"]']],
      ['notable: selection: "dataset:*" added'],
    ],
    [
      'one less selected',
      [['"dashboard:*", ', '']],
      ['notable: selection: "dashboard:*" removed — assets that are no longer selected leave this environment'],
    ],
    [
      'one more left out',
      [['"!dashboard:draft-*"]', '"!dashboard:draft-*", "!dashboard:old"]']],
      ['notable: selection: "!dashboard:old" added — assets that are no longer selected leave this environment'],
    ],
    [
      'the selection in another order',
      [['"dashboard:*", "!dashboard:draft-*"', '"!dashboard:draft-*", "dashboard:*"']],
      ['notable: selection: the same entries in another order, of which later ones win'],
    ],
    [
      'everything selected',
      [['select: ["dashboard:*", "!dashboard:draft-*"]\n', '']],
      ['notable: selection: "dashboard:*" and "!dashboard:draft-*" removed; "*:*" added'],
    ],
    [
      'an owner more',
      [['[group/default/bi]', '[group/default/bi, user/default/ada]']],
      [
        'notable: owners: "user/default/ada" added — owners may change, share and delete every asset that is created here',
      ],
    ],
    ['no owners', [['owners: [group/default/bi]\n', '']], ['notable: owners: "group/default/bi" removed']],
    [
      'everyone as owner',
      [['[group/default/bi]', '[group/default/bi, "arn:aws:quicksight:eu-west-1:111122223333:namespace/default"]']],
      ['security: owners: "namespace/default" added — everyone would own what is created here'],
    ],
    [
      'the host',
      [['host: db.example.com', 'host: db2.example.com']],
      [
        'security: data source "shop": host: "db.example.com" → "db2.example.com" — the login stays, and would be sent to another server',
      ],
    ],
    [
      'the host and the secret with it',
      [
        ['host: db.example.com', 'host: db2.example.com'],
        [
          'secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop',
          'secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop2',
        ],
      ],
      [
        'notable: data source "shop": host: "db.example.com" → "db2.example.com"',
        'notable: data source "shop": secret: "shop" → "shop2"',
      ],
    ],
    [
      'the host under another sort of parameters',
      [
        [
          '      postgreSqlParameters: { host: db.example.com, port: 5432 }\n',
          '      auroraPostgreSqlParameters: { host: db2.example.com }\n',
        ],
      ],
      [
        'notable: data source "shop": parameters for postgre sql removed: host "db.example.com", port 5432',
        'security: data source "shop": parameters for aurora postgre sql added: host "db2.example.com" — the login stays, and would be sent to another server',
      ],
    ],
    [
      'no host, so that of git',
      [['      postgreSqlParameters: { host: db.example.com, port: 5432 }\n', '']],
      [
        'security: data source "shop": parameters for postgre sql removed: host "db.example.com", port 5432 — the login stays, and would be sent to another server',
      ],
    ],
    [
      'a host beside a secret',
      [
        [
          'crm: { secret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm" }',
          'crm: { secret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm", mySqlParameters: { host: crm.example.com } }',
        ],
      ],
      [
        'security: data source "crm": parameters for my sql added: host "crm.example.com" — the login stays, and would be sent to another server',
      ],
    ],
    ['the port', [['port: 5432', 'port: 6432']], ['notable: data source "shop": port: 5432 → 6432']],
    [
      'the secret',
      [
        [
          'secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop',
          'secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop2',
        ],
      ],
      ['notable: data source "shop": secret: "shop" → "shop2"'],
    ],
    [
      'variables instead of a secret',
      [['secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop', 'credentialsEnv: SHOP']],
      [
        'notable: data source "shop": secret: "shop" → none',
        'notable: data source "shop": variables of the login: none → "SHOP"',
      ],
    ],
    [
      'the VPC connection',
      [['vpcConnection: office', 'vpcConnection: other']],
      ['notable: data source "shop": VPC connection: "office" → "other"'],
    ],
    [
      'no VPC connection',
      [['vpcConnection: office', 'vpcConnection: null']],
      ['notable: data source "shop": VPC connection: "office" → taken away'],
    ],
    [
      'what is said of assets by kind and id',
      [
        [
          '  set:\n',
          '  dataset: { orders: { importMode: SPICE, rowLevelPermissionDataSet: null, schedules: { daily: { scheduleFrequency: { timeOfTheDay: "06:30" } } } } }\n  vpcConnection: { net: { subnetIds: [a, b] } }\n  prefix: acme-\n  namePrefix: { dashboard: "ACME " }\n  set:\n',
        ],
      ],
      [
        'security: dataset "orders": import mode: as in git → spice; row level permission data set: as in git → taken away; schedules › daily › schedule frequency › time of the day: as in git → "06:30" — it decides who sees which rows and columns there',
        'notable: VPC connection "net": subnet ids: as in git → "a" and "b"',
        'notable: prefix of names, dashboard: none → "ACME"',
        'notable: prefix of ids: none → "acme-" — assets are made anew under other ids, and those under the old ids are no longer asked for',
      ],
    ],
    [
      'encryption off',
      [['vpcConnection: office', 'vpcConnection: office\n      sslProperties: { disableSsl: true }']],
      [
        'security: data source "shop": SSL: as in git → off — logins and data would cross the network without encryption',
      ],
    ],
    [
      'encryption as it is anyway',
      [['vpcConnection: office', 'vpcConnection: office\n      sslProperties: null']],
      ['notable: data source "shop": SSL: as in git → taken away'],
    ],
    [
      'a data source more',
      [['    files:', '    erp: { credentialsEnv: ERP, oracleParameters: { host: erp.example.com } }\n    files:']],
      ['notable: data source "erp" added to the overlay: credentials env, oracle parameters'],
    ],
    [
      'a data source less',
      [['    crm: { secret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm" }\n', '']],
      ['notable: data source "crm" removed from the overlay: secret'],
    ],
    [
      'a data source that is as in git no more',
      [['files: { keep: true }', 'files: { name: Files }']],
      [
        'notable: data source "files": no longer taken as it is in git',
        'notable: data source "files": name: as in git → "Files"',
      ],
    ],
    [
      'a value that is set',
      [['DIRECT_QUERY', 'SPICE']],
      ['notable: set in dataset:orders: importMode: direct query → spice'],
    ],
    [
      'a value more that is set',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY }\n    dashboard:sales: { "definition.sheets[name=Overview].title": Prod }',
        ],
      ],
      ['notable: set in dashboard:sales: definition.sheets[name=Overview].title: "Prod"'],
    ],
    [
      'no value set',
      [['  set:\n    dataset:orders: { importMode: DIRECT_QUERY }\n', '']],
      ['notable: set in dataset:orders: importMode as in git again'],
    ],
    [
      'row-level security taken away',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY, rowLevelPermissionDataSet: null }',
        ],
      ],
      [
        'security: set in dataset:orders: rowLevelPermissionDataSet: as in git → taken away — it decides who sees which rows and columns there',
      ],
    ],
    [
      'rules of columns',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY }\n    dataset:sales: { "columnLevelPermissionRules": null }',
        ],
      ],
      [
        'security: set in dataset:sales: columnLevelPermissionRules: taken away — it decides who sees which rows and columns there',
      ],
    ],
    [
      'a host that is set',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY }\n    datasource:crm: { dataSourceParameters.mySqlParameters.host: db2.example.com }',
        ],
      ],
      [
        'security: set in datasource:crm: dataSourceParameters.mySqlParameters.host: "db2.example.com" — the login stays, and would be sent to another server',
      ],
    ],
    [
      'a host that is set, and a login with it',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY }\n    datasource:crm: { dataSourceParameters.mySqlParameters.host: db2.example.com }',
        ],
        ['secret:crm', 'secret:crm2'],
      ],
      [
        'notable: data source "crm": secret: "crm" → "crm2"',
        'notable: set in datasource:crm: dataSourceParameters.mySqlParameters.host: "db2.example.com"',
      ],
    ],
    [
      'permissions of everyone',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY }\n    dashboard:sales: { permissions: [{ principal: "arn:aws:quicksight:eu-west-1:111122223333:namespace/default", actions: ["quicksight:DescribeDashboard"] }] }',
        ],
      ],
      [
        'security: set in dashboard:sales: permissions: principal "arn:aws:quicksight:eu-west-1:111122223333:namespace/default", actions "quicksight:DescribeDashboard" — everyone in the namespace or account may do this',
      ],
    ],
    [
      'permissions of some',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY }\n    dashboard:sales: { permissions: [{ principal: group/default/bi, actions: ["quicksight:DescribeDashboard"] }] }',
        ],
      ],
      [
        'notable: set in dashboard:sales: permissions: principal "group/default/bi", actions "quicksight:DescribeDashboard"',
      ],
    ],
    [
      'a public link',
      [
        [
          'dataset:orders: { importMode: DIRECT_QUERY }',
          'dataset:orders: { importMode: DIRECT_QUERY }\n    dashboard:sales: { linkSharingConfiguration: { permissions: [{ principal: "*" }] } }',
        ],
      ],
      [
        'security: set in dashboard:sales: linkSharingConfiguration: permissions principal "*" — whoever has the link may open it',
      ],
    ],
    [
      'a replacement',
      [['to: prod.', 'to: live.']],
      ['notable: replacement in sqlQuery of dataset:*: "dev." becomes "live." instead of "prod."'],
    ],
    [
      'a replacement more',
      [['to: prod. }', 'to: prod. }\n    - { in: "*", key: content, from: DEV, to: PROD }']],
      ['notable: replacement added: in content of *: "DEV" becomes "PROD"'],
    ],
    [
      'a replacement of hosts',
      [['to: prod. }', 'to: prod. }\n    - { in: "datasource:*", key: host, from: dev, to: prod }']],
      [
        'security: replacement added: in host of datasource:*: "dev" becomes "prod" — the login stays, and would be sent to another server',
      ],
    ],
    [
      'no overlay',
      [[FILE.slice(FILE.indexOf('overlay:')), '']],
      [
        'notable: data source "shop" removed from the overlay: postgre sql parameters, secret, VPC connection',
        'notable: data source "files" removed from the overlay: keep',
        'notable: data source "crm" removed from the overlay: secret',
        'notable: set in dataset:orders: importMode as in git again',
        'notable: replacement removed: in sqlQuery of dataset:*: "dev." becomes "prod."',
      ],
    ],
    [
      'a key that we do not know',
      [['role: arn', 'future: { speed: 3 }\nrole: arn']],
      ['notable: future: speed 3 added'],
    ],
    ['comments and layout alone', [['owners: [group/default/bi]', '# The team.\nowners:\n  - group/default/bi']], []],
  ]
  test.each(cases)('%s', (_, swaps, expected) => {
    expect(told(FILE, swapped(swaps))).toEqual(expected)
  })
})

describe('a file', () => {
  const otherHost = swapped([['host: db.example.com', 'host: db2.example.com']])

  test('is told without the rule of security where that is left out', () => {
    const changes = diffEnvironmentFile('prod', { base: FILE, head: otherHost }, { without: ['security'] })
    expect(changes.map(({ severity }) => severity)).toEqual(['notable'])
  })

  test('that is added or removed is told with where it leads to', () => {
    const words = 'account "111122223333", region "eu-west-1"'
    expect(told(undefined, FILE)).toEqual([`notable: environment added: ${words}`])
    expect(told(FILE, undefined)).toEqual([`notable: environment removed: ${words}`])
  })

  test.each([
    ['is a list', '- account'],
    ['is text', 'account'],
    ['ends too early', '{ account: "1"'],
    ['says a key twice', 'account: "1"\naccount: "2"'],
  ])('that %s is told as one that cannot be read', (_, text) => {
    const words = 'the file is no YAML map, so what changed in it is not known'
    expect(told(FILE, text)).toEqual([`notable: environment cannot be read: ${words}`])
    expect(told(text, FILE)).toEqual([`notable: environment cannot be read as it was before: ${words}`])
  })

  test('that was empty is told by all that came', () => {
    expect(told('', 'account: "1"')).toEqual([
      'notable: account: none → "1" — what is deployed goes to another account',
    ])
  })

  test('is named by its changes, with places in both versions', () => {
    const [change] = diffEnvironmentFile('prod', { base: FILE, head: otherHost })
    expect(change?.asset).toEqual({ kind: 'environment', id: 'prod', name: 'prod' })
    const pointer = '/overlay/datasource/shop/postgreSqlParameters/host'
    expect(change?.differences).toEqual([{ base: pointer, head: pointer }])
  })
})

test('a value of an asset that changes, goes or is taken away is told by its path', () => {
  const file = (overlay: string): string => `account: "1"\noverlay: { dataset: { orders: ${overlay} } }\n`
  expect(told(file('{ importMode: SPICE, name: A }'), file('{ importMode: DIRECT_QUERY, name: A }'))).toEqual([
    'notable: dataset "orders": import mode: spice → direct query',
  ])
  expect(told(file('{ importMode: SPICE, name: A }'), file('{ importMode: SPICE }'))).toEqual([
    'notable: dataset "orders": name: "A" → as in git',
  ])
  expect(told(file('{ description: A }'), file('{ description: null }'))).toEqual([
    'notable: dataset "orders": description: "A" → taken away',
  ])
})

describe('who may see what, in the file of an environment', () => {
  const RULE = '  - { assets: ["dashboard:sales"], role: viewer, to: [group/default/finance] }'
  const shared = (before: string, after: string): string[] => told(FILE + before, FILE + after)

  test.each([
    [
      'a rule that comes',
      '',
      `permissions:\n${RULE.replace('viewer', 'owner')}\n`,
      'security: group finance (default) may now edit and share dashboard:sales — more people than before may do this',
    ],
    [
      'a role that widens',
      `permissions:\n${RULE}\n`,
      `permissions:\n${RULE.replace('viewer', 'owner')}\n`,
      'security: group finance (default) may now edit and share dashboard:sales — more people than before may do this',
    ],
    [
      'a role that narrows',
      `permissions:\n${RULE.replace('viewer', 'owner')}\n`,
      `permissions:\n${RULE}\n`,
      'notable: group finance (default) may now only view dashboard:sales',
    ],
    [
      'a rule that goes',
      `permissions:\n${RULE}\n`,
      '',
      'notable: group finance (default) may no longer view dashboard:sales',
    ],
    [
      'everyone',
      `permissions:\n${RULE}\n`,
      `permissions:\n${RULE.replace('group/default/finance', 'group/default/finance, namespace/default')}\n`,
      'security: everyone (default) may now view dashboard:sales — everyone in the namespace may do this',
    ],
    [
      'the same rules in two parts',
      `permissions:\n${RULE.replace(']', ', "dashboard:ops"]')}\n`,
      `permissions:\n${RULE}\n${RULE.replace('sales', 'ops')}\n`,
      'cosmetic: permissions written in another way',
    ],
    [
      'a link',
      '',
      'linkSharing: ["dashboard:news"]\n',
      'security: everyone in the account may now open dashboard:news by its link — whoever has the link may open it',
    ],
    [
      'a link that is closed',
      'linkSharing: ["dashboard:news"]\n',
      '',
      'notable: dashboard:news can no longer be opened by its link alone',
    ],
    [
      'another folder',
      'folders: { a: ["dashboard:x"] }\n',
      'folders: { b: ["dashboard:x"] }\n',
      'security: dashboard:x now lies in folder "b"; dashboard:x no longer lies in folder "a" — whoever may see a folder sees what lies in it',
    ],
    [
      'tags',
      'tags: { team: bi, old: x }\n',
      'tags: { team: data, new: z }\n',
      'notable: tag "team" of every asset: "bi" → "data"; tag "old" no longer on every asset; tag "new" of every asset: none → "z"',
    ],
  ])('%s', (_, before, after, line) => expect(shared(before, after)).toEqual([line]))
})
