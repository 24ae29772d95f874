import { describe, expect, test } from 'vitest'
import { UserError } from './errors.ts'
import type { Json } from './json.ts'
import { lineOf, parseJson, stableText } from './json-text.ts'

const failure = (text: string): UserError => {
  try {
    parseJson(text, 'assets/a.json')
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

const refusal = (text: string): string => {
  const { message, places } = failure(text)
  const line = places[0]?.line
  expect(message.startsWith(`assets/a.json:${line} `)).toBe(true)
  expect(places).toEqual([{ file: 'assets/a.json', line }])
  return message.replace('assets/a.json:', '')
}

describe('parseJson', () => {
  test.each<[string, Json]>([
    ['{"a":[1,-2.5,1e3,"x",true,null]}', { a: [1, -2.5, 1000, 'x', true, null] }],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    [
      '{"sql":"WHERE id = 12345678901234567890 AND x < 1e999"}',
      { sql: 'WHERE id = 12345678901234567890 AND x < 1e999' },
    ],
    ['{"a":"\\"9007199254740993"}', { a: '"9007199254740993' }],
    ['1735013100000', 1735013100000],
  ])('%s', (text, value) => expect(parseJson(text, 'a.json')).toEqual(value))

  test.each([
    ['{\n  "a": 1,\n}', '3 is not valid JSON (property name expected)'],
    ['{\n  "a": 1\n  "b": 2\n}', '3 is not valid JSON (comma expected)'],
    ['{"a": "x', '1 is not valid JSON (unexpected end of string)'],
    ["{'a': 1}", '1 is not valid JSON (invalid symbol)'],
    ['{"a": 1} x', '1 is not valid JSON (invalid symbol)'],
    ['// note\n{}', '1 is not valid JSON (invalid comment token)'],
    ['', '1 is not valid JSON (value expected)'],
    ['{\n"a": [\n1', '3 is not valid JSON (close bracket expected)'],
  ])('%j: %s', (text, message) => expect(refusal(text)).toBe(message))

  test('a merge with conflicts is told as such, at the first marker', () => {
    const text = '{\n  "b": 0,\n<<<<<<< HEAD\n  "a": 1\n=======\n  "a": 2\n>>>>>>> quicksight-export\n}\n'
    expect(refusal(text)).toBe(
      '3 holds "<<<<<<<", left by a merge with conflicts: keep one of the two versions, remove the marker lines and commit',
    )
    expect(parseJson('{"a":"<<<<<<< HEAD"}', 'a.json')).toEqual({ a: '<<<<<<< HEAD' })
  })

  test('a byte order mark is told as such', () => {
    expect(refusal('\uFEFF{}')).toBe(
      '1 begins with a byte order mark, which JSON does not allow: save it as UTF-8 without one',
    )
  })

  test.each([
    ['{\n"a": 9007199254740993}', '2 holds the number 9007199254740993,'],
    ['{"a": -9007199254740992}', '1 holds the number -9007199254740992,'],
    ['[1,\n2,\n1e400]', '3 holds the number 1e400,'],
    ['[-1E+999]', '1 holds the number -1E+999,'],
    ['{"long text with digits 1234567890123456": 1,\n"b": 12345678901234567}', '2 holds the number 12345678901234567,'],
    [`[1${'0'.repeat(500)}]`, `1 holds the number 1${'0'.repeat(39)}…,`],
  ])('a number that would silently change: %s', (text, message) => {
    expect(refusal(text)).toContain(`${message} which cannot be kept exactly`)
  })

  test.each([
    ['{\n"a": {\n"__proto__": {"polluted": 1}}}', 3],
    ['[{"__proto__": null}]', 1],
    ['{"\\u005f_proto__": 1}', 1],
  ])('a key that would change a prototype: %s', (text, line) => {
    expect(refusal(text)).toBe(`${line} has a key named __proto__, which is never part of an asset; remove it`)
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  test('other names of JavaScript are names like any other', () => {
    const text = '{"constructor":{"prototype":{"x":1}},"toString":2,"hasOwnProperty":3}'
    expect(stableText(parseJson(text, 'a.json'))).toBe(stableText(JSON.parse(text) as Json))
  })

  test('200 levels are kept', () => {
    const text = '[\n'.repeat(200) + ']'.repeat(200)
    expect(JSON.stringify(parseJson(text, 'a.json'))).toBe('['.repeat(200) + ']'.repeat(200))
  })

  test.each([
    ['lists', '[\n'.repeat(10_000) + ']'.repeat(10_000)],
    ['objects', `${'{"a":\n'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['unclosed lists', '[\n'.repeat(100_000)],
    ['unclosed objects', '{"a":\n'.repeat(100_000)],
  ])('more are refused, and exhaust nothing: %s', (_, text) => {
    expect(refusal(text)).toBe('201 nests deeper than 200 levels, which no QuickSight asset does')
  })

  test('brackets inside of text are not counted', () => {
    const text = JSON.stringify({ sql: '[{"\\'.repeat(1000) })
    expect(parseJson(text, 'a.json')).toEqual(JSON.parse(text))
  })
})

describe('stableText', () => {
  test('sorts keys by code unit at every depth, keeps lists, ends with one newline', () => {
    const value = { b: [{ z: 1, a: [3, 1, 2] }], a: null, B: 'x', ä: 1, '10': 1, '9': 2 }
    expect(stableText(value)).toBe(
      '{\n  "9": 2,\n  "10": 1,\n  "B": "x",\n  "a": null,\n  "b": [\n    {\n      "a": [\n        3,\n        1,\n        2\n      ],\n      "z": 1\n    }\n  ],\n  "ä": 1\n}\n',
    )
  })

  test('does not depend on the order of keys, and reading and writing again changes nothing', () => {
    const text = stableText({ b: { d: 1, c: '\u2028\u0000"\\' }, a: [] })
    expect(stableText({ a: [], b: { c: '\u2028\u0000"\\', d: 1 } })).toBe(text)
    expect(stableText(parseJson(text, 'a.json'))).toBe(text)
  })

  test('keeps a key named __proto__ as data', () => {
    const value = JSON.parse('{"b":1,"__proto__":{"x":1}}') as Json
    expect(stableText(value)).toBe('{\n  "__proto__": {\n    "x": 1\n  },\n  "b": 1\n}\n')
  })

  test('does not change its argument', () => {
    const value = { b: 1, a: { d: 1, c: 1 } }
    stableText(value)
    expect(Object.keys(value)).toEqual(['b', 'a'])
    expect(Object.keys(value.a)).toEqual(['d', 'c'])
  })
})

describe('lineOf', () => {
  test.each([
    ['a', 1],
    ['c', 3],
    ['not there', 1],
  ])('%j is in line %d', (needle, line) => expect(lineOf('a\nb\nc\n', needle)).toBe(line))
})
