import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { environmentJsonSchema } from './json-schema.ts'

const FILE = path.join(import.meta.dirname, '../../schemas/environment.schema.json')

test('schemas/environment.schema.json is what the program checks (UPDATE=1 rewrites it)', () => {
  if (process.env.UPDATE === '1') writeFileSync(FILE, environmentJsonSchema())
  expect(readFileSync(FILE, 'utf8')).toBe(environmentJsonSchema())
})

test('it describes keys for editors and refuses unknown ones', () => {
  const schema = JSON.parse(environmentJsonSchema()) as Record<string, unknown>
  expect(schema).toMatchObject({
    additionalProperties: false,
    properties: {
      account: {
        type: 'string',
        pattern: '^\\d{12}$',
        description: 'The AWS account: 12 digits, in quotes. Required, here or in what it extends.',
      },
      overlay: { additionalProperties: false },
    },
  })
})
