import { NormalizedSchema } from '@smithy/core/schema'
import { type Constraint, constraintsOf, modelOrder } from './constraints.ts'

/** How a member travels in HTTP: in the path, the query, a header, the status line, or (usually) the body. */
export type Binding = { label?: true; query?: string; header?: string; payload?: true; status?: true }

export type Member = { name: string; required: boolean; binding: Binding; constraint?: Constraint; shape: () => Shape }

export type Structure = { type: 'structure'; name: string; union: boolean; members: Map<string, Member> }

export type Shape =
  | Structure
  | { type: 'list'; of: () => Shape }
  | { type: 'map'; of: () => Shape }
  | { type: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' }

type Ref = Parameters<typeof NormalizedSchema.of>[0]

const bindingOf = (schema: NormalizedSchema): Binding => {
  const traits = schema.getMergedTraits()
  if (traits.httpLabel) return { label: true }
  if (traits.httpQuery) return { query: traits.httpQuery }
  if (traits.httpHeader) return { header: traits.httpHeader.toLowerCase() }
  if (traits.httpPayload) return { payload: true }
  return traits.httpResponseCode ? { status: true } : {}
}

// A static structure is [kind, namespace, name, traits, member names, member schemas, count of required members].
const requiredNames = (schema: NormalizedSchema): string[] => {
  const parts = schema.getSchema() as unknown as [number, string, string, unknown, string[], unknown[], number?]
  return parts[4].slice(0, parts[6] ?? 0)
}

const structureOf = (schema: NormalizedSchema): Structure => {
  // The SDK's generator prefixes names that clash with its own by an underscore.
  const name = (schema.getName() ?? '').replace(/^_/, '')
  const required = new Set(requiredNames(schema))
  const constraints = constraintsOf(name)
  const members = [...schema.structIterator()].map(([member, inner]): [string, Member] => {
    const constraint = constraints[member]
    const common = {
      name: member,
      required: required.has(member),
      binding: bindingOf(inner),
      shape: () => compile(inner),
    }
    return [member, constraint ? { ...common, constraint } : common]
  })
  const byName = new Map(members)
  const order = modelOrder(name)?.filter((key) => byName.has(key)) ?? []
  const ordered = new Map<string, Member>()
  for (const key of [...order, ...byName.keys()]) ordered.set(key, byName.get(key) as Member)
  return { type: 'structure', name, union: schema.isUnionSchema(), members: ordered }
}

const simple = (schema: NormalizedSchema): Shape => {
  if (schema.isStringSchema()) return { type: 'string' }
  if (schema.isBooleanSchema()) return { type: 'boolean' }
  if (schema.isTimestampSchema()) return { type: 'timestamp' }
  if (schema.isBlobSchema()) return { type: 'blob' }
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return { type: 'number' }
  return { type: 'document' }
}

const build = (schema: NormalizedSchema): Shape => {
  if (schema.isStructSchema()) return structureOf(schema)
  if (schema.isUnitSchema()) return { type: 'structure', name: 'Unit', union: false, members: new Map() }
  if (schema.isListSchema()) return { type: 'list', of: once(() => compile(schema.getValueSchema())) }
  if (schema.isMapSchema()) return { type: 'map', of: once(() => compile(schema.getValueSchema())) }
  return simple(schema)
}

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const compiled = new WeakMap<object, Shape>()

const compile = (schema: NormalizedSchema): Shape => {
  const raw = schema.getSchema() as unknown
  if (typeof raw !== 'object' || raw === null) return build(schema)
  const known = compiled.get(raw)
  if (known) return known
  const shape = build(schema)
  compiled.set(raw, shape)
  if (shape.type === 'structure') {
    for (const member of shape.members.values()) member.shape = once(member.shape)
  }
  return shape
}

/** Turn one of the SDK's runtime schemas into plain data, members on first use. */
export const shapeOf = (ref: unknown): Shape => compile(NormalizedSchema.of(ref as Ref))
