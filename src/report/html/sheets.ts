import type { NamedAsset } from '../../model/change.ts'
import type { Review, SheetPair } from '../../model/review.ts'
import { placeText } from '../review-words.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import { longList } from './lists.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import type { Section } from './page.ts'
import { type SharedSheet, sharedSheets } from './same-sheets.ts'
import { type ElementChange, elementChanges } from './sheet-words.ts'
import { assetMarkup, named, placeMarkup } from './text.ts'
import { drawing, stateTag } from './wireframe.ts'

/** The pictures of so many sheets are open; those of the others are a click away. */
const OPEN = 6

const STATES = ['added', 'removed', 'changed', 'moved'] as const

const key = (state: string, words: string): Markup =>
  markup`<li><svg class="element ${state}" width="36" height="22" aria-hidden="true" focusable="false"><rect class="box" x="2" y="2" width="90%" height="80%" rx="4"/></svg> ${words}</li>`

const wordsOf = (state: (typeof STATES)[number]): string =>
  state === 'moved' ? `${stateTag(['moved'])} or ${stateTag(['resized'])}` : stateTag([state])

const legend = markup`<div class="legend"><h3 id="legend">Legend</h3><ul aria-labelledby="legend">${STATES.map((state) => key(state, wordsOf(state)))}${key('same', 'As before')}</ul></div>\n`

const changeLine = ({ element, words, detail }: ElementChange): Markup =>
  markup`<b class="tag ${element.state}">${stateTag(words)}</b> <span>${placeMarkup([{ what: element.what, name: element.title }])}<span class="spot">, ${detail}</span></span>`

const sheetState = ({ before, after }: SheetPair): Markup =>
  before !== undefined && after !== undefined
    ? NOTHING
    : markup` <span class="badge ${before === undefined ? 'added' : 'removed'}">${before === undefined ? 'added' : 'removed'}</span>`

const stays = ({ after }: SheetPair): string => {
  const number = (after?.elements ?? []).filter(({ state }) => state === 'same').length
  return number === 0 ? '' : `${number} ${number === 1 ? 'element stays' : 'elements stay'} as before.`
}

const told = (pair: SheetPair, bounds: Bounds): Markup => {
  const entries = elementChanges(pair, bounds).map(changeLine)
  const nothing = entries.length === 0 ? 'No element was added, removed, changed or moved. ' : ''
  const rest = `${nothing}${stays(pair)}`
  return markup`${longList({ entries, seen: 12, name: 'elements', classes: 'told' })}${rest === '' ? '' : markup`<p class="quiet">${rest}</p>`}`
}

type Side = { id: string; word: 'Before' | 'After'; pair: SheetPair; bounds: Bounds }

const missing = (word: Side['word']): Markup =>
  markup`<p class="missing">${word === 'Before' ? 'The sheet was not there before.' : 'The sheet is no longer there.'}</p>`

const picture = ({ id, word, pair, bounds }: Side): Markup => {
  const [frame, other] = word === 'Before' ? [pair.before, pair.after] : [pair.after, pair.before]
  const title = `${placeText([{ what: 'Sheet', name: pair.name }])} ${word.toLowerCase()}`
  const body =
    frame === undefined ? missing(word) : drawing({ id: `${id}-${word.toLowerCase()}`, title, frame, other, bounds })
  return markup`<figure><figcaption>${word}</figcaption>${body}</figure>`
}

const pictures = (pair: SheetPair, id: string, bounds: Bounds): Markup =>
  markup`<div class="pair">${picture({ id, word: 'Before', pair, bounds })}${picture({ id, word: 'After', pair, bounds })}</div>`

const owners = (assets: readonly NamedAsset[]): Markup =>
  markup`${assets.map((asset, i) => markup`${i === 0 ? '' : ', '}${assetMarkup(asset)}`)}`

const sheet = ({ pair, assets, anchor: id }: SharedSheet, index: number): Markup => {
  const bounds = boundsOf(pair)
  const both = pictures(pair, id, bounds)
  const shown =
    index < OPEN ? both : markup`<details class="fold"><summary>Show the pictures</summary>${both}</details>`
  return markup`<article class="sheet" id="${id}"><p class="kicker">${owners(assets)}</p><h3>${named(pair.name)}${sheetState(pair)}</h3>${shown}${told(pair, bounds)}</article>\n`
}

/** Every changed sheet as it was and as it is, in pictures and in words. */
export const sheetsSection = ({ sheets }: Review): Section | undefined => {
  if (sheets.length === 0) return undefined
  const shared = sharedSheets(sheets)
  return { id: 'sheets', title: 'Before and after', count: shared.length, body: markup`${legend}${shared.map(sheet)}` }
}
