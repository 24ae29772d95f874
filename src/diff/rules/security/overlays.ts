import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../model/json.ts'
import { pointerOf } from '../../../model/json-pointer.ts'
import { KEPT_LOGIN, PLAIN_TRAFFIC, SERVER, type Server, same, serversIn, sslFinding } from './connections.ts'
import { type Finding, isAround, isEveryone } from './finding.ts'

type Overlays = { before: JsonObject; after: JsonObject }

const overlaysOf = (base: JsonObject, head: JsonObject): Overlays => ({
  before: objectAt(base, 'overlay'),
  after: objectAt(head, 'overlay'),
})

const finding = (reason: string, keys: readonly (string | number)[]): Finding => ({
  reason,
  is: isAround(pointerOf(['overlay', ...keys])),
})

const LOGINS = ['secret', 'credentialsEnv']

const hasLogin = (entry: JsonObject): boolean => LOGINS.some((key) => entry[key] !== undefined)

const isKept = (was: JsonObject, is: JsonObject): boolean => LOGINS.every((key) => same(was[key], is[key]))

const missingIn = (others: readonly Server[], servers: readonly Server[]): Server[] =>
  servers.filter(({ key, value }) => !others.some((other) => other.key === key && other.value === value))

/** Where an environment sends a login that stays to another server: one it names, or, with its own gone, the one in git. */
const redirected = (was: JsonObject, is: JsonObject, at: readonly string[]): Finding[] => {
  if (!isKept(was, is)) return []
  const [before, after] = [serversIn(was, at), serversIn(is, at)]
  if (before.length === 0 && !hasLogin(was)) return []
  const named = missingIn(before, after)
  const gone = hasLogin(is) ? missingIn(after, before).filter(({ key }) => !after.some((one) => one.key === key)) : []
  return [...named, ...gone].map((server) => ({ reason: KEPT_LOGIN, is: isAround(pointerOf(server.at)) }))
}

const entryFindings = ({ before, after }: Overlays): Finding[] => {
  const [were, are] = [objectAt(before, 'datasource'), objectAt(after, 'datasource')]
  return Object.keys(are).flatMap((id) => {
    const [was, is] = [objectAt(were, id), objectAt(are, id)]
    const at = ['overlay', 'datasource', id]
    return [...(Object.hasOwn(were, id) ? redirected(was, is, at) : []), ...sslFinding(was, is, at)]
  })
}

const textsIn = (value: Json | undefined): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

const isPlain = (value: Json | undefined): boolean => value === true || (isObject(value) && value.disableSsl === true)

const lastKey = (path: string): string => /([\w-]+)["\]]*$/.exec(path)?.[1] ?? ''

/** What a single value that an environment sets may open. */
const reasonOf = (path: string, value: Json | undefined): string | undefined => {
  if (/(row|column)LevelPermission/.test(path)) return 'it decides who sees which rows and columns there'
  if (/linkSharing/.test(path) && value !== undefined && value !== null) return 'whoever has the link may open it'
  if (/permissions|principal/.test(path) && textsIn(value).some(isEveryone))
    return 'everyone in the namespace or account may do this'
  if (SERVER.test(lastKey(path)) || serversIn(value, []).length > 0) return KEPT_LOGIN
  return /sslProperties/.test(path) && isPlain(value) ? PLAIN_TRAFFIC : undefined
}

const hasNewLogin = ({ before, after }: Overlays, pattern: string): boolean => {
  const id = pattern.replace(/^datasource:/, '')
  return !isKept(objectAt(objectAt(before, 'datasource'), id), objectAt(objectAt(after, 'datasource'), id))
}

const setFindings = (overlays: Overlays): Finding[] => {
  const [were, are] = [objectAt(overlays.before, 'set'), objectAt(overlays.after, 'set')]
  return [...new Set([...Object.keys(were), ...Object.keys(are)])].flatMap((pattern) => {
    const [was, is] = [objectAt(were, pattern), objectAt(are, pattern)]
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((path) => {
      const reason = same(was[path], is[path]) ? undefined : reasonOf(path, is[path])
      if (reason === undefined || (reason === KEPT_LOGIN && hasNewLogin(overlays, pattern))) return []
      return [finding(reason, ['set', pattern, path])]
    })
  })
}

const ASSETS = ['analysis', 'dashboard', 'dataset', 'folder', 'topic'] as const

/** Members that overlays by kind may set and that decide who sees what, at any depth. */
const openings = (was: Json | undefined, is: Json | undefined, at: readonly string[]): Finding[] => {
  if (same(was, is)) return []
  const reason = reasonOf(at.at(-1) ?? '', is)
  if (reason !== undefined && reason !== KEPT_LOGIN) return [finding(reason, at)]
  const [before, after] = [isObject(was) ? was : {}, isObject(is) ? is : {}]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    openings(before[key], after[key], [...at, key]),
  )
}

const assetFindings = ({ before, after }: Overlays): Finding[] =>
  ASSETS.flatMap((kind) => openings(before[kind], after[kind], [kind]))

const replacementReason = (entry: JsonObject): string | undefined => {
  const key = stringAt(entry, 'key') ?? ''
  if (SERVER.test(key)) return KEPT_LOGIN
  return key === 'principal' && isEveryone(stringAt(entry, 'to') ?? '')
    ? 'everyone in the namespace or account may do this'
    : undefined
}

const replacementFindings = ({ before, after }: Overlays): Finding[] => {
  const known = Array.isArray(before.replace) ? before.replace : []
  return (Array.isArray(after.replace) ? after.replace : []).flatMap((entry, i) => {
    if (!isObject(entry) || known.some((other) => same(other, entry))) return []
    const reason = replacementReason(entry)
    return reason === undefined ? [] : [finding(reason, ['replace', i])]
  })
}

/** What an environment's file opens by what differs there from git: logins sent elsewhere, rules of who sees what, grants. */
export const overlayFindings = (base: JsonObject, head: JsonObject): Finding[] => {
  const overlays = overlaysOf(base, head)
  return [
    ...entryFindings(overlays),
    ...setFindings(overlays),
    ...assetFindings(overlays),
    ...replacementFindings(overlays),
  ]
}
