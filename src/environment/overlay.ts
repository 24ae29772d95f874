import { type Asset, type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { isObject, type Json } from '../model/json.ts'
import { applyAssets } from './asset-overlay.ts'
import { overridden, overrideDataSource, slipsOf } from './data-source.ts'
import { didYouMean } from './nearest.ts'
import { type At, change, NOT_HERE, type Overlaid, record, report, type Work } from './overlay-work.ts'
import { matcherOf } from './patterns.ts'
import { replaceText } from './replace-text.ts'
import { parsePath } from './set-path.ts'
import { setValue } from './set-value.ts'

const indexesOf = ({ assets }: Work, pattern: string): number[] => {
  const matches = matcherOf(pattern)
  return assets.flatMap((asset, index) => (matches(asset) ? [index] : []))
}

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
      if (places.length > 0 && change(work, index, body, at)) record(work, asset, { paths: places, at })
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
      for (const { key, message } of slipsOf(asset.body, overlay)) {
        report(work, [...at, ...key], `cannot be set in ${describeAsset(asset)}: ${message}`, { ref: asset })
      }
      if (overlay.credentials) work.credentials.set(id, overlay.credentials)
      if (change(work, index, overrideDataSource(asset.body, overlay), at)) {
        for (const { path, key } of overridden(overlay)) record(work, asset, { paths: [path], at: [...at, ...key] })
      }
    }
  }
}

const applySetting = (work: Work, index: number, { at, path, to }: { at: At; path: string; to: Json }): void => {
  const parsed = parsePath(path)
  if ('fault' in parsed) return
  const asset = work.assets[index] as Asset
  const result = setValue(asset.body, parsed.segments, to)
  if ('fault' in result) report(work, at, `cannot be set in ${describeAsset(asset)}: ${result.fault}`, { ref: asset })
  else if (isObject(result.value) && change(work, index, result.value, at))
    record(work, asset, { paths: [result.place], at })
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
 * The assets as an environment wants them: text replaced first, then what is said by kind and id, then single values, so that what
 * is set stays as it is written. `sourceAccount`: the account the assets were exported from; without it, every environment
 * that is not the source is taken for another account. `inTree`: whether git has an asset. The given assets are never changed.
 */
export const applyOverlay = (input: {
  assets: readonly Asset[]
  environment: Environment
  sourceAccount?: string
  inTree?: (ref: AssetRef) => boolean
}): Overlaid => {
  const { environment, sourceAccount, inTree = () => false } = input
  const work: Work = {
    assets: [...input.assets],
    credentials: new Map(),
    settings: new Map(),
    origins: new Map(),
    problems: [],
    environment,
    inTree,
  }
  applyReplacements(work)
  applyDataSources(work)
  applyAssets(work)
  applySettings(work)
  if (!environment.source && environment.account !== sourceAccount) checkDecided(work)
  const { assets, credentials, settings, origins, problems } = work
  return { assets, credentials, settings, origins, problems }
}
