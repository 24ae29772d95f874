import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { align, equalInOrder } from './align.ts'
import { openDigest, orderText } from './digest.ts'
import { haveSameNames, identityOf } from './identity.ts'
import { identities, isListOfThings, isUnique, MAPS, TABLE_REFERENCES } from './kinds-of-lists.ts'
import { type Keys, NO_OWN_IDS, type OwnIds, openKeys, type Renaming } from './renaming.ts'
import { type Raw, type Sides, Trail } from './trail.ts'
import { unionOf } from './union.ts'

const VISUAL = 'visualId'

const sidesOf = (side: 'base' | 'head', value: Json): [Json | undefined, Json | undefined] =>
  side === 'base' ? [value, undefined] : [undefined, value]

const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null

const hasSameFirst = (a: JsonObject, b: JsonObject): boolean => {
  for (const key in a) return Object.hasOwn(b, key)
  return true
}

class Comparison {
  readonly trail = new Trail()
  readonly #renaming: Renaming
  readonly #keys: Keys
  #visual: JsonObject | undefined

  constructor(renaming: Renaming) {
    this.#renaming = renaming
    this.#keys = openKeys(renaming)
  }

  get #own(): OwnIds {
    return (this.#visual && this.#renaming.own(this.#visual)) ?? NO_OWN_IDS
  }

  #sameText(a: string, b: string, key: string): boolean {
    if (a === b || this.#renaming.ids.get(b) === a) return true
    const { fields, strays, parts } = this.#own
    if (fields.get(b) === a || parts.get(b) === a) return true
    if (key === 'fieldId' && strays().get(b) === a) return true
    const map = TABLE_REFERENCES[key]
    return map !== undefined && this.#renaming.tables.get(map)?.get(b) === a
  }

  #sameScalar(a: Json, b: Json, key: string): boolean {
    return a === b || (typeof a === 'string' && typeof b === 'string' && this.#sameText(a, b, key))
  }

