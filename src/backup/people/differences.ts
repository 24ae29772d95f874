import { camelWords } from '../../model/camel-words.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { stableText } from '../../model/json-text.ts'

const MOST_NAMED = 3
const LONGEST = 60

const LABELS: Readonly<Record<string, string>> = {
  UserRole: 'role',
  CustomPermissionsName: 'custom permissions',
  PublishedDefinition: 'published version',
  BrandDefinition: 'definition',
  AssignmentStatus: 'status',
  PolicyArn: 'policy',
  // The key below it says whom.
  Identities: '',
}

const wordsOf = (path: readonly string[]): string =>
  path
    .map((key) => LABELS[key] ?? camelWords(key))
    .filter(Boolean)
    .join(' ')

const shown = (value: Json | undefined): string => {
  if (value === undefined || value === null) return 'none'
  if (isObject(value)) return '…'
  const text = Array.isArray(value) ? value.map((item) => shown(item)).join(', ') : String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

const leaves = (live: Json | undefined, saved: Json | undefined, path: readonly string[]): string[] => {
  if (stableText(live ?? null) === stableText(saved ?? null)) return []
  if (isObject(live) && isObject(saved))
    return [...new Set([...Object.keys(live), ...Object.keys(saved)])].flatMap((key) =>
      leaves(live[key], saved[key], [...path, key]),
    )
  return [`${wordsOf(path)} ${shown(live)} → ${shown(saved)}`]
}

/** What would become otherwise, as in `role READER → AUTHOR`; undefined where nothing would. */
export const differences = (live: JsonObject, saved: JsonObject): string | undefined => {
  const all = leaves(live, saved, [])
  if (all.length === 0) return undefined
  const named = all.slice(0, MOST_NAMED).join('; ')
  return all.length > MOST_NAMED ? `${named}; and ${all.length - MOST_NAMED} more` : named
}
