import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { allowedValues, type Constraint } from './model/constraints.ts'
import type { Shape, Structure } from './model/shape.ts'

/** One broken rule, worded as the AWS service framework words it. */
export type Violation = string

type Options = { refuseUnknown: boolean }

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
const shown = (value: Json): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
const broken = (value: Json, path: string, rule: string): Violation =>
  `Value '${shown(value)}' at '${path}' failed to satisfy constraint: ${rule}`

const patterns = new Map<string, RegExp>()
const regexOf = (pattern: string): RegExp => {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'u')
  patterns.set(pattern, known)
  return known
}

const sizeOf = (value: Json): number => {
  if (typeof value === 'string') return [...value].length
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : 0
}

const rangeRule = (value: Json, constraint: Constraint, blob: boolean): string | undefined => {
  const size = blob && typeof value === 'string' ? Buffer.byteLength(value, 'base64') : sizeOf(value)
  const subject = typeof value === 'number' ? 'Member must have value' : 'Member must have length'
  if (constraint.min !== undefined && size < constraint.min)
    return `${subject} greater than or equal to ${constraint.min}`
  if (constraint.max !== undefined && size > constraint.max) return `${subject} less than or equal to ${constraint.max}`
  return undefined
}

const rulesBroken = (value: Json, constraint: Constraint, blob: boolean): string[] => {
  const rules: string[] = []
  const range = rangeRule(value, constraint, blob)
  if (range) rules.push(range)
  if (typeof value !== 'string') return rules
  if (constraint.pattern !== undefined && !regexOf(constraint.pattern).test(value)) {
    rules.push(`Member must satisfy regular expression pattern: ${constraint.pattern}`)
  }
  if (constraint.enum !== undefined && !allowedValues(constraint.enum).includes(value)) {
    rules.push(`Member must satisfy enum value set: [${allowedValues(constraint.enum).join(', ')}]`)
  }
  return rules
}

const checkConstraint = (
  value: Json,
  constraint: Constraint,
  path: string,
  found: Violation[],
  blob: boolean,
): void => {
  for (const rule of rulesBroken(value, constraint, blob)) found.push(broken(value, path, rule))
  if (Array.isArray(value) && constraint.each) {
    for (const [index, item] of value.entries()) {
      checkConstraint(item, constraint.each, `${path}.${index + 1}.member`, found, false)
    }
  }
  if (!isObject(value)) return
  for (const key of Object.keys(value)) {
    if (constraint.keys) checkConstraint(key, constraint.keys, path, found, false)
    if (constraint.values) checkConstraint(value[key] as Json, constraint.values, `${path}.${key}.member`, found, false)
  }
}

const TYPES: Record<string, (value: Json) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  timestamp: (value) => typeof value === 'number' || typeof value === 'string',
  blob: (value) => typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value.slice(0, 64)),
  document: () => true,
  list: Array.isArray,
  map: isObject,
  structure: isObject,
}

const checkStructure = (
  shape: Structure,
  value: JsonObject,
  path: string,
  found: Violation[],
  options: Options,
): void => {
  for (const member of shape.members.values()) {
    const inner = value[member.name]
    const at = path === '' ? lowerFirst(member.name) : `${path}.${lowerFirst(member.name)}`
    if (inner === undefined || inner === null) {
      if (member.required) found.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`)
      continue
    }
    const before = found.length
    check(member.shape(), inner, at, found, options)
    if (member.constraint && found.length === before) {
      checkConstraint(inner, member.constraint, at, found, member.shape().type === 'blob')
    }
  }
  const keys = Object.keys(value).filter((key) => value[key] !== null)
  if (shape.union && keys.filter((key) => shape.members.has(key)).length !== 1) {
    found.push(broken(value, path, `exactly one member of the union ${shape.name} must be set`))
  }
  if (!options.refuseUnknown) return
  for (const key of keys) if (!shape.members.has(key)) found.push(`Unknown member '${key}' at '${path || '/'}'`)
}

const check = (shape: Shape, value: Json, path: string, found: Violation[], options: Options): void => {
  if (found.length > 20 || value === null) return
  if (!TYPES[shape.type]?.(value)) {
    found.push(broken(value, path, `Member must be a ${shape.type}`))
  } else if (shape.type === 'structure') {
    checkStructure(shape, value as JsonObject, path, found, options)
  } else if (shape.type === 'list') {
    const of = shape.of()
    for (const [index, item] of (value as Json[]).entries())
      check(of, item, `${path}.${index + 1}.member`, found, options)
  } else if (shape.type === 'map') {
    const of = shape.of()
    for (const key of Object.keys(value as JsonObject)) {
      check(of, (value as JsonObject)[key] as Json, `${path}.${key}`, found, options)
    }
  }
}

/** Check an input against its structure and constraints; at most some twenty violations are collected. */
export const validate = (shape: Structure, input: JsonObject, options: Options): Violation[] => {
  const found: Violation[] = []
  checkStructure(shape, input, '', found, options)
  return found
}
