import { parse } from 'yaml'
import type { Asset } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { compare } from './compare.ts'
import { describe } from './describe/index.ts'
import { pairAssets } from './pair/index.ts'
import { security } from './rules/security.ts'
import { valueWords } from './words/values.ts'

/** As JSON has it: YAML may also hold dates, big numbers and the like. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json

/** The values of a file, or undefined where it is no YAML, or no map. */
const read = (text: string): JsonObject | undefined => {
  try {
    // `silent` would take what it can of a broken file.
    const value = asJson(parse(text.replace(/^\uFEFF/, ''), { schema: 'core', logLevel: 'error', maxAliasCount: 100 }))
    return isObject(value) ? value : value === null ? {} : undefined
  } catch {
    return undefined
  }
}

/** A part of an overlay with nothing in it. */
const emptyOf = (part: Json | undefined): Json | undefined =>
  isObject(part) ? {} : Array.isArray(part) ? [] : undefined

/** With the parts of an overlay that the other version has, so that what is in them is told one by one. */
const withParts = (body: JsonObject, other: JsonObject): JsonObject => {
  if (!isObject(body.overlay ?? {}) || !isObject(other.overlay)) return body
  const parts = Object.entries(other.overlay).flatMap(([key, part]) => {
    const empty = emptyOf(part)
    return empty === undefined ? [] : [[key, empty]]
  })
  return { ...body, overlay: { ...(Object.fromEntries(parts) as JsonObject), ...(body.overlay as JsonObject) } }
}

const plain = (asset: Change['asset'], said: Pick<Change, 'kind' | 'action' | 'message' | 'differences'>): Change => ({
  ...said,
  asset,
  place: [],
  severity: 'notable',
})

const target = (body: JsonObject): string =>
  ['account', 'region', 'source']
    .filter((key) => body[key] !== undefined)
    .map((key) => `${key} ${valueWords(body[key])}`)
    .join(', ')

/**
 * What differs in a file of `environments/`, in words, each as a change of kind `environment` with the environment's name as
 * id. Values are compared, not layout or comments; a file that is not there is undefined. Nothing is checked here: what does
 * not belong is told as it stands, and text that is not a YAML map is one change that says so. The rule of security can be left
 * out by its name.
 */
export const diffEnvironmentFile = (
  name: string,
  { base: before, head: after }: { base?: string | undefined; head?: string | undefined },
  { without = [] }: { without?: readonly string[] } = {},
): Change[] => {
  const asset = { kind: 'environment', id: name, name }
  if (before === after) return []
  const [base, head] = [before, after].map((text) => (text === undefined ? undefined : read(text)))
  if ((before !== undefined && !base) || (after !== undefined && !head)) {
    const which = after !== undefined && !head ? '' : ' as it was before'
    const message = `environment cannot be read${which}: the file is no YAML map, so what changed in it is not known`
    return [plain(asset, { kind: 'environment', action: 'changed', message, differences: [{ base: '', head: '' }] })]
  }
  if (base && head) {
    const [one, other] = [withParts(base, head), withParts(head, base)]
    const versions: { base: Asset; head: Asset } = { base: { ...asset, body: one }, head: { ...asset, body: other } }
    const renaming = pairAssets(versions.base, versions.head)
    const changes = describe(compare(one, other, renaming), { ...versions, renaming, nameOf: () => undefined })
    return without.includes(security.name) ? changes : security.apply(changes, [versions])
  }
  const action = head ? 'added' : 'removed'
  const words = target(head ?? base ?? {})
  const message = `environment ${action}${words === '' ? '' : `: ${words}`}`
  return [plain(asset, { kind: 'environment', action, message, differences: [head ? { head: '' } : { base: '' }] })]
}
