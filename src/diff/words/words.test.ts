import { describe, expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { keyWords, pathWords } from './keys.ts'
import { listChange, replacedWords } from './lists.ts'
import { linkChange, looksChange, markupChange } from './markup.ts'
import { EXPRESSION, isOnlySpacing, PROSE, wordChanges } from './text-changes.ts'
import { constant, dataWords, listWords, short, valueWords } from './values.ts'

describe('values', () => {
  test.each<[Json | undefined, string]>([
    [undefined, 'nothing'],
    [null, 'nothing'],
    [{}, 'nothing'],
    [[], 'nothing'],
    [true, 'on'],
    [1.5, '1.5'],
    ['SMALL_MULTIPLES', 'small multiples'],
    ['14px', '14px'],
    ['#FF8700', '#FF8700'],
    ['East', '"East"'],
    [['East', 'West', 'North'], '"East", "West" and "North"'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], '"a", "b", "c", "d", "e" and 2 more'],
    [{ visibility: 'HIDDEN', gridLineVisibility: 'VISIBLE' }, 'hidden, grid line visible'],
    [{ customLabel: 'USD', fieldId: 'x.1' }, 'custom label "USD"'],
    [{ column: { dataSetIdentifier: 'orders', columnName: 'cost' }, role: 'STATE' }, 'cost, role state'],
    [{ formatConfiguration: { numberFormatConfiguration: { prefix: 'AB' } } }, 'number format prefix "AB"'],
    [{ a: { b: { c: 1 } } }, 'a b c 1'],
  ])('%j is %s', (value, words) => expect(valueWords(value)).toBe(words))

  test('ids are told by what they stand for', () => {
    const nameOf = (id: string) => (id === 'f1' ? 'sum of cost' : undefined)
    expect(valueWords({ fieldId: 'f1', width: '20px' }, nameOf)).toBe('sum of cost, width 20px')
    expect(valueWords(['f1', 'f2'], nameOf)).toBe('sum of cost and "f2"')
  })

  test('data is never one of the constants', () => {
    expect(dataWords('USD')).toBe('"USD"')
    expect(listWords(['GB', 3], { wordsOf: dataWords })).toBe('"GB" and 3')
    expect([constant('GB'), constant('Gb'), constant('N')]).toEqual(['gb', 'Gb', 'N'])
  })

  test('a cut text tears no character and says that it was cut', () => {
    expect(short('a \n b', 3)).toBe('a b')
    expect(short('abcdef', 4)).toBe('abc…')
    expect(short('ab🔴cd', 4)).toBe('ab…')
  })
})

describe('keys', () => {
  test.each([
    ['backgroundColor', 'background color'],
    ['hasURLTarget', 'has url target'],
    ['kpioptions', 'KPI'],
    ['toString', 'to string'],
  ])('%s is %s', (key, words) => expect(keyWords(key)).toBe(words))

  test.each<[string[], string]>([
    [['chartConfiguration', 'legend', 'title', 'visibility'], 'legend › title › visibility'],
    [['tableOptions', 'cellStyle', 'fontConfiguration', 'fontSize'], 'table › cell style › font › font size'],
    [['categoryLabelOptions', 'axisLabelOptions', '#', 'customLabel'], 'category axis title'],
    [['xaxisLabelOptions', 'axisLabelOptions', '#', 'fontConfiguration'], 'x axis title › font'],
    [['axisLabelOptions', 'customLabel'], 'axis label › custom label'],
    [['xaxisDisplayOptions', 'scrollbarOptions'], 'x axis › scrollbar'],
    [['#', '*', 'definition'], ''],
  ])('%j is %s', (keys, words) => expect(pathWords(keys)).toBe(words))
})

