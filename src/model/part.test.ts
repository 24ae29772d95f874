import { expect, test } from 'vitest'
import { partText } from './part.ts'

test.each([
  ['bar chart', 'Revenue', 'bar chart "Revenue"'],
  ['text box', '', 'text box'],
  ['KPI', 'of sum of Revenue', 'KPI of sum of Revenue'],
])('%s %s', (what, name, expected) => expect(partText({ what, name })).toBe(expected))
