import type { Json } from '../../model/json.ts'
import { openMatching, pairEqual } from '../matching.ts'
import { dataWords, listWords } from './values.ts'

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, i) => word === b[i])

/** What was taken out and what was put in, in words; a replaced item as `Cost → Revenue`. Empty when only the order differs. */
export const replacedWords = (
  before: readonly string[],
  after: readonly string[],
  arrow: (from: string, to: string) => string = (from, to) => `${from} → ${to}`,
): string[] => {
  const matching = openMatching(before, after)
  pairEqual(matching, (words) => words)
  const { base, head } = matching
  const both = Math.min(base.length, head.length)
  return [
    ...base.slice(0, both).map((words, i) => arrow(words, head[i] ?? '')),
    ...base.slice(both).map((words) => `${words} removed`),
    ...head.slice(both).map((words) => `${words} added`),
  ]
}

const MOST_SHOWN = 6

/** How many of a list's values a line may hold, so that both versions can be read side by side. */
export const isLong = (...lists: readonly (readonly Json[])[]): boolean =>
  lists.some(({ length }) => length > MOST_SHOWN)

/** `"East" and "West" added; "North" removed`: what differs between lists that are too long to read side by side. */
export const listChange = (
  before: readonly Json[],
  after: readonly Json[],
  wordsOf: (item: Json) => string = dataWords,
): string => {
  const texts = [before, after].map((list) => list.map((item) => JSON.stringify(item))) as [string[], string[]]
  const matching = openMatching([...before.keys()], [...after.keys()])
  pairEqual(matching, (index, side) => texts[side === 'base' ? 0 : 1][index])
  const parts = [
    { list: matching.head.map((index) => after[index] ?? null), word: 'added' },
    { list: matching.base.map((index) => before[index] ?? null), word: 'removed' },
  ].flatMap(({ list, word }) => (list.length === 0 ? [] : [`${listWords(list, { wordsOf })} ${word}`]))
  if (parts.length > 0) return parts.join('; ')
  return isSame(...texts) ? '' : 'in another order'
}
