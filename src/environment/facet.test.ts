import { describe, expect, test } from 'vitest'
import type { AssetRef } from '../model/asset.ts'
import type { Environment, Target } from '../model/environment.ts'
import { askedOf, asksForFacets, facetProblems, parseEnvironment } from './index.ts'

const FILE = 'environments/prod.yaml'
const HEAD = 'account: "444455556666"\nregion: eu-west-1\nidentityRegion: us-east-1\n'
const TARGET: Target = {
  partition: 'aws',
  region: 'eu-west-1',
  account: '444455556666',
  identityRegion: 'us-east-1',
}
const ARN = 'arn:aws:quicksight:us-east-1:444455556666'

const parse = (text: string) => parseEnvironment({ name: 'prod', file: FILE, text })
const valid = (more: string): Environment => {
  const { environment, problems } = parse(HEAD + more)
  if (!environment) throw new Error(problems.map(({ message }) => message).join())
  return environment
}

const refs = (...keys: string[]): AssetRef[] =>
  keys.map((key) => ({ kind: key.split(':')[0] ?? '', id: key.split(':')[1] ?? '' }))
const asked = (environment: Environment, key: string) => askedOf(environment, refs(key)[0] as AssetRef, TARGET)

describe('what is asked of an asset', () => {
  test('is what the rules say that name it; of two roles the wider one', () => {
    const environment = valid(`permissions:
  - { assets: ["dashboard:*"], role: owner, to: [group/default/bi] }
  - { assets: ["dashboard:sales"], role: viewer, to: [group/default/sales, group/default/bi, namespace/default] }
linkSharing: ["dashboard:sales"]
tags: { costCentre: bi }
folders: { finance: ["dashboard:sales"], board: ["dashboard:x*"] }
`)
    expect(asked(environment, 'dashboard:sales')).toEqual({
      grants: new Map([
        [`${ARN}:group/default/bi`, 'owner'],
        [`${ARN}:group/default/sales`, 'viewer'],
        [`${ARN}:namespace/default`, 'viewer'],
      ]),
      links: [`${ARN}:namespace/default`],
      tags: new Map([['costCentre', 'bi']]),
      folders: ['finance'],
    })
    expect(asked(environment, 'dataset:sales')).toEqual({
      grants: new Map(),
      links: [],
      tags: new Map([['costCentre', 'bi']]),
      folders: [],
    })
    expect(asksForFacets(environment)).toBe(true)
    expect(asksForFacets(valid('folders: {}\ntags: {}\n'))).toBe(false)
  })
})

describe('a fault of the file is told with line and way out', () => {
  const rule = (more: string): string => `permissions:\n  - ${more}\n`
  test.each([
    [
      'another role',
      rule('{ assets: ["dashboard:a"], role: reader, to: [group/default/a] }'),
      '5 `permissions[0].role` must be viewer, user, contributor, owner, not "reader"',
    ],
    [
      'a principal without its namespace',
      rule('{ assets: ["dashboard:a"], role: viewer, to: [group/sales] }'),
      '5 `permissions[0].to[0]` must be user/<namespace>/<name>, group/<namespace>/<name> or namespace/<name>, such as group/default/sales',
    ],
    [
      'a misspelt key',
      rule('{ asset: ["dashboard:a"], role: viewer, to: [group/default/a] }'),
      '5 `permissions[0].asset` is not a key that can be used here; did you mean "assets"?',
    ],
    [
      'no pattern',
      rule('{ assets: [sales], role: viewer, to: [group/default/a] }'),
      '5 `permissions[0].assets[0]` is no pattern: "sales" does not name assets; write kind:id, such as "dashboard:sales" or "dataset:ops-*"',
    ],
    [
      'our tags',
      'tags: { "gitops:owner": me }\n',
      '4 `tags["gitops:owner"]` begins with gitops: or aws:, which others keep; choose another key',
    ],
    ['a number as a tag', 'tags: { costCentre: 5 }\n', '4 `tags.costCentre` must be text, not the number 5'],
    [
      'the ARN of a folder',
      'folders: { "arn:x": ["dashboard:a"] }\n',
      '4 `folders["arn:x"]` is not the id of a folder: letters, digits, _ and -',
    ],
  ])('%s', (_name, more, message) => {
    expect(parse(HEAD + more).problems.map((problem) => problem.message)).toContain(`${FILE}:${message}`)
  })

  test('a rule without the region of users and groups', () => {
    const text =
      HEAD.replace('identityRegion: us-east-1\n', '') + rule('{ assets: ["*"], role: owner, to: [user/default/a] }')
    expect(parse(text).problems.map(({ message }) => message)).toEqual([
      `${FILE}:3 \`permissions\` needs \`identityRegion\` in this file: the region that users and groups live in, such as us-east-1`,
    ])
  })
})

describe('a rule that does not fit the assets in git is an error with its line', () => {
  const messages = (more: string, ...keys: string[]): string[] =>
    facetProblems(valid(more), refs(...keys)).map(({ message }) => message)

  test('a pattern that matches nothing, with a guess', () => {
    const more =
      'permissions:\n  - assets:\n      - dashboard:sales\n      - dashboard:saels\n    role: viewer\n    to: [group/default/a]\n'
    expect(messages(more, 'dashboard:sales')).toEqual([
      `${FILE}:7 \`permissions\` names "dashboard:saels", and no asset of this environment matches; did you mean "dashboard:sales"?`,
    ])
  })

  test('a role that the kind does not have', () => {
    const more = 'permissions: [{ assets: ["*:sales"], role: viewer, to: [group/default/a] }]\n'
    expect(messages(more, 'dashboard:sales', 'dataset:sales', 'analysis:sales')).toEqual([
      `${FILE}:4 \`permissions\` gives the role viewer in analysis sales, and analyses have only: owner`,
    ])
    expect(messages(more, 'vpcConnection:sales')).toEqual([
      `${FILE}:4 \`permissions\` names vpcConnection sales, and VPC connections cannot be shared by this program`,
    ])
  })

  test('everyone, of kinds that are shared with users and groups only', () => {
    const more = 'permissions: [{ assets: ["*:sales"], role: viewer, to: [namespace/default] }]\n'
    expect(messages(more, 'dashboard:sales')).toEqual([])
    expect(messages(more, 'dataset:sales')).toEqual([
      `${FILE}:4 \`permissions\` gives dataset sales to namespace/default, and QuickSight shares datasets with users and groups only`,
    ])
  })

  test('links of other kinds than dashboards, and what no folder can hold', () => {
    expect(messages('linkSharing: ["analysis:sales"]\n', 'analysis:sales')).toEqual([
      `${FILE}:4 \`linkSharing\` names analysis sales, and only dashboards have such a link`,
    ])
    expect(messages('folders: { finance: ["*:sales"] }\n', 'theme:sales', 'dashboard:sales')).toEqual([
      `${FILE}:4 \`folders\` names theme sales, and a folder cannot hold themes`,
    ])
  })
})
