import { refKey } from '../../model/asset.ts'
import type { Change, NamedAsset } from '../../model/change.ts'
import { kindText } from '../../model/kind-words.ts'
import type { ChangedAsset, Review } from '../../model/review.ts'
import { clip } from '../review-words.ts'
import { count } from '../words.ts'
import { type Group, groupsOf } from './asset-groups.ts'
import { changeItem } from './change.ts'
import { isGrave } from './grave.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import type { Section } from './page.ts'
import { assetMarkup, LONGEST_SHOWN, named } from './text.ts'

/** Notable changes of an asset beyond these are folded. */
const SEEN = 30

const list = (changes: readonly Change[]): Markup => markup`<ul class="changes">${changes.map(changeItem)}</ul>`

const notable = (changes: readonly Change[]): Markup => {
  if (changes.length === 0) return NOTHING
  if (changes.length <= SEEN) return list(changes)
  const rest = changes.slice(SEEN)
  return markup`${list(changes.slice(0, SEEN))}<details class="fold"><summary>${rest.length} more notable changes</summary>${list(rest)}</details>`
}

const cosmetic = (changes: readonly Change[]): Markup =>
  changes.length === 0
    ? NOTHING
    : markup`<details class="fold cosmetic"><summary>${count(changes.length, 'cosmetic change')}</summary>${list(changes)}</details>`

const above = (number: number): Markup =>
  number === 0
    ? NOTHING
    : markup`<p class="above"><a href="#grave">${count(number, 'breaking or security change')} of it above</a></p>`

const EMPTY: Readonly<Record<ChangedAsset['action'], string>> = {
  added: 'All of it is new.',
  removed: 'All of it is gone.',
  changed: 'The file was written anew, without a difference that is told here.',
}

type Groups = ReadonlyMap<string, Group>

/** Changes that were made to several assets are told at one of them. */
const elsewhere = ({ toldAt }: Group, groups: Groups): Markup =>
  markup`${[...toldAt.values()].map(({ asset, number }) => {
    const link = markup`<a href="#${groups.get(refKey(asset))?.anchor}">${assetMarkup(asset)}</a>`
    return number === 1
      ? markup`<p class="above">1 change is the same as in ${link}, where it is told.</p>`
      : markup`<p class="above">${number} changes are the same as in ${link}, where they are told.</p>`
  })}`

const onlyFile = ({ asset, changes, toldAt }: Group): Markup =>
  changes.length > 0 || toldAt.size > 0 || asset.action === undefined
    ? NOTHING
    : markup`<p class="quiet">${EMPTY[asset.action]}</p>`

const pictures = ({ sheets }: Group): Markup =>
  sheets.length === 0
    ? NOTHING
    : markup`<p class="pictures">Before and after: ${sheets.map(({ name, anchor }, i) => markup`${i === 0 ? '' : ', '}<a href="#${anchor}">${named(clip(name, 60))}</a>`)}</p>`

const fullName = ({ name }: NamedAsset): Markup =>
  name.length <= LONGEST_SHOWN
    ? NOTHING
    : markup`<details><summary>The full name, ${name.length.toLocaleString('en')} characters</summary><bdi>${name}</bdi></details>`

const kicker = ({ kind, id, name, action }: Group['asset']): Markup => {
  const badge = action === undefined ? NOTHING : markup` <span class="badge ${action}">${action}</span>`
  const shown = id === name ? NOTHING : markup` <code><bdi>${clip(id, LONGEST_SHOWN)}</bdi></code>`
  return markup`<p class="kicker">${clip(kindText(kind), 60)}${shown}${badge}</p>`
}

const group = (one: Group, groups: Groups): Markup => {
  const { asset, changes } = one
  const quiet = changes.filter((change) => !isGrave(change))
  const heading = markup`${kicker(asset)}<h3>${named(asset.name || asset.id)}</h3>${fullName(asset)}`
  const told = markup`${notable(quiet.filter(({ severity }) => severity === 'notable'))}${cosmetic(quiet.filter(({ severity }) => severity === 'cosmetic'))}`
  return markup`<article class="asset" id="${one.anchor}">${heading}${above(changes.length - quiet.length)}${told}${elsewhere(one, groups)}${pictures(one)}${onlyFile(one)}</article>\n`
}

/** Every changed asset with its notable changes, and the cosmetic ones folded. */
export const assetsSection = (review: Review): Section | undefined => {
  const groups = groupsOf(review)
  if (groups.size === 0) return undefined
  const body = markup`${[...groups.values()].map((one) => group(one, groups))}`
  return { id: 'assets', title: 'Changes by asset', count: groups.size, body }
}
