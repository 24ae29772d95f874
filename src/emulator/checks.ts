import type { AssetKind } from '../model/asset.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { dependenciesOf } from './references.ts'
import type { Place } from './store.ts'

/** Data source types asset bundles do not support, as AWS documents them. */
const UNSUPPORTED = new Set(['ADOBE_ANALYTICS', 'FILE', 'GITHUB', 'JIRA', 'SALESFORCE', 'SERVICENOW', 'TWITTER'])

type Checked = { kind: AssetKind; body: JsonObject }

/** The data source type that keeps an asset out of bundles: its own, or one of its data set's sources. */
export const unsupportedType = (place: Place, asset: Checked): string | undefined => {
  const types =
    asset.kind === 'dataset'
      ? dependenciesOf(place, asset)
          .filter(({ ref }) => ref.kind === 'datasource')
          .map(({ ref }) => stringAt(place.get('datasource', ref.id)?.body ?? {}, 'type'))
      : [asset.kind === 'datasource' ? stringAt(asset.body, 'type') : undefined]
  return types.find((type) => type !== undefined && UNSUPPORTED.has(type))
}

const declared = (definition: JsonObject): Set<string> => {
  const list = definition.dataSetIdentifierDeclarations
  const entries = Array.isArray(list) ? list.filter(isObject) : []
  return new Set(entries.flatMap((entry) => stringAt(entry, 'identifier') ?? []))
}

const usedIdentifiers = (value: Json, found: Set<string>): void => {
  if (Array.isArray(value)) for (const item of value) usedIdentifiers(item, found)
  else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const inner = value[key] as Json
      if (key === 'dataSetIdentifier' && typeof inner === 'string') found.add(inner)
      else if (typeof inner === 'object') usedIdentifiers(inner, found)
    }
  }
}

const known = new WeakMap<JsonObject, string[]>()

/** Data set identifiers a definition uses without declaring them; remembered, bodies never change. */
const undeclaredIn = (definition: JsonObject): string[] => {
  const made = known.get(definition)
  if (made) return made
  const used = new Set<string>()
  usedIdentifiers(definition, used)
  const named = declared(definition)
  const undeclared = [...used].filter((identifier) => !named.has(identifier))
  known.set(definition, undeclared)
  return undeclared
}

export type DefinitionError = { type: string; message: string; path: string }

/** What is wrong with a definition: data sets that are gone, and data set identifiers nobody declared. */
export const definitionErrors = (place: Place, { kind, body }: Checked): DefinitionError[] => {
  if (!isObject(body.definition)) return []
  const gone = dependenciesOf(place, { kind, body })
    .filter(({ ref }) => ref.kind === 'dataset' && !place.get(ref.kind, ref.id))
    .map(({ arn }) => ({ type: 'DATA_SET_NOT_FOUND', message: `DataSet ${arn} is not found`, path: arn }))
  return [
    ...gone,
    ...undeclaredIn(body.definition).map((identifier) => ({
      type: 'DATA_SET_NOT_FOUND',
      message: `The data set identifier ${identifier} is not declared`,
      path: identifier,
    })),
  ]
}
