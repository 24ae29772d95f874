// Of many thousand keys hardly one has such a character.
const escaped = (key: string): string =>
  key.includes('/') || key.includes('~') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key

/** A JSON pointer (RFC 6901) from keys and list indexes: `/definition/sheets/0`. The pointer of the whole value is empty. */
export const pointerOf = (keys: readonly (string | number)[]): string =>
  keys.reduce<string>((pointer, key) => `${pointer}/${typeof key === 'number' ? key : escaped(key)}`, '')

/** The keys of a JSON pointer; list indexes stay digits. */
export const keysOfPointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

const SPACE = /[\s,:]*/y
const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"/sy
const SCALAR = /[^\s,\]}]+/y
const STRUCTURE = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs

const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** Where an object or a list that begins at an offset ends. */
const afterNested = (text: string, at: number): number => {
  let depth = 0
  STRUCTURE.lastIndex = at
  for (let match = STRUCTURE.exec(text); match; match = STRUCTURE.exec(text)) {
    const token = match[0]
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    if (depth === 0) return STRUCTURE.lastIndex
  }
  return text.length
}

const afterValue = (text: string, at: number): number => {
  const first = text[at]
  if (first === '{' || first === '[') return afterNested(text, at)
  return after(first === '"' ? TEXT : SCALAR, text, at)
}

const unquoted = (token: string): string => (token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1))

/** What stands at a key of the object or list that begins at an offset: where its line is, and where its value begins. */
const memberAt = (text: string, start: number, key: string): { shown: number; value: number } | undefined => {
  const isList = text[start] === '['
  if (!isList && text[start] !== '{') return undefined
  let at = after(SPACE, text, start + 1)
  for (let index = 0; at < text.length && text[at] !== ']' && text[at] !== '}'; index++) {
    const value = isList ? at : after(SPACE, text, after(TEXT, text, at))
    const name = isList ? String(index) : unquoted(text.slice(at, after(TEXT, text, at)))
    if (name === key) return { shown: at, value }
    const end = afterValue(text, value)
    if (end <= at) return undefined
    at = after(SPACE, text, end)
  }
  return undefined
}

/**
 * The line, counted from 1, on which what a JSON pointer leads to begins in the text of a file (of a member: its key).
 * Where the text does not have it, the line of the innermost thing around it that is there. The text must be valid JSON.
 */
export const lineOfPointer = (text: string, pointer: string): number => {
  let shown = after(SPACE, text, 0)
  let value = shown
  for (const key of keysOfPointer(pointer)) {
    const member = memberAt(text, value, key)
    if (!member) break
    shown = member.shown
    value = member.value
  }
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < shown; at = text.indexOf('\n', at + 1)) line += 1
  return line
}
