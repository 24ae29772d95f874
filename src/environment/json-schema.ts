import { z } from 'zod'
import type { Json } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import { environmentSchema } from './schema.ts'

const ID = 'https://raw.githubusercontent.com/quicksight-gitops/quicksight-gitops/main/schemas/environment.schema.json'

/** The text of `schemas/environment.schema.json`, with which editors complete and check `environments/*.yaml`. */
export const environmentJsonSchema = (): string => {
  const schema = z.toJSONSchema(environmentSchema, { io: 'input', target: 'draft-7' }) as { [key: string]: Json }
  return stableText({ ...schema, $id: ID, title: 'quicksight-gitops environment' })
}
