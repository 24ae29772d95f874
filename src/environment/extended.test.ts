import { describe, expect, test } from 'vitest'
import type { Environment } from '../model/environment.ts'
import { placeOf, placeText } from '../model/environment.ts'
import { baseFiles, effectiveValue } from './extended.ts'
import { parseEnvironment } from './parse.ts'

const FILE = 'environments/prod.yaml'
const BASE = 'environments/base.yaml'
const OWN = 'account: "444455556666"\nregion: eu-west-1\nextends: base.yaml\n'

const parse = (base: string, own = '', more: Record<string, string> = {}) =>
  parseEnvironment({
    name: 'prod',
    file: FILE,
    text: OWN + own,
    beside: new Map(Object.entries({ [BASE]: base, [FILE]: OWN + own, ...more })),
  })
const valid = (base: string, own = ''): Environment => {
  const { environment, problems } = parse(base, own)
  expect(problems).toEqual([])
  if (!environment) throw new Error('no environment')
  return environment
}
const messages = (base: string, own = ''): string[] => parse(base, own).problems.map(({ message }) => message)

describe('a file over the one that it extends', () => {
  test('maps merge deeply, lists and values replace', () => {
    const environment = valid(
      'owners: [group/default/a, group/default/b]\nprune: 3\noverlay:\n  set:\n    "dataset:a": { importMode: SPICE, name: A }\n  datasource:\n    lake: { athenaParameters: { workGroup: w, roleArn: r } }\n',
      'owners: [group/default/c]\noverlay:\n  set:\n    "dataset:a": { name: B }\n  datasource:\n    lake: { athenaParameters: { workGroup: x } }\n',
    )
    expect(environment).toMatchObject({ owners: ['group/default/c'], prune: 3, account: '444455556666' })
    expect(environment.overlay.set.get('dataset:a')).toEqual(
      new Map([
        ['importMode', 'SPICE'],
        ['name', 'B'],
      ]),
    )
    expect(environment.overlay.datasource.get('lake')).toEqual({
      parameters: { athenaParameters: { workGroup: 'x', roleArn: 'r' } },
    })
  })

  test('each value keeps the file and line it stands in', () => {
    const environment = valid(
      'owners: [group/default/a]\noverlay:\n  set:\n    "dataset:a":\n      name: A\n      importMode: SPICE\n',
      'overlay:\n  set:\n    "dataset:a":\n      name: B\n',
    )
    const at = (...path: string[]): string => placeText(placeOf(environment, path))
    expect(at('owners')).toBe(`${BASE}:1`)
    expect(at('overlay', 'set', 'dataset:a', 'importMode')).toBe(`${BASE}:6`)
    expect(at('overlay', 'set', 'dataset:a', 'name')).toBe(`${FILE}:7`)
    expect(at('overlay', 'set')).toBe(`${FILE}:5`)
    expect(at('prune')).toBe(`${FILE}:1`)
  })

  test('null takes away what the base says', () => {
    const environment = valid(
      'owners: [group/default/a]\nprune: 3\noverlay:\n  replace: [{ in: "dataset:*", key: sqlQuery, from: a, to: b }]\n  set: { "dataset:a": { name: A } }\n  datasource: { lake: { name: Lake, secret: "arn:aws:secretsmanager:eu-west-1:444455556666:secret:x" }, old: { keep: true } }\n',
      'owners: null\nprune: null\noverlay:\n  replace: null\n  set: { "dataset:a": null }\n  datasource: { old: null, lake: { secret: null } }\n',
    )
    expect(environment).toMatchObject({ owners: [], prune: 0 })
    expect(environment.overlay.replace).toEqual([])
    expect(environment.overlay.set).toEqual(new Map())
    expect(environment.overlay.datasource).toEqual(new Map([['lake', { name: 'Lake' }]]))
  })

  test('where null takes away what git has, it stays', () => {
    const environment = valid(
      'overlay:\n  set: { "dataset:a": { description: A } }\n  datasource: { lake: { vpcConnection: v, redshiftParameters: { host: h, clusterId: c } } }\n',
      'overlay:\n  set: { "dataset:a": { description: null } }\n  datasource: { lake: { vpcConnection: null, redshiftParameters: { clusterId: null } } }\n',
    )
    expect(environment.overlay.set.get('dataset:a')).toEqual(new Map([['description', null]]))
    expect(environment.overlay.datasource.get('lake')).toEqual({
      vpcConnection: null,
      parameters: { redshiftParameters: { host: 'h', clusterId: null } },
    })
  })

  test('a value that is set is replaced whole', () => {
    const { overlay } = valid(
      'overlay: { set: { "dataset:a": { options: { a: 1, b: 2 } } } }\n',
      'overlay: { set: { "dataset:a": { options: { b: 3 } } } }\n',
    )
    expect(overlay.set.get('dataset:a')).toEqual(new Map([['options', { b: 3 }]]))
  })

  const lake = (base: string, own: string) =>
    valid(
      `overlay: { datasource: { lake: ${base} } }\n`,
      `overlay: { datasource: { lake: ${own} } }\n`,
    ).overlay.datasource.get('lake')

  test('of a data source, other parameters, another login and keep take the place of what was there', () => {
    const SECRET = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:x'
    expect(lake('{ name: L, redshiftParameters: { host: h } }', '{ athenaParameters: { workGroup: w } }')).toEqual({
      name: 'L',
      parameters: { athenaParameters: { workGroup: 'w' } },
    })
    expect(lake(`{ name: L, secret: "${SECRET}" }`, '{ credentialsEnv: SALES }')).toEqual({
      name: 'L',
      credentials: { kind: 'env', name: 'SALES' },
    })
    expect(lake('{ name: L }', '{ keep: true }')).toEqual({ keep: true })
    expect(lake('{ keep: true }', '{ name: L }')).toEqual({ name: 'L' })
  })
})

