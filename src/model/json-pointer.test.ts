import { describe, expect, test } from 'vitest'
import { keysOfPointer, lineOfPointer, pointerOf } from './json-pointer.ts'

describe('JSON pointers', () => {
  test('hold any key', () => {
    const keys = ['a/b', 'm~n', '', '__proto__', '0']
    expect(pointerOf(keys)).toBe('/a~1b/m~0n//__proto__/0')
    expect(keysOfPointer(pointerOf(keys))).toEqual(keys)
  })

  test('of the whole value is empty', () => {
    expect(pointerOf([])).toBe('')
    expect(keysOfPointer('')).toEqual([])
  })

  test('have list indexes as digits', () => expect(pointerOf(['sheets', 2])).toBe('/sheets/2'))
})

const TEXT = `{
  "name": "a \\"} ] { name",
  "empty": {},
  "none": [],
  "list": [
    1,
    { "deep": null },
    {
      "a/b": {
        "na\\u006de": true
      }
    }
  ],
  "last": -1.5e3
}
`

describe('the line of a pointer', () => {
  test.each([
    ['', 1],
    ['/name', 2],
    ['/empty', 3],
    ['/none', 4],
    ['/list', 5],
    ['/list/0', 6],
    ['/list/1/deep', 7],
    ['/list/2', 8],
    ['/list/2/a~1b', 9],
    ['/list/2/a~1b/name', 10],
    ['/last', 14],
  ])('%s', (pointer, line) => expect(lineOfPointer(TEXT, pointer)).toBe(line))

  test.each([
    ['/gone', 1],
    ['/list/7', 5],
    ['/list/2/gone/further', 8],
    ['/name/0', 2],
    ['/empty/0', 3],
  ])('%s, which is not there: of what is around it', (pointer, line) => {
    expect(lineOfPointer(TEXT, pointer)).toBe(line)
  })

  test('in a text without line breaks', () => {
    expect(lineOfPointer(JSON.stringify({ a: [{ b: 1 }] }), '/a/0/b')).toBe(1)
  })

  test('is found in large files at once', () => {
    const text = JSON.stringify(
      Array.from({ length: 20_000 }, (_, id) => ({ id, name: `"x${id}"`, list: [id, { deep: '[{' }] })),
      null,
      2,
    )
    const line = lineOfPointer(text, '/19999/list/1/deep')
    expect(text.split('\n')[line - 1]?.trim()).toBe('"deep": "[{"')
    const start = performance.now()
    lineOfPointer(text, '/19999/list/1/deep')
    expect(performance.now() - start).toBeLessThan(500)
  })

  test('ends on texts that are no JSON', () => {
    for (const text of ['', '{', '{"a"', '{"a":', '[1', '{]', 'x', '{"a":}']) {
      expect(lineOfPointer(text, '/a/0')).toBe(1)
    }
  })
})
