import { wordsOf } from '../../model/visual.ts'
import { openMatching, pairEqual } from '../matching.ts'
import { replacedWords } from './lists.ts'
import { short } from './values.ts'

const attributesOf = (richText: string, names: RegExp): string[] =>
  [...richText.matchAll(/([a-z-]+)="([^"<>]*)"/g)].flatMap(([, name = '', value = '']) =>
    names.test(name) ? [name === 'href' ? value : `${name.replaceAll('-', ' ')} ${value}`] : [],
  )

const tagsOf = (richText: string): string[] =>
  [...richText.matchAll(/<(b|i|u|s|ul|ol|h\d|expression)\b/g)].map(([, name = '']) => TAGS[name] ?? name)

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  i: 'italic',
  u: 'underlined',
  s: 'struck',
  expression: 'parameter',
}

/** The addresses that a rich text leads to, as `https://a → https://b`; empty where all stayed. */
export const linkChange = (before: string, after: string): string =>
  replacedWords(attributesOf(before, /^href$/), attributesOf(after, /^href$/)).join('; ')

const LOOKS = /^(color|background-color|font-size|font-family|align|width|height|src)$/

const MOST_SAID = 6

const counted = (words: readonly string[]): string[] => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, number]) => (number === 1 ? word : `${word} (${number} times)`))
}

/** `color #cdd1d2 added`: how the same words look otherwise; empty where only the space between them differs. */
export const looksChange = (before: string, after: string): string => {
  const looksOf = (text: string): string[] => [...attributesOf(text, LOOKS), ...tagsOf(text)]
  const matching = openMatching(looksOf(before), looksOf(after))
  pairEqual(matching, (look) => look)
  const parts = [
    ...counted(matching.head).map((look) => `${look} added`),
    ...counted(matching.base).map((look) => `${look} removed`),
  ]
  const more = parts.length > MOST_SAID ? [`and ${parts.length - MOST_SAID} more`] : []
  return [...parts.slice(0, MOST_SAID), ...more].join(', ')
}

/** How two rich texts differ that people wrote: in their words, where they lead to, or only in how they look. */
export const markupChange = (before: string, after: string): string => {
  const [from, to] = [wordsOf(before), wordsOf(after)]
  if (from !== to) return `"${short(from)}" → "${short(to)}"`
  const links = linkChange(before, after)
  if (links !== '') return `link: ${links}`
  const looks = looksChange(before, after)
  return looks === '' ? 'only its spacing' : `looks: ${looks}`
}