describe('what is wrong', () => {
  test('stands in the file that says it', () => {
    expect(messages('colour: red\nowners: []\n', 'regoin: x\n')).toEqual([
      `${BASE}:2 \`owners\` must not be empty; leave it out where nothing new is created`,
      `${BASE}:1 \`colour\` is not a key that can be used here; known here: account, region, identityRegion, role, deployRole, extends, branch, source, select, owner, owners, prune, protect, refresh, permissions, linkSharing, tags, folders, restore, backup, overlay`,
      `${FILE}:4 \`regoin\` is not a key that can be used here; did you mean "region"?`,
    ])
    expect(messages('owners: [\n')[0]).toMatch(/^environments\/base\.yaml:\d this is not valid YAML/)
    expect(messages('account: 111122223333\n').length).toBe(0)
  })

  test.each([
    ['bsae.yaml', `names environments/bsae.yaml, which does not exist; did you mean "base.yaml"?`],
    ['../base.yaml', 'must be the name of a file beside this one, in environments/, such as base.yaml'],
    ['/etc/passwd', 'must be the name of a file beside this one, in environments/, such as base.yaml'],
    ['[base.yaml]', 'must be the name of a file beside this one, in environments/, such as base.yaml'],
    ['prod.yaml', 'names this file itself; name the file that holds what several environments share'],
    [
      'more.yaml',
      'names environments/more.yaml, which extends "base.yaml" itself; only one level is read, so write out what is needed',
    ],
    [
      'round.yaml',
      'names environments/round.yaml, which extends this file in turn; only one level is read, so write out what is needed',
    ],
  ])('extends: %s', (named, message) => {
    const text = `account: "444455556666"\nregion: eu-west-1\nextends: ${named}\n`
    const beside = new Map([
      [FILE, text],
      [BASE, 'prune: 1\n'],
      ['environments/more.yaml', 'extends: base.yaml\n'],
      ['environments/round.yaml', 'extends: prod.yaml\n'],
    ])
    const { environment, problems } = parseEnvironment({ name: 'prod', file: FILE, text, beside })
    expect(environment).toBeUndefined()
    expect(problems).toEqual([
      { severity: 'error', message: `${FILE}:3 \`extends\` ${message}`, place: { file: FILE, line: 3 } },
    ])
  })

  test('an account without quotes in the base is told there', () => {
    const text = 'region: eu-west-1\nextends: base.yaml\n'
    const beside = new Map([[BASE, 'prune: 1\naccount: 012345678901\n']])
    const { problems } = parseEnvironment({ name: 'prod', file: FILE, text, beside })
    expect(problems.map(({ message }) => message)).toEqual([
      `${BASE}:2 \`account\` must be in quotes: account: "012345678901". Without them YAML reads a number, and leading zeros are lost`,
    ])
  })
})

test('a base is a file that another extends and that is no environment of its own', () => {
  const files = {
    'environments/base.yaml': 'region: eu-west-1\n',
    'environments/a.yaml': 'account: "1"\nextends: base.yaml\n',
    'environments/b.yaml': 'account: "2"\nextends: base.yaml\n',
    'environments/whole.yaml': 'account: "3"\nregion: eu-west-1\n',
    'environments/c.yaml': 'account: "4"\nextends: whole.yaml\n',
    'environments/nobody.yaml': 'region: eu-west-1\n',
    'environments/broken.yaml': 'extends: shared.yaml\nowners: [\n',
    'environments/shared.yaml': 'prune: 1\n',
    'environments/x.yaml': 'extends: y.yaml\n',
    'environments/y.yaml': 'extends: x.yaml\n',
  }
  expect(baseFiles(new Map(Object.entries(files)))).toEqual(
    new Map([
      ['environments/base.yaml', ['environments/a.yaml', 'environments/b.yaml']],
      ['environments/shared.yaml', ['environments/broken.yaml']],
    ]),
  )
})

test('what cannot be read has no effective value', () => {
  const beside = new Map([[BASE, 'prune: 1\n']])
  expect(effectiveValue({ file: FILE, text: 'extends: base.yaml\n', beside })).toEqual({
    extends: 'base.yaml',
    prune: 1,
  })
  expect(effectiveValue({ file: FILE, text: 'extends: base.yaml\n' })).toBeUndefined()
})
