import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { filterWords } from '../../words/filters.ts'
import { scopeWords } from '../../words/scope.ts'
import { constant } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const definitionOf = (body: JsonObject): JsonObject => (isObject(body.definition) ? body.definition : {})

const arrow = (before: string, after: string, words: string): string[] =>
  before === after ? [] : [`${words}${before} → ${after}`]

const conditions = (group: JsonObject, withDataset = false): string =>
  (Array.isArray(group.filters) ? group.filters : []).map((filter) => filterWords(filter, withDataset)).join(' and ')

/** What the group filters by, before and after; the datasets are named where nothing else differs. */
const bothConditions = (base: JsonObject, head: JsonObject): string[] => {
  const isPlain = conditions(base) !== conditions(head)
  return arrow(conditions(base, !isPlain), conditions(head, !isPlain), '')
}

const scopeOf = (group: JsonObject, body: JsonObject): string =>
  scopeWords(group.scopeConfiguration, definitionOf(body))

const whole = (group: JsonObject, body: JsonObject): string =>
  `${conditions(group)}, on ${scopeOf(group, body)}${group.status === 'DISABLED' ? ' (disabled)' : ''}`

const changed = (base: JsonObject, head: JsonObject, { versions, raws }: Spot): Said => {
  const status = [base, head].map((group) => constant(stringAt(group, 'status') ?? 'ENABLED')) as [string, string]
  const parts = [
    ...bothConditions(base, head),
    ...arrow(scopeOf(base, versions.base.body), scopeOf(head, versions.head.body), 'applies to '),
    ...arrow(...status, ''),
  ]
  if (parts.length === 0) return { message: sentences(raws), severity: 'cosmetic' }
  if (bothConditions(base, head).length === 0 && parts.length === 1) {
    return {
      message: parts.join(''),
      before: scopeOf(base, versions.base.body),
      after: scopeOf(head, versions.head.body),
    }
  }
  return { message: parts.join('; '), before: whole(base, versions.base.body), after: whole(head, versions.head.body) }
}

const say = (spot: Spot): Said | undefined => {
  const { base, head, versions, raws } = spot
  if (raws.every(({ action }) => action === 'moved')) return undefined
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
