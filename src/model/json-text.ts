import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { camelWords } from './camel-words.ts'
import { UserError } from './errors.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

const MAX_DEPTH = 200

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** The line, counted from 1, in which a text first occurs; 1 when it does not. */
export const lineOf = (text: string, needle: string): number => lineAt(text, Math.max(0, text.indexOf(needle)))

type Fault = { what: string; line: number }

const faultAt = (file: string, { what, line }: Fault, cause?: unknown): UserError =>
  new UserError(`${file}:${line} ${what}`, { cause, places: [{ file, line }] })

const STRUCTURE = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs

/** Found in the text, because walking over what it would be parsed to may exhaust the stack. */
const nestingFault = (text: string): Fault | undefined => {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(STRUCTURE)) {
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    if (depth <= MAX_DEPTH) continue
    return { what: `nests deeper than ${MAX_DEPTH} levels, which no QuickSight asset does`, line: lineAt(text, index) }
  }
  return undefined
}

const mergeFault = (text: string): Fault | undefined => {
  const marker = /^(<{7}|>{7})( |$)/m.exec(text)
  if (!marker) return undefined
  const what = `holds "${marker[1]}", left by a merge with conflicts: keep one of the two versions, remove the marker lines and commit`
  return { what, line: lineAt(text, marker.index) }
}

const markFault = (text: string): Fault | undefined =>
  text.startsWith('\uFEFF')
    ? { what: 'begins with a byte order mark, which JSON does not allow: save it as UTF-8 without one', line: 1 }
    : undefined

const syntaxFault = (text: string): Fault => {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  const detail = first ? ` (${camelWords(printParseErrorCode(first.error))})` : ''
  return { what: `is not valid JSON${detail}`, line: lineAt(text, first?.offset ?? text.length) }
}

const faultOf = (text: string): Fault => mergeFault(text) ?? markFault(text) ?? nestingFault(text) ?? syntaxFault(text)

/** Walk once over what was parsed: refuse nesting that would exhaust the stack, and keys that would change a prototype. */
const inspect = (value: Json, text: string, file: string, depth: number): void => {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_DEPTH) throw faultAt(file, nestingFault(text) ?? { what: 'nests too deep', line: 1 })
  if (Array.isArray(value)) {
    for (const item of value) inspect(item, text, file, depth + 1)
    return
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') {
      const what = 'has a key named __proto__, which is never part of an asset; remove it'
      throw faultAt(file, { what, line: lineOf(text, '"__proto__"') })
    }
    inspect(value[key] as Json, text, file, depth + 1)
  }
}

/** A number at risk, at a place where a value begins; ids are full of such digits, but inside quotes. */
const LONG_NUMBER = /(?:^|[:[,\s])-?(?:\d{16}|\d[\d.]*[eE]\+?\d{3})/
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

const changesWhenRead = (token: string): boolean =>
  /^-?\d+$/.test(token) ? !Number.isSafeInteger(Number(token)) : !Number.isFinite(Number(token))

const refuseUnsafeNumbers = (text: string, file: string): void => {
  if (!LONG_NUMBER.test(text)) return
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('"') || !changesWhenRead(token)) continue
    const shown = token.length > 40 ? `${token.slice(0, 40)}…` : token
    const what = `holds the number ${shown}, which cannot be kept exactly (programs that read JSON would change it silently); shorten it, or put it in quotes`
    throw faultAt(file, { what, line: lineAt(text, index) })
  }
}

/**
 * Parse JSON that came from outside. Refuses, with file and line, what cannot be kept faithfully: syntax errors,
 * integers above 2^53 and numbers that overflow, `__proto__` keys, nesting beyond 200 levels.
 */
export const parseJson = (text: string, file: string): Json => {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch (cause) {
    throw faultAt(file, faultOf(text), cause)
  }
  refuseUnsafeNumbers(text, file)
  inspect(value, text, file, 1)
  return value
}

/** Plain assignment makes the objects that JSON.stringify is quickest with; only `__proto__` would not stay a key. */
const put = (object: JsonObject, key: string, value: Json): void => {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const copy: JsonObject = {}
  for (const key of Object.keys(value).sort()) put(copy, key, sorted(value[key] as Json))
  return copy
}

/** The one text form we store: keys sorted by code unit (numeric keys first), two spaces, `\n`, final newline. */
export const stableText = (value: Json): string => `${JSON.stringify(sorted(value), null, 2)}\n`
