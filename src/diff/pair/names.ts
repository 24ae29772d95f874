import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import type { Digest } from '../digest.ts'
import { openMatching, overlap, pairBest, pairUnique } from '../matching.ts'
import type { Rename } from '../renaming.ts'
import { unionOf } from '../union.ts'

type Named = { what: Rename['what']; of: string; name: string; rest: JsonObject; index: number }

const listAt = (object: JsonObject, key: string): readonly Json[] => {
  const value = object[key]
  return Array.isArray(value) ? value : []
}

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

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** An expression of head with the names that base uses. */
export const inNamesOfBase = (expression: string, renames: readonly Rename[]): string =>
  renames.reduce((text, { what, from, to }) => {
    if (!text.includes(to)) return text
    if (what === 'parameter') return text.replaceAll(`\${${to}}`, () => `\${${from}}`)
    const braced = text.replaceAll(`{${to}}`, () => `{${from}}`)
    return /^\w+$/.test(to)
      ? braced.replace(new RegExp(`(?<![\\w{$'"])${escaped(to)}(?![\\w}'"(])`, 'g'), () => from)
      : braced
  }, expression)

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

const expressionsOf = (definition: JsonObject): Map<string, string> =>
  new Map(
    listAt(definition, 'calculatedFields').flatMap((item): [string, string][] => {
      const text = isObject(item) ? stringAt(item, 'expression') : undefined
      return isObject(item) && text !== undefined ? [[`${item.dataSetIdentifier}\0${item.name}`, text]] : []
    }),
  )

/** Parameters that were renamed and changed at once: expressions that differ in nothing but the name give them away. */
const renamedByUse = (
  before: readonly Named[],
  after: readonly Named[],
  base: JsonObject,
  head: JsonObject,
): Rename[] => {
  const matching = openMatching(before, after)
  pairUnique(matching, ({ name }) => name)
  const kept = matching.pairs.length
  if (matching.base.length === 0 || matching.head.length === 0) return []
  const expressions = expressionsOf(base)
  const changed = [...expressionsOf(head)].flatMap(([key, text]) => {
    const then = expressions.get(key)
    return then === undefined || then === text ? [] : [{ then, text }]
  })
  const renameOf = (a: Named, b: Named): Rename => ({ what: 'parameter', of: '', from: a.name, to: b.name })
  pairBest(matching, (a, b) =>
    a.rest.arm === b.rest.arm
      ? changed.filter(({ then, text }) => inNamesOfBase(text, [renameOf(a, b)]) === then).length
      : 0,
  )
  return matching.pairs.slice(kept).map(([a, b]) => renameOf(a, b))
}

const without = (named: readonly Named[], names: readonly string[]): Named[] =>
  named.filter(({ name }) => !names.includes(name))

const parametersOf = (
  before: readonly Named[],
  after: readonly Named[],
  sides: { base: JsonObject; head: JsonObject; digest: Digest },
): Rename[] => {
  const byUse = renamedByUse(before, after, sides.base, sides.head)
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
