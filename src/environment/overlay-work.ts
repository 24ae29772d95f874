import { type Asset, type AssetRef, describeAsset, idInBody, refKey } from '../model/asset.ts'
import { type Environment, type Origin, placeOf, placeText } from '../model/environment.ts'
import { type JsonObject, stringAt } from '../model/json.ts'
import type { Credentials } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'

export type Overlaid = {
  /** In the order they were given; those the overlay does not touch are the same values. */
  assets: Asset[]
  /** By id of the data source. */
  credentials: Map<string, Credentials>
  /** Paths (keys, and list indexes as digits) that the overlay writes, by refKey of the asset. */
  settings: Map<string, string[][]>
  /** The same with where each stands in the environment's file, in the order they were written. */
  origins: Map<string, Origin[]>
  problems: Problem[]
}

export const NOT_HERE = 'matches no asset of this environment (in git, and selected)'

export type Work = Overlaid & { environment: Environment; inTree: (ref: AssetRef) => boolean }

/** A path in the environment's file. */
export type At = readonly (string | number)[]

/** Add a problem, with the place of a path of the environment's file. */
export const report = (
  work: Work,
  at: At,
  message: string,
  more: { ref?: AssetRef; severity?: Problem['severity'] } = {},
): void => {
  const place = placeOf(work.environment, at)
  const { ref, severity = 'error' } = more
  work.problems.push({
    severity,
    message: `${placeText(place)} ${message}`,
    place,
    ...(ref ? { ref: { kind: ref.kind, id: ref.id } } : {}),
  })
}

/** Keep which paths of an asset are written, and from where. */
export const record = (
  { settings, origins, environment }: Work,
  asset: AssetRef,
  { paths, at }: { paths: string[][]; at: At },
): void => {
  const key = refKey(asset)
  settings.set(key, [...(settings.get(key) ?? []), ...paths])
  const place = placeOf(environment, at)
  origins.set(key, [...(origins.get(key) ?? []), ...paths.map((path) => ({ path, place }))])
}

/** Put a changed body in place, unless it would make another asset of this one. */
export const change = (work: Work, index: number, body: JsonObject, at: At): boolean => {
  const asset = work.assets[index] as Asset
  const { kind, id, body: before } = asset
  if (body.resourceType !== before.resourceType || idInBody(kind, body) !== idInBody(kind, before)) {
    report(work, at, `would change the kind or the id of ${describeAsset(asset)}, and so make another asset of it`, {
      ref: asset,
    })
    return false
  }
  work.assets[index] = { ...asset, name: stringAt(body, 'name') ?? id, body }
  return true
}
