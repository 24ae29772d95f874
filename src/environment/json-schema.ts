import { z } from 'zod'
import type { Json } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import { environmentSchema } from './schema.ts'

const ID = 'https://raw.githubusercontent.com/quicksight-gitops/quicksight-gitops/main/schemas/environment.schema.json'

/** A file that extends another, or that others extend, need not say where it is; of the others half a place is a mistake. */
const WHOLE: { [key: string]: Json } = {
  if: { required: ['account'], not: { required: ['extends'] } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['region'] },
}

/** The text of `schemas/environment.schema.json`, with which editors complete and check `environments/*.yaml`. */
export const environmentJsonSchema = (): string => {
  const { required: _, ...schema } = z.toJSONSchema(environmentSchema, { io: 'input', target: 'draft-7' }) as {
    [key: string]: Json
  }
  return stableText({ ...schema, ...WHOLE, $id: ID, title: 'quicksight-gitops environment' })
}
