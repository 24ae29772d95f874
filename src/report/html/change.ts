import { refKey } from '../../model/asset.ts'
import type { Change, NamedAsset, Where } from '../../model/change.ts'
import { count } from '../words.ts'
import { longList } from './lists.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { assetMarkup, placeMarkup, sentence, whereMarkup } from './text.ts'
import { textDiff } from './text-diff.ts'
import { values } from './value.ts'

const SIGNS: Readonly<Record<Change['action'], string>> = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '→',
  renamed: '⇢',
}

/** What was there and what is there now: a text diff where there is one. */
export const beforeAndAfter = (change: Change): Markup =>
  change.lines === undefined || change.lines.length === 0 ? values(change) : textDiff(change.lines)

/** The other places of the very same change, folded. */
export const otherPlaces = ({ also = [] }: Change): Markup =>
  also.length === 0
    ? NOTHING
    : markup`<details><summary>The same change in ${count(also.length, 'other place')}</summary>${longList({ entries: also.map(whereMarkup), seen: 60, name: 'places' })}</details>`

const byAsset = (places: readonly Where[]): { asset: NamedAsset; places: Where[] }[] => {
  const found = new Map<string, { asset: NamedAsset; places: Where[] }>()
  for (const where of places) {
    const key = refKey(where.asset)
    const group = found.get(key) ?? { asset: where.asset, places: [] }
    group.places.push(where)
    found.set(key, group)
  }
  return [...found.values()]
}

const affectedAsset = ({ asset, places }: { asset: NamedAsset; places: readonly Where[] }): Markup => {
  const inside = places.filter(({ place }) => place.length > 0)
  const list =
    inside.length === 0 ? NOTHING : longList({ entries: inside.map(({ place }) => placeMarkup(place)), name: 'places' })
  return markup`<span class="whose">${assetMarkup(asset)}</span>${list}`
}

/** Who is affected by a change, by asset. */
export const affected = ({ affects = [] }: Change): Markup =>
  affects.length === 0
    ? NOTHING
    : longList({ entries: byAsset(affects).map(affectedAsset), name: 'assets', classes: 'affected' })

const affectedFolded = (change: Change): Markup =>
  change.affects === undefined || change.affects.length === 0
    ? NOTHING
    : markup`<details><summary>Affects ${count(change.affects.length, 'place')}</summary>${affected(change)}</details>`

/** One change in the list of its asset: `place: message`, with what belongs to it below. */
export const changeItem = (change: Change): Markup => {
  const place =
    change.place.length === 0
      ? NOTHING
      : markup`<span class="place">${placeMarkup(change.place)}<span class="unseen">: </span></span>`
  const reason = change.reason === undefined ? NOTHING : markup`<div class="reason">${sentence(change.reason)}</div>`
  return markup`<li class="change"><span class="mark ${change.action}" aria-hidden="true">${SIGNS[change.action]}</span><div>${place}<div class="message">${sentence(change.message)}</div>${reason}${beforeAndAfter(change)}${affectedFolded(change)}${otherPlaces(change)}</div></li>\n`
}
