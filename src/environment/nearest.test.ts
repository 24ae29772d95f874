import { expect, test } from 'vitest'
import { didYouMean, listNames, nearest } from './nearest.ts'

test.each([
  ['selekt', 'select'],
  ['regoin', 'region'],
  ['ACCOUNT', 'account'],
  ['xyz', undefined],
  ['zz', undefined],
])('%s means %s', (word, wanted) => {
  expect(nearest(word, ['account', 'region', 'select', 'a'])).toBe(wanted)
})

test('the closest wins', () => {
  expect(nearest('sales-emae', ['sales', 'sales-apac', 'sales-emea'])).toBe('sales-emea')
  expect(didYouMean('owmer', ['owner'])).toBe('; did you mean "owner"?')
  expect(didYouMean('owner', [])).toBe('')
})

test('a long list is cut', () => {
  expect(listNames(['a', 'b'])).toBe('"a", "b"')
  expect(listNames([...'abcdefghij'])).toBe('"a", "b", "c", "d", "e", "f", "g", "h" and 2 more')
})
