import type { Asset } from '../../../model/asset.ts'
import type { Change } from '../../../model/change.ts'
import { isObject, type Json, type JsonObject, objectAt } from '../../../model/json.ts'
import { pointerOf } from '../../../model/json-pointer.ts'
import { type Finding, isAt, isOfHead } from './finding.ts'

/** Members of a connection that say to which server a login is sent. */
export const SERVER = /^(host|clusterId|instanceId|siteBaseUrl|loginPageUrl|webProxyHostName|tokenProviderUrl)$/

export const KEPT_LOGIN = 'the login stays, and would be sent to another server'
export const PLAIN_TRAFFIC = 'logins and data would cross the network without encryption'

export type Keys = readonly (string | number)[]

/** A member that names a server, wherever in the parameters: their sort may be another than before. */
export type Server = { key: string; value: Json; at: Keys }

export const serversIn = (value: Json | undefined, at: Keys): Server[] => {
  if (Array.isArray(value)) return value.flatMap((item, i) => serversIn(item, [...at, i]))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]): Server[] =>
    typeof inner === 'object' && inner !== null
      ? serversIn(inner, [...at, key])
      : SERVER.test(key) && inner !== ''
        ? [{ key, value: inner, at: [...at, key] }]
        : [],
  )
}

/** Servers that were not named before; none where none was named at all. */
const newServers = (base: readonly Server[], head: readonly Server[]): Server[] =>
  base.length === 0 ? [] : head.filter(({ key, value }) => !base.some((one) => one.key === key && one.value === value))

const kept = (servers: readonly Server[]): Finding[] =>
  servers.map(({ at }) => ({ reason: KEPT_LOGIN, is: isOfHead(pointerOf(at)) }))

const isPlain = (body: JsonObject): boolean => objectAt(body, 'sslProperties').disableSsl === true

export const sslFinding = (base: JsonObject, head: JsonObject, at: Keys): Finding[] =>
  isPlain(head) && !isPlain(base) ? [{ reason: PLAIN_TRAFFIC, is: isAt(pointerOf([...at, 'sslProperties'])) }] : []

export const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Where a data source would send a login that was meant for another server, or send it in plain. */
export const dataSourceFindings = (base: Asset, head: Asset): Finding[] => {
  const [before, after] = [base.body, head.body]
  const [were, are] = [before, after].map((body) =>
    // The alternate ones are those that the login may be used for, too.
    ['dataSourceParameters', 'alternateDataSourceParameters'].flatMap((key) => serversIn(body[key], [key])),
  ) as [Server[], Server[]]
  const servers = same(before.credentials, after.credentials) ? newServers(were, are) : []
  return [...kept(servers), ...sslFinding(before, after, [])]
}

const LOGINS = ['secret', 'credentialsEnv']

/** Whether an environment gives a data source another login in the same pull request. */
const hasNewLogin = (change: Change, changes: readonly Change[]): boolean =>
  changes.some(
    (other) =>
      other.kind === 'environment-login' &&
      LOGINS.some((login) => isAt(pointerOf(['overlay', 'datasource', change.asset.id, login]))(other)),
  )

/** A new server in git and a new login in an environment belong together. */
export const withdrawn = (changes: readonly Change[]): Change[] =>
  changes.map((change) => {
    const isFlagged =
      change.asset.kind === 'datasource' && change.severity === 'security' && change.reason === KEPT_LOGIN
    if (!isFlagged || !hasNewLogin(change, changes)) return change
    return { ...change, severity: 'notable', reason: 'an environment gives it another login in the same change' }
  })
