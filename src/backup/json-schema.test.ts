import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backupJsonSchema } from './json-schema.ts'

const FILE = path.join(import.meta.dirname, '../../schemas/backup.schema.json')

test('schemas/backup.schema.json is what the program reads (UPDATE=1 rewrites it)', () => {
  if (process.env.UPDATE === '1') writeFileSync(FILE, backupJsonSchema())
  expect(readFileSync(FILE, 'utf8')).toBe(backupJsonSchema())
})
