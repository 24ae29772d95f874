import type { Json } from '../../model/json.ts'
import { placeOf } from '../place.ts'
import type { Raw } from '../trail.ts'
import { pathWords, valueWords } from '../words/values.ts'
import type { Describer, Said } from './describer.ts'

const MOST_SAID = 4

const said = (words: string, text: string): string => (words === '' ? text : `${words}: ${text}`)

/** One difference as `legend › position: right → bottom`. */
const sentence = ({ action, trail, path, before, after }: Raw, from: number): string => {
  const words = pathWords([...placeOf(trail).rest.slice(from), ...(path.endsWith('/@') ? ['kind'] : [])])
  if (action === 'added') return said(words, `${valueWords(after)} added`)
  if (action === 'removed') return said(words, `${valueWords(before)} removed`)
  if (action === 'moved') return said(words, 'stands elsewhere')
  return said(words, `${valueWords(before)} → ${valueWords(after)}`)
}

/** The differences of a spot one after the other; many are counted. */
export const sentences = (raws: readonly Raw[], from = 0): string => {
  const all = raws.map((raw) => sentence(raw, from))
  const shown = all.slice(0, all.length > MOST_SAID + 1 ? MOST_SAID : all.length)
  return all.length > shown.length ? `${shown.join('; ')}; and ${all.length - shown.length} more` : shown.join('; ')
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.values(value).every(isEmpty))

/** An empty object or list came or went: exports differ in whether they write them. */
const isNothing = ({ action, before, after }: Raw): boolean =>
  (action === 'added' || action === 'removed') && isEmpty(before) && isEmpty(after)

const one = (raw: Raw): Said => ({
  message: sentences([raw]),
  action: raw.action,
  ...(raw.before === undefined ? {} : { before: raw.before }),
  ...(raw.after === undefined ? {} : { after: raw.after }),
})

/** What no other describer knows: named by its keys and values, so that nothing that differs is ever left out. */
export const ANYTHING: Describer = {
  kind: 'other',
  at: /^.*$/,
  severity: 'notable',
  say: ({ raws }) => {
    const [raw] = raws
    if (raws.every(isNothing)) return { message: sentences(raws), severity: 'cosmetic' }
    return raw && raws.length === 1 ? one(raw) : { message: sentences(raws) }
  },
}