  #removed(sides: Sides, value: Json): void {
    this.trail.enter(sides, value, undefined)
    this.trail.tell('removed', { before: value })
    this.trail.leave()
  }

  #added(sides: Sides, value: Json): void {
    this.trail.enter(sides, undefined, value)
    this.trail.tell('added', { after: value })
    this.trail.leave()
  }

  /** A list of things that is not written on the other side: each of them came or went. */
  #wholeList(side: 'base' | 'head', key: string, list: readonly Json[]): void {
    const [action, value] = side === 'base' ? (['removed', 'before'] as const) : (['added', 'after'] as const)
    this.trail.enter({ key, [side]: key }, ...sidesOf(side, [...list]))
    list.forEach((item, i) => {
      this.trail.enter({ key: '#', [side]: i }, ...sidesOf(side, item))
      this.trail.tell(action, { [value]: item }, { above: 1 })
      this.trail.leave()
    })
    this.trail.leave()
  }

  walk(sides: Sides, a: Json, b: Json): void {
    if (this.#sameScalar(a, b, sides.key)) return
    this.trail.enter(sides, a, b)
    if (Array.isArray(a) && Array.isArray(b)) this.#walkList(a, b, sides.key)
    else if (isObject(a) && isObject(b)) this.walkObject(a, b, sides.key)
    else this.trail.tell('changed', { before: a, after: b })
    this.trail.leave()
  }

  walkObject(a: JsonObject, b: JsonObject, key: string): void {
    const outer = this.#visual
    if (VISUAL in b) this.#visual = b
    if (MAPS.has(key)) this.#walkMap(a, b, this.#renaming.tables.get(key))
    else if (hasSameFirst(a, b) || !this.#walkArms(a, b)) this.#walkMembers(a, b)
    this.#visual = outer
  }

  /** A bar chart that became a line chart is compared as a chart, after its kind. */
  #walkArms(a: JsonObject, b: JsonObject): boolean {
    const [base, head] = [unionOf(a), unionOf(b)]
    if (!base || !head) return false
    this.trail.tell('changed', { before: base.arm, after: head.arm }, { suffix: '/@' })
    this.walk({ key: head.arm, base: base.arm, head: head.arm }, base.body, head.body)
    return true
  }

  #walkMembers(a: JsonObject, b: JsonObject): void {
    for (const key in a) {
      const before = a[key] as Json
      const after = Object.hasOwn(b, key) ? b[key] : undefined
      if (after === undefined && isListOfThings(key, before)) this.#wholeList('base', key, before)
      else if (after === undefined) this.#removed({ key, base: key }, before)
      else if (after !== before) this.walk({ key, base: key, head: key }, before, after)
    }
    for (const key in b) {
      const after = b[key] as Json
      if (Object.hasOwn(a, key)) continue
      if (isListOfThings(key, after)) this.#wholeList('head', key, after)
      else this.#added({ key, head: key }, after)
    }
  }

  #walkMap(a: JsonObject, b: JsonObject, map: ReadonlyMap<string, string> | undefined): void {
    const seen = new Set<string>()
    for (const [head, value] of Object.entries(b)) {
      const base = map?.get(head) ?? head
      const before = Object.hasOwn(a, base) ? a[base] : undefined
      if (before === undefined) this.#added({ key: '*', head }, value)
      else this.walk({ key: '*', base, head }, before, value)
      seen.add(base)
    }
    for (const [base, value] of Object.entries(a)) if (!seen.has(base)) this.#removed({ key: '*', base }, value)
  }

  #walkList(a: readonly Json[], b: readonly Json[], key: string): void {
    if (a.every(isScalar) && b.every(isScalar)) {
      const same = a.length === b.length && a.every((item, i) => this.#sameScalar(item, b[i] as Json, key))
      if (!same) this.trail.tell('changed', { before: [...a], after: [...b] })
      return
    }
    if (haveSameNames(a, b) || this.#haveSameIdentities(a, b, key)) {
      this.#walkPairs(a, b)
      return
    }
    const own = this.#own
    const base = identities(a, this.#keys.ofBase)
    const head = base && identities(b, (identity) => this.#keys.ofHead(key, identity, own))
    if (base && head && isUnique(base) && isUnique(head)) this.#walkKeyed(a, b, { base, head })
    else this.#walkAligned(a, b)
  }

  /** Whether two lists hold the same things in the same order, under whatever ids and names. */
  #haveSameIdentities(a: readonly Json[], b: readonly Json[], key: string): boolean {
    if (a.length !== b.length) return false
    const own = this.#own
    for (let i = 0; i < a.length; i++) {
      const one = identityOf(a[i] as Json)
      const other = one && identityOf(b[i] as Json)
      if (!other || this.#keys.ofBase(one) !== this.#keys.ofHead(key, other, own)) return false
    }
    return true
  }

  #walkPairs(a: readonly Json[], b: readonly Json[]): void {
    for (let i = 0; i < a.length; i++) this.walk({ key: '#', base: i, head: i }, a[i] as Json, b[i] as Json)
  }

  #walkKeyed(a: readonly Json[], b: readonly Json[], { base, head }: { base: string[]; head: string[] }): void {
    const places = new Map(head.map((key, j) => [key, j]))
    const pairs: [number, number][] = []
    for (const [i, key] of base.entries()) {
      const j = places.get(key)
      if (j === undefined) this.#removed({ key: '#', base: i }, a[i] as Json)
      else {
        this.walk({ key: '#', base: i, head: j }, a[i] as Json, b[j] as Json)
        pairs.push([i, j])
      }
    }
    const known = new Set(pairs.map(([, j]) => j))
    b.forEach((value, j) => {
      if (!known.has(j)) this.#added({ key: '#', head: j }, value)
    })
    this.#walkOrder(a, b, pairs)
  }

  /** What stands in another order than before: all but the longest run that did not move. */
  #walkOrder(a: readonly Json[], b: readonly Json[], pairs: readonly [number, number][]): void {
    if (pairs.every(([, j], n) => n === 0 || j > (pairs[n - 1]?.[1] ?? 0))) return
    const byHead = [...pairs].sort(([, j], [, other]) => j - other)
    const inBase = pairs.map(([i]) => i)
    const inHead = byHead.map(([i]) => i)
    const isFirst = (): boolean =>
      orderText(pairs.map(([i]) => a[i] ?? null)) <= orderText(byHead.map(([, j]) => b[j] ?? null))
    const steady = new Set(equalInOrder(inBase, inHead, isFirst).map(([n]) => inBase[n]))
    for (const [i, j] of pairs) {
      if (steady.has(i)) continue
      this.trail.enter({ key: '#', base: i, head: j }, a[i], b[j])
      this.trail.tell('moved', { before: a[i], after: b[j] })
      this.trail.leave()
    }
  }

  #isAlike(a: Json, b: Json): boolean {
    if (!isObject(a) || !isObject(b)) return isScalar(a) === isScalar(b) && Array.isArray(a) === Array.isArray(b)
    if (unionOf(a)?.arm !== unionOf(b)?.arm) return false
    const [one, other] = [identityOf(a), identityOf(b)]
    return !one || !other || this.#keys.ofBase(one) === this.#keys.ofHead('', other, this.#own)
  }

  #walkAligned(a: readonly Json[], b: readonly Json[]): void {
    // Whatever else they hold, they end up as one pair: no need to look into them twice.
    if (a.length === 1 && b.length === 1 && this.#isAlike(a[0] as Json, b[0] as Json)) {
      this.#walkPairs(a, b)
      return
    }
    const digest = openDigest({ blankIds: false })
    const { fields, parts } = this.#own
    const toBase = (text: string): string => fields.get(text) ?? parts.get(text) ?? this.#renaming.ids.get(text) ?? text
    const { pairs, removed, added } = align(
      a.map((item) => digest(item)),
      b.map((item) => digest(item, toBase)),
      {
        isAlike: (i, j) => this.#isAlike(a[i] as Json, b[j] as Json),
        isFirst: () => orderText(a) <= orderText(b),
      },
    )
    for (const [i, j] of pairs) this.walk({ key: '#', base: i, head: j }, a[i] as Json, b[j] as Json)
    for (const i of removed) this.#removed({ key: '#', base: i }, a[i] as Json)
    for (const j of added) this.#added({ key: '#', head: j }, b[j] as Json)
  }
}

/** Compare two bodies, head's names read as base's. Every value that differs is in, or below, a place that comes back. */
export const compare = (base: JsonObject, head: JsonObject, renaming: Renaming): Raw[] => {
  const comparison = new Comparison(renaming)
  comparison.walkObject(base, head, '')
  return comparison.trail.found
}
