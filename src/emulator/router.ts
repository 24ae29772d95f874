import { allOperations, type Operation } from './model/operations.ts'

export type Routed = { operation: Operation; labels: Map<string, string>; query: URLSearchParams }

const labelOf = (segment: string): string | undefined =>
  segment.startsWith('{') ? segment.slice(1, -1).replace('+', '') : undefined

const literals = ({ segments, query }: Operation): number =>
  segments.filter((segment) => labelOf(segment) === undefined).length * 2 + (query.size > 0 ? 1 : 0)

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const match = (operation: Operation, parts: string[]): Map<string, string> | undefined => {
  const labels = new Map<string, string>()
  for (const [index, segment] of operation.segments.entries()) {
    const label = labelOf(segment)
    if (label === undefined && segment !== parts[index]) return undefined
    const rest = segment.endsWith('+}') ? parts.slice(index).join('/') : (parts[index] ?? '')
    if (label !== undefined) labels.set(label, decode(rest))
  }
  return labels
}

const hasQuery = ({ query }: Operation, given: URLSearchParams): boolean =>
  [...query].every(([key, value]) => given.has(key) && (value === '' || given.get(key) === value))

/** Routes by method, number of path segments and literal text; the most literal route wins. */
export type Router = (method: string, url: URL) => Routed | undefined

/** Build the route table of every operation of the SDK. */
export const createRouter = (): Router => {
  const table = new Map<string, Operation[]>()
  for (const operation of allOperations().sort((a, b) => literals(b) - literals(a))) {
    const greedy = operation.segments.some((segment) => segment.endsWith('+}'))
    const key = `${operation.method} ${greedy ? '+' : operation.segments.length}`
    table.set(key, [...(table.get(key) ?? []), operation])
  }
  return (method, url) => {
    const parts = url.pathname.split('/').filter(Boolean)
    const candidates = [...(table.get(`${method} ${parts.length}`) ?? []), ...(table.get(`${method} +`) ?? [])]
    for (const operation of candidates) {
      const labels = match(operation, parts)
      if (labels && hasQuery(operation, url.searchParams)) return { operation, labels, query: url.searchParams }
    }
    return undefined
  }
}
