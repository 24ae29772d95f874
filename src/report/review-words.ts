import { refKey } from '../model/asset.ts'
import type { Change, NamedAsset, Part, Severity, Where } from '../model/change.ts'
import { kindPlural, kindText } from '../model/kind-words.ts'
import { partText } from '../model/part.ts'
import type { EnvironmentReview, Review } from '../model/review.ts'
import { count } from './words.ts'

/** How many characters of a name reports show in lists and tables. */
export const LONGEST_NAME = 80

/** At most so many characters (code points, so that none is torn); what was cut shows as `…`. */
export const clip = (text: string, most: number): string => {
  if (text.length <= most) return text
  const characters = Array.from(text.slice(0, 2 * most + 2))
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

const TITLES: Readonly<Record<Severity, string>> = {
  breaking: 'Breaking',
  security: 'Security',
  notable: 'Notable',
  cosmetic: 'Cosmetic',
}

export const severityTitle = (severity: Severity): string => TITLES[severity]

/** `2 analyses`, `1 data source`. */
export const kindCount = (number: number, kind: string): string => count(number, kindText(kind), kindPlural(kind))

const quoted = (name: string): string => `"${clip(name, LONGEST_NAME)}"`

/** `sheet "Overview" › bar chart "Revenue"`. Not escaped. Long names are cut. */
export const placeText = (place: readonly Part[]): string =>
  place
    .map(({ what, name }) => partText({ what: clip(what, LONGEST_NAME), name: clip(name, LONGEST_NAME) }))
    .join(' › ')

/** `dashboard "Sales overview"`; the id stands in for a name that is missing. Not escaped. */
export const assetText = ({ kind, id, name }: NamedAsset): string =>
  `${clip(kindText(kind), LONGEST_NAME)} ${quoted(name.trim() || id)}`

/** `dashboard "Sales overview" › sheet "Overview"`. Not escaped. */
export const whereText = ({ asset, place }: Where): string =>
  place.length === 0 ? assetText(asset) : `${assetText(asset)} › ${placeText(place)}`

/** The same as seen from an asset, whose own places need not name it. */
export const whereTextFrom = (home: NamedAsset, { asset, place }: Where): string =>
  refKey(asset) === refKey(home) && place.length > 0 ? placeText(place) : whereText({ asset, place })

type Counts = Readonly<Record<Severity, number>>

/** How many changes there are of each severity. */
export const countsOf = (changes: readonly Change[]): Counts => {
  const counts: Record<Severity, number> = { breaking: 0, security: 0, notable: 0, cosmetic: 0 }
  for (const { severity } of changes) counts[severity] += 1
  return counts
}

/** `a`, `a and b`, `a, b and c`. */
export const listText = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

/** At most so many of them, and how many more there are: `a, b and 12 more`. */
export const shortList = (items: readonly string[], most: number): string =>
  items.length <= most ? listText(items) : `${items.slice(0, most).join(', ')} and ${items.length - most} more`

const isOfEnvironment = ({ kind }: NamedAsset): boolean => kind === 'environment'

const placesOf = (changes: readonly Change[]): string => {
  const touched = new Map<string, NamedAsset>()
  for (const { asset, also = [] } of changes)
    for (const one of [asset, ...also.map((where) => where.asset)]) touched.set(`${one.kind}:${one.id}`, one)
  const all = [...touched.values()]
  const environments = all.filter(isOfEnvironment).length
  const assets = all.length - environments
  const parts = [assets > 0 ? count(assets, 'asset') : '', environments > 0 ? count(environments, 'environment') : '']
  return listText(parts.filter(Boolean))
}

/** `2 breaking, 1 security and 5 notable changes`; what is zero is left out. */
const countsText = (counts: Counts): string => {
  const parts = Object.entries(counts).filter(([, number]) => number > 0)
  const total = parts.reduce((sum, [, number]) => sum + number, 0)
  return `${listText(parts.map(([severity, number]) => `${number} ${severity}`))} change${total === 1 ? '' : 's'}`
}

const changesVerdict = ({ changes, assets }: Review): string => {
  if (changes.length > 0) return `${countsText(countsOf(changes))} in ${placesOf(changes)}`
  return assets.length === 0 ? 'No changes' : `No described change in ${count(assets.length, 'changed file')}`
}

const MOST_NAMES = 3

const namesOf = (environments: readonly EnvironmentReview[]): string =>
  environments.length <= MOST_NAMES
    ? listText(environments.map(({ name }) => clip(name, 40)))
    : count(environments.length, 'environment')

const troubles = ({ environments, problems }: Review): string[] => {
  const blocked = environments.filter(({ blocks }) => blocks.length > 0)
  const unplanned = environments.filter(({ problem }) => problem !== undefined)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return [
    blocked.length > 0 ? `deploy to ${namesOf(blocked)} is blocked` : '',
    unplanned.length > 0 ? `no plan for ${namesOf(unplanned)}` : '',
    errors > 0 ? `${count(errors, 'error')} in the files` : '',
  ].filter(Boolean)
}

/** Whether the review itself found everything in order: no error in the files, every environment planned and free to deploy. */
const isInOrder = (review: Review): boolean => troubles(review).length === 0

/** Whether there is nothing to review: nothing changed, and nothing is wrong. */
export const isNothing = (review: Review): boolean =>
  review.changes.length === 0 && review.assets.length === 0 && isInOrder(review)

/**
 * One line: `2 breaking, 5 notable and 12 cosmetic changes in 3 assets; no plan for prod`. `No changes` stands alone only
 * when nothing is wrong: what is blocked, failed or has errors is always in it. Not escaped.
 */
export const verdictOf = (review: Review): string => [changesVerdict(review), ...troubles(review)].join('; ')
