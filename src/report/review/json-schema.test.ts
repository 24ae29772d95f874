import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { believableReview, hugeReview, reviewOf } from '../../testing/reviews.ts'
import { reviewJson } from './json.ts'
import { reportJsonSchema } from './json-schema.ts'

const FILE = path.join(import.meta.dirname, '../../../schemas/report.schema.json')

test('schemas/report.schema.json is what the program reads (UPDATE=1 rewrites it)', () => {
  if (process.env.UPDATE === '1') writeFileSync(FILE, reportJsonSchema())
  expect(readFileSync(FILE, 'utf8')).toBe(reportJsonSchema())
})

test('it accepts reports and says what is wrong with others', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(reportJsonSchema()))
  for (const review of [believableReview(), reviewOf(), hugeReview(3, 5)]) {
    expect(validate(reviewJson(review)), JSON.stringify(validate.errors)).toBe(true)
  }
  expect(validate({ ...reviewOf(), version: 2 })).toBe(false)
  expect(validate({ ...reviewOf(), changes: [{}] })).toBe(false)
})
