import { describe, expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { scopeChange, scopeWords } from './scope.ts'

describe('scopes', () => {
  const visual = (id: string, plainText: string): Json => ({
    pieChartVisual: { visualId: id, title: { formatText: { plainText } } },
  })
  const definition = {
    sheets: [
      { sheetId: 's1', name: 'One', visuals: [visual('a', 'A'), visual('b', 'B'), visual('c', 'C'), visual('d', 'D')] },
      { sheetId: 's2', name: 'Two', visuals: [visual('e', 'E')] },
    ],
  }
  const scope = (...sheets: [string, string[]?][]): Json => ({
    selectedSheets: {
      sheetVisualScopingConfigurations: sheets.map(([sheetId, visualIds]) =>
        visualIds ? { sheetId, scope: 'SELECTED_VISUALS', visualIds } : { sheetId, scope: 'ALL_VISUALS' },
      ),
    },
  })
  const side = { definition, toBase: (id: string) => id }
  const change = (a: Json, b: Json): string => scopeChange(a, b, { base: side, head: side })

  test('name few visuals and count many', () => {
    expect(scopeWords({ allSheets: {} }, definition)).toBe('all sheets')
    expect(scopeWords(scope(['s1', ['a', 'b']], ['s2']), definition)).toBe(
      'pie chart "A" and pie chart "B" of sheet "One" and sheet "Two"',
    )
    expect(scopeWords(scope(['s1', ['a', 'b', 'c', 'd']]), definition)).toBe('4 visuals of sheet "One"')
    expect(scopeWords(scope(['s1', ['gone']]), definition)).toBe('1 visual of sheet "One"')
    expect(scopeWords(scope(['gone']), definition)).toBe('a sheet that is not there')
    expect(scopeWords(scope(), definition)).toBe('no sheet')
  })

  test('that changed tell what came and went', () => {
    expect(change(scope(['s1', ['a', 'b']]), scope(['s1', ['b', 'c']]))).toBe(
      'also applies to pie chart "C" of sheet "One"; no longer applies to pie chart "A" of sheet "One"',
    )
    expect(change(scope(['s1']), scope(['s1'], ['s2']))).toBe('also applies to sheet "Two"')
  })

  test('of another kind are told whole', () => {
    expect(change(scope(['s1']), scope(['s1', ['a']]))).toBe(
      'applies to pie chart "A" of sheet "One" instead of sheet "One"',
    )
    expect(change(scope(['s1']), { allSheets: {} })).toBe('applies to all sheets instead of sheet "One"')
    expect(change(scope(['s1', ['a']]), scope(['s2', ['e']]))).toBe(
      'applies to pie chart "E" of sheet "Two" instead of pie chart "A" of sheet "One"',
    )
  })

  test('that only name other ids did not change', () => {
    const head = { definition, toBase: (id: string) => id.replace('new-', '') }
    expect(scopeChange(scope(['s1', ['a']]), scope(['new-s1', ['new-a']]), { base: side, head })).toBe('')
    expect(change({ allSheets: {} }, { allSheets: {} })).toBe('')
  })
})
