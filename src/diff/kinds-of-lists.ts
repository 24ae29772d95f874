import type { Json } from '../model/json.ts'
import { type Identity, identityOf } from './identity.ts'

/** Maps whose keys are generated, and the members that refer to them. */
export const MAPS = new Set([
  'physicalTableMap',
  'logicalTableMap',
  'sourceTableMap',
  'transformStepMap',
  'destinationTableMap',
  'tableMap',
])
export const TABLE_REFERENCES: Readonly<Record<string, string>> = {
  physicalTableId: 'physicalTableMap',
  leftOperand: 'logicalTableMap',
  rightOperand: 'logicalTableMap',
  sourceTableId: 'sourceTableMap',
  transformOperationId: 'transformStepMap',
  destinationTableId: 'destinationTableMap',
}

/** Lists of things that people name one by one. */
const OF_THINGS = new Set([
  'dataSetIdentifierDeclarations',
  'calculatedFields',
  'parameterDeclarations',
  'columnConfigurations',
  'filterGroups',
  'visuals',
  'textBoxes',
  'images',
  'parameterControls',
  'filterControls',
  'actions',
])

/** Whether each item of a list is something of its own, also where the whole list came or went. */
export const isListOfThings = (key: string, value: Json): value is Json[] =>
  OF_THINGS.has(key) && Array.isArray(value) && value.length > 0

/** Whether no key comes twice. */
export const isUnique = (keys: readonly string[]): boolean => new Set(keys).size === keys.length

/** The keys of all items of a list, or undefined where one has none. */
export const identities = (list: readonly Json[], keyOf: (identity: Identity) => string): string[] | undefined => {
  const keys: string[] = []
  for (const item of list) {
    const identity = identityOf(item)
    if (!identity) return undefined
    keys.push(keyOf(identity))
  }
  return keys
}
