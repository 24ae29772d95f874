/** `user/default/ann@acme.example`; a name may hold slashes, a namespace may not. */
const NAMED = /^(user|group)\/[^/]+\/.+$/s
const EVERYONE = /^(namespace)\/[^/]+$/s

const typeOf = (principal: string): string | undefined => (NAMED.exec(principal) ?? EVERYONE.exec(principal))?.[1]

const stars = (text: string): number => text.split('*').length - 1

const sideFault = (text: string): string | undefined => {
  if (typeOf(text) === undefined)
    return `${JSON.stringify(text)} is no user, group or namespace: write user/default/NAME, group/default/NAME or namespace/NAME`
  return stars(text) > 1 ? `${JSON.stringify(text)} has more than one *, and one is the most` : undefined
}

/** Why a rule that gives principals other names makes no sense, in words; undefined where it does. */
export const principalRuleFault = (from: string, to: string): string | undefined => {
  const fault = sideFault(from) ?? sideFault(to)
  if (fault !== undefined) return fault
  if (typeOf(from) !== typeOf(to))
    return `${JSON.stringify(from)} cannot become ${JSON.stringify(to)}: a ${typeOf(from)} stays a ${typeOf(from)}`
  if (stars(to) <= stars(from)) return undefined
  return `${JSON.stringify(to)} has a * and ${JSON.stringify(from)} has none, so that nothing could stand for it`
}

type Pattern = { start: string; end: string; to: string }

const patternOf = ([from, to]: readonly [string, string]): Pattern => {
  const [start = '', end = ''] = from.split('*')
  return { start, end, to }
}

const matched = ({ start, end }: Pattern, principal: string): string | undefined =>
  principal.length >= start.length + end.length && principal.startsWith(start) && principal.endsWith(end)
    ? principal.slice(start.length, principal.length - end.length)
    : undefined

/**
 * What users, groups and namespaces are called elsewhere: `user/default/ann` → `user/dr/ann`. A rule that names one exactly
 * counts first, then the first pattern; without either the name stays. The rules are taken to be without fault.
 */
export const principalMap = (rules: ReadonlyMap<string, string>): ((principal: string) => string) => {
  const patterns = [...rules].filter(([from]) => from.includes('*')).map(patternOf)
  return (principal) => {
    const exact = rules.get(principal)
    if (exact !== undefined && !exact.includes('*')) return exact
    for (const pattern of patterns) {
      const text = matched(pattern, principal)
      if (text !== undefined) return pattern.to.replace('*', () => text)
    }
    return principal
  }
}
