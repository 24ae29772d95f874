import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { UserError } from './errors.ts'
import { isObject, type Json } from './json.ts'

const MAX_DEPTH = 200

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

const words = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

const syntaxError = (text: string, file: string, cause: unknown): UserError => {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  const line = lineAt(text, first?.offset ?? text.length)
  const conflict = /^(<{7}|>{7}) /m.test(text) ? ': it holds the markers of an unresolved merge' : ''
  const what = first ? ` (${words(printParseErrorCode(first.error))})` : ''
  return new UserError(`${file}:${line} is not valid JSON${what}${conflict}`, { cause, places: [{ file, line }] })
}

const lineOf = (text: string, needle: string): number => lineAt(text, Math.max(0, text.indexOf(needle)))

/** Walk once over what was parsed: refuse nesting that would exhaust the stack, and keys that would change a prototype. */
const inspect = (value: Json, text: string, file: string, depth: number): void => {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_DEPTH) {
    throw new UserError(`${file} nests deeper than ${MAX_DEPTH} levels, which no QuickSight asset does`, {
      places: [{ file }],
    })
  }
  if (Array.isArray(value)) {
    for (const item of value) inspect(item, text, file, depth + 1)
    return
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') {
      const line = lineOf(text, '"__proto__"')
      throw new UserError(`${file}:${line} has a key named __proto__, which is never part of an asset; remove it`, {
        places: [{ file, line }],
      })
    }
    inspect(value[key] as Json, text, file, depth + 1)
  }
}

const LONG_NUMBER = /\d{16}|\d[eE]\+?\d{3}/
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

const changesWhenRead = (token: string): boolean =>
  /^-?\d+$/.test(token) ? !Number.isSafeInteger(Number(token)) : !Number.isFinite(Number(token))

const refuseUnsafeNumbers = (text: string, file: string): void => {
  if (!LONG_NUMBER.test(text)) return
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('"') || !changesWhenRead(token)) continue
    const line = lineAt(text, index)
    throw new UserError(
      `${file}:${line} holds the number ${token}, which JSON readers would silently change; write it as text or shorten it`,
      { places: [{ file, line }] },
    )
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
    throw syntaxError(text, file, cause)
  }
  refuseUnsafeNumbers(text, file)
  inspect(value, text, file, 0)
  return value
}

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] as Json)]),
  )
}

/** The one text form we store: keys sorted by code unit (numeric keys first), two spaces, `\n`, final newline. */
export const stableText = (value: Json): string => `${JSON.stringify(sorted(value), null, 2)}\n`
