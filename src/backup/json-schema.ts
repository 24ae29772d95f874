import { z } from 'zod'
import type { Json } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import { manifestSchema } from './schema.ts'

const ID = 'https://raw.githubusercontent.com/quicksight-gitops/quicksight-gitops/main/schemas/backup.schema.json'

/** The text of `schemas/backup.schema.json`, which describes the manifest of a backup. */
export const backupJsonSchema = (): string => {
  const schema = z.toJSONSchema(manifestSchema, { io: 'input', target: 'draft-7' }) as { [key: string]: Json }
  return stableText({ ...schema, $id: ID, title: 'quicksight-gitops backup' })
}
