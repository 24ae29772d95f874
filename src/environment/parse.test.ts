import { describe, expect, test } from 'vitest'
import type { Environment } from '../model/environment.ts'
import { parseEnvironment } from './parse.ts'

const FILE = 'environments/prod.yaml'
const HEAD = 'account: "444455556666"\nregion: eu-west-1\n'

const parse = (text: string) => parseEnvironment({ name: 'prod', file: FILE, text })
const messages = (text: string): string[] => parse(text).problems.map(({ message }) => message)
const valid = (text: string): Environment => {
  const { environment, problems } = parse(text)
  expect(problems).toEqual([])
  if (!environment) throw new Error('no environment')
  return environment
}

describe('a valid file', () => {
  test('has defaults', () => {
    const { places, overlay, ...rest } = valid(HEAD)
    expect(rest).toEqual({
      name: 'prod',
      file: FILE,
      account: '444455556666',
      region: 'eu-west-1',
      source: false,
      select: ['*:*'],
      owners: [],
      refresh: 'changed',
      prune: 0,
      protect: [],
      permissions: [],
      linkSharing: [],
      tags: new Map(),
      folders: new Map(),
      restore: { principals: new Map(), unmapped: 'refuse' },
    })
    expect([overlay.datasource.size, overlay.set.size, overlay.replace.length]).toEqual([0, 0, 0])
    expect(places.get('/region')).toEqual({ file: FILE, line: 2 })
  })

  test('keeps everything that is written in it', () => {
    const environment = valid(`# with a comment
account: "004455556666"
region: us-gov-west-1
identityRegion: us-gov-east-1
role: arn:aws-us-gov:iam::004455556666:role/path/quicksight-read
deployRole: arn:aws-us-gov:iam::004455556666:role/quicksight-deploy
source: true
select: ["*", "!dataset:scratch-*"]
owner: acme/bi
owners: [group/default/bi-admins, "arn:aws:quicksight:::user/default/ann@example.com"]
overlay:
  datasource:
    plain: { keep: true }
    warehouse:
      name: Warehouse
      redshiftParameters: { host: prod.example.internal, port: 5439, clusterId: null }
      secret: arn:aws-us-gov:secretsmanager:us-gov-west-1:004455556666:secret:quicksight/sales
      vpcConnection: vpc-1
      sslProperties: { disableSsl: false }
    0123:
      credentialsEnv: SALES_2
      vpcConnection: null
      sslProperties: null
  set:
    "dashboard:sales": { "definition.sheets[name=Overview].title": Sales, description: null }
  replace:
    - { in: "dataset:*", key: sqlQuery, from: "dev.", to: "" }
`)
    expect(environment).toMatchObject({
      account: '004455556666',
      source: true,
      identityRegion: 'us-gov-east-1',
      owner: 'acme/bi',
    })
    expect(environment.select).toEqual(['*', '!dataset:scratch-*'])
    expect(environment.overlay.datasource).toEqual(
      new Map([
        ['plain', { keep: true }],
        [
          'warehouse',
          {
            name: 'Warehouse',
            parameters: { redshiftParameters: { host: 'prod.example.internal', port: 5439, clusterId: null } },
            credentials: {
              kind: 'secret',
              arn: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:004455556666:secret:quicksight/sales',
            },
            vpcConnection: 'vpc-1',
            sslProperties: { disableSsl: false },
          },
        ],
        ['0123', { credentials: { kind: 'env', name: 'SALES_2' }, vpcConnection: null, sslProperties: null }],
      ]),
    )
    expect(environment.overlay.set.get('dashboard:sales')).toEqual(
      new Map([
        ['definition.sheets[name=Overview].title', 'Sales'],
        ['description', null],
      ]),
    )
    expect(environment.overlay.replace).toEqual([{ in: 'dataset:*', key: 'sqlQuery', from: 'dev.', to: '' }])
    expect(environment.places.get('/overlay/datasource/warehouse/secret')?.line).toBe(17)
    expect(environment.places.get('/overlay/replace/0')?.line).toBe(27)
  })

  test('takes nothing from process variables', () => {
    const written = ['$', '{HOME} $HOME'].join('')
    const { overlay } = valid(`${HEAD}overlay: { set: { "theme:t": { name: "${written}" } } }\n`)
    expect(overlay.set.get('theme:t')?.get('name')).toBe(written)
  })
})

