import { describe, expect, test } from 'vitest'
import { type Asset, type AssetRef, refKey } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { dashboard, smallCompany } from '../testing/assets.ts'
import { normalize, type Origin, RULES } from './index.ts'

const IN_TREE = ['analysis:here', 'dataset:orders']
const ORIGIN: Origin = {
  account: '111122223333',
  region: 'us-east-1',
  inTree: (ref: AssetRef) => IN_TREE.includes(refKey(ref)),
}
const OWN = 'arn:aws:quicksight:us-east-1:111122223333'

const asset = (kind: string, body: JsonObject): Asset => ({ kind, id: 'x', name: 'X', body })

type Case = { name: string; kind?: string; given: JsonObject; expected: JsonObject }

const same = (name: string, value: Json, key = 'dataSetArn'): Case => ({
  name,
  given: { [key]: value },
  expected: { [key]: value },
})

const ARNS: Case[] = [
  {
    name: 'what the account itself holds is "here"',
    given: { dataSetArn: `${OWN}:dataset/orders`, deep: [{ themeArn: `${OWN}:theme/t` }] },
    expected: {
      dataSetArn: 'arn:aws:quicksight:::dataset/orders',
      deep: [{ themeArn: 'arn:aws:quicksight:::theme/t' }],
    },
  },
  {
    name: 'users and groups live in the identity region, whichever that is',
    given: { principals: ['arn:aws:quicksight:eu-central-1:111122223333:group/default/team/a'] },
    expected: { principals: ['arn:aws:quicksight:::group/default/team/a'] },
  },
  {
    name: 'roles of the account',
    given: { roleArn: 'arn:aws:iam::111122223333:role/service/reader' },
    expected: { roleArn: 'arn:aws:iam:::role/service/reader' },
  },
  {
    name: 'another partition becomes the same neutral ARN',
    given: { dataSetArn: 'arn:aws-cn:quicksight:us-east-1:111122223333:dataset/a' },
    expected: { dataSetArn: 'arn:aws:quicksight:::dataset/a' },
  },
  same('another account stays', 'arn:aws:quicksight:us-east-1:999999999999:dataset/a'),
  same('another region stays', 'arn:aws:quicksight:eu-west-1:111122223333:dataset/a'),
  same("AWS's own themes stay", 'arn:aws:quicksight::aws:theme/MIDNIGHT', 'themeArn'),
  same('secrets stay', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:a', 'secretArn'),
  same('other applications stay', 'arn:aws:s3:::bucket/key', 'manifestArn'),
  same('what is neutral stays', 'arn:aws:quicksight:::dataset/a'),
  same('SQL is never touched', `select '${OWN}:dataset/orders'`, 'sqlQuery'),
  same('text that holds more than an ARN is never touched', ` ${OWN}:dataset/orders`),
  same('an ARN at another key is text', `${OWN}:dataset/orders`, 'description'),
]

const LISTS: Case[] = [
  {
    name: 'links to analyses that are not in the tree are dropped, others sorted',
    kind: 'dashboard',
    given: { linkEntities: [`${OWN}:dashboard/z`, `${OWN}:analysis/gone`, `${OWN}:analysis/here`] },
    expected: { linkEntities: ['arn:aws:quicksight:::analysis/here', 'arn:aws:quicksight:::dashboard/z'] },
  },
  {
    name: 'dataset declarations are sorted by identifier',
    kind: 'analysis',
    given: {
      definition: {
        dataSetIdentifierDeclarations: [
          { identifier: 'b', dataSetArn: `${OWN}:dataset/1` },
          { identifier: 'B', dataSetArn: `${OWN}:dataset/3` },
          { identifier: 'a', dataSetArn: `${OWN}:dataset/2` },
        ],
      },
    },
    expected: {
      definition: {
        dataSetIdentifierDeclarations: [
          { identifier: 'B', dataSetArn: 'arn:aws:quicksight:::dataset/3' },
          { identifier: 'a', dataSetArn: 'arn:aws:quicksight:::dataset/2' },
          { identifier: 'b', dataSetArn: 'arn:aws:quicksight:::dataset/1' },
        ],
      },
    },
  },
  {
    name: 'lists whose order means something keep it',
    kind: 'analysis',
    given: { definition: { sheets: [{ sheetId: 'b' }, { sheetId: 'a' }], columns: ['z', 'a'] } },
    expected: { definition: { sheets: [{ sheetId: 'b' }, { sheetId: 'a' }], columns: ['z', 'a'] } },
  },
  {
    name: 'lists that are not what they seem are left alone',
    kind: 'analysis',
    given: { linkEntities: 'x', definition: { dataSetIdentifierDeclarations: ['b', 'a'] } },
    expected: { linkEntities: 'x', definition: { dataSetIdentifierDeclarations: ['b', 'a'] } },
  },
]

const OTHERS: Case[] = [
  {
    name: 'a credential of a data source never reaches git',
    kind: 'datasource',
    given: { name: 'a', credentials: { credentialPair: { password: 'x' } }, secretArn: 'arn:…', type: 'ATHENA' },
    expected: { name: 'a', type: 'ATHENA' },
  },
  {
    name: 'a member of the same name elsewhere is none',
    kind: 'dashboard',
    given: { credentials: 'shown to everybody' },
    expected: { credentials: 'shown to everybody' },
  },
  {
    name: 'keys nobody heard of pass through',
    kind: 'novelty',
    given: { constructor: 1, deep: { list: [null, 1.5, { b: 1, a: 2 }] } },
    expected: { constructor: 1, deep: { list: [null, 1.5, { b: 1, a: 2 }] } },
  },
]

describe('the stored form', () => {
  describe.each([...ARNS, ...LISTS, ...OTHERS])('$name', ({ kind = 'analysis', given, expected }) => {
    test('is as expected', () => expect(normalize(asset(kind, given), ORIGIN).body).toEqual(expected))

    test('is the same when made twice', () => {
      const once = normalize(asset(kind, given), ORIGIN)
      expect(normalize(once, ORIGIN)).toEqual(once)
    })

    test('leaves what it was made of as it was', () => {
      const before = structuredClone(given)
      normalize(asset(kind, given), ORIGIN)
      expect(given).toEqual(before)
    })
  })

  test('every rule says why it is there, and each alone can be run twice', () => {
    for (const { why, apply } of RULES) {
      expect(why).toMatch(/^[A-Z].*\.$/)
      for (const given of smallCompany()) {
        const once = apply(given, ORIGIN)
        expect(apply(once, ORIGIN)).toEqual(once)
      }
    }
  })

  test('is the same from two accounts', () => {
    const [dev, prod] = ['111122223333', '444455556666'].map((account) => {
      const text = JSON.stringify(dashboard()).replaceAll('111122223333', account)
      return normalize(JSON.parse(text) as Asset, { ...ORIGIN, account })
    })
    expect(prod).toEqual(dev)
  })
})
