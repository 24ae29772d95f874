import { isDeepStrictEqual } from 'node:util'
import { type Asset, type AssetRef, refKey } from '../../model/asset.ts'
import type { Environment, Replacement } from '../../model/environment.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { applyOverlay } from '../overlay.ts'
import { matcherOf } from '../patterns.ts'
import { type Segment, segmentsText } from '../set-path.ts'
import { itemSegment } from './item-name.ts'
import { type Between, type Clash, mergeThree, NOTHING_BETWEEN } from './merge.ts'
import { wordingOf } from './wording.ts'

export type { Clash } from './merge.ts'

/** Paths that an environment sets, by refKey of the asset. */
export type SetPaths = ReadonlyMap<string, readonly (readonly string[])[]>

/** What an environment sets of these assets, and in which file each stands: its own, or the one that it extends. */
export type SetByOverlay = { setPaths: SetPaths; fileOf: (ref: AssetRef, at: readonly string[]) => string }

/** What an environment sets of these assets by path; texts that it replaces are not among it. */
export const setByOverlay = (assets: readonly Asset[], environment: Environment): SetByOverlay => {
  const alone = { ...environment, overlay: { ...environment.overlay, replace: [] } }
  const { settings, origins } = applyOverlay({ assets, environment: alone })
  return {
    setPaths: settings,
    fileOf: (ref, at) =>
      origins.get(refKey(ref))?.findLast(({ path }) => isDeepStrictEqual(path, at))?.place.file ?? environment.file,
  }
}

const beginsWith = (path: readonly string[], start: readonly string[]): boolean =>
  path.length >= start.length && start.every((key, i) => key === path[i])

const replacementsIn = (ref: AssetRef, { overlay }: Environment): Replacement[] =>
  overlay.replace.filter((one) => matcherOf(one.in)(ref))

const betweenOf = (base: Asset, environment: Environment, setPaths: SetPaths): Between => {
  const set = setPaths.get(refKey(base)) ?? []
  return {
    isSet: (at) => set.some((path) => path.length === at.length && beginsWith(path, at)),
    isSetBelow: (at) => set.some((path) => path.length > at.length && beginsWith(path, at)),
    ...wordingOf(base.body, replacementsIn(base, environment)),
  }
}

export type Merged = { body: JsonObject; clashes: Clash[] }

const merged = (sides: { was: JsonObject; ours: JsonObject; theirs: JsonObject }, between: Between): Merged => {
  const { value, clashes } = mergeThree(sides, between)
  return { body: isObject(value) ? value : sides.ours, clashes }
}

/** What git asks for now with what was edited live, both since the same older version. */
export const withEdits = (asked: JsonObject, live: JsonObject, recorded: JsonObject): Merged =>
  merged({ was: recorded, ours: asked, theirs: live }, NOTHING_BETWEEN)

/**
 * The asset as git must have it, so that the environment's overlay makes `goal` of it where it makes `asked` of the base now.
 * What the overlay sets is not written into the base; texts that it replaces are taken back to git's words.
 */
export const writeBack = (
  base: Asset,
  { asked, goal }: { asked: JsonObject; goal: JsonObject },
  { environment, setPaths }: { environment: Environment; setPaths: SetPaths },
): Merged => merged({ was: asked, ours: base.body, theirs: goal }, betweenOf(base, environment, setPaths))

/** A new asset of the environment as git must have it; undefined where its texts cannot be taken back to git's words. */
export const writeNew = (live: Asset, environment: Environment): JsonObject | undefined => {
  const body = wordingOf(null, replacementsIn(live, environment)).backInWords(live.body, '')
  return isObject(body) ? body : undefined
}

/** A place of a clash as `overlay.set` would write it. */
export const pathText = (body: JsonObject, at: readonly string[]): string => {
  const segments: Segment[] = []
  let value: Json | undefined = body
  for (const key of at) {
    const isList: boolean = Array.isArray(value)
    value = Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined
    segments.push((isList ? itemSegment(value) : undefined) ?? { type: 'key', key })
  }
  return segmentsText(segments)
}
