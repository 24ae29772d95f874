import data from './constraints.json' with { type: 'json' }

/** What a text, list, map or number must satisfy beyond its type; `enum` names a list of allowed values. */
export type Constraint = {
  min?: number
  max?: number
  pattern?: string
  enum?: string
  each?: Constraint
  keys?: Constraint
  values?: Constraint
}

type Derived = {
  errors: Record<string, string[]>
  enums: Record<string, string[]>
  structures: Record<string, Record<string, Constraint>>
  order: Record<string, string>
}

const derived = data as unknown as Derived

/** Constraints of a structure's members, as AWS's public service model has them; only for operations with behavior. */
export const constraintsOf = (structure: string): Record<string, Constraint> => derived.structures[structure] ?? {}

/** The values a named enumeration allows. */
export const allowedValues = (name: string): readonly string[] => derived.enums[name] ?? []

/** The errors an operation declares, or undefined for an operation without hand-written behavior. */
export const declaredErrors = (operation: string): readonly string[] | undefined => derived.errors[operation]

/** The service model's own order of a structure's members, where the SDK's schemas have another. */
export const modelOrder = (structure: string): string[] | undefined => derived.order[structure]?.split(' ')
