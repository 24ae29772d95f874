import * as sdk from '@aws-sdk/client-quicksight'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf } from './fixtures/client.ts'
import { type Emulator, startEmulator } from './index.ts'
import { allowedValues, type Constraint, declaredErrors } from './model/constraints.ts'
import { allOperations } from './model/operations.ts'
import type { Shape, Structure } from './model/shape.ts'
import { behaviorNames } from './operations/index.ts'

const TEXTS = [
  'x',
  'example-1',
  '111122223333',
  'https://example.com/x',
  's3://bucket/key',
  'arn:aws:iam::111122223333:role/example-role',
  'arn:aws:quicksight:us-east-1:111122223333:analysis/x',
  'arn:aws:secretsmanager:us-east-1:111122223333:secret:example-secret',
  'vpc-1234',
  'subnet-1234',
  'sg-1234',
  '10.0.0.1',
  'default',
  'UTC',
  '#112233',
  '1',
]

const textFor = (constraint: Constraint | undefined): string => {
  if (constraint?.enum) return allowedValues(constraint.enum)[0] ?? ''
  const pattern = new RegExp(`^(?:${constraint?.pattern ?? '[^]*'})$`, 'u')
  const { min = 0, max = 10_000 } = constraint ?? {}
  const padded = TEXTS.flatMap((text) => [text, text.padEnd(min, 'x')])
  return padded.find((text) => pattern.test(text) && text.length >= min && text.length <= max) ?? 'no text fits'
}

const times = (constraint: Constraint | undefined): number => Math.max(1, constraint?.min ?? 1)

const valueFor = (shape: Shape, constraint: Constraint | undefined): unknown => {
  if (shape.type === 'structure') return inputFor(shape)
  if (shape.type === 'list') {
    return Array.from({ length: times(constraint) }, () => valueFor(shape.of(), constraint?.each))
  }
  if (shape.type === 'map') return { [textFor(constraint?.keys)]: valueFor(shape.of(), constraint?.values) }
  if (shape.type === 'number') return constraint?.min ?? 1
  if (shape.type === 'boolean') return true
  if (shape.type === 'timestamp') return new Date(1_800_000_000_000)
  return shape.type === 'blob' ? new Uint8Array([1]) : textFor(constraint)
}

/** The least input a structure accepts: its required members, one member of a union. */
const inputFor = (shape: Structure): Record<string, unknown> => {
  const members = [...shape.members.values()]
  const wanted = shape.union ? members.slice(0, 1) : members.filter(({ required }) => required)
  return Object.fromEntries(wanted.map(({ name, shape: inner, constraint }) => [name, valueFor(inner(), constraint)]))
}

type CommandClass = new (input: unknown) => Parameters<sdk.QuickSightClient['send']>[0]

const operations = allOperations()
let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator({ jobTime: 0 })
})
afterAll(() => emulator.close())

type Failure = { name: string; message: string; $metadata: { httpStatusCode: number } }

const outcome = async (operation: (typeof operations)[number]): Promise<Failure | 'success'> => {
  const Command = (sdk as unknown as Record<string, CommandClass>)[`${operation.name}Command`] as CommandClass
  try {
    await clientOf(emulator, 'us-east-1').send(new Command(inputFor(operation.input())))
    return 'success'
  } catch (thrown) {
    return thrown as Failure
  }
}

describe('every operation of the SDK', () => {
  test('there are some three hundred', () => expect(operations.length).toBeGreaterThan(250))

  test('every behavior belongs to one, and has its errors declared', () => {
    const names = new Set(operations.map(({ name }) => name))
    expect(behaviorNames().filter((name) => !names.has(name))).toEqual([])
    expect(behaviorNames().filter((name) => declaredErrors(name) === undefined)).toEqual([])
  })

  test.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s routes, and a least input is answered by a result or a typed error',
    async (name, operation) => {
      const result = await outcome(operation)
      expect(emulator.calls()[name]).toBeGreaterThan(0)
      if (result === 'success') return
      expect(result).toBeInstanceOf(sdk.QuickSightServiceException)
      expect(result.name, result.message).toMatch(/Exception$/)
      expect(result.message).not.toContain('failed to satisfy constraint')
      expect(result.$metadata.httpStatusCode).toBeLessThan(500)
      const declared = declaredErrors(name)
      if (declared && behaviorNames().includes(name))
        expect([...declared, 'InvalidRequestException']).toContain(result.name)
    },
  )
})
