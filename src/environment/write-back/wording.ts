import { isDeepStrictEqual } from 'node:util'
import type { Replacement } from '../../model/environment.ts'
import { isObject, type Json } from '../../model/json.ts'
import { replaceAtKey } from '../replace-text.ts'
import type { Value } from './merge.ts'

/** Every text that stands at a key, or in a list at it. */
const textsAt = (value: Json, wanted: string, key = ''): string[] => {
  if (typeof value === 'string') return key === wanted ? [value] : []
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, wanted, key))
  return isObject(value) ? Object.entries(value).flatMap(([name, inner]) => textsAt(inner, wanted, name)) : []
}

/** Whether a text begins inside of a word, as `sales` does in `presales`. */
const beginsInWord = (text: string, part: string): boolean =>
  /^\w/.test(part) && text.split(part).some((piece, i, all) => i < all.length - 1 && /\w$/.test(piece))

/** Whether git itself has the text that another is replaced by, so that nobody could tell the two apart afterwards. */
const isInGitToo = (base: Json, { key, from, to }: Replacement): boolean =>
  textsAt(base, key).some((text) => text.split(from).some((piece) => piece.includes(to)))

/** Whether a replacement can be undone in a value: each text it put there can be told from texts that only look like it. */
const canUndo = (value: Json, at: string, base: Json, replacement: Replacement): boolean => {
  const { key, to } = replacement
  const texts = textsAt(value, key, at)
  if (to === '') return texts.length === 0
  const found = texts.filter((text) => text.includes(to))
  return found.length === 0 || !(isInGitToo(base, replacement) || found.some((text) => beginsInWord(text, to)))
}

/** Values of git in the words of an environment that replaces text, and back. */
export type Wording = {
  inWords: (value: Value, key: string) => Value
  /** Undefined where it is not certain what git would have to say. */
  backInWords: (value: Value, key: string) => Value | undefined
}

/** What replacements mean for one asset. `base`: the asset as git has it, in which texts may stand that look replaced. */
export const wordingOf = (base: Json, replacements: readonly Replacement[]): Wording => {
  const inWords = (value: Value, key: string): Value =>
    value === undefined ? undefined : replacements.reduce<Json>((text, one) => replaceAtKey(text, key, one), value)
  const backInWords = (value: Value, key: string): Value => {
    if (value === undefined) return undefined
    const undone = replacements
      .filter(({ to }) => to !== '')
      .reduceRight<Json>(
        (text, { from, to, ...rest }) => replaceAtKey(text, key, { ...rest, from: to, to: from }),
        value,
      )
    const isCertain = replacements.every((one) => canUndo(value, key, base, one))
    return isCertain && isDeepStrictEqual(inWords(undone, key), value) ? undone : undefined
  }
  return { inWords, backInWords }
}
