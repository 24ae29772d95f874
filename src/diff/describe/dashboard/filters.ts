import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { openMatching, pairEqual } from '../../matching.ts'
import { filterWords, valuesChange, valuesIn } from '../../words/filters.ts'
import { scopeChange, scopeWords } from '../../words/scope.ts'
import { constant } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { sidesOf } from './sides.ts'
import { definitionOf } from './visual.ts'

const filtersIn = (group: JsonObject): readonly Json[] => (Array.isArray(group.filters) ? group.filters : [])

const conditions = (group: JsonObject): string =>
  filtersIn(group)
    .map((filter) => filterWords(filter))
    .join(' and ')

/** One filter of a group before and after; the dataset is named where nothing else differs. Empty where they read the same. */
const arrow = (before: Json, after: Json): string => {
  const values = valuesChange(before, after)
  if (values !== undefined) return values
  const withDataset = filterWords(before) === filterWords(after)
  const [from, to] = [filterWords(before, withDataset), filterWords(after, withDataset)]
  return from === to ? '' : `${from} → ${to}`
}

/** All that a filter says, since a sentence shows only the first of many values. */
const telling = (filter: Json): string => JSON.stringify([filterWords(filter, true), valuesIn(filter)])

/** The filters of a group that differ; what reads the same before and after is left out. */
const conditionChanges = (base: JsonObject, head: JsonObject): string[] => {
  const matching = openMatching(filtersIn(base), filtersIn(head))
  pairEqual(matching, telling)
  const { base: before, head: after } = matching
  const both = Math.min(before.length, after.length)
  return [
    ...before.slice(0, both).map((filter, i) => arrow(filter, after[i] ?? null)),
    ...before.slice(both).map((filter) => `no longer ${filterWords(filter)}`),
    ...after.slice(both).map((filter) => `also ${filterWords(filter)}`),
  ].filter(Boolean)
}

const scopeOf = (group: JsonObject, body: JsonObject): string =>
  scopeWords(group.scopeConfiguration, definitionOf(body))

const whole = (group: JsonObject, body: JsonObject): string =>
  `${conditions(group)}, on ${scopeOf(group, body)}${group.status === 'DISABLED' ? ' (disabled)' : ''}`

/** What a filter asks for a column that is not there, and how its control would look, matters to nobody. */
const UNSEEN = /\/(columnName|dataSetIdentifier|filterId|defaultFilterControlConfiguration)(\/|$)/

/** What sentences about filters do not tell. */
const UNSAID = /\/(crossDataset|excludePeriodConfiguration|minimumGranularity)(\/|$)/

const isUnseen = ({ path, action }: Spot['raws'][number]): boolean => UNSEEN.test(path) || action === 'moved'

const changed = (base: JsonObject, head: JsonObject, { versions, raws, trail }: Spot): Said => {
  const [before, after] = [base, head].map((group) => constant(stringAt(group, 'status') ?? 'ENABLED'))
  const scope = scopeChange(base.scopeConfiguration, head.scopeConfiguration, sidesOf(versions))
  const found = conditionChanges(base, head)
  const others = raws.filter(({ path }) => UNSAID.test(path))
  const parts = [
    ...found,
    ...(scope === '' ? [] : [scope]),
    ...(before === after ? [] : [`${before} → ${after}`]),
    ...(others.length === 0 ? [] : [sentences(others, trail)]),
  ]
  const sides = found.length === 0 ? {} : { before: conditions(base), after: conditions(head) }
  if (parts.length > 0) return { message: parts.join('; '), ...sides }
  if (raws.every(isUnseen)) return { message: 'written differently, filters the same', severity: 'cosmetic' }
  return { message: sentences(raws, trail) }
}

const say = (spot: Spot): Said | undefined => {
  const { base, head, versions, raws } = spot
  if (raws.every(({ action, trail }) => action === 'moved' && trail.length === spot.trail.length)) return undefined
  const [before, after]: (Json | undefined)[] = [base, head]
  if (isObject(before) && isObject(after)) return changed(before, after, spot)
  if (isObject(after)) {
    const words = whole(after, versions.head.body)
    return { message: `filter added: ${words}`, action: 'added', after: words, inner: true }
  }
  if (!isObject(before)) return undefined
  const words = whole(before, versions.base.body)
  return { message: `filter removed: ${words}`, action: 'removed', before: words, inner: true }
}

export const FILTERS: readonly Describer[] = [
  { kind: 'filter', at: /^\/definition\/filterGroups\/#(?=\/|$)/, severity: 'notable', say },
]
