import { isObject, type Json, type JsonObject, stringAt } from '../../model/json.ts'
import type { Rule } from '../rule.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sortStrings = (list: Json | undefined): Json | undefined =>
  Array.isArray(list) ? [...list].sort((a, b) => compare(String(a), String(b))) : list

const sortDeclarations = (list: Json | undefined): Json | undefined =>
  Array.isArray(list) && list.every(isObject)
    ? [...(list as JsonObject[])].sort((a, b) =>
        compare(stringAt(a, 'identifier') ?? '', stringAt(b, 'identifier') ?? ''),
      )
    : list

const withKey = (object: JsonObject, key: string, value: Json | undefined): JsonObject =>
  value === undefined || !(key in object) ? object : { ...object, [key]: value }

export const sortUnordered: Rule = {
  name: 'sort-unordered',
  why: 'The order of dataset declarations and of links to analyses means nothing and is not kept by the service.',
  apply: (asset) => {
    let body = withKey(asset.body, 'linkEntities', sortStrings(asset.body.linkEntities))
    if (isObject(body.definition)) {
      const declarations = sortDeclarations(body.definition.dataSetIdentifierDeclarations)
      body = withKey(body, 'definition', withKey(body.definition, 'dataSetIdentifierDeclarations', declarations))
    }
    return { ...asset, body }
  },
}
