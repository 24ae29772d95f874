import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import type { Raw } from '../../trail.ts'
import { keyWords, short, valueWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import { idWords } from '../asset-words.ts'
import { principalWords } from '../dataset/row-rules.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { listChanges } from './lists.ts'
import { shown } from './secrets.ts'

const isEnvironment = ({ versions }: Spot): boolean => versions.head.kind === 'environment'

/** Only of an environment's file: assets have members of the same names. */
const only =
  (say: Describer['say']): Describer['say'] =>
  (spot) =>
    isEnvironment(spot) ? say(spot) : undefined

const text = (value: Json | undefined): string => (value === undefined ? 'none' : valueWords(value))

const TARGET: Readonly<Record<string, string>> = {
  account: 'what is deployed goes to another account',
  region: 'what is deployed goes to another region',
  role: 'plan, export and drift run with the rights of this role',
  deployRole: 'deploy runs with the rights of this role',
}

const target = ({ base, head, trail }: Spot): Said => {
  const key = trail.at(-1)?.key ?? ''
  const reason = TARGET[key]
  const sides = { ...(base === undefined ? {} : { before: base }), ...(head === undefined ? {} : { after: head }) }
  return {
    message: `${keyWords(key)}: ${text(base)} → ${text(head)}`,
    ...sides,
    ...(reason === undefined ? {} : { reason }),
  }
}

const source = ({ base, head }: Spot): Said => {
  const words = (side: Json | undefined): string => (side === true ? 'yes' : 'no')
  return {
    message: `exports come from this environment: ${words(base)} → ${words(head)}`,
    before: words(base),
    after: words(head),
  }
}

const asIs = (item: string): string => item

const select = ({ base, head }: Spot): Said => {
  const [before, after] = [base ?? ['*:*'], head ?? ['*:*']]
  const { gone, come, words } = listChanges(before, after, asIs)
  const isEverything = come.some((entry) => /^\*(:\*)?$/.test(entry))
  const narrows =
    (gone.some((entry) => !entry.startsWith('!')) && !isEverything) || come.some((entry) => entry.startsWith('!'))
  const said = {
    message: `selection: ${words || 'the same entries in another order, of which later ones win'}`,
    before,
    after,
  }
  return narrows ? { ...said, reason: 'assets that are no longer selected leave this environment' } : said
}

const owners = ({ base, head }: Spot): Said => {
  const { come, words } = listChanges(base ?? [], head ?? [], principalWords)
  const sides = { ...(base === undefined ? {} : { before: base }), ...(head === undefined ? {} : { after: head }) }
  if (words === '') return { message: 'owners in another order', severity: 'cosmetic', ...sides }
  return {
    message: `owners: ${words}`,
    ...sides,
    ...(come.length > 0 ? { reason: 'owners may change, share and delete every asset that is created here' } : {}),
  }
}

const DATASOURCE_AT = 3
const idOf = ({ trail }: Spot): string => trail[DATASOURCE_AT - 1]?.key ?? ''

const login = (spot: Spot): Said => {
  const key = spot.trail.at(-1)?.key === 'secret' ? 'secret' : 'variables of the login'
  const words = (side: Json | undefined): string => (typeof side === 'string' ? `"${idWords(side)}"` : 'none')
  const [before, after] = [words(spot.base), words(spot.head)]
  return { message: `data source "${idOf(spot)}": ${key}: ${before} → ${after}`, before, after }
}

const settingsOf = (entry: Json | undefined): string =>
  isObject(entry)
    ? Object.keys(entry)
        .map((key) => LABELS[key] ?? keyWords(key))
        .join(', ')
    : ''

const entry = (spot: Spot): Said | undefined => {
  const { raws, head, base } = spot
  const [raw] = raws
  if (!raw || raws.length !== 1 || raw.action === 'changed' || raw.trail.length !== DATASOURCE_AT) return undefined
  const what = settingsOf(head ?? base)
  return {
    message: `data source "${idOf(spot)}" ${raw.action === 'added' ? 'added to' : 'removed from'} the overlay${what === '' ? '' : `: ${what}`}`,
    action: raw.action,
  }
}

const LABELS: Readonly<Record<string, string>> = { vpcConnection: 'VPC connection', sslProperties: 'SSL' }

/** Null takes away what git has; nothing leaves it as it is. */
const setWords = (value: Json | undefined): string => {
  if (value === undefined) return 'as in git'
  return value === null ? 'taken away' : valueWords(value)
}

const sslWords = (value: Json | undefined): string =>
  isObject(value) && typeof value.disableSsl === 'boolean' ? (value.disableSsl ? 'off' : 'on') : setWords(value)

const connectionWords = (raw: Raw): string => {
  const keys = raw.trail.slice(DATASOURCE_AT).map(({ key }) => key)
  const label = keys.map((key) => LABELS[key] ?? keyWords(key).replace(/ parameters$/, '')).join(' › ')
  if (keys[0] === 'sslProperties')
    return `SSL: ${sslWords(raw.trail.at(-1)?.base)} → ${sslWords(raw.trail.at(-1)?.head)}`
  const { before, after } = raw
  if (keys[0] === 'keep') return after === undefined ? 'no longer taken as it is in git' : 'taken as it is in git'
  if (keys.length > 1 || !/Parameters$/.test(keys[0] ?? '')) {
    const short = keys.length > 1 && /Parameters$/.test(keys[0] ?? '') ? label.replace(/^.*? › /, '') : label
    return `${short}: ${setWords(before)} → ${setWords(after)}`
  }
  return `parameters for ${label} ${after === undefined ? 'removed' : 'added'}: ${valueWords(after ?? before)}`
}

const connection = (spot: Spot): Said | undefined => {
  const [raw] = spot.raws.map(shown)
  if (!raw || spot.raws.length !== 1) return undefined
  const { before, after, action } = raw
  return {
    message: `data source "${idOf(spot)}": ${connectionWords(raw)}`,
    action,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

/** All that is set in some assets: paths as they stand, since people look for them in the file. */
const wholeWords = (before: Json | undefined, after: Json | undefined): string => {
  const paths = after ?? before
  if (!isObject(paths)) return `${setWords(before)} → ${setWords(after)}`
  const words = Object.entries(paths).map(([path, value]) =>
    after === undefined ? `${path} as in git again` : `${path}: ${setWords(value)}`,
  )
  return short(words.join('; '), 300)
}

const setting = ({ trail, raws }: Spot): Said => {
  const [, , assets, path, ...deeper] = trail.map(({ key }) => key)
  const [raw] = raws.map(shown)
  const at = [path, ...deeper].filter((key) => key !== undefined && key !== '#').join('.')
  const { before, after } = raw ?? {}
  const words = at === '' ? wholeWords(before, after) : `${at}: ${setWords(before)} → ${setWords(after)}`
  return {
    message: `set in ${assets}: ${words}`,
    action: raw?.action ?? 'changed',
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

const quotedAt = (value: JsonObject, key: string): string => `"${short(stringAt(value, key) ?? '')}"`

const replacedIn = (value: JsonObject): string =>
  `in ${stringAt(value, 'key') ?? ''} of ${stringAt(value, 'in') ?? ''}: ${quotedAt(value, 'from')}`

const replacementWords = (value: Json | undefined): string =>
  isObject(value) ? `${replacedIn(value)} becomes ${quotedAt(value, 'to')}` : ''

/** A replacement of the same text in the same places by something else needs to be named only once. */
const otherReplacement = (base: Json | undefined, head: Json | undefined): string =>
  isObject(base) && isObject(head) && replacedIn(base) === replacedIn(head)
    ? `${replacementWords(head)} instead of ${quotedAt(base, 'to')}`
    : `${replacementWords(base)} → ${replacementWords(head)}`

const replacement = ({ base, head, raws }: Spot): Said | undefined => {
  const [before, after] = [replacementWords(base), replacementWords(head)]
  if (raws.every(({ action }) => action === 'moved'))
    return { message: `replacement ${after} stands elsewhere`, severity: 'cosmetic' }
  if (before === after) return undefined
  if (before === '') return { message: `replacement added: ${after}`, action: 'added', after }
  if (after === '') return { message: `replacement removed: ${before}`, action: 'removed', before }
  return { message: `replacement ${otherReplacement(base, head)}`, before, after }
}

const plain = ({ raws }: Spot): Said => ({ message: sentences(raws.map(shown)) })

const ID = '(?:[^/]+)'

/** The files of environments: where things are deployed to, and what differs there. */
export const ENVIRONMENT: readonly Describer[] = [
  {
    kind: 'environment-target',
    at: /^\/(account|region|identityRegion|role|deployRole)$/,
    severity: 'notable',
    say: only(target),
  },
  { kind: 'environment-target', at: /^\/source$/, severity: 'notable', say: only(source) },
  { kind: 'environment-selection', at: /^\/select(?=\/|$)/, severity: 'notable', say: only(select) },
  { kind: 'environment-owners', at: /^\/owners(?=\/|$)/, severity: 'notable', say: only(owners) },
  {
    kind: 'environment-login',
    at: new RegExp(`^\\/overlay\\/datasource\\/${ID}\\/(secret|credentialsEnv)$`),
    severity: 'notable',
    say: only(login),
  },
  {
    kind: 'environment-connection',
    at: new RegExp(`^\\/overlay\\/datasource\\/${ID}$`),
    severity: 'notable',
    say: only(entry),
  },
  { kind: 'environment-connection', at: /^\/overlay\/datasource\/.*$/, severity: 'notable', say: only(connection) },
  { kind: 'environment-setting', at: /^\/overlay\/set\/.*$/, severity: 'notable', say: only(setting) },
  {
    kind: 'environment-replacement',
    at: /^\/overlay\/replace\/#(?=\/|$)/,
    severity: 'notable',
    say: only(replacement),
  },
  { kind: 'environment', at: /^\/.*$/, severity: 'notable', say: only(plain) },
]