describe('lists', () => {
  test('what is replaced is paired, what is left over came or went', () => {
    expect(replacedWords(['a', 'b', 'c'], ['b', 'x'])).toEqual(['a → x', 'c removed'])
    expect(replacedWords(['a'], ['a', 'a'])).toEqual(['a added'])
    expect(replacedWords(['a', 'b'], ['b', 'a'])).toEqual([])
  })

  test('long ones are told by what differs', () => {
    expect(listChange(['a', 'b'], ['b', 'C', 'D'])).toBe('"C" and "D" added; "a" removed')
    expect(listChange(['a', 'b'], ['b', 'a'])).toBe('in another order')
    expect(listChange([1, '1'], [1, '1'])).toBe('')
    expect(listChange(['1'], [1])).toBe('1 added; "1" removed')
  })
})

describe('texts', () => {
  const quote = (text: string): string => `"${text}"`
  const prose = (before: string, after: string) => wordChanges(before, after, { pattern: PROSE, quote })
  const formula = (before: string, after: string) => wordChanges(before, after, { pattern: EXPRESSION })

  test('of prose the words that differ', () => {
    expect(prose('as of v1.0 and later', 'as of v1.1 and later')).toBe('"v1.0" → "v1.1"')
    expect(prose('one two', 'one two three four')).toBe('"three four" added')
    expect(prose(`keep ${'word '.repeat(30)}`, 'keep')).toBe(`"${short('word '.repeat(30), 60)}" removed`)
  })

  test('nothing where all of it is other, or too much', () => {
    expect(prose('one two', 'three four')).toBeUndefined()
    expect(prose('a 1 b 2 c 3 d 4 e', 'a 5 b 6 c 7 d 8 e')).toBeUndefined()
    expect(prose('same', 'same')).toBeUndefined()
  })

  test('of a formula the names, texts and signs that differ', () => {
    expect(formula('ifelse({a b} = "x y", 1, 0)', 'ifelse({a b} = "x z", 1, 0)')).toBe('"x y" → "x z"')
    expect(formula('{a} > 1', '{a} > 1 AND {b} > 2')).toBe('AND {b} > 2 added')
  })

  test('nothing of a formula that was wrapped in another, since its pieces say nothing', () => {
    expect(formula('sum({a}) > 1', 'ifelse(sum({a}) > 1, 1, 0)')).toBeUndefined()
  })

  test('spacing is none of a formula, but is part of the texts in it', () => {
    expect(isOnlySpacing('{a}  +\n{b}', '{a} + {b}', EXPRESSION)).toBe(true)
    expect(isOnlySpacing('"a  b"', '"a b"', EXPRESSION)).toBe(false)
    expect(isOnlySpacing('{a b}', '{ab}', EXPRESSION)).toBe(false)
    expect(isOnlySpacing('{a} // one', '{a}', EXPRESSION)).toBe(false)
  })
})

describe('markup', () => {
  const text = (inner: string): string => `<text-box>${inner}</text-box>`

  test('is told by where it leads, or by how it looks', () => {
    const [a, b] = [text('<a href="https://example.com/a">Go</a>'), text('<a href="https://example.com/b">Go</a>')]
    expect(linkChange(a, b)).toBe('https://example.com/a → https://example.com/b')
    expect(markupChange(a, b)).toBe('link: https://example.com/a → https://example.com/b')
    expect(looksChange(text('<b>Go</b>'), text('<inline color="#fff">Go</inline>'))).toBe(
      'color #fff added, bold removed',
    )
    expect(markupChange(text('Go'), text('<i>Go</i>'))).toBe('looks: italic added')
    expect(markupChange(text('Go'), text('\n  Go'))).toBe('only its spacing')
    expect(markupChange(text('Go'), text('Stop'))).toBe('"Go" → "Stop"')
  })

  test('counts what comes often', () => {
    const runs = (color: string): string => text(`<inline color="${color}">a</inline>`.repeat(3))
    expect(looksChange(runs('#111111'), runs('#222222'))).toBe(
      'color #222222 (3 times) added, color #111111 (3 times) removed',
    )
  })
})
