import { formatArn } from '../model/arn.ts'
import { mapArns } from '../model/arn-keys.ts'
import {
  type Asset,
  type AssetRef,
  arnResource,
  bodyWithId,
  describeAsset,
  refKey,
  refOfResource,
  scheduleId,
  scheduleParts,
} from '../model/asset.ts'
import { type Environment, type Origin, type Prefix, placeOf, placeText, prefixFor } from '../model/environment.ts'
import { isObject, type JsonObject, stringAt } from '../model/json.ts'
import type { Problem } from '../model/problem.ts'

type Has = (ref: AssetRef) => boolean

/** The id that an asset of git has here; a refresh schedule goes by the id of its dataset. */
const liveRef = (ref: AssetRef, prefix: Prefix, has: Has): AssetRef => {
  const own = scheduleParts(ref)
  if (own === undefined) return has(ref) ? { kind: ref.kind, id: prefixFor(prefix, ref.kind) + ref.id } : ref
  const dataSet = liveRef({ kind: 'dataset', id: own.dataSetId }, prefix, has)
  return { kind: ref.kind, id: scheduleId(dataSet.id, own.schedule) }
}

/**
 * The asset in git that a live one would be by its id, whether git has it or not: for what speaks of assets that git had once.
 * The same value where ids are as in git.
 */
export const withoutPrefix = (ref: AssetRef, prefix: Prefix): AssetRef => {
  const text = prefixFor(prefix, ref.kind === 'refreshSchedule' ? 'dataset' : ref.kind)
  return text !== '' && ref.id.startsWith(text) ? { kind: ref.kind, id: ref.id.slice(text.length) } : ref
}

type Renaming = { environment: Environment; has: Has }

/** References by ARN; whole ARNs of another account are none of ours. */
const withReferences = (body: JsonObject, { environment, has }: Renaming): JsonObject => {
  const mapped = mapArns(body, (arn, text) => {
    if (arn.service !== 'quicksight' || !['', environment.account].includes(arn.account)) return text
    const ref = refOfResource(arn.resource)
    const live = ref && liveRef(ref, environment.overlay.prefix, has)
    return live && ref && live.id !== ref.id ? formatArn({ ...arn, resource: arnResource(live) }) : text
  })
  return isObject(mapped) ? mapped : body
}

const renamed = (asset: Asset, renaming: Renaming): Asset => {
  const { prefix } = renaming.environment.overlay
  const { id } = liveRef(asset, prefix, (ref) => refKey(ref) === refKey(asset) || renaming.has(ref))
  const body = withReferences(asset.body, renaming)
  return { ...asset, id, name: asset.name === asset.id ? id : asset.name, body: bodyWithId(asset.kind, body, id) }
}

const named = (asset: Asset, prefix: Prefix): Asset => {
  const [text, name] = [prefixFor(prefix, asset.kind), stringAt(asset.body, 'name')]
  if (text === '' || name === undefined) return asset
  return { ...asset, name: text + name, body: { ...asset.body, name: text + name } }
}

/** An asset that keeps its id here, because it is left out, stands where another one would be put. */
const collisions = (refs: ReadonlyMap<string, AssetRef>, environment: Environment, inTree: Has): Problem[] =>
  [...refs].flatMap(([live, ref]): Problem[] => {
    const there = { kind: ref.kind, id: live.slice(ref.kind.length + 1) }
    if (live === refKey(ref) || !inTree(there) || [...refs.values()].some((one) => refKey(one) === live)) return []
    const place = placeOf(environment, ['overlay', 'prefix', ref.kind])
    const message = `would make ${describeAsset(ref)} the ${live} that git has too and that keeps its id here; choose another prefix`
    return [{ severity: 'error', message: `${placeText(place)} \`overlay.prefix\` ${message}`, place, ref }]
  })

export type Prefixed = {
  assets: Asset[]
  /** The assets in git by the refKey of what they are here. */
  gitRefs: Map<string, AssetRef>
  problems: Problem[]
}

/**
 * The assets under the ids and names that the environment puts its prefixes before, with all references between them.
 * `inTree`: whether git has an asset; `stays`: whether the environment leaves it out, so that it is only referred to.
 */
export const applyPrefixes = (input: {
  assets: readonly Asset[]
  environment: Environment
  inTree: Has
  stays: Has
}): Prefixed => {
  const { environment, inTree, stays } = input
  const { prefix, namePrefix } = environment.overlay
  const has: Has = (ref) => inTree(ref) && !stays(ref)
  const isNone = typeof prefix === 'string' ? prefix === '' : prefix.size === 0
  const assets = isNone ? [...input.assets] : input.assets.map((asset) => renamed(asset, { environment, has }))
  const gitRefs = new Map(
    assets.map((asset, i): [string, AssetRef] => {
      const { kind, id } = input.assets[i] ?? asset
      return [refKey(asset), { kind, id }]
    }),
  )
  return {
    assets: assets.map((asset) => named(asset, namePrefix)),
    gitRefs,
    problems: isNone ? [] : collisions(gitRefs, environment, inTree),
  }
}

/** Where a value that a prefix changed was said. */
export const prefixOrigin = (environment: Environment, kind: string, path: readonly string[]): Origin => {
  const key = path.length === 1 && path[0] === 'name' ? 'namePrefix' : 'prefix'
  return { path: [...path], place: placeOf(environment, ['overlay', key, kind]) }
}
