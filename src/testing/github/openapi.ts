import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

/** A schema, as far as examples are made from it. */
export type Schema = {
  $ref?: string
  type?: string
  format?: string
  nullable?: boolean
  enum?: unknown[]
  required?: string[]
  properties?: Record<string, Schema>
  allOf?: Schema[]
  oneOf?: Schema[]
  anyOf?: Schema[]
}
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }
type Body = { content?: Record<string, { schema: Schema }> }
type Described = {
  operationId: string
  parameters?: (Parameter | { $ref: string })[]
  requestBody?: Body
  responses: Record<string, Body | { $ref: string }>
}
type Description = {
  paths: Record<string, Record<string, Described>>
  components: Record<string, Record<string, unknown>>
}

/** One operation of GitHub's API. */
export type Operation = { id: string; method: string; template: string; described: Described }

const NAME = 'github'

/** The checker knows `nullable` beside a `type` without `enum` only, and the description says it beside others too. */
const withNull = (_key: string, value: unknown): unknown => {
  const { nullable, ...schema } = (value ?? {}) as Schema
  if (nullable !== true) return value
  if (schema.enum) return { ...schema, nullable, enum: [...schema.enum, null] }
  if (schema.type !== undefined) return value
  const isNull = { enum: [null] }
  if (schema.oneOf) return { ...schema, oneOf: [isNull, ...schema.oneOf] }
  return schema.anyOf ? { ...schema, anyOf: [isNull, ...schema.anyOf] } : value
}

const TEXT = readFileSync(path.join(import.meta.dirname, 'openapi.json'), 'utf8')
const description = JSON.parse(TEXT, withNull) as Description

const operations: readonly Operation[] = Object.entries(description.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    id: described.operationId,
    method: method.toUpperCase(),
    template,
    described,
  })),
)

const resolved = <T>(value: T | { $ref: string }): T => {
  const { $ref } = value as { $ref?: string }
  if ($ref === undefined) return value as T
  const [, , group = '', name = ''] = $ref.split('/')
  return description.components[group]?.[name] as T
}

/** Formats without a check of their own, such as `repo.nwo`, are passed over; everything else is checked in full. */
const makeAjv = (coerceTypes: boolean): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes, logger: false })
  addFormats.default(ajv)
  ajv.addSchema(description as object, NAME)
  return ajv
}
const bodies = makeAjv(false)
const texts = makeAjv(true)
const compiled = new Map<string, ValidateFunction>()

/** References of a schema lead into the description, so that a part of it can be compiled on its own. */
const anchored = (schema: Schema): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${NAME}#/`)) as object

const validator = (key: string, ajv: Ajv, make: () => Schema): ValidateFunction => {
  const known = compiled.get(key)
  if (known) return known
  const made = ajv.compile(anchored(make()))
  compiled.set(key, made)
  return made
}

const worded = (where: string, errors: ErrorObject[] | null | undefined): string[] =>
  (errors ?? []).map(
    (error) => `${where}${error.instancePath} ${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`,
  )

const pattern = (template: string): RegExp => new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

/** The operation that a request is for, and what its path says. */
export const findOperation = (
  method: string,
  pathname: string,
): { operation: Operation; params: Record<string, string> } | undefined => {
  for (const operation of operations) {
    const match = operation.method === method ? pattern(operation.template).exec(pathname) : null
    if (match) return { operation, params: { ...match.groups } }
  }
  return undefined
}

/** Unknown parameters and members are refused too: GitHub passes over them, but they are mistakes of a client. */
const parameterSchema = (
  { described }: Operation,
  place: 'path' | 'query',
): Schema & { additionalProperties: boolean } => {
  const parameters = (described.parameters ?? [])
    .map((one) => resolved<Parameter>(one))
    .filter((one) => one.in === place)
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  }
}

const bodySchema = ({ described }: Operation): Schema & { additionalProperties: boolean } => {
  const schema = described.requestBody?.content?.['application/json']?.schema ?? { type: 'object', properties: {} }
  return { ...schema, additionalProperties: false }
}

/** What the description finds wrong with a request. */
export const requestProblems = (
  operation: Operation,
  request: { params: Record<string, string>; query: Record<string, string>; body: unknown },
): string[] => {
  const check = (where: 'path' | 'query', value: Record<string, string>): string[] => {
    const validate = validator(`${operation.id} ${where}`, texts, () => parameterSchema(operation, where))
    return validate({ ...value }) ? [] : worded(where, validate.errors)
  }
  const validate = validator(`${operation.id} body`, bodies, () => bodySchema(operation))
  const bodyProblems = validate(request.body ?? {}) ? [] : worded('body', validate.errors)
  return [...check('path', request.params), ...check('query', request.query), ...bodyProblems]
}

/** Any operation may be refused for these, also where its description does not say so. */
const isGeneral = (status: number): boolean => [400, 401, 403, 404, 429].includes(status) || status >= 500

const BASIC_ERROR: Schema = { $ref: '#/components/schemas/basic-error' }

/** GitHub answers null for the repository of a deleted fork, where its description says that there always is one. */
const isDeletedFork = ({ instancePath, keyword }: ErrorObject): boolean =>
  keyword === 'type' && /^(\/\d+)?\/head\/repo$/.test(instancePath)

/** What the description finds wrong with an answer. */
export const responseProblems = (operation: Operation, status: number, body: unknown): string[] => {
  const documented = operation.described.responses[String(status)]
  if (!documented && !isGeneral(status)) return [`${operation.id} does not answer ${status}`]
  const content = documented && resolved<Body>(documented).content
  const schema = documented ? content?.['application/json']?.schema : BASIC_ERROR
  if (schema === undefined) return body === undefined ? [] : [`${operation.id} has no body with ${status}`]
  const validate = validator(`${operation.id} ${status}`, bodies, () => schema)
  if (validate(body)) return []
  return worded(
    `${operation.id} ${status}`,
    validate.errors?.filter((error) => !isDeletedFork(error)),
  )
}

const TEXTS: Readonly<Record<string, string>> = {
  uri: 'https://github.invalid/',
  'date-time': '2026-01-01T00:00:00Z',
  email: 'somebody@example.invalid',
}

const exampleOf = (schema: Schema): unknown => {
  if (schema.$ref) return exampleOf(resolved<Schema>({ $ref: schema.$ref }))
  if (schema.nullable) return null
  if (schema.enum) return schema.enum[0]
  const [first] = schema.allOf ?? schema.oneOf ?? schema.anyOf ?? []
  if (first) return exampleOf(first)
  const simple: Readonly<Record<string, unknown>> = { integer: 0, number: 0, boolean: false, array: [] }
  if (schema.type === 'string') return TEXTS[schema.format ?? ''] ?? ''
  if (schema.type && schema.type in simple) return simple[schema.type]
  return filled(schema, {})
}

const filled = (schema: Schema, given: Record<string, unknown>): Record<string, unknown> => {
  const missing = (schema.required ?? []).filter((key) => !(key in given))
  return { ...Object.fromEntries(missing.map((key) => [key, exampleOf(schema.properties?.[key] ?? {})])), ...given }
}

/** A whole value of one of GitHub's schemas: what is given, and for what else is required some value of the right form. */
export const complete = (name: string, given: Record<string, unknown>): Record<string, unknown> =>
  filled(resolved<Schema>({ $ref: `#/components/schemas/${name}` }), given)
