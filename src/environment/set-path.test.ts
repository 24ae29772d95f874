import { describe, expect, test } from 'vitest'
import { parsePath, segmentsText } from './set-path.ts'

const key = (name: string) => ({ type: 'key', key: name })
const item = (member: string, value: string) => ({ type: 'item', member, value })

describe('parsePath', () => {
  test.each([
    ['importMode', [key('importMode')]],
    ['a.b.c', [key('a'), key('b'), key('c')]],
    [
      'definition.sheets[name=Overview].title',
      [key('definition'), key('sheets'), item('name', 'Overview'), key('title')],
    ],
    ['a[name="with ] . \\" quotes"].b', [key('a'), item('name', 'with ] . " quotes'), key('b')]],
    ['a[name=Sales & more, 2024].b', [key('a'), item('name', 'Sales & more, 2024'), key('b')]],
    ['a["x.y"]["z"].b', [key('a'), key('x.y'), key('z'), key('b')]],
    ['["a.b"].c', [key('a.b'), key('c')]],
    ['a[x=1][y=2]', [key('a'), item('x', '1'), item('y', '2')]],
    ['a key.with spaces', [key('a key'), key('with spaces')]],
  ])('%s', (text, segments) => {
    const parsed = parsePath(text)
    expect(parsed).toEqual({ segments })
    if ('segments' in parsed) expect(parsePath(segmentsText(parsed.segments))).toEqual({ segments })
  })

  test.each([
    ['', 'ends too early'],
    ['a.', 'has a dot with no key after it'],
    ['a.[b=c]', 'has a dot with no key after it'],
    ['.a', 'cannot be read from ".a" on'],
    ['a..b', 'cannot be read from ".b" on'],
    ['a[b=c]d', 'cannot be read from "d" on'],
    ['a]b', 'cannot be read from "]b" on'],
    ['[name=x].a', 'begins with [member=value], but an asset is a map; begin with a key'],
    ['a[Overview].b', 'has a bracket that is neither ["key"] nor [member=value]: [Overview].b'],
    ['a[name=].b', 'has a bracket that is neither ["key"] nor [member=value]: [name=].b'],
    ['a["b].c', 'has a bracket that is neither ["key"] nor [member=value]: ["b].c'],
    [
      'definition.sheets[0].title',
      'counts list items, which shifts when somebody adds one; name the item instead, such as [name=Overview] or [visualId=…]',
    ],
  ])('%s is refused', (text, fault) => expect(parsePath(text)).toEqual({ fault }))
})
