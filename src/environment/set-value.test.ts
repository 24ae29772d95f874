import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { parsePath } from './set-path.ts'
import { setValue } from './set-value.ts'

const BODY = {
  name: 'Sales',
  importMode: 'SPICE',
  'a.b': { c: 1 },
  definition: {
    sheets: [
      {
        sheetId: 's1',
        name: 'Overview',
        visuals: [
          { barChartVisual: { visualId: 'v1', title: { visibility: 'VISIBLE' } } },
          { kpivisual: { visualId: 'v2' } },
        ],
      },
      { sheetId: 's2', name: 'Detail' },
      { sheetId: 's3', name: 'Detail' },
    ],
    limits: { number: 5, on: true },
    chart: { xaxisLabelOptions: {}, color1: 'red' },
    range: { rangeMinimum: 1 },
    empty: {},
    none: [],
  },
}

const set = (path: string, to: Json) => {
  const parsed = parsePath(path)
  if ('fault' in parsed) throw new Error(parsed.fault)
  const before = JSON.stringify(BODY)
  const result = setValue(BODY, parsed.segments, to)
  expect(JSON.stringify(BODY)).toBe(before)
  return result
}

const value = (path: string, to: Json): typeof BODY => {
  const result = set(path, to)
  if ('fault' in result) throw new Error(result.fault)
  return result.value as typeof BODY
}

describe('sets', () => {
  test('a value at the top, in its place', () => {
    expect(Object.entries(value('importMode', 'DIRECT_QUERY'))[1]).toEqual(['importMode', 'DIRECT_QUERY'])
  })
  test('a value in an item chosen by name, and says where', () => {
    const result = set('definition.sheets[name=Overview].title', 'Sales')
    expect(result).toMatchObject({ place: ['definition', 'sheets', '0', 'title'] })
    expect(value('definition.sheets[name=Overview].title', 'Sales').definition.sheets[0]).toMatchObject({
      title: 'Sales',
    })
  })
  test('a value in a visual, whose id lies inside the union', () => {
    const changed = value(
      'definition.sheets[sheetId=s1].visuals[visualId=v1].barChartVisual.title.visibility',
      'HIDDEN',
    )
    expect(changed.definition.sheets[0]?.visuals?.[0]?.barChartVisual?.title.visibility).toBe('HIDDEN')
    expect(changed.definition.sheets[1]).toBe(BODY.definition.sheets[1])
  })
  test('a key with a dot', () => expect(value('["a.b"].c', 2)['a.b']).toEqual({ c: 2 }))
  test('a whole item, and removes one', () => {
    expect(value('definition.sheets[sheetId=s2]', { sheetId: 's9' }).definition.sheets[1]).toEqual({ sheetId: 's9' })
    expect(value('definition.sheets[sheetId=s2]', null).definition.sheets).toHaveLength(2)
  })
  test('removes a member', () => expect(value('definition.limits.on', null).definition.limits).toEqual({ number: 5 }))
  test.each([
    ['definition.limits.unit', 'a new key'],
    ['definition.chart.yaxisLabelOptions', 'the other axis'],
    ['definition.chart.color2', 'another number'],
    ['definition.range.rangeMaximum', 'the other end'],
    ['definition.empty.anything', 'a key of an empty map'],
  ])('%s: %s', (path) => expect(set(path, 'x')).toHaveProperty('value'))
  test('a key named constructor is a key like others', () => {
    expect(set('constructor.name', 1)).toEqual({
      fault: expect.stringMatching(/^the asset has no "constructor"/) as string,
    })
  })
})

describe('refuses', () => {
  test.each<[string, Json, string]>([
    ['defintion.sheets', 1, 'the asset has no "defintion"; did you mean "definition"?'],
    ['whatever.sheets', 1, 'the asset has no "whatever"; there are "name", "importMode", "a.b", "definition"'],
    ['definition.empty.x.y', 1, '`definition.empty` has no "x"; it is empty'],
    [
      'definition.sheets.title',
      1,
      '`definition.sheets` is a list; choose an item before .title, such as [name=Overview]',
    ],
    ['definition.none.title', 1, '`definition.none` is a list; choose an item before .title, such as [name=…]'],
    ['name.x', 1, '`name` is a single value, so it has no "x"'],
    ['definition.limits[name=x]', 1, '`definition.limits` is no list, so [name=…] finds nothing in it'],
    [
      'definition.sheets[name=Overveiw].title',
      1,
      'no item of `definition.sheets` has name "Overveiw"; did you mean "Overview"?',
    ],
    [
      'definition.sheets[name=Nothing].title',
      1,
      'no item of `definition.sheets` has name "Nothing"; there are "Overview", "Detail"',
    ],
    [
      'definition.sheets[title=Nothing].title',
      1,
      'no item of `definition.sheets` has a "title"; choose by another member, such as [name=Overview]',
    ],
    ['definition.none[name=x].title', 1, 'no item of `definition.none` has a "name"; it is empty'],
    [
      'definition.sheets[name=Detail].title',
      1,
      '2 items of `definition.sheets` have name "Detail"; choose by a member that only one of them has',
    ],
    [
      'importMod',
      'SPICE',
      'the asset has no "importMod"; did you mean "importMode"? A key that is really new is set together with the map around it',
    ],
    [
      'definition.limits.numbers',
      null,
      'there is nothing to remove: `definition.limits` has no "numbers"; did you mean "number"?',
    ],
  ])('%s', (path, to, fault) => expect(set(path, to)).toEqual({ fault }))
})
