import { type AttributeValue, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { UserError } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { TableItem } from '../../model/table.ts'
import type { Database } from './database.ts'

export type Attributes = Record<string, AttributeValue>

/** The service takes so many in one call. */
const MOST_WRITES = 25
const ATTEMPTS = 12
const [FIRST_DELAY, LONGEST_DELAY] = [50, 5_000]

const attributeOf = (value: TableItem[string]): AttributeValue => {
  if (typeof value === 'string') return { S: value }
  return typeof value === 'boolean' ? { BOOL: value } : { SS: [...value] }
}

/** An item as the service has it. */
export const attributesOf = (item: TableItem): Attributes =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeOf(value)]))

/** The service may take only a part of what it is sent; the rest is sent again, later each time. */
const writeSome = async ({ client, sleep }: Database, name: string, writes: WriteRequest[]): Promise<void> => {
  let left = writes
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: left } }))
    left = UnprocessedItems?.[name] ?? []
    if (left.length === 0) return
    await sleep(Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt))
  }
  throw new UserError(`DynamoDB left ${left.length} of its items unwritten ${ATTEMPTS} times in a row`)
}

/** Write and delete items of a table. */
export const writeItems = async (database: Database, name: string, writes: readonly WriteRequest[]): Promise<void> => {
  for (const some of chunks(writes, MOST_WRITES)) await writeSome(database, name, some)
}
