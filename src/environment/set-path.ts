/** One step of a path: a key of a map, or the item of a list whose `member` has this value. */
export type Segment = { type: 'key'; key: string } | { type: 'item'; member: string; value: string }

export type ParsedPath = { segments: Segment[] } | { fault: string }

const KEY = /[^.[\]"\s][^.[\]"]*/y
const QUOTED_KEY = /\[("(?:[^"\\]|\\.)*")\]/y
const ITEM = /\[([A-Za-z]\w*)=("(?:[^"\\]|\\.)*"|[^"\]][^\]]*)\]/y
const INDEX = /\[\s*-?\d+\s*\]/y

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const unquote = (text: string): string | undefined => {
  if (!text.startsWith('"')) return text
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

const segmentAt = (text: string, at: number): { segment: Segment; end: number } | undefined => {
  const key = matchAt(KEY, text, at)
  if (key) return { segment: { type: 'key', key: key[0].trimEnd() }, end: at + key[0].length }
  const quoted = matchAt(QUOTED_KEY, text, at)
  const name = quoted && unquote(quoted[1] ?? '')
  if (quoted && typeof name === 'string') return { segment: { type: 'key', key: name }, end: at + quoted[0].length }
  const item = matchAt(ITEM, text, at)
  const value = item && unquote(item[2] ?? '')
  if (item && typeof value === 'string') {
    return { segment: { type: 'item', member: item[1] ?? '', value }, end: at + item[0].length }
  }
  return undefined
}

const faultAt = (text: string, at: number): string => {
  if (matchAt(INDEX, text, at)) {
    return 'counts list items, which shifts when somebody adds one; name the item instead, such as [name=Overview] or [visualId=…]'
  }
  if (text[at] === '[') {
    return `has a bracket that is neither ["key"] nor [member=value]: ${text.slice(at, at + 30)}`
  }
  return at >= text.length ? 'ends too early' : `cannot be read from ${JSON.stringify(text.slice(at, at + 30))} on`
}

/**
 * Read `definition.sheets[name=Overview].title`: keys with dots between, `["a.b"]` for keys with special characters,
 * `[member=value]` or `[member="value"]` for the item of a list. List indexes are refused.
 */
export const parsePath = (text: string): ParsedPath => {
  const segments: Segment[] = []
  let at = 0
  while (at < text.length || segments.length === 0) {
    const found = segmentAt(text, at)
    if (!found) return { fault: faultAt(text, at) }
    segments.push(found.segment)
    at = found.end
    if (text[at] === '.') {
      at += 1
      if (at === text.length || text[at] === '[') return { fault: 'has a dot with no key after it' }
    } else if (at < text.length && text[at] !== '[') return { fault: faultAt(text, at) }
  }
  if (segments[0]?.type === 'item')
    return { fault: 'begins with [member=value], but an asset is a map; begin with a key' }
  return { segments }
}

/** A segment as a path writes it. */
export const segmentText = (segment: Segment): string => {
  if (segment.type === 'item') {
    const plain = /^[^"\]\s][^\]]*$/.test(segment.value)
    return `[${segment.member}=${plain ? segment.value : JSON.stringify(segment.value)}]`
  }
  return /^[^.[\]"\s][^.[\]"]*$/.test(segment.key) ? segment.key : `[${JSON.stringify(segment.key)}]`
}

/** The text of a path. */
export const segmentsText = (segments: readonly Segment[]): string =>
  segments.reduce((text, segment) => {
    const next = segmentText(segment)
    return text === '' || next.startsWith('[') ? `${text}${next}` : `${text}.${next}`
  }, '')
