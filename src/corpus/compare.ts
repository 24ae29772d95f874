import { isDeepStrictEqual } from 'node:util'
import type { Asset } from '../model/asset.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'

const ANY_ACCOUNT = /^arn:[\w-]+:quicksight:[\w-]*:\d*:(.+)$/s

/** Written apart from the product's own rules on purpose: an ARN of whatever account and region is only what it names. */
const resolved = (value: Json): Json => {
  if (typeof value === 'string') return value.replace(ANY_ACCOUNT, 'quicksight:$1')
  if (Array.isArray(value)) return value.map(resolved)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolved(member)]))
}

const nameOf = (item: Json): string => (isObject(item) ? (stringAt(item, 'identifier') ?? '') : String(item))
const byName = (a: Json, b: Json): number => (nameOf(a) < nameOf(b) ? -1 : 1)

/** The two lists whose order means nothing. Links are to analyses: those that are not in the account are no loss. */
const comparable = (body: JsonObject, keys: ReadonlySet<string>): JsonObject => {
  const whole = resolved(body) as JsonObject
  if (Array.isArray(whole.linkEntities)) {
    const links = whole.linkEntities.filter((link) =>
      keys.has(String(link).replace(/^quicksight:analysis\//, 'analysis:')),
    )
    whole.linkEntities = links.sort(byName)
  }
  const { definition } = whole
  if (isObject(definition) && Array.isArray(definition.dataSetIdentifierDeclarations)) {
    definition.dataSetIdentifierDeclarations.sort(byName)
  }
  return whole
}

const differences = (was: Json | undefined, is: Json | undefined, path: string): string[] => {
  if (isDeepStrictEqual(was, is)) return []
  const both = (Array.isArray(was) && Array.isArray(is)) || (isObject(was) && isObject(is))
  if (!both) return [`${path}: ${JSON.stringify(was)} became ${JSON.stringify(is)}`.slice(0, 300)]
  const [before, after] = [was as JsonObject, is as JsonObject]
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) => differences(before[key], after[key], `${path}.${key}`))
}

/** What an exported file holds otherwise than the original; `keys` are the assets of the account (refKey). */
export const lossesOf = (original: Asset, text: string | undefined, keys: ReadonlySet<string>): string[] => {
  if (text === undefined) return ['has no file']
  const exported = JSON.parse(text) as JsonObject
  return differences(comparable(original.body, keys), comparable(exported, keys), original.kind)
}

/** Files that are not byte for byte the same in two trees. */
export const differingFiles = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file) !== b.get(file))
