import { type Asset, type AssetRef, describeAsset, idInBody, refKey } from '../model/asset.ts'
import { type Environment, placeOf, placeText } from '../model/environment.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import type { Credentials } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { overriddenPaths, overrideDataSource } from './data-source.ts'
import { didYouMean } from './nearest.ts'
import { matcherOf } from './patterns.ts'
import { replaceText } from './replace-text.ts'
import { parsePath } from './set-path.ts'
import { setValue } from './set-value.ts'

export type Overlaid = {
  /** In the order they were given; those the overlay does not touch are the same values. */
  assets: Asset[]
  /** By id of the data source. */
  credentials: Map<string, Credentials>
  /** Paths (keys, and list indexes as digits) that the overlay writes, by refKey of the asset. */
  settings: Map<string, string[][]>
  problems: Problem[]
}

type Work = Overlaid & { environment: Environment }
type At = readonly (string | number)[]

const report = (
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

const record = ({ settings }: Work, asset: AssetRef, paths: string[][]): void => {
  settings.set(refKey(asset), [...(settings.get(refKey(asset)) ?? []), ...paths])
}

/** Put a changed body in place, unless it would make another asset of this one. */
const change = (work: Work, index: number, body: JsonObject, at: At): boolean => {
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

const indexesOf = ({ assets }: Work, pattern: string): number[] => {
  const matches = matcherOf(pattern)
  return assets.flatMap((asset, index) => (matches(asset) ? [index] : []))
}

const NOT_HERE = 'matches no asset of this environment (in git, and selected)'

const noMatch = (work: Work, at: At, pattern: string): void =>
  report(work, at, `${JSON.stringify(pattern)} ${NOT_HERE}${didYouMean(pattern, work.assets.map(refKey))}`)

const applyReplacements = (work: Work): void => {
  for (const [entry, replacement] of work.environment.overlay.replace.entries()) {
    const at = ['overlay', 'replace', entry]
    const indexes = indexesOf(work, replacement.in)
    let count = 0
    for (const index of indexes) {
      const asset = work.assets[index] as Asset
      const { body, places } = replaceText(asset.body, replacement)
      count += places.length
      if (places.length > 0 && change(work, index, body, at)) record(work, asset, places)
    }
    const { key, from } = replacement
    if (indexes.length === 0) noMatch(work, at, replacement.in)
    else if (count === 0) {
      report(
        work,
        at,
        `finds ${JSON.stringify(from)} in no "${key}" of ${JSON.stringify(replacement.in)}. Correct it, or remove it if git no longer has that text`,
      )
    }
  }
}

const applyDataSources = (work: Work): void => {
  for (const [id, overlay] of work.environment.overlay.datasource) {
    const at = ['overlay', 'datasource', id]
    const index = work.assets.findIndex((asset) => asset.kind === 'datasource' && asset.id === id)
    if (index === -1) {
      const ids = work.assets.filter(({ kind }) => kind === 'datasource').map((asset) => asset.id)
      const message = `\`overlay.datasource\` names ${JSON.stringify(id)}, which ${NOT_HERE.replace('matches no asset', 'is no data source')}${didYouMean(id, ids)}`
      report(work, at, message, { severity: overlay.keep ? 'warning' : 'error' })
    } else if (!overlay.keep) {
      const asset = work.assets[index] as Asset
      if (overlay.credentials) work.credentials.set(id, overlay.credentials)
      if (change(work, index, overrideDataSource(asset.body, overlay), at))
        record(work, asset, overriddenPaths(overlay))
    }
  }
}

const applySetting = (work: Work, index: number, { at, path, to }: { at: At; path: string; to: Json }): void => {
  const parsed = parsePath(path)
  if ('fault' in parsed) return
  const asset = work.assets[index] as Asset
  const result = setValue(asset.body, parsed.segments, to)
  if ('fault' in result) report(work, at, `cannot be set in ${describeAsset(asset)}: ${result.fault}`, { ref: asset })
  else if (isObject(result.value) && change(work, index, result.value, at)) record(work, asset, [result.place])
}

const applySettings = (work: Work): void => {
  for (const [pattern, values] of work.environment.overlay.set) {
    const indexes = indexesOf(work, pattern)
    if (indexes.length === 0) noMatch(work, ['overlay', 'set', pattern], pattern)
    for (const [path, to] of values) {
      const at = ['overlay', 'set', pattern, path]
      const parsed = parsePath(path)
      if ('fault' in parsed) report(work, at, `the path ${JSON.stringify(path)} ${parsed.fault}`)
      for (const index of indexes) applySetting(work, index, { at, path, to })
    }
  }
}

/** Data sources that came from another account and of which the environment says nothing. */
const checkDecided = (work: Work): void => {
  const { environment } = work
  const set = [...environment.overlay.set.keys()].filter((pattern) => pattern.startsWith('datasource:')).map(matcherOf)
  for (const asset of work.assets) {
    if (asset.kind !== 'datasource' || environment.overlay.datasource.has(asset.id)) continue
    if (set.some((matches) => matches(asset))) continue
    const message = `${describeAsset(asset)} was made in another account, and this environment does not say what differs. Add it to \`overlay.datasource\`, with \`keep: true\` if nothing does`
    report(work, ['overlay', 'datasource'], message, { ref: asset })
  }
}

/**
 * The assets as an environment wants them: text replaced first, then data sources, then single values, so that what is
 * set stays as it is written. `sourceAccount`: the account the assets were exported from; without it, every environment
 * that is not the source is taken for another account. The given assets are never changed.
 */
export const applyOverlay = (input: {
  assets: readonly Asset[]
  environment: Environment
  sourceAccount?: string
}): Overlaid => {
  const { environment, sourceAccount } = input
  const work: Work = {
    assets: [...input.assets],
    credentials: new Map(),
    settings: new Map(),
    problems: [],
    environment,
  }
  applyReplacements(work)
  applyDataSources(work)
  applySettings(work)
  if (!environment.source && environment.account !== sourceAccount) checkDecided(work)
  const { assets, credentials, settings, problems } = work
  return { assets, credentials, settings, problems }
}
