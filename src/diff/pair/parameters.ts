import type { JsonObject } from '../../model/json.ts'
import { openMatching, pairBest, pairUnique } from '../matching.ts'
import type { Rename } from '../renaming.ts'
import { columnOf } from './controls.ts'
import { expressionsOf, inNamesOfBase } from './expressions.ts'
import type { Named } from './names.ts'
import { filterGroupsOf, filtersOf } from './things.ts'

const renameOf = (a: Named, b: Named): Rename => ({ what: 'parameter', of: '', from: a.name, to: b.name })

/** Formulas that differ in nothing but the name. */
const byFormulas = (base: JsonObject, head: JsonObject): ((a: Named, b: Named) => number) => {
  const expressions = expressionsOf(base)
  const changed = [...expressionsOf(head)].flatMap(([key, text]) => {
    const then = expressions.get(key)
    return then === undefined || then === text ? [] : [{ then, text }]
  })
  return (a, b) => changed.filter(({ then, text }) => inNamesOfBase(text, [renameOf(a, b)]) === then).length
}

const NAMED = /"(?:parameter|parameterName)":"([^"]+)"/g

/** The columns that filters compare with each parameter, by the name of the parameter. */
const filteredColumns = (definition: JsonObject): Map<string, Set<string>> => {
  const columns = new Map<string, Set<string>>()
  for (const filter of filterGroupsOf(definition).flatMap(({ body }) => filtersOf(body))) {
    for (const [, name = ''] of JSON.stringify(filter.body).matchAll(NAMED))
      columns.set(name, (columns.get(name) ?? new Set()).add(columnOf(filter)))
  }
  return columns
}

/** Filters that compare the same column with the one before and the other now. */
const byFilters = (base: JsonObject, head: JsonObject): ((a: Named, b: Named) => number) => {
  const [before, after] = [filteredColumns(base), filteredColumns(head)]
  return (a, b) => [...(before.get(a.name) ?? [])].filter((column) => after.get(b.name)?.has(column)).length
}

/** Parameters that were renamed and changed at once: what uses them as before, but for the name, gives them away. */
export const parametersRenamedByUse = (
  before: readonly Named[],
  after: readonly Named[],
  { base, head }: { base: JsonObject; head: JsonObject },
): Rename[] => {
  const matching = openMatching(before, after)
  pairUnique(matching, ({ name }) => name)
  const kept = matching.pairs.length
  if (matching.base.length === 0 || matching.head.length === 0) return []
  const scores = [byFormulas(base, head), byFilters(base, head)]
  pairBest(matching, (a, b) => (a.rest.arm === b.rest.arm ? scores.reduce((sum, score) => sum + score(a, b), 0) : 0))
  return matching.pairs.slice(kept).map(([a, b]) => renameOf(a, b))
}