describe('each fault is told with file, line and what to write', () => {
  test.each<[string, string, string]>([
    [
      'unquoted account',
      'account: 012345678901\nregion: eu-west-1\n',
      `${FILE}:1 \`account\` must be in quotes: account: "012345678901". Without them YAML reads a number, and leading zeros are lost`,
    ],
    [
      'short account',
      'account: "123"\nregion: eu-west-1\n',
      `${FILE}:1 \`account\` must be the 12 digits of an AWS account`,
    ],
    ['missing account', 'region: eu-west-1\n', `${FILE}:1 \`account\` is missing; it must be text`],
    ['missing region', 'account: "444455556666"\n', `${FILE}:1 \`region\` is missing; it must be text`],
    [
      'region',
      'account: "444455556666"\nregion: Ireland\n',
      `${FILE}:2 \`region\` must be the name of an AWS region, such as eu-west-1`,
    ],
    [
      'unknown key',
      `${HEAD}\nselekt: []\n`,
      `${FILE}:4 \`selekt\` is not a key that can be used here; did you mean "select"?`,
    ],
    [
      'unknown key unlike any',
      `${HEAD}colour: red\n`,
      `${FILE}:3 \`colour\` is not a key that can be used here; known here: account, region, identityRegion, role, deployRole, extends, branch, source, select, owner, owners, prune, protect, refresh, permissions, linkSharing, tags, folders, restore, backup, overlay`,
    ],
    [
      'unknown key of a data source',
      `${HEAD}overlay:\n  datasource:\n    w:\n      redshifParameters: {}\n`,
      `${FILE}:6 \`overlay.datasource.w.redshifParameters\` is not a key that can be used here; did you mean "redshiftParameters"?`,
    ],
    [
      'unknown key of a replacement',
      `${HEAD}overlay:\n  replace:\n    - in: "dataset:*"\n      key: sqlQuery\n      from: a\n      to: b\n      form: c\n`,
      `${FILE}:9 \`overlay.replace[0].form\` is not a key that can be used here; did you mean "from"?`,
    ],
    ['wrong type', `${HEAD}source: yes\n`, `${FILE}:3 \`source\` must be true or false, not text`],
    ['number for text', `${HEAD}owner: 5\n`, `${FILE}:3 \`owner\` must be text, not the number 5`],
    ['empty key', `${HEAD}overlay:\n`, `${FILE}:3 \`overlay\` must be a map of keys, but is empty`],
    ['a list for a map', `${HEAD}overlay: []\n`, `${FILE}:3 \`overlay\` must be a map of keys, not a list`],
    ['a map for a list', `${HEAD}select: {}\n`, `${FILE}:3 \`select\` must be a list, not a map`],
    [
      'empty select',
      `${HEAD}select: []\n`,
      `${FILE}:3 \`select\` must not be empty; leave it out to select everything`,
    ],
    [
      'pattern without kind',
      `${HEAD}select:\n  - "*:*"\n  - sales\n`,
      `${FILE}:5 \`select[1]\` is no pattern: "sales" does not name assets; write kind:id, such as "dashboard:sales" or "dataset:ops-*"`,
    ],
    [
      'select that begins by leaving out',
      `${HEAD}select: ["!dataset:x"]\n`,
      `${FILE}:3 \`select[0]\` begins by leaving out, so nothing was selected before it; put "*" first`,
    ],
    [
      'role of another account',
      `${HEAD}role: arn:aws:iam::111122223333:role/quicksight-read\n`,
      `${FILE}:3 \`role\` is a role of account 111122223333, but \`account\` is 444455556666`,
    ],
    [
      'deployRole of another account',
      `${HEAD}deployRole: arn:aws:iam::111122223333:role/x\n`,
      `${FILE}:3 \`deployRole\` is a role of account 111122223333, but \`account\` is 444455556666`,
    ],
    [
      'role of another partition',
      `${HEAD}role: arn:aws-cn:iam::444455556666:role/x\n`,
      `${FILE}:3 \`role\` begins with arn:aws-cn, but in eu-west-1 it is arn:aws`,
    ],
    [
      'role that is no ARN',
      `${HEAD}role: quicksight-read\n`,
      `${FILE}:3 \`role\` must be the ARN of an IAM role, such as arn:aws:iam::111122223333:role/quicksight-read`,
    ],
    [
      'owners',
      `${HEAD}owners: [ann]\n`,
      `${FILE}:3 \`owners[0]\` must be user/<namespace>/<name> or group/<namespace>/<name>, such as group/default/bi-admins`,
    ],
    ['tags', `${HEAD}tags: 5\n`, `${FILE}:3 \`tags\` must be a map of keys, not the number 5`],
    [
      'another kind in overlay',
      `${HEAD}overlay: { gadget: { x: { a: 1 } } }\n`,
      `${FILE}:3 \`overlay.gadget\` is not a key that can be used here; known here: datasource, analysis, dashboard, dataset, folder, refreshSchedule, theme, topic, vpcConnection, prefix, namePrefix, set, replace. What differs in another kind stands as "kind:id" under \`overlay.set\``,
    ],
    [
      'misspelled kind in overlay',
      `${HEAD}overlay: { datset: { x: { a: 1 } } }\n`,
      `${FILE}:3 \`overlay.datset\` is not a key that can be used here; did you mean "dataset"?`,
    ],
    [
      'nothing said of an asset',
      `${HEAD}overlay:\n  dataset:\n    orders: {}\n`,
      `${FILE}:5 \`overlay.dataset.orders\` is empty; say what differs, or remove it`,
    ],
    [
      'a wrong import mode',
      `${HEAD}overlay:\n  dataset: { orders: { importMode: spice } }\n`,
      `${FILE}:4 \`overlay.dataset.orders.importMode\` must be SPICE or DIRECT_QUERY, not "spice"`,
    ],
    [
      'permissions of one asset',
      `${HEAD}overlay:\n  dashboard: { sales: { permissions: [] } }\n`,
      `${FILE}:4 \`overlay.dashboard.sales.permissions\` cannot be set here: it is no part of the file of an asset, and would be sent as it stands; remove it`,
    ],
    [
      'prefix with other characters',
      `${HEAD}overlay: { prefix: "a b" }\n`,
      `${FILE}:3 \`overlay.prefix\` must be at most 100 letters, digits, _ and -`,
    ],
    [
      'prefix that is no text',
      `${HEAD}overlay: { prefix: [a-] }\n`,
      `${FILE}:3 \`overlay.prefix\` must be at most 100 letters, digits, _ and -, for all kinds or in a map by kind, such as { dashboard: acme-, dataset: acme- }`,
    ],
    [
      'prefix of an unknown kind',
      `${HEAD}overlay: { prefix: { dashbord: a- } }\n`,
      `${FILE}:3 \`overlay.prefix.dashbord\` is no kind of asset that can be named here; did you mean "dashboard"?`,
    ],
    [
      'prefix of refresh schedules',
      `${HEAD}overlay: { prefix: { refreshSchedule: a- } }\n`,
      `${FILE}:3 \`overlay.prefix.refreshSchedule\` stands for nothing: refresh schedules go by the id of their dataset, so say \`dataset\``,
    ],
    [
      'prefix where exports come from',
      `${HEAD}source: true\noverlay:\n  prefix: a-\n`,
      `${FILE}:5 \`overlay.prefix\` cannot stand in the environment that exports come from (\`source: true\`): the files would get it, and be other assets for every environment; remove one of the two`,
    ],
    [
      'duplicate key',
      `${HEAD}region: eu-west-2\n`,
      `${FILE}:3 the key "region" stands here twice; keep one of the two`,
    ],
    ['alias', `${HEAD}select: &a ["*"]\nowners: *a\n`, `${FILE}:4 the alias *a is not followed; write the value out`],
    ['merge key', `${HEAD}overlay:\n  <<: {}\n`, `${FILE}:4 merge keys (<<) are not read; write the values out`],
    [
      '__proto__',
      `${HEAD}overlay:\n  set:\n    __proto__: {}\n`,
      `${FILE}:5 a key named __proto__ is never meant; remove it`,
    ],
    ['key that is no text', `${HEAD}? [a]\n: b\n`, `${FILE}:3 a key must be plain text`],
    [
      'integer above 2^53',
      `${HEAD}overlay:\n  set:\n    "dataset:x": { a: 9007199254740993 }\n`,
      `${FILE}:5 the number 9007199254740993 cannot be kept exactly; put it in quotes`,
    ],
    ['no map', '- a\n', `${FILE}:1 the file must be a map of keys, such as \`account: "111122223333"\``],
    ['empty file', '', `${FILE}:1 the file must be a map of keys, such as \`account: "111122223333"\``],
    [
      'empty data source',
      `${HEAD}overlay:\n  datasource:\n    w: {}\n`,
      `${FILE}:5 \`overlay.datasource.w\` is empty; say what differs, or \`keep: true\``,
    ],
    [
      'keep beside an override',
      `${HEAD}overlay:\n  datasource:\n    w:\n      name: W\n      keep: true\n`,
      `${FILE}:7 \`overlay.datasource.w.keep\` says \`keep\`, which means that nothing differs, and \`name\`; remove one of the two`,
    ],
    [
      'keep: false',
      `${HEAD}overlay:\n  datasource:\n    w: { keep: false }\n`,
      `${FILE}:5 \`overlay.datasource.w.keep\` can only be true; leave it out where something is overridden`,
    ],
    [
      'two kinds of parameters',
      `${HEAD}overlay:\n  datasource:\n    w.1:\n      athenaParameters: {}\n      rdsParameters: {}\n`,
      `${FILE}:7 \`overlay.datasource["w.1"].rdsParameters\` is a second kind of parameters beside \`athenaParameters\`; a data source has one`,
    ],
    [
      'two sorts of credentials',
      `${HEAD}overlay:\n  datasource:\n    w:\n      credentialsEnv: W\n      secret: arn:aws:secretsmanager:eu-west-1:444455556666:secret:w\n`,
      `${FILE}:6 \`overlay.datasource.w.credentialsEnv\` stands beside \`secret\`; remove one of the two`,
    ],
    [
      'credentialsEnv',
      `${HEAD}overlay: { datasource: { w: { credentialsEnv: sales } } }\n`,
      `${FILE}:3 \`overlay.datasource.w.credentialsEnv\` must be upper-case letters, digits and _, such as SALES`,
    ],
    [
      'secret',
      `${HEAD}overlay: { datasource: { w: { secret: hunter2 } } }\n`,
      `${FILE}:3 \`overlay.datasource.w.secret\` must be the ARN of a Secrets Manager secret`,
    ],
    [
      'vpcConnection as an ARN',
      `${HEAD}overlay: { datasource: { w: { vpcConnection: "arn:aws:quicksight:::vpcConnection/x" } } }\n`,
      `${FILE}:3 \`overlay.datasource.w.vpcConnection\` must be the id of a VPC connection (letters, digits, _ and -), not an ARN`,
    ],
    [
      'set without a kind',
      `${HEAD}overlay:\n  set:\n    sales: { a: 1 }\n`,
      `${FILE}:5 \`overlay.set.sales\` is no pattern: "sales" does not name assets; write kind:id, such as "dashboard:sales" or "dataset:ops-*"`,
    ],
    [
      'set that is no map',
      `${HEAD}overlay:\n  set:\n    "dataset:x": SPICE\n`,
      `${FILE}:5 \`overlay.set["dataset:x"]\` must be a map of keys, not text`,
    ],
    [
      'replace in no pattern',
      `${HEAD}overlay:\n  replace:\n    - { in: x, key: sqlQuery, from: a, to: b }\n`,
      `${FILE}:5 \`overlay.replace[0].in\` is no pattern: "x" does not name assets; write kind:id, such as "dashboard:sales" or "dataset:ops-*"`,
    ],
    [
      'replace of nothing',
      `${HEAD}overlay:\n  replace:\n    - { in: "*", key: sqlQuery, from: "", to: b }\n`,
      `${FILE}:5 \`overlay.replace[0].from\` must not be empty, for every text holds nothing`,
    ],
    [
      'replace without to',
      `${HEAD}overlay:\n  replace:\n    - { in: "*", key: sqlQuery, from: a }\n`,
      `${FILE}:5 \`overlay.replace[0].to\` is missing; it must be text`,
    ],
  ])('%s', (_name, text, message) => {
    const { environment, problems } = parse(text)
    expect(problems.map((problem) => problem.message)).toEqual([message])
    expect(problems[0]).toMatchObject({
      severity: 'error',
      place: { file: FILE, line: Number(/:(\d+) /.exec(message)?.[1]) },
    })
    expect(environment).toBeUndefined()
  })

  test.each([
    ['refresh: sometimes', '"sometimes"'],
    ['refresh: true', 'true'],
    ['refresh:', 'null'],
  ])('%s says what it may be', (line, found) => {
    expect(messages(`${HEAD}${line}\n`)).toEqual([
      `environments/prod.yaml:3 \`refresh\` must be changed, all or none, not ${found}`,
    ])
  })

  test.each([
    ['prune: many', '`prune` must be a whole number of assets, not "many"'],
    ['prune: 1.5', '`prune` must be a whole number of assets, not 1.5'],
    ['prune: -1', '`prune` must be 0 or more'],
  ])('%s is refused', (line, message) => {
    expect(messages(`${HEAD}${line}\n`)).toEqual([`${FILE}:3 ${message}`])
  })

  test('a pattern of protect that names nothing is refused', () => {
    expect(messages(`${HEAD}protect: [sales]\n`)).toEqual([
      `${FILE}:3 \`protect[0]\` is no pattern: "sales" does not name assets; write kind:id, such as "dashboard:sales" or "dataset:ops-*"`,
    ])
  })

  test('several faults are all told', () => {
    expect(messages('account: 5\nregion: x\ntags: 1\nfoo: 2\n')).toHaveLength(4)
  })

  test('YAML that cannot be read', () => {
    const [first] = parse(`${HEAD}select: [\n`).problems
    expect(first?.message).toMatch(/^environments\/prod\.yaml:\d+ this is not valid YAML: /)
    expect(messages('account: "1"\n---\nb: 1\n')[0]).toMatch(/:2 this is not valid YAML: .*multiple documents/i)
    expect(messages(`${HEAD}owner: !!js/function x\n`)[0]).toMatch(/:3 this is not valid YAML: /)
  })

  test('an alias bomb is refused at once', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]`)
    const started = performance.now()
    const found = messages(`a0: &a0 [x]\n${levels.join('\n')}\n`)
    expect(found[0]).toMatch(/the alias \*a0 is not followed/)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  test('a secret of another account is a warning', () => {
    const secret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:w'
    const { environment, problems } = parse(`${HEAD}overlay:\n  datasource:\n    w:\n      secret: ${secret}\n`)
    expect(environment).toBeDefined()
    expect(problems).toEqual([
      {
        severity: 'warning',
        place: { file: FILE, line: 6 },
        message: `${FILE}:6 \`overlay.datasource.w.secret\` is a secret of account 111122223333, but \`account\` is 444455556666; QuickSight reads secrets of its own account only`,
      },
    ])
  })

  test('a name that could leave the folder', () => {
    const { problems } = parseEnvironment({ name: '../x', file: 'environments/../x.yaml', text: HEAD })
    expect(problems[0]?.message).toBe(
      'environments/../x.yaml: "../x" cannot name an environment; use letters, digits, ".", "_" and "-" only',
    )
  })
})
