import { isDeepStrictEqual } from 'node:util'
import { diffAsset, diffAssets } from '../diff/index.ts'
import { RULES } from '../diff/rules/index.ts'
import type { Asset } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import { partText } from '../model/part.ts'
import { placeText } from '../report/review-words.ts'
import { untold } from './untold.ts'

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
  const where = place.map((part) => `${partText(part)}: `).join('')
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
