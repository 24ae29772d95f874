import type { DataSourceOverride } from '../model/environment.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { distance } from './nearest.ts'

/** Maps merge deeply, lists and values replace, null removes. */
const merge = (base: Json | undefined, over: JsonObject): JsonObject => {
  const merged = new Map<string, Json>(isObject(base) ? Object.entries(base) : [])
  for (const [key, value] of Object.entries(over)) {
    if (value === null) merged.delete(key)
    else merged.set(key, isObject(value) ? merge(merged.get(key), value) : value)
  }
  return Object.fromEntries(merged)
}

const withParameters = (body: JsonObject, parameters: JsonObject): JsonObject => {
  const [arm = ''] = Object.keys(parameters)
  const current = isObject(body.dataSourceParameters) ? body.dataSourceParameters : {}
  const kept = arm in current ? current : {}
  return { ...body, dataSourceParameters: merge(kept, parameters) }
}

const withMember = (body: JsonObject, key: string, value: Json | null): JsonObject =>
  value === null ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== key)) : { ...body, [key]: value }

type Overridden = { path: string[]; key: string[] }

/** The paths of the data source that an override writes, each with the key below `overlay.datasource.ID` that says so. */
export const overridden = ({ name, parameters, vpcConnection, sslProperties }: DataSourceOverride): Overridden[] => [
  ...(name === undefined ? [] : [{ path: ['name'], key: ['name'] }]),
  ...Object.entries(parameters ?? {}).flatMap(([arm, values]) =>
    Object.keys(isObject(values) ? values : {}).map((key) => ({
      path: ['dataSourceParameters', arm, key],
      key: [arm, key],
    })),
  ),
  ...(vpcConnection === undefined ? [] : [{ path: ['vpcConnectionProperties'], key: ['vpcConnection'] }]),
  ...(sslProperties === undefined ? [] : [{ path: ['sslProperties'], key: ['sslProperties'] }]),
]

type Slip = { key: string[]; message: string }

const slipsIn = (base: Json | undefined, over: Json | undefined, at: string): Slip[] => {
  if (!isObject(base) || !isObject(over)) return []
  return Object.keys(over).flatMap((name) => {
    const isNear = (known: string): boolean => distance(known.toLowerCase(), name.toLowerCase()) <= 1
    const slip = Object.hasOwn(base, name) ? undefined : Object.keys(base).find(isNear)
    if (slip === undefined) return []
    return [{ key: [at, name], message: `git has no "${name}" there; did you mean "${slip}"?` }]
  })
}

/** Keys of an override that look like a misspelled key of what git has, which would then stay as git has it. */
export const slipsOf = (body: JsonObject, { parameters, sslProperties }: DataSourceOverride): Slip[] => {
  const current = isObject(body.dataSourceParameters) ? body.dataSourceParameters : {}
  return [
    ...Object.entries(parameters ?? {}).flatMap(([arm, values]) => slipsIn(current[arm], values, arm)),
    ...slipsIn(body.sslProperties, sslProperties ?? undefined, 'sslProperties'),
  ]
}

/** The bundle form of a data source with an environment's override in it; another kind of parameters replaces the old ones. */
export const overrideDataSource = (body: JsonObject, override: DataSourceOverride): JsonObject => {
  const { name, parameters, vpcConnection, sslProperties } = override
  let changed = name === undefined ? body : { ...body, name }
  if (parameters) changed = withParameters(changed, parameters)
  if (vpcConnection !== undefined) {
    const properties =
      vpcConnection === null ? null : { vpcConnectionArn: `arn:aws:quicksight:::vpcConnection/${vpcConnection}` }
    changed = withMember(changed, 'vpcConnectionProperties', properties)
  }
  if (sslProperties === undefined) return changed
  return withMember(changed, 'sslProperties', sslProperties && merge(changed.sslProperties, sslProperties))
}
