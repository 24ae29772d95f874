import { expect, test } from 'vitest'
import { bothWords } from './asset-words.ts'

const NAMES: Readonly<Record<string, string>> = {
  'dataset:6f1c': 'Orders',
  'dataset:9ab2': 'Orders',
  'theme:leaf': 'Harbor & Leaf',
  MIDNIGHT: 'no key',
}
const arn = (resource: string): string => `arn:aws:quicksight:::${resource}`

test.each([
  [arn('dataset/6f1c'), arn('dataset/77aa'), '"Orders"', '"77aa"'],
  [undefined, arn('theme/leaf'), 'none', '"Harbor & Leaf"'],
  [arn('dataset/6f1c'), arn('dataset/9ab2'), '"Orders" (6f1c)', '"Orders" (9ab2)'],
  ['MIDNIGHT', 'arn:aws:quicksight::aws:theme/CLASSIC', '"MIDNIGHT"', '"CLASSIC"'],
])('%s → %s', (base, head, from, to) => {
  expect(bothWords(base, head, (key) => NAMES[key])).toEqual({ from, to })
})
