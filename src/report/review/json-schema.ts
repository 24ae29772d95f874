import { z } from 'zod'
import type { Json } from '../../model/json.ts'
import { stableText } from '../../model/json-text.ts'
import { reviewSchema } from './schema.ts'

const ID = 'https://raw.githubusercontent.com/quicksight-gitops/quicksight-gitops/main/schemas/report.schema.json'

/** The text of `schemas/report.schema.json`, which describes the JSON report of a review. */
export const reportJsonSchema = (): string => {
  const schema = z.toJSONSchema(reviewSchema, { io: 'input', target: 'draft-7' }) as { [key: string]: Json }
  return stableText({ ...schema, $id: ID, title: 'quicksight-gitops review' })
}
