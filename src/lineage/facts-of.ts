import { type Asset, refKey } from '../model/asset.ts'
import { isObject, type JsonObject, objectsOf, stringAt } from '../model/json.ts'
import { referencesOf } from '../model/references.ts'
import { datasetFacts } from './dataset.ts'
import { keyOfArn } from './dataset-tables.ts'
import { addDefinition } from './definition.ts'
import { FACTS_VERSION, type Facts } from './facts.ts'
import { armOf } from './places.ts'
import { UseList } from './use-list.ts'

const identifiersOf = (definition: JsonObject): { name: string; dataset?: string }[] =>
  objectsOf(definition.dataSetIdentifierDeclarations).flatMap((declaration) => {
    const name = stringAt(declaration, 'identifier')
    const dataset = keyOfArn(stringAt(declaration, 'dataSetArn'))
    return name === undefined ? [] : [dataset === undefined ? { name } : { name, dataset }]
  })

const calculatedFieldsOf = (definition: JsonObject): { name: string; of: string }[] =>
  objectsOf(definition.calculatedFields).map((field) => ({
    name: stringAt(field, 'name') ?? '',
    of: stringAt(field, 'dataSetIdentifier') ?? '',
  }))

const definitionFacts = (body: JsonObject, list: UseList): Partial<Facts> => {
  if (!isObject(body.definition)) return {}
  const { definition } = body
  addDefinition(list, definition)
  const links = (Array.isArray(body.linkEntities) ? body.linkEntities : []).flatMap((arn) =>
    typeof arn === 'string' ? (keyOfArn(arn) ?? []) : [],
  )
  return {
    identifiers: identifiersOf(definition),
    calculatedFields: calculatedFieldsOf(definition),
    parameters: objectsOf(definition.parameterDeclarations).flatMap((one) => stringAt(armOf(one).inner, 'name') ?? []),
    ...(links.length > 0 ? { links } : {}),
  }
}

/**
 * What an asset defines, uses and needs by name. Depends on nothing but the asset, so it may be kept by the id of the file's
 * blob, together with `FACTS_VERSION`. An asset of a kind that we do not know has needs only.
 */
export const factsOf = (asset: Asset): Facts => {
  const { kind, id, name, body } = asset
  const list = new UseList()
  const own = kind === 'dataset' ? datasetFacts(body, list) : definitionFacts(body, list)
  const needs = [...new Set(referencesOf(asset).map(({ ref }) => refKey(ref)))]
  return { version: FACTS_VERSION, kind, id, name, needs, ...own, ...list.result() }
}
