import * as sdk from '@aws-sdk/client-quicksight'
import { type Shape, type Structure, shapeOf } from './shape.ts'

/** One operation of the service, as the SDK's runtime schemas describe it. */
export type Operation = {
  name: string
  method: string
  segments: string[]
  query: URLSearchParams
  status: number
  input: () => Structure
  output: () => Structure
}

const OPERATION = 9

type HttpTrait = { http?: [method: string, path: string, status: number] }
type RawOperation = [typeof OPERATION, string, string, HttpTrait, unknown, unknown]

const isOperation = (value: unknown): value is RawOperation => Array.isArray(value) && value[0] === OPERATION

const structure = (ref: unknown): Structure => {
  const shape: Shape = shapeOf(typeof ref === 'function' ? ref() : ref)
  return shape.type === 'structure' ? shape : { type: 'structure', name: 'Unit', union: false, members: new Map() }
}

const operationOf = ([, , name, traits, input, output]: RawOperation): Operation => {
  const [method, target, status] = traits.http ?? ['POST', '/', 200]
  const [path = '', query = ''] = target.split('?')
  return {
    name,
    method,
    segments: path.split('/').filter(Boolean),
    query: new URLSearchParams(query),
    status,
    input: () => structure(input),
    output: () => structure(output),
  }
}

/** Every operation the installed SDK knows. */
export const allOperations = (): Operation[] =>
  Object.values(sdk as Record<string, unknown>)
    .filter(isOperation)
    .map(operationOf)

/** A structure of the SDK by its name in the service model. */
export const structureNamed = (name: string): Structure => {
  const schemas = sdk as Record<string, unknown>
  const shape = shapeOf(schemas[`${name}$`] ?? schemas[`_${name}$`])
  if (shape.type !== 'structure') throw new Error(`${name} is not a structure of the SDK`)
  return shape
}

/** The status code the SDK's schemas give an error, 400 for one they do not know. */
export const errorStatus = (name: string): number => {
  const schema = (sdk as Record<string, unknown>)[`${name}$`]
  const traits = Array.isArray(schema) ? (schema[3] as { httpError?: number }) : undefined
  return traits?.httpError ?? 400
}
