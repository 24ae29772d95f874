import { describe, expect, test } from 'vitest'
import { dataSource } from '../../../testing/assets.ts'
import { arn } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

const shop = () =>
  dataSource('shop', {
    type: 'POSTGRESQL',
    dataSourceParameters: { postgreSqlParameters: { host: 'db.example.com', port: 5432, database: 'shop' } },
    credentials: { secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop' },
    vpcConnectionProperties: { vpcConnectionArn: arn('vpcConnection/office') },
  })

describe('of a data source', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'its host',
      { '/dataSourceParameters/postgreSqlParameters/host': 'db2.example.com' },
      ['security: host: "db.example.com" → "db2.example.com" — the login stays, and would be sent to another server'],
    ],
    [
      'its host and the login with it',
      {
        '/dataSourceParameters/postgreSqlParameters/host': 'db2.example.com',
        '/credentials/secretArn': 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop2',
      },
      ['notable: host: "db.example.com" → "db2.example.com"', 'notable: login: secret "shop" → secret "shop2"'],
    ],
    [
      'its host under another sort of parameters',
      {
        '/type': 'AURORA_POSTGRESQL',
        '/dataSourceParameters': {
          auroraPostgreSqlParameters: { host: 'db2.example.com', port: 5432, database: 'shop' },
        },
      },
      [
        'security: host: "db.example.com" → "db2.example.com" — the login stays, and would be sent to another server',
        'notable: type: postgresql → aurora postgresql',
        'notable: parameters for postgre sql → for aurora postgre sql',
      ],
    ],
    [
      'its sort alone',
      {
        '/type': 'AURORA_POSTGRESQL',
        '/dataSourceParameters': {
          auroraPostgreSqlParameters: { host: 'db.example.com', port: 5432, database: 'shop' },
        },
      },
      ['notable: type: postgresql → aurora postgresql', 'notable: parameters for postgre sql → for aurora postgre sql'],
    ],
    [
      'another server that the login may be used for',
      {
        '/alternateDataSourceParameters': [
          { postgreSqlParameters: { host: 'db2.example.com', port: 5432, database: 'shop' } },
        ],
      },
      [
        'security: alternate data source parameters: postgre sql parameters host "db2.example.com", port 5432, database "shop" added — the login stays, and would be sent to another server',
      ],
    ],
    [
      'a cluster beside the host',
      { '/dataSourceParameters/postgreSqlParameters/clusterId': 'c1' },
      ['security: cluster: nothing → "c1" — the login stays, and would be sent to another server'],
    ],
    [
      'no host',
      { '/dataSourceParameters/postgreSqlParameters/host': undefined },
      ['notable: host: "db.example.com" → nothing'],
    ],
    ['its port', { '/dataSourceParameters/postgreSqlParameters/port': 6432 }, ['notable: port: 5432 → 6432']],
    [
      'its database',
      { '/dataSourceParameters/postgreSqlParameters/database': 'shop2' },
      ['notable: database: "shop" → "shop2"'],
    ],
    [
      'its login',
      { '/credentials/secretArn': 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop2' },
      ['notable: login: secret "shop" → secret "shop2"'],
    ],
    ['no login', { '/credentials': undefined }, ['notable: login: secret "shop" → none']],
    [
      'a login that is written down',
      { '/credentials': { credentialPair: { username: 'ada', password: 'hunter2' } } },
      ['notable: login: secret "shop" → credential pair (not shown)'],
    ],
    [
      'its VPC connection',
      { '/vpcConnectionProperties/vpcConnectionArn': arn('vpcConnection/other') },
      ['notable: VPC connection: "office" → "other"'],
    ],
    ['no VPC connection', { '/vpcConnectionProperties': undefined }, ['notable: VPC connection: "office" → none']],
    [
      'encryption off',
      { '/sslProperties/disableSsl': true },
      ['security: SSL: on → off — logins and data would cross the network without encryption'],
    ],
    [
      'encryption as it is anyway',
      { '/sslProperties': undefined },
      ['cosmetic: SSL written differently, means the same'],
    ],
    [
      'a setting of encryption that we do not know',
      { '/sslProperties/mode': 'LAX' },
      ['notable: ssl properties › mode: lax added'],
    ],
    [
      'a parameter that we do not know',
      { '/dataSourceParameters/postgreSqlParameters/identityCenter': { enabled: true } },
      ['notable: data source parameters › postgre sql parameters › identity center: enabled on added'],
    ],
    [
      'a member that we do not know, with a password',
      { '/future': { password: 'hunter2', retries: 1 } },
      ['notable: future: password "(not shown)", retries 1 added'],
    ],
    ['its name', { '/name': 'Shop' }, ['notable: renamed: "Source shop" → "Shop"']],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(shop(), edited(shop(), edits))).toEqual(expected)
  })
})

describe('encryption that was off', () => {
  const cases: [string, Edits, string[]][] = [['is on', { '/sslProperties': undefined }, ['notable: SSL: off → on']]]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(
      told(
        dataSource('shop', { sslProperties: { disableSsl: true } }),
        edited(dataSource('shop', { sslProperties: { disableSsl: true } }), edits),
      ),
    ).toEqual(expected)
  })
})
