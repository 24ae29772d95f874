import { refKey } from '../model/asset.ts'
import type { NamedAsset } from '../model/change.ts'
import { kindPlural, kindText } from '../model/kind-words.ts'
import type { Broken } from './broken.ts'
import type { Site } from './examine.ts'
import type { ColumnType } from './facts.ts'

/** A site and its asset. */
export type Spot = { asset: NamedAsset; site: Site }

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

const tally = (names: readonly string[]): Map<string, number> => {
  const found = new Map<string, number>()
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1)
  return found
}

/** What has no plural, or is one already. */
const UNCOUNTED = new Set(['chosen columns', 'incremental refresh'])

const counted = (sort: string, number: number): string => {
  if (UNCOUNTED.has(sort)) return `the ${sort}`
  return number === 1 || !sort.endsWith('query') ? count(number, sort) : `${number} queries`
}

/** What readers see comes first. */
const ORDER = ['visual', 'filter', 'control', 'calculated field']

const rank = (sort: string): number => ORDER.indexOf(sort) + 1 || ORDER.length + 1

/** `2 visuals and 1 filter`. */
export const sitesText = (spots: readonly Spot[]): string => {
  const sorts = [...tally(spots.map(({ site }) => site.sort))].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return list(sorts.map(([sort, number]) => counted(sort, number)))
}

const LONGEST_NAME = 80

const clipped = (name: string): string =>
  name.length <= LONGEST_NAME
    ? name
    : `${Array.from(name)
        .slice(0, LONGEST_NAME - 1)
        .join('')}…`

/** `2 dashboards and 1 analysis`; `dashboard "Sales"` for a single one. */
export const assetsText = (assets: readonly NamedAsset[]): string => {
  const distinct = [...new Map(assets.map((asset) => [refKey(asset), asset])).values()]
  const [only, ...others] = distinct
  if (only && others.length === 0) return `${kindText(only.kind)} "${clipped(only.name || only.id)}"`
  return list(
    [...tally(distinct.map(({ kind }) => kind))].map(
      ([kind, number]) => `${number} ${number === 1 ? kindText(kind) : kindPlural(kind)}`,
    ),
  )
}

const TYPES: Readonly<Record<ColumnType, string>> = {
  STRING: 'text',
  INTEGER: 'whole numbers',
  DECIMAL: 'decimal numbers',
  DATETIME: 'dates',
}

const SHOWN = new Set(['visual', 'filter', 'control', 'text box', 'sheet'])

const outcome = (spots: readonly Spot[], isCause: boolean): string => {
  const isShown = spots.some(({ site }) => SHOWN.has(site.sort))
  const what = isShown ? 'show an error' : isCause ? 'no longer work' : 'not work'
  return `${spots.length === 1 ? 'it' : 'they'} will ${what}`
}

const elsewhere = (spots: readonly Spot[], own: string): string => {
  const others = spots.map(({ asset }) => asset).filter((asset) => refKey(asset) !== own)
  return others.length === 0 ? '' : ` in ${assetsText(spots.map(({ asset }) => asset))}`
}

const caveats = (broken: readonly Broken[]): string => {
  const alike = broken.find((one) => one.alike !== undefined)
  const unsure = broken.find(({ unsureOf }) => unsureOf !== undefined)
  return [
    alike ? '; the names differ in upper and lower case only, which QuickSight is not known to overlook' : '',
    unsure ? `; unless a column of the same name now comes from a dataset that is not in git` : '',
  ].join('')
}

/** What is broken, where that is used, and what is broken through that. */
export type Harm = { broken: readonly Broken[]; spots: readonly Spot[]; through: readonly Spot[] }

/**
 * Why something breaks: `still used by 2 visuals and 1 filter in 1 dashboard: they will show an error`. `own`: the key of the
 * asset it is told of. Without `isCause` nothing is known to have taken away what is used: the use may be what is new.
 */
export const reasonText = (
  { broken, spots, through }: Harm,
  { own, isCause }: { own: string; isCause: boolean },
): string => {
  const retyped = broken.find((one) => one.retyped)?.retyped
  const used = `${sitesText(spots)}${through.length > 0 ? ` and, through that, by ${sitesText(through)}` : ''}`
  const all = [...spots, ...through]
  const by = `${used}${elsewhere(all, own)}: ${outcome(all, isCause)}${caveats(broken)}`
  if (retyped) return `holds ${TYPES[retyped.to]}, no longer ${TYPES[retyped.from]}; still used as before by ${by}`
  return `${isCause ? 'still ' : ''}used by ${by}`
}
