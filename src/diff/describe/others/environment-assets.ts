import { isObject, type Json } from '../../../model/json.ts'
import { kindText } from '../../../model/kind-words.ts'
import { keyWords, short, valueWords } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { shown } from './secrets.ts'

const isEnvironment = ({ versions }: Spot): boolean => versions.head.kind === 'environment'

/** Null takes away what git has; nothing leaves it as it is. */
const side = (value: Json | undefined): string => {
  if (value === undefined) return 'as in git'
  return value === null ? 'taken away' : valueWords(value)
}

type Leaf = { keys: readonly string[]; value: Json }

const leavesOf = (value: Json, keys: readonly string[] = []): Leaf[] =>
  isObject(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...keys, key]))
    : [{ keys, value }]

const label = (keys: readonly string[]): string => keys.map(keyWords).join(' › ')

const named = (keys: readonly string[], words: string): string =>
  keys.length === 0 ? words : `${label(keys)}: ${words}`

/** A whole map that came or went is told by what it sets. */
const wordsOf = (keys: readonly string[], before: Json | undefined, after: Json | undefined): string => {
  if (before !== undefined && after !== undefined) return named(keys, `${side(before)} → ${side(after)}`)
  const words = leavesOf(after ?? before ?? null).map((leaf) => {
    const is = side(leaf.value)
    return named([...keys, ...leaf.keys], after === undefined ? `${is} → as in git` : `as in git → ${is}`)
  })
  return short(words.join('; '), 300)
}

const ID_AT = 3

const asset = (spot: Spot): Said | undefined => {
  const [raw] = spot.raws.map(shown)
  if (!isEnvironment(spot) || !raw || spot.raws.length !== 1) return undefined
  const [, kind = '', id = '', ...keys] = raw.trail.map(({ key }) => key)
  const { before, after } = raw
  const rest = keys.slice(0, raw.trail.length - ID_AT).filter((key) => key !== '#')
  return {
    message: `${kindText(kind)} "${short(id)}": ${wordsOf(rest, before, after)}`,
    action: raw.action,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

const PREFIXES: Readonly<Record<string, { words: string; reason?: string }>> = {
  prefix: {
    words: 'prefix of ids',
    reason: 'assets are made anew under other ids, and those under the old ids are no longer asked for',
  },
  namePrefix: { words: 'prefix of names' },
}

const prefix = (spot: Spot): Said | undefined => {
  const [, key = '', kind] = spot.trail.map((step) => step.key)
  const said = PREFIXES[key]
  if (!isEnvironment(spot) || !said) return undefined
  const text = (value: Json | undefined): string => (value === undefined || value === '' ? 'none' : valueWords(value))
  const { base, head } = spot
  return {
    message: `${said.words}${kind === undefined ? '' : `, ${kindText(kind)}`}: ${text(base)} → ${text(head)}`,
    ...(base === undefined ? {} : { before: base }),
    ...(head === undefined ? {} : { after: head }),
    ...(said.reason === undefined ? {} : { reason: said.reason }),
  }
}

const KINDS = '(?:analysis|dashboard|dataset|folder|refreshSchedule|theme|topic|vpcConnection)'

/** What the file of an environment says of assets by kind and id, and of prefixes. */
export const ENVIRONMENT_ASSETS: readonly Describer[] = [
  { kind: 'environment-setting', at: new RegExp(`^\\/overlay\\/${KINDS}\\/.*$`), severity: 'notable', say: asset },
  { kind: 'environment-prefix', at: /^\/overlay\/(prefix|namePrefix)(\/[^/]+)?$/, severity: 'notable', say: prefix },
]
