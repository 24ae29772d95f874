import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Member, Shape, Structure } from './model/shape.ts'
import type { Routed } from './router.ts'
import { ServiceError } from './service-error.ts'

const parseBody = (body: Buffer): JsonObject => {
  if (body.length === 0) return {}
  try {
    const value = JSON.parse(body.toString('utf8')) as Json
    return isObject(value) ? value : {}
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not valid JSON', { status: 400 })
  }
}

const fromText = (texts: string[], shape: Shape): Json => {
  const [text = ''] = texts
  if (shape.type === 'list') return texts
  if (shape.type === 'number') return Number.isNaN(Number(text)) || text === '' ? text : Number(text)
  if (shape.type === 'timestamp') return Number.isNaN(Number(text)) ? Date.parse(text) / 1000 : Number(text)
  return shape.type === 'boolean' && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text
}

type Headers = Record<string, string | string[] | undefined>

const textsOf = ({ name, binding }: Member, { labels, query }: Routed, headers: Headers): string[] => {
  const label = binding.label ? labels.get(name) : undefined
  if (label !== undefined) return [label]
  if (binding.query !== undefined) return query.getAll(binding.query)
  const header = binding.header === undefined ? undefined : headers[binding.header]
  return typeof header === 'string' ? [header] : (header ?? [])
}

/** Gather an operation's input from path, query, headers and body, in wire form: epoch seconds, base64. */
export const readInput = (routed: Routed, headers: Headers, body: Buffer): JsonObject => {
  const json = parseBody(body)
  const shape = routed.operation.input()
  const entries: [string, Json][] = Object.entries(json).filter(([key]) => {
    const binding = shape.members.get(key)?.binding
    return !binding || Object.keys(binding).length === 0
  })
  for (const member of shape.members.values()) {
    if (member.binding.payload) entries.push([member.name, json])
    const texts = textsOf(member, routed, headers)
    if (texts.length > 0) entries.push([member.name, fromText(texts, member.shape())])
  }
  return Object.fromEntries(entries)
}

/** What behavior returns: wire-form JSON, except that a Date stands for a timestamp; undefined and null members are left out. */
export type Output = { [key: string]: OutputValue }
export type OutputValue = Json | Date | undefined | Output | OutputValue[]

const serialize = (shape: Shape, value: OutputValue): Json | undefined => {
  if (value === undefined || value === null) return undefined
  if (value instanceof Date) return value.getTime() / 1000
  if (shape.type === 'list' && Array.isArray(value)) {
    return value.map((item) => serialize(shape.of(), item)).filter((item) => item !== undefined)
  }
  if (shape.type === 'structure' && typeof value === 'object') return serializeMembers(shape, value as Output)
  if (shape.type === 'map' && typeof value === 'object') {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, serialize(shape.of(), item as OutputValue)] as const,
    )
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))
  }
  return value as Json
}

const serializeMembers = (shape: Structure, value: Output): JsonObject => {
  const entries: [string, Json][] = []
  for (const member of shape.members.values()) {
    const inner = member.binding.status ? undefined : serialize(member.shape(), value[member.name])
    if (inner !== undefined) entries.push([member.name, inner])
  }
  return Object.fromEntries(entries)
}

/** An operation's answer: only what its output structure declares. */
export const writeOutput = (shape: Structure, output: Output, requestId: string): JsonObject =>
  serializeMembers(shape, { ...output, RequestId: requestId })
