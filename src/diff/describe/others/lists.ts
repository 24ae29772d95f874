import type { Json } from '../../../model/json.ts'
import { openMatching, pairEqual } from '../../matching.ts'
import { idWords } from '../asset-words.ts'
import { namesText } from '../dataset/told.ts'

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))) : []

/** What a list of names lost and gained: `"a" removed; "b" added`. Empty when it is only in another order. */
export const listChanges = (
  base: Json | undefined,
  head: Json | undefined,
  word: (item: string) => string = idWords,
): { gone: string[]; come: string[]; words: string } => {
  const matching = openMatching(texts(base), texts(head))
  pairEqual(matching, (item) => item)
  const [gone, come] = [matching.base.map(word), matching.head.map(word)]
  const words = [gone.length > 0 ? `${namesText(gone)} removed` : '', come.length > 0 ? `${namesText(come)} added` : '']
  return { gone, come, words: words.filter(Boolean).join('; ') }
}
