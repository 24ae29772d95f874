import type { Change, Elsewhere, Part } from '../model/change.ts'
import { addTo } from '../model/groups.ts'
import { isObject, type Json, stringAt } from '../model/json.ts'
import { inNamesOfBase } from './pair/expressions.ts'
import { placeOf } from './place.ts'
import type { Rename } from './renaming.ts'
import type { Raw } from './trail.ts'

/** Members that hold a name, an expression, or text with parameters in it. */
const NAMES: Readonly<Record<Rename['what'], RegExp>> = {
  column: /^(columnName|projectedColumns|columnNames|columns|name)$/,
  'calculated field': /^(columnName|name)$/,
  parameter: /parameter/i,
  'dataset identifier': /^dataSetIdentifier$/,
}
const EXPRESSIONS = /^(expression|conditionExpression|onClause)$/

const followsText = (key: string, before: string, after: string, rename: Rename): boolean => {
  if (before === rename.from && after === rename.to) return NAMES[rename.what].test(key)
  if (EXPRESSIONS.test(key) || rename.what === 'parameter') return inNamesOfBase(after, [rename]) === before
  return false
}

const followsList = (key: string, before: readonly Json[], after: readonly Json[], rename: Rename): boolean =>
  before.length === after.length &&
  NAMES[rename.what].test(key) &&
  before.every((item, i) => item === after[i] || (item === rename.from && after[i] === rename.to))

/** Whether the value stands in the dataset that the renamed thing belongs to, as far as the file says. */
const isWithin = ({ trail }: Raw, { of }: Rename): boolean => {
  const parent = trail.at(-2)?.base
  const dataset = isObject(parent) ? stringAt(parent, 'dataSetIdentifier') : undefined
  return of === '' || dataset === undefined || dataset === of
}

/** The declaration itself is told as the rename. */
const isDeclaration = ({ path }: Raw): boolean =>
  /^\/definition\/(calculatedFields\/#\/name|parameterDeclarations\/#\/\w+\/name|dataSetIdentifierDeclarations\/#\/identifier)$/.test(
    path,
  ) || /\/(inputColumns|columns)\/#\/(name|columnName)$/.test(path)

const follows = (raw: Raw, rename: Rename): boolean => {
  const { before, after } = raw
  const key = raw.trail.at(-1)?.key ?? ''
  if (raw.action !== 'changed' || !isWithin(raw, rename)) return false
  if (typeof before === 'string' && typeof after === 'string') return followsText(key, before, after, rename)
  return Array.isArray(before) && Array.isArray(after) && followsList(key, before, after, rename)
}

export type Following = { own: Raw[]; followers: Map<Rename, Raw[]> }

/** Set apart the differences that do no more than follow a rename. */
export const setApart = (raws: readonly Raw[], renames: readonly Rename[]): Following => {
  const followers = new Map<Rename, Raw[]>()
  const own = raws.filter((raw) => {
    if (isDeclaration(raw)) return true
    const rename = renames.find((candidate) => follows(raw, candidate))
    if (rename) addTo(followers, rename, raw)
    return rename === undefined
  })
  return { own, followers }
}

const isOf = ({ action, subject, subjects = [] }: Change, { what, of, from, to }: Rename): boolean =>
  action === 'renamed' &&
  [...(subject ? [subject] : []), ...subjects].some(
    (one) => one.what === what && one.name === from && one.renamed === to && (one.of ?? '') === of,
  )

const VISUAL = 2

/** Who uses a name: of a visual all its fields are one user. */
const userOf = (place: readonly Part[]): readonly Part[] =>
  place[0]?.what === 'sheet' ? place.slice(0, VISUAL) : place

const placesOf = (raws: readonly Raw[], { asset }: Change): Elsewhere[] => {
  const places = raws.map((raw) => userOf(placeOf(raw.trail).place))
  return [...new Map(places.map((place) => [JSON.stringify(place), { asset, place }])).values()]
}

/** The renames that nobody told: what follows them must be told by itself. */
export const untoldRenames = (changes: readonly Change[], followers: Following['followers']): Rename[] =>
  [...followers.keys()].filter((rename) => !changes.some((change) => isOf(change, rename)))

/** Tell each rename with the places that follow it. */
export const withFollowers = (changes: readonly Change[], followers: Following['followers']): Change[] =>
  changes.map((change) => {
    const raws = [...followers].find(([rename]) => isOf(change, rename))?.[1]
    if (!raws) return change
    return {
      ...change,
      also: [...(change.also ?? []), ...placesOf(raws, change)],
      differences: [...change.differences, ...raws.map(({ at }) => at)],
    }
  })
