import { type AssetRef, arnResource, describeAsset, scheduleId } from '../model/asset.ts'
import { isObject, type JsonObject } from '../model/json.ts'
import { mergeInto } from './merge-into.ts'
import { didYouMean, listNames } from './nearest.ts'
import { type At, change, NOT_HERE, record, report, type Work } from './overlay-work.ts'

const neutral = (ref: AssetRef): string => `arn:aws:quicksight:::${arnResource(ref)}`

/** QuickSight's own themes have names in capitals, no account that owns them, and are in no bundle (observed: CLASSIC, MIDNIGHT …). */
const themeArn = (id: string, inTree: Work['inTree']): string =>
  /^[A-Z]+$/.test(id) && !inTree({ kind: 'theme', id })
    ? `arn:aws:quicksight::aws:theme/${id}`
    : neutral({ kind: 'theme', id })

/** Short forms of a member that holds an ARN, by kind. */
const SHORT: Readonly<Record<string, Record<string, { key: string; arn: typeof themeArn }>>> = {
  analysis: { theme: { key: 'themeArn', arn: themeArn } },
  dashboard: { theme: { key: 'themeArn', arn: themeArn } },
  folder: { parentFolder: { key: 'parentFolderArn', arn: (id) => neutral({ kind: 'folder', id }) } },
}

/** The index of an asset that the file names, or a problem. */
const find = (work: Work, ref: AssetRef, at: At): number => {
  const index = work.assets.findIndex(({ kind, id }) => kind === ref.kind && id === ref.id)
  if (index >= 0) return index
  const ids = work.assets.filter(({ kind }) => kind === ref.kind).map(({ id }) => id)
  const what = NOT_HERE.replace('matches no asset', `is no ${ref.kind}`)
  report(work, at, `\`overlay.${ref.kind}\` names ${JSON.stringify(ref.id)}, which ${what}${didYouMean(ref.id, ids)}`)
  return -1
}

type Merge = { over: JsonObject; at: At; inside?: string }

/** Merge into an asset, or into the map `inside` of it. */
const merge = (work: Work, index: number, { over, at, inside }: Merge): void => {
  const asset = work.assets[index]
  if (!asset) return
  const base = inside === undefined ? asset.body : asset.body[inside]
  const { value, paths, faults } = mergeInto(isObject(base) ? base : {}, over)
  for (const { path, message } of faults) {
    report(work, [...at, ...path], `cannot be set in ${describeAsset(asset)}: ${message}`, { ref: asset })
  }
  if (faults.length > 0 || !change(work, index, inside === undefined ? value : { ...asset.body, [inside]: value }, at))
    return
  for (const path of paths) {
    record(work, asset, { paths: [inside === undefined ? path : [inside, ...path]], at: [...at, ...path] })
  }
}

const applyShort = (work: Work, index: number, { over, at }: Merge): void => {
  const asset = work.assets[index]
  for (const [name, { key, arn }] of Object.entries(SHORT[asset?.kind ?? ''] ?? {})) {
    const id = over[name]
    if (!asset || id === undefined) continue
    const { [key]: _, ...rest } = asset.body
    const body = typeof id === 'string' ? { ...asset.body, [key]: arn(id, work.inTree) } : rest
    if (change(work, index, body, at)) record(work, asset, { paths: [[key]], at: [...at, name] })
  }
}

const applySchedules = (work: Work, dataSet: AssetRef, { over: schedules, at }: Merge): void => {
  for (const [name, over] of Object.entries(schedules)) {
    const id = scheduleId(dataSet.id, name)
    const index = work.assets.findIndex((asset) => asset.kind === 'refreshSchedule' && asset.id === id)
    if (index >= 0 && isObject(over)) {
      merge(work, index, { over, at: [...at, name], inside: 'schedule' })
      continue
    }
    const start = scheduleId(dataSet.id, '')
    const names = work.assets.filter((one) => one.id.startsWith(start)).map((one) => one.id.slice(start.length))
    const there = names.length === 0 ? '; it has none in git' : `; there are ${listNames(names)}`
    const hint = didYouMean(name, names) || there
    report(work, [...at, name], `dataset ${dataSet.id} has no refresh schedule ${JSON.stringify(name)} in git${hint}`)
  }
}

const without = (object: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))

const applyAsset = (work: Work, ref: AssetRef, over: JsonObject): void => {
  const at = ['overlay', ref.kind, ref.id]
  const index = find(work, ref, at)
  if (index === -1) return
  const { schedules } = ref.kind === 'dataset' ? over : {}
  if (isObject(schedules)) applySchedules(work, ref, { over: schedules, at: [...at, 'schedules'] })
  const short = Object.keys(SHORT[ref.kind] ?? {})
  applyShort(work, index, { over, at })
  merge(work, index, { over: without(over, ref.kind === 'dataset' ? ['schedules'] : short), at })
}

/** Merge what the environment says of assets by kind and id into them. */
export const applyAssets = (work: Work): void => {
  for (const [kind, entries] of work.environment.overlay.assets) {
    for (const [id, over] of entries) applyAsset(work, { kind, id }, over)
  }
}
