import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { foreignArns, ownerArns, resolveArns } from './resolve.ts'

const TARGET = { partition: 'aws-cn', region: 'cn-north-1', account: '444455556666', identityRegion: 'cn-northwest-1' }
const asset = (body: JsonObject): Asset => ({ kind: 'dashboard', id: 'x', name: 'X', body })

describe('resolveArns', () => {
  test.each([
    ['arn:aws:quicksight:::dataset/x', 'arn:aws-cn:quicksight:cn-north-1:444455556666:dataset/x'],
    ['arn:aws:quicksight:::vpcConnection/v', 'arn:aws-cn:quicksight:cn-north-1:444455556666:vpcConnection/v'],
    ['arn:aws:quicksight:::user/default/ann', 'arn:aws-cn:quicksight:cn-northwest-1:444455556666:user/default/ann'],
    ['arn:aws:quicksight:::group/default/bi', 'arn:aws-cn:quicksight:cn-northwest-1:444455556666:group/default/bi'],
    ['arn:aws:quicksight:::namespace/default', 'arn:aws-cn:quicksight:cn-northwest-1:444455556666:namespace/default'],
    ['arn:aws:iam:::role/athena', 'arn:aws-cn:iam::444455556666:role/athena'],
    ['arn:aws:quicksight::aws:theme/MIDNIGHT', 'arn:aws:quicksight::aws:theme/MIDNIGHT'],
    ['arn:aws:s3:::bucket/key', 'arn:aws:s3:::bucket/key'],
    ['arn:aws:iam::111122223333:role/other', 'arn:aws:iam::111122223333:role/other'],
  ])('%s', (arn, resolved) => {
    const given = asset({ somethingArn: arn, list: { principals: [arn] }, sqlQuery: arn })
    expect(resolveArns(given, TARGET).body).toEqual({
      somethingArn: resolved,
      list: { principals: [resolved] },
      sqlQuery: arn,
    })
  })

  test('an asset without neutral ARNs is the same value', () => {
    const given = asset({ name: 'X', themeArn: 'arn:aws:quicksight::aws:theme/CLASSIC' })
    expect(resolveArns(given, TARGET)).toBe(given)
  })
})

describe('foreignArns', () => {
  test.each([
    ['arn:aws:quicksight:::dataset/x', true],
    ['arn:aws:iam:::role/x', true],
    ['arn:aws:quicksight:us-east-1:111122223333:dataset/x', true],
    ['arn:aws-cn:quicksight:us-east-1:444455556666:dataset/x', true],
    ['arn:aws-cn:quicksight:cn-north-1:444455556666:dataset/x', false],
    ['arn:aws-cn:quicksight:cn-northwest-1:444455556666:user/default/ann', false],
    ['arn:aws:quicksight::aws:theme/MIDNIGHT', false],
    ['arn:aws:secretsmanager:us-east-1:111122223333:secret:x', false],
  ])('%s: %s', (arn, foreign) => {
    expect(foreignArns(asset({ dataSetArn: arn, again: { arn }, sqlQuery: arn }), TARGET)).toEqual(foreign ? [arn] : [])
  })

  test('nothing is left after resolving', () => {
    const given = asset({
      dataSetArn: 'arn:aws:quicksight:::dataset/x',
      linkEntities: ['arn:aws:quicksight:::analysis/a'],
    })
    expect(foreignArns(resolveArns(given, TARGET), TARGET)).toEqual([])
  })
})

test('owners become ARNs of the identity region', () => {
  const owners = [
    'group/default/bi-admins',
    'arn:aws:quicksight:::user/default/ann',
    'arn:aws:quicksight:us-east-1:1:user/default/x',
  ]
  expect(ownerArns(owners, TARGET)).toEqual([
    'arn:aws-cn:quicksight:cn-northwest-1:444455556666:group/default/bi-admins',
    'arn:aws-cn:quicksight:cn-northwest-1:444455556666:user/default/ann',
    'arn:aws:quicksight:us-east-1:1:user/default/x',
  ])
})
