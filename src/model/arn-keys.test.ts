import { describe, expect, test } from 'vitest'
import { eachArn, isArnKey, mapArns } from './arn-keys.ts'
import type { Json } from './json.ts'
import { parseJson } from './json-text.ts'

const neutral = (value: Json): Json => mapArns(value, ({ service, resource }) => `arn:aws:${service}:::${resource}`)

const ARN = 'arn:aws:quicksight:us-east-1:111122223333:dataset/orders'
const NEUTRAL = 'arn:aws:quicksight:::dataset/orders'

describe('isArnKey', () => {
  test.each(['arn', 'themeArn', 'dataSetArn', 'excludedDataSetArns', 'linkEntities', 'principal', 'principals'])(
    '%s holds ARNs',
    (key) => expect(isArnKey(key)).toBe(true),
  )
  test.each(['sqlQuery', 'expression', 'url', 'content', 'arnold', 'barn', 'name', '', '__proto__'])(
    '%s holds other text',
    (key) => expect(isArnKey(key)).toBe(false),
  )
})

describe('mapArns', () => {
  test('maps ARNs at ARN keys, in lists and deep inside', () => {
    const given = { a: [{ dataSetArn: ARN }], linkEntities: [ARN, 'x'], rowLevelPermissionDataSet: { arn: ARN } }
    const wanted = {
      a: [{ dataSetArn: NEUTRAL }],
      linkEntities: [NEUTRAL, 'x'],
      rowLevelPermissionDataSet: { arn: NEUTRAL },
    }
    expect(neutral(given)).toEqual(wanted)
    expect(given.linkEntities[0]).toBe(ARN)
  })

  test('leaves ARNs at other keys and texts that only contain one', () => {
    const given = {
      sqlQuery: ARN,
      content: [ARN],
      themeArn: ` ${ARN}`,
      note: { dataSetArn: `see ${ARN}` },
      arn: { arn: 5 },
    }
    expect(neutral(given)).toBe(given)
  })

  test('shares what did not change and keeps the order of keys', () => {
    const given = { z: { deep: [1] }, themeArn: ARN, a: null }
    const mapped = neutral(given) as typeof given
    expect(mapped.z).toBe(given.z)
    expect(Object.keys(mapped)).toEqual(['z', 'themeArn', 'a'])
  })

  test('keeps a key named __proto__ an ordinary key', () => {
    const given = JSON.parse(`{"__proto__":{"dataSetArn":"${ARN}"}}`) as Json
    expect(JSON.stringify(neutral(given))).toBe(`{"__proto__":{"dataSetArn":"${NEUTRAL}"}}`)
    expect(({} as Record<string, unknown>).dataSetArn).toBeUndefined()
  })

  test('walks five megabytes without copying them', () => {
    const visual = { barChartVisual: { visualId: 'v', title: { plainText: 'x'.repeat(200) }, actions: [], n: 1 } }
    const given: Json = { sheets: Array.from({ length: 20_000 }, (_, i) => ({ ...visual, id: `${i}` })) }
    const started = performance.now()
    expect(neutral(given)).toBe(given)
    expect(performance.now() - started).toBeLessThan(500)
  })

  test('maps a text only when it stands at a key', () => {
    expect(neutral(ARN)).toBe(ARN)
    expect(neutral([ARN])).toEqual([ARN])
    expect(neutral(parseJson('null', 'x'))).toBe(null)
  })
})

describe('eachArn', () => {
  test('says where each ARN stands, in document order', () => {
    const seen: string[] = []
    const given = { themeArn: ARN, sqlQuery: ARN, list: [{ dataSetArn: ARN }, 'x'], linkEntities: ['x', ARN], n: null }
    eachArn(given, ({ arn, path }) => seen.push(`${path.join('/')} ${arn.resource}`))
    expect(seen).toEqual([
      'themeArn dataset/orders',
      'list/0/dataSetArn dataset/orders',
      'linkEntities/1 dataset/orders',
    ])
  })
})
