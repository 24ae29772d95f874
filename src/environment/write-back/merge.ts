import { isDeepStrictEqual } from 'node:util'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { type Lists, lineUp } from './slots.ts'

/** A value that may not be there. */
export type Value = Json | undefined

/** Three versions of a value: what both came from, ours, and theirs. */
export type Sides = { was: Value; ours: Value; theirs: Value }

/**
 * Why theirs cannot be taken at a place: `set`: ours is written over by a setting; `both`: both sides changed it; `list`: a
 * list whose items cannot be told apart; `text`: a text of theirs that cannot be said in ours' words with certainty.
 */
export type Clash = { at: readonly string[]; why: 'set' | 'both' | 'list' | 'text' }

/**
 * What lies between ours and the others. `inWords`: a value of ours as the others say it; `backInWords`: the reverse, undefined
 * where it is not certain. `key`: the member that the value, or the list it is in, stands at.
 */
export type Between = {
  isSet: (at: readonly string[]) => boolean
  isSetBelow: (at: readonly string[]) => boolean
  inWords: (value: Value, key: string) => Value
  backInWords: (value: Value, key: string) => Value | undefined
}

/** Nothing lies between two versions of the same thing. */
export const NOTHING_BETWEEN: Between = {
  isSet: () => false,
  isSetBelow: () => false,
  inWords: (value) => value,
  backInWords: (value) => value,
}

type Place = { at: readonly string[]; key: string }

const allAre = <T extends Json>({ was, ours, theirs }: Sides, is: (value: Value) => value is T) =>
  is(was) && is(ours) && is(theirs) ? { was, ours, theirs } : undefined

const isList = (value: Value): value is Json[] => Array.isArray(value)

const member = (object: JsonObject, key: string): Value => (Object.hasOwn(object, key) ? object[key] : undefined)

class Merge {
  readonly clashes: Clash[] = []
  readonly #between: Between

  constructor(between: Between) {
    this.#between = between
  }

  #clash({ at }: Place, why: Clash['why'], kept: Value): Value {
    this.clashes.push({ at, why })
    return kept
  }

  #take({ ours, theirs }: Sides, place: Place): Value {
    if (theirs === undefined) return undefined
    const taken = this.#between.backInWords(theirs, place.key)
    return taken === undefined ? this.#clash(place, 'text', ours) : taken
  }

  /** Whether theirs may take the place of ours: ours differs from what it came from by nothing but its words. */
  #isFree({ was, ours }: Sides, { at, key }: Place): boolean {
    return isDeepStrictEqual(was, this.#between.inWords(ours, key)) && !this.#between.isSetBelow(at)
  }

  /** Whether both sides made the same of it, also in the words of the others. */
  #haveSame({ ours, theirs }: Sides, { at, key }: Place): boolean {
    const { isSetBelow, inWords } = this.#between
    return !isSetBelow(at) && isDeepStrictEqual(ours, theirs) && isDeepStrictEqual(inWords(ours, key), theirs)
  }

  merge(sides: Sides, place: Place): Value {
    const { was, ours, theirs } = sides
    if (isDeepStrictEqual(was, theirs)) return ours
    if (this.#between.isSet(place.at)) return this.#clash(place, 'set', ours)
    if (this.#haveSame(sides, place)) return ours
    const objects = allAre(sides, isObject)
    if (objects) return this.#mergeMembers(objects, place)
    const lists = allAre(sides, isList)
    const merged = lists && this.#mergeItems(lists, place)
    if (merged) return merged
    if (this.#isFree(sides, place)) return this.#take(sides, place)
    const why = lists ? 'list' : this.#between.isSetBelow(place.at) ? 'set' : 'both'
    return this.#clash(place, why, ours)
  }

  #mergeMembers({ was, ours, theirs }: Record<keyof Sides, JsonObject>, { at }: Place): JsonObject {
    const keys = [...new Set([ours, theirs, was].flatMap((object) => Object.keys(object)))]
    const members = keys.flatMap((key): [string, Json][] => {
      const sides = { was: member(was, key), ours: member(ours, key), theirs: member(theirs, key) }
      const value = this.merge(sides, { at: [...at, key], key })
      return value === undefined ? [] : [[key, value]]
    })
    return Object.fromEntries(members)
  }

  #mergeItems(lists: Lists, { at, key }: Place): Json[] | undefined {
    const item = (side: keyof Sides, index: number | undefined): Value =>
      index === undefined ? undefined : lists[side][index]
    return lineUp(lists)?.flatMap((slot) => {
      const sides = { was: item('was', slot.was), ours: item('ours', slot.ours), theirs: item('theirs', slot.theirs) }
      const step = slot.was === undefined ? `+${slot.theirs ?? slot.ours}` : String(slot.was)
      return this.merge(sides, { at: [...at, step], key }) ?? []
    })
  }
}

/**
 * Bring into `ours` what changed between `was` and `theirs`, and nothing else. Items of lists are known by their ids and names.
 * `clashes` are the places where that cannot be done without guessing; ours stands there unchanged. Places count the items
 * of lists as `was` has them, `+N` for one that it has not.
 */
export const mergeThree = (sides: Sides, between: Between): { value: Value; clashes: Clash[] } => {
  const work = new Merge(between)
  const value = work.merge(sides, { at: [], key: '' })
  return { value, clashes: work.clashes }
}
