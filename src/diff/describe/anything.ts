import { isObject, type Json } from '../../model/json.ts'
import { partText } from '../../model/part.ts'
import { fieldsOf, fieldWords } from '../../model/visual.ts'
import { placeOf } from '../place.ts'
import type { Raw, Step } from '../trail.ts'
import { unionOf } from '../union.ts'
import { isLong, listChange } from '../words/lists.ts'
import { markupChange } from '../words/markup.ts'
import { dataWords, IDS, keyWords, type NameOf, pathWords, valueWords, WRITTEN } from '../words/values.ts'
import type { Describer, Said } from './describer.ts'

const MOST_SAID = 4

const said = (words: string, text: string): string => (words === '' ? text : `${words}: ${text}`)

const VISUAL = 4

/** What the ids in a visual stand for: the fields that it shows. */
const namesIn = (trail: readonly Step[]): NameOf => {
  if (trail[VISUAL - 1]?.key !== 'visuals') return () => undefined
  const visuals = [trail[VISUAL]?.base, trail[VISUAL]?.head].map((value) => unionOf(value)?.body).filter(isObject)
  const names = new Map(visuals.flatMap(fieldsOf).map(({ id, value }) => [id, fieldWords(value)]))
  return (id) => names.get(id)
}

const MARKUP = new Set(['richText', 'content', 'narrative'])

/** Generated ids say nothing: they are told by what they stand for. */
const idChange = (before: string, after: string, nameOf: NameOf): string => {
  const [from, to] = [nameOf(before), nameOf(after)]
  return from === undefined || to === undefined ? 'another one' : `${from} → ${to}`
}

const changedWords = ({ trail, path, before, after }: Raw): string => {
  if (path.endsWith('/@')) return `${keyWords(String(before))} → ${keyWords(String(after))}`
  const key = trail.at(-1)?.key ?? ''
  if (Array.isArray(before) && Array.isArray(after)) {
    const nameOf = namesIn(trail)
    const wordsOf = (item: Json): string =>
      (typeof item === 'string' ? nameOf(item) : undefined) ??
      (WRITTEN.test(key) ? dataWords(item) : valueWords(item, nameOf))
    const hasIds = [...before, ...after].some((item) => typeof item === 'string' && nameOf(item) !== undefined)
    if (hasIds) return listChange(before.map(wordsOf), after.map(wordsOf), String)
    if (isLong(before, after)) return listChange(before, after, wordsOf)
  }
  if (typeof before === 'string' && typeof after === 'string') {
    if (MARKUP.has(key)) return markupChange(before, after)
    if (IDS.test(key)) return idChange(before, after, namesIn(trail))
    if (WRITTEN.test(key)) return `${dataWords(before)} → ${dataWords(after)}`
  }
  return `${valueWords(before, namesIn(trail))} → ${valueWords(after, namesIn(trail))}`
}

/** One value, that came or went. The field that it is of is named already where it has a place of its own. */
const wordsOf = (value: Json | undefined, { trail }: Raw): string => {
  if (typeof value === 'string' && WRITTEN.test(trail.at(-1)?.key ?? '')) return dataWords(value)
  return valueWords(value, isField(trail) ? undefined : namesIn(trail))
}

const isField = (trail: readonly Step[]): boolean =>
  trail.at(-1)?.key === '#' && placeOf(trail).place.length > placeOf(trail.slice(0, -1)).place.length

/** The places between the spot that is told of and the difference, and the keys below: `field "Cost" › width`. */
const pathOf = ({ trail, path }: Raw, spot: readonly Step[]): string => {
  const outside = placeOf(spot).place.length
  const { place, rest } = placeOf(trail)
  const inside = place.slice(outside).map(partText)
  return [...inside, pathWords([...rest, ...(path.endsWith('/@') ? ['kind'] : [])])].filter(Boolean).join(' › ')
}

const MOVED = 'stands elsewhere in the list'

/** That something is visible is all there is to say of it, when it is not said otherwise. */
const came = (words: string, value: string, how: string): string =>
  value === 'visible' && words !== '' ? `${words} ${how}` : said(words, `${value} ${how}`)

/** One difference as `legend › position: right → bottom`. */
const sentence = (raw: Raw, spot: readonly Step[]): string => {
  const words = pathOf(raw, spot)
  const { action, before, after } = raw
  if (action === 'added') return came(words, wordsOf(after, raw), 'added')
  if (action === 'removed') return came(words, wordsOf(before, raw), 'removed')
  if (action === 'moved')
    return placeOf(raw.trail).rest.length === 0 ? said(words, MOVED) : came(words, wordsOf(after, raw), MOVED)
  return said(words, changedWords(raw))
}

/** The differences of a spot one after the other, each with its path below the spot; many are counted. */
export const sentences = (raws: readonly Raw[], spot: readonly Step[] = raws[0]?.trail ?? []): string => {
  const all = raws.map((raw) => sentence(raw, spot))
  const shown = all.slice(0, all.length > MOST_SAID + 1 ? MOST_SAID : all.length)
  return all.length > shown.length ? `${shown.join('; ')}; and ${all.length - shown.length} more` : shown.join('; ')
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.values(value).every(isEmpty))

/** An empty object or list came or went: exports differ in whether they write them. */
export const isNothing = ({ action, before, after }: Raw): boolean =>
  (action === 'added' || action === 'removed') && isEmpty(before) && isEmpty(after)

/** A single difference, with its values as they are. */
export const tellOne = (raw: Raw, spot: readonly Step[] = raw.trail): Said => ({
  message: sentences([raw], spot),
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
    return raw && raws.length === 1 ? tellOne(raw) : { message: sentences(raws) }
  },
}
