import { isDeepStrictEqual } from 'node:util'
import { diffAsset, diffAssets } from '../diff/index.ts'
import { RULES } from '../diff/rules/index.ts'
import type { Asset } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { keysOfPointer } from '../model/json-pointer.ts'
import { placeText } from '../report/review-words.ts'
import { untold } from './untold.ts'

/** Values by JSON pointer; undefined takes what is there away, and `-` as the last key puts one at the end of a list. */
export type Edits = Readonly<Record<string, Json | undefined>>

const put = (body: JsonObject, pointer: string, value: Json | undefined): void => {
  const keys = keysOfPointer(pointer)
  const last = keys.pop() ?? ''
  let holder: Json = body
  for (const key of keys) {
    const inner: Json | undefined = (holder as JsonObject)[key]
    if (typeof inner !== 'object' || inner === null) throw new Error(`There is nothing at ${key} of ${pointer}`)
    holder = inner
  }
  if (!Array.isArray(holder)) {
    if (value === undefined) delete (holder as JsonObject)[last]
    else (holder as JsonObject)[last] = value
  } else if (value === undefined) holder.splice(Number(last), 1)
  else holder[last === '-' ? holder.length : Number(last)] = value
}

/** The asset with some values changed. @throws where there is nothing to change. */
export const edited = (asset: Asset, edits: Edits): Asset => {
  const body = structuredClone(asset.body)
  for (const [pointer, value] of Object.entries(edits)) put(body, pointer, value)
  return { ...asset, body, name: typeof body.name === 'string' ? body.name : asset.name }
}

const OTHER_WAY: Readonly<Record<string, string>> = { added: 'removed', removed: 'added' }

const plain = ({ kind, action, before, after }: Change): string =>
  JSON.stringify([kind, action, before ?? null, after ?? null])

const inverse = ({ kind, action, before, after }: Change): string =>
  JSON.stringify([kind, OTHER_WAY[action] ?? action, after ?? null, before ?? null])

const checkTheWayBack = (base: Asset, head: Asset): void => {
  const without = RULES.map(({ name }) => name)
  const there = diffAssets([base], [head], { without }).map(inverse).sort()
  const back = diffAssets([head], [base], { without }).map(plain).sort()
  if (!isDeepStrictEqual(there, back)) throw new Error(`The way back is another: ${there.join()} but ${back.join()}`)
}

/** A change in one line: `notable: query "q": column "x" added (string) — reason`. */
export const lineOf = ({ severity, place, message, reason }: Change): string => {
  const where = place.map(({ what, name }) => `${what}${name === '' ? '' : ` "${name}"`}: `).join('')
  return `${severity}: ${where}${message}${reason === undefined ? '' : ` — ${reason}`}`
}

/**
 * All changes between two versions of an asset. @throws where something that differs is not told, or where the way back is
 * not the inverse.
 */
export const changesOf = (base: Asset, head: Asset): Change[] => {
  const changes = diffAsset(base, head)
  const missing = untold(base, head, changes)
  if (missing !== undefined) throw new Error(`Not told: ${missing}`)
  checkTheWayBack(base, head)
  return changes
}

/** `changesOf` in lines. */
export const told = (base: Asset, head: Asset): string[] => changesOf(base, head).map(lineOf)

const kindAndPlace = ({ kind, place, message, severity }: Change): string =>
  [severity === 'cosmetic' ? `(${kind})` : kind, placeText(place), message].filter(Boolean).join(': ')

/** What is told of two versions of an asset, by kind; kinds of cosmetic changes are in brackets. */
export const toldOf = (base: Asset, head: Asset): string[] => diffAsset(base, head).map(kindAndPlace)
