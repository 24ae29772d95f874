import { isObject, type JsonObject, listAt, stringAt } from '../../model/json.ts'
import type { Digest } from '../digest.ts'
import { openMatching, overlap, pairBest, pairUnique } from '../matching.ts'
import type { Rename } from '../renaming.ts'
import { unionOf } from '../union.ts'
import { inNamesOfBase } from './expressions.ts'
import { parametersRenamedByUse } from './parameters.ts'

/** Something that is known by its name. `rest`: all but its name and dataset. */
export type Named = { what: Rename['what']; of: string; name: string; rest: JsonObject; index: number }

const omit = (object: JsonObject, ...keys: string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))

const LISTS = [
  { list: 'dataSetIdentifierDeclarations', what: 'dataset identifier', key: 'identifier' },
  { list: 'parameterDeclarations', what: 'parameter', key: 'name' },
  { list: 'calculatedFields', what: 'calculated field', key: 'name' },
] as const

const namedIn = (definition: JsonObject, { list, what, key }: (typeof LISTS)[number]): Named[] =>
  listAt(definition, list).flatMap((item, index): Named[] => {
    const union = unionOf(item)
    const body = union?.body ?? item
    const name = isObject(body) ? stringAt(body, key) : undefined
    if (!isObject(body) || name === undefined) return []
    const of = stringAt(body, 'dataSetIdentifier') ?? ''
    return [{ what, of, name, rest: { arm: union?.arm ?? '', ...omit(body, key, 'dataSetIdentifier') }, index }]
  })

const LETTERS = 3

/** The groups of three letters of a name: those of a renamed thing mostly stay. */
const lettersOf = (name: string): Set<string> => {
  const text = ` ${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  return new Set(Array.from({ length: Math.max(1, text.length - LETTERS + 1) }, (_, i) => text.slice(i, i + LETTERS)))
}

const LEAST_ALIKE = 0.4

const nameScore = (a: Named, b: Named): number => {
  const alike = overlap(lettersOf(a.name), lettersOf(b.name))
  return a.of === b.of && alike >= LEAST_ALIKE ? alike : 0
}

/** A rename leaves the rest as it was: the same expression, defaults or dataset under another name. */
const renamesIn = (base: readonly Named[], head: readonly Named[], digest: Digest): Rename[] => {
  const matching = openMatching(base, head)
  pairUnique(matching, ({ of, name }) => `${of}\0${name}`)
  const kept = matching.pairs.length
  pairUnique(matching, ({ of, rest }) => `${of} ${digest(rest)}`)
  const equal = (a: Named, b: Named): number => (digest(a.rest) === digest(b.rest) ? nameScore(a, b) : 0)
  pairBest(matching, equal)
  return matching.pairs.slice(kept).map(([a, b]) => ({ what: a.what, of: a.of, from: a.name, to: b.name }))
}

const readAsBase = (named: readonly Named[], renames: readonly Rename[]): Named[] => {
  const identifiers = new Map(
    renames.flatMap(({ what, from, to }) => (what === 'dataset identifier' ? [[to, from]] : [])),
  )
  return named.map((item) => {
    const expression = stringAt(item.rest, 'expression')
    return {
      ...item,
      of: identifiers.get(item.of) ?? item.of,
      rest: expression === undefined ? item.rest : { ...item.rest, expression: inNamesOfBase(expression, renames) },
    }
  })
}

const without = (named: readonly Named[], names: readonly string[]): Named[] =>
  named.filter(({ name }) => !names.includes(name))

const parametersOf = (
  before: readonly Named[],
  after: readonly Named[],
  sides: { base: JsonObject; head: JsonObject; digest: Digest },
): Rename[] => {
  const byUse = parametersRenamedByUse(before, after, sides)
  const left = without(
    before,
    byUse.map(({ from }) => from),
  )
  return [
    ...byUse,
    ...renamesIn(
      left,
      without(
        after,
        byUse.map(({ to }) => to),
      ),
      sides.digest,
    ),
  ]
}

const MOST_ROUNDS = 5

/** Renamed dataset identifiers, parameters and calculated fields of a definition; one renamed field may reveal the next. */
export const renamesOf = (base: JsonObject, head: JsonObject, digest: Digest): Rename[] => {
  const found: Rename[] = []
  for (const list of LISTS) {
    const before = namedIn(base, list)
    const after = namedIn(head, list)
    if (list.what === 'parameter') {
      found.push(...parametersOf(before, after, { base, head, digest }))
      continue
    }
    let own: Rename[] = []
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const next = renamesIn(before, readAsBase(after, [...found, ...own]), digest)
      const isSame = next.length === own.length
      own = next
      if (isSame || list.what !== 'calculated field') break
    }
    found.push(...own)
  }
  return found
}
