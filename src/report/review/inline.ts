import type { Change, NamedAsset, Where } from '../../model/change.ts'
import { htmlInMarkdown, markdown } from '../../model/escape.ts'
import { kindText } from '../../model/kind-words.ts'
import { clip, LONGEST_NAME, placeText, shortList, whereTextFrom } from '../review-words.ts'
import type { Block } from './block.ts'

/** How long the parts of a line may be, in characters before escaping. */
export type Caps = { place: number; message: number; reason: number; affects: number }

export const ROOMY: Caps = { place: 240, message: 300, reason: 300, affects: 5 }
export const TIGHT: Caps = { place: 240, message: 120, reason: 80, affects: 2 }
/** What it is and where, and nothing else. */
export const SHORT: Caps = { place: 80, message: 60, reason: 0, affects: 0 }

/** Escaped text that begins a line or a list item, where `-`, `=` and `1.` would be markup. */
const atStart = (escaped: string): string =>
  escaped
    .trimStart()
    .replace(/^[-=]/, '\\$&')
    .replace(/^(\d+)\./, '$1\\.')

export const inline = (text: string, most: number): string => atStart(markdown(clip(text.trim(), most)))

const shortName = ({ name, id }: NamedAsset): string => clip(name.trim() || id, LONGEST_NAME)

/** `**Sales overview** (dashboard)`. */
export const assetMarkdown = (asset: NamedAsset): string =>
  `**${markdown(shortName(asset))}** (${markdown(clip(kindText(asset.kind), LONGEST_NAME))})`

/** The same for a `<summary>`. */
export const assetSummary = (asset: NamedAsset): string =>
  `<b>${htmlInMarkdown(shortName(asset))}</b> (${htmlInMarkdown(clip(kindText(asset.kind), LONGEST_NAME))})`

/** A place in words, cut from its outer end, since the inner one says what it is. */
const shortPlace = (text: string, most: number): string => {
  const characters = Array.from(text)
  return characters.length <= most ? text : `…${characters.slice(1 - most).join('')}`
}

const placesText = (places: readonly Where[], home: NamedAsset, caps: Caps): string[] =>
  places.map((where) => shortPlace(whereTextFrom(home, where), caps.place))

const elsewhere = (places: readonly Where[], home: NamedAsset, caps: Caps): string =>
  shortList(placesText(places, home, caps), caps.affects)

/** Places that read the same are counted: a sheet may have five visuals of one name. */
const countedPlaces = ({ also = [], ...own }: Change, caps: Caps): string[] => {
  const counts = new Map<string, number>()
  for (const text of placesText(also, own.asset, caps)) counts.set(text, (counts.get(text) ?? 0) + 1)
  const [here = ''] = placesText([own], own.asset, caps)
  const more = counts.get(here) ?? 0
  counts.delete(here)
  const others = [...counts].map(([text, number]) => (number === 1 ? text : `${text} (${number} times)`))
  // What follows a rename in the very place is part of it.
  return more === 0 || own.action === 'renamed' ? others : [`${more} more here`, ...others]
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

const alsoText = (change: Change, caps: Caps): string => {
  const places = caps.affects === 0 ? [] : countedPlaces(change, caps)
  return places.length === 0 ? '' : ` (also ${shortList(places, caps.affects)})`
}

/** `sheet "Overview" › bar chart "Revenue": line instead of bars (also sheet "Detail")`, without its asset. Not escaped. */
const changeText = (change: Change, caps: Caps): string => {
  const place = shortPlace(placeText(change.place), caps.place)
  const message = clip(change.message.trim(), caps.message)
  return `${place === '' ? '' : `${place}: `}${message}${alsoText(change, caps)}`
}

/** What is told, then why it matters and whom it affects. Escaped. */
const changeSentences = (change: Change, caps: Caps): string => {
  const { asset, reason, affects = [] } = change
  const hasReason = reason !== undefined && caps.reason > 0
  const why = hasReason ? ` **Why:** ${markdown(sentence(clip(reason.trim(), caps.reason)))}` : ''
  const isFelt = affects.length > 0 && caps.affects > 0
  const whom = isFelt ? ` **Affects:** ${markdown(elsewhere(affects, asset, caps))}.` : ''
  const text = markdown(changeText(change, caps))
  return `${why === '' && whom === '' ? text : sentence(text)}${why}${whom}`
}

/** A change as a list item below the name of its asset. */
export const changeItem = (change: Change): string => `- ${atStart(changeSentences(change, ROOMY))}\n`

/** A change as a list item that stands alone, with its asset. */
export const fullItem = (change: Change, caps: Caps): string => {
  const { asset, place } = change
  return `- ${assetMarkdown(asset)}${place.length > 0 ? ' › ' : ': '}${changeSentences(change, caps)}\n`
}

type Fold = { summary: string; children: readonly Block[] } & Pick<Block, 'rank' | 'what'>

/** A folded piece; `summary` is HTML. */
export const details = ({ summary, ...rest }: Fold): Block => ({
  text: `<details><summary>${summary}</summary>\n\n`,
  close: '\n</details>\n\n',
  ...rest,
})

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

const LONGEST_ADDRESS = 400

/** A link, where the address is one of the web and nothing else; otherwise nothing. */
export const link = (text: string, address: string | undefined): string => {
  if (address === undefined || address.length > LONGEST_ADDRESS || !URL.canParse(address)) return ''
  const { protocol, href } = new URL(address)
  return /^https?:$/.test(protocol) ? `[${text}](${href.replace(/[()<>\\`|*_~[\]]/g, percent)})` : ''
}
